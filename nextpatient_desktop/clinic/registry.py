"""Which handler answers which message: `@handles` describes a function, `build` collects the descriptions.

A topic's module of handlers is named in `handler_modules`, once; nothing registers itself by being imported.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, overload

from nextpatient_desktop.clinic.door import Command, Grant, Query
from nextpatient_desktop.domain.records import dataclass

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.context import CommandContext, QueryContext
    from nextpatient_desktop.clinic.tools import Tools

C = TypeVar("C", bound=Command[Any])
Q = TypeVar("Q", bound=Query[Any])
P = TypeVar("P")
R = TypeVar("R")

Message: TypeAlias = Command[Any] | Query[Any]

_MARK = "__handler__"

HANDLER_MODULES = (
    "nextpatient_desktop.clinic.days.handlers",
    "nextpatient_desktop.clinic.journal.handlers",
    "nextpatient_desktop.clinic.tokens.issuing",
    "nextpatient_desktop.clinic.tokens.adopting",
    "nextpatient_desktop.clinic.tokens.raising",
    "nextpatient_desktop.clinic.tokens.calling",
    "nextpatient_desktop.clinic.tokens.serving",
    "nextpatient_desktop.clinic.tokens.leaving",
    "nextpatient_desktop.clinic.tokens.undo",
    "nextpatient_desktop.clinic.tokens.board",
    "nextpatient_desktop.clinic.tokens.destinations",
    "nextpatient_desktop.clinic.tokens.now_serving",
    "nextpatient_desktop.clinic.tokens.status",
    "nextpatient_desktop.clinic.setup.handlers",
    "nextpatient_desktop.clinic.departments.handlers",
    "nextpatient_desktop.clinic.departments.listing",
    "nextpatient_desktop.clinic.counters.handlers",
    "nextpatient_desktop.clinic.staff.handlers",
    "nextpatient_desktop.clinic.staff.signing_in",
    "nextpatient_desktop.clinic.stations.handlers",
    "nextpatient_desktop.clinic.stations.keys",
    "nextpatient_desktop.clinic.stations.states",
    "nextpatient_desktop.clinic.alerts.handlers",
    "nextpatient_desktop.clinic.printouts.handlers",
    "nextpatient_desktop.clinic.patients.handlers",
    "nextpatient_desktop.clinic.patients.searching",
    "nextpatient_desktop.clinic.documents.handlers",
    "nextpatient_desktop.clinic.papers.handlers",
)
"""The modules that hold handlers."""


@dataclass(frozen=True, kw_only=True)
class Handler:
    """How one message is answered.

    Attributes:
        message: the command's or query's class.
        run: the function; called with the context, the message and, when there is a `prepare`, its value.
        allow: who may.
        prepare: the slow step before the transaction, given the message and the tools.
        keeps_answer: whether the result is stored for a repetition (a secret is not).
        can_be_undone: whether a staff member may take it back.
    """

    message: type[Message]
    run: Callable[..., Any]
    allow: frozenset[Grant]
    prepare: "Callable[[Any, Tools], object] | None" = None
    keeps_answer: bool = True
    can_be_undone: bool = True

    @property
    def is_command(self) -> bool:
        """Whether it changes something."""
        return issubclass(self.message, Command)


@overload
def handles(
    message: type[C],
    *,
    allow: Iterable[Grant],
    keeps_answer: bool = ...,
    can_be_undone: bool = ...,
) -> "Callable[[Callable[[CommandContext, C], R]], Callable[[CommandContext, C], R]]": ...


@overload
def handles(
    message: type[C],
    *,
    allow: Iterable[Grant],
    prepare: "Callable[[C, Tools], P]",
    keeps_answer: bool = ...,
    can_be_undone: bool = ...,
) -> "Callable[[Callable[[CommandContext, C, P], R]], Callable[[CommandContext, C, P], R]]": ...


@overload
def handles(
    message: type[Q], *, allow: Iterable[Grant]
) -> "Callable[[Callable[[QueryContext, Q], R]], Callable[[QueryContext, Q], R]]": ...


def handles(
    message: type[Message],
    *,
    allow: Iterable[Grant],
    prepare: "Callable[[Any, Tools], object] | None" = None,
    keeps_answer: bool = True,
    can_be_undone: bool = True,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Describe the decorated function as the handler of a message; the function itself stays as it is.

    Args:
        message: the command or query it answers.
        allow: roles, kinds of station and `Who` grants that may; an admin may whatever another role may.
        prepare: what is slow and needs no transaction; its value is the handler's third argument.
        keeps_answer: False when the result holds a secret.
        can_be_undone: False for what `Undo` refuses to take back.
    """
    grants = frozenset(allow)

    def describe(function: Callable[..., Any]) -> Callable[..., Any]:
        setattr(
            function,
            _MARK,
            Handler(
                message=message,
                run=function,
                allow=grants,
                prepare=prepare,
                keeps_answer=keeps_answer,
                can_be_undone=can_be_undone,
            ),
        )
        return function

    return describe


Registry: TypeAlias = Mapping[type[Message], Handler]


def collect(modules: Iterable[ModuleType]) -> Registry:
    """The handlers that these modules define, by message.

    Raises:
        ValueError: two handlers for one message.
    """
    found: dict[type[Message], Handler] = {}
    for module in modules:
        for function in vars(module).values():
            handler = getattr(function, _MARK, None) if inspect.isfunction(function) else None
            if not isinstance(handler, Handler) or function.__module__ != module.__name__:
                continue
            if handler.message in found:
                raise ValueError(f"two handlers for {handler.message.__name__}")
            found[handler.message] = handler
    return MappingProxyType(found)


def build() -> Registry:
    """Every handler of the program, by message."""
    return collect(import_module(name) for name in HANDLER_MODULES)
