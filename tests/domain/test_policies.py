"""Calling policies of installed packages: loaded, checked, and left out when they are broken."""

from dataclasses import dataclass

import pytest

from nextpatient_desktop.domain.model import Token
from nextpatient_desktop.domain.policies import BUILT_IN, Arrival, CallingPolicy, QueueView, load_policies
from tests.domain.things import NINE, OPD, token


@dataclass
class Entry:
    """An entry point that gives what it holds."""

    gives: object
    name: str = "entry"

    def load(self) -> object:
        if isinstance(self.gives, Exception):
            raise self.gives
        return self.gives


class Children:
    """A policy as a package brings it."""

    name = "children-first"

    def choose(self, queue: QueueView) -> Token | None:
        return queue.priority or queue.normal


class Picky:
    name = "picky"

    def __init__(self, config: str) -> None:
        self.config = config

    def choose(self, queue: QueueView) -> Token | None:
        return None


def make_children() -> CallingPolicy:
    return Children()


VIEW = QueueView(department=OPD, now=NINE, priority=None, normal=token(), normals=0, waiting=list)


def test_the_built_in_policies_are_always_there() -> None:
    policies = load_policies([])
    assert set(policies.by_name) == {"ratio", "strict", "arrival"}
    assert all(policy.name == name for name, policy in BUILT_IN.items())


@pytest.mark.parametrize("gives", [Children, Children(), make_children])
def test_a_package_brings_a_policy_its_class_or_what_makes_it(gives: object) -> None:
    policies = load_policies([Entry(gives)])
    assert policies.failures == {}
    assert policies.by_name["children-first"].choose(VIEW) == token()


@pytest.mark.parametrize(
    "gives",
    [ImportError("no such module"), 42, object(), Picky, Arrival(name="ratio"), Arrival(name=""), "ratio"],
)
def test_what_is_no_policy_is_left_out_and_named(gives: object) -> None:
    policies = load_policies([Entry(gives), Entry(Children, "good")])
    assert list(policies.failures) == ["entry"]
    assert set(policies.by_name) == {*BUILT_IN, "children-first"}
    assert policies.by_name["ratio"] is BUILT_IN["ratio"]


def test_of_two_policies_with_one_name_the_first_stays() -> None:
    policies = load_policies([Entry(Children, "one"), Entry(Children, "two")])
    assert list(policies.failures) == ["two"]
