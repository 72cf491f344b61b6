"""The calling policies that departments can choose: built in, and those of installed packages.

Looking through what is installed costs tens of milliseconds, so it is done when somebody asks for a policy
that is not built in: never on the way to a first window, and never in a clinic that uses none.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from nextpatient_desktop.domain.policies import (
    BUILT_IN,
    ENTRY_POINT_GROUP,
    CallingPolicy,
    EntryPoint,
    load_policies,
)

_log = logging.getLogger(__name__)


def installed_entry_points() -> Iterable[EntryPoint]:
    """The entry points of installed packages in the group of calling policies."""
    from importlib.metadata import entry_points

    return entry_points(group=ENTRY_POINT_GROUP)


class InstalledPolicies(Mapping[str, CallingPolicy]):
    """Calling policies by name. One that does not load is left out, and the log says why."""

    def __init__(self, find: Callable[[], Iterable[EntryPoint]] = installed_entry_points) -> None:
        """`find` gives the entry points; it is called once, when it is first needed."""
        self._find = find

    def __getitem__(self, name: str) -> CallingPolicy:
        """The policy with this name."""
        return BUILT_IN[name] if name in BUILT_IN else self._all[name]

    def __iter__(self) -> Iterator[str]:
        """The names, built-in ones first."""
        return iter(self._all)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all)

    @cached_property
    def _all(self) -> Mapping[str, CallingPolicy]:
        policies = load_policies(self._find())
        for name, failure in policies.failures.items():
            _log.error("the calling policy %s can not be used: %s", name, failure)
        return policies.by_name
