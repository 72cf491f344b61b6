"""Dataclasses whose methods are compiled at the first use behave as the standard ones."""

import copy
import dataclasses
import importlib
import pickle
import pkgutil
import threading
from dataclasses import field
from typing import Any, ClassVar, Generic, TypeVar, get_type_hints

import pytest

import nextpatient_desktop
from nextpatient_desktop.domain.records import dataclass

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Thing(Generic[T]):
    """One with everything that is used in the program."""

    kinds: ClassVar[int] = 3
    name: str
    value: T | None = None
    many: list[int] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("no name")


@dataclass(frozen=True, kw_only=True)
class Larger(Thing[int]):
    size: int = 1


@dataclass(order=True)
class Rank:
    number: int


def test_it_is_made_compared_and_shown_like_a_standard_one() -> None:
    thing = Larger(name="a", value=2)
    assert thing == Larger(name="a", value=2, many=[]) != Larger(name="a", value=3)
    assert repr(thing) == "Larger(name='a', value=2, size=1)"
    assert Rank(1) < Rank(2)
    assert Larger.kinds == 3


def test_the_class_has_its_fields_before_there_is_an_instance() -> None:
    @dataclass(frozen=True)
    class Fresh:
        first: int
        second: int = 2

    assert dataclasses.is_dataclass(Fresh)
    assert [f.name for f in dataclasses.fields(Fresh)] == ["first", "second"]
    assert get_type_hints(Fresh) == {"first": int, "second": int}
    assert Fresh.__match_args__ == ("first", "second")


def test_nothing_of_a_frozen_one_can_be_changed() -> None:
    thing: Any = Thing(name="a")
    for name in ("name", "another"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(thing, name, 1)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(thing, name)


def test_a_default_factory_leaves_no_attribute_of_the_class() -> None:
    first: Thing[int] = Thing(name="a")
    second: Thing[int] = Thing(name="b")
    first.many.append(1)
    assert second.many == []
    assert "many" not in vars(Thing)


def test_what_the_class_itself_checks_is_checked_from_the_first_one_on() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Checked(Thing[int]):
        pass

    with pytest.raises(ValueError, match="no name"):
        Checked(name="")
    with pytest.raises(TypeError):
        Checked()  # type: ignore[call-arg]


def test_copies_and_pickles_are_equal() -> None:
    thing = Larger(name="a", value=2, many=[1])
    assert copy.deepcopy(thing) == thing == pickle.loads(pickle.dumps(thing))
    assert dataclasses.replace(thing, size=5) == Larger(name="a", value=2, many=[1], size=5)
    assert dataclasses.asdict(thing) == {"name": "a", "value": 2, "many": [1], "size": 1}


def test_a_frozen_one_is_found_in_a_set() -> None:
    @dataclass(frozen=True)
    class Key:
        number: int

    assert Key(1) in {Key(1)}


def test_threads_that_make_the_first_ones_together_all_get_one() -> None:
    for _ in range(50):

        @dataclass(frozen=True, kw_only=True)
        class Shared:
            number: int
            name: str = "a"

        made: list[Shared] = []
        together = threading.Barrier(4)

        def make(
            kind: type[Shared] = Shared, to: list[Shared] = made, at: threading.Barrier = together
        ) -> None:
            at.wait()
            to.append(kind(number=1))

        threads = [threading.Thread(target=make) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert made == [Shared(number=1)] * 4


@pytest.mark.parametrize("package", ["domain", "clinic", "text", "ui", "bootstrap"])
def test_every_one_of_the_program_can_be_completed(package: str) -> None:
    root = importlib.import_module(f"{nextpatient_desktop.__name__}.{package}")
    for found in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
        for thing in list(vars(importlib.import_module(found.name)).values()):
            if isinstance(thing, type) and dataclasses.is_dataclass(thing):
                assert dataclasses.fields(thing) is not None
