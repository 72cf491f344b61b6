"""The registry: every message has one handler, and each answers what its message promises."""

import inspect
import pkgutil
from importlib import import_module
from types import ModuleType
from typing import Any, get_type_hints

import pytest

import nextpatient_desktop.clinic
from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.context import CommandContext, QueryContext
from nextpatient_desktop.clinic.door import Command, Query, Who
from nextpatient_desktop.clinic.registry import Handler, build, collect, handles
from nextpatient_desktop.clinic.tokens import calling
from nextpatient_desktop.clinic.tokens.messages import CallNext, Recall
from nextpatient_desktop.clinic.tokens.questions import NowServing

HANDLERS = sorted(build().values(), key=lambda one: one.message.__name__)


def modules() -> list[ModuleType]:
    package = nextpatient_desktop.clinic
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [import_module(one.name) for one in found]


def messages() -> set[type[Any]]:
    return {
        thing
        for module in modules()
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Command | Query) and thing not in (Command, Query)
    }


def test_every_message_has_a_handler() -> None:
    assert messages() == set(build())


def test_no_handler_is_forgotten() -> None:
    assert set(collect(modules())) == set(build())


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda one: one.message.__name__)
def test_a_handler_answers_what_its_message_promises(handler: Handler) -> None:
    hints = get_type_hints(handler.run)
    expected = codec.answer_type(handler.message)
    assert hints["return"] == expected
    parameters = list(inspect.signature(handler.run).parameters)
    assert hints[parameters[0]] is (CommandContext if handler.is_command else QueryContext)
    assert hints[parameters[1]] is handler.message
    assert len(parameters) == (3 if handler.prepare else 2)


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda one: one.message.__name__)
def test_every_message_and_answer_is_of_types_that_can_be_read(handler: Handler) -> None:
    message: Any = handler.message
    codec.reader(message)
    codec.reader(codec.answer_type(handler.message))


def test_two_handlers_for_one_message_are_a_mistake() -> None:
    twice = ModuleType("twice")

    @handles(CallNext, allow=(Who.ANYONE,))
    def again(ctx: CommandContext, command: CallNext) -> None:
        """One too many."""

    again.__module__ = "twice"
    vars(twice)["again"] = again
    with pytest.raises(ValueError, match="CallNext"):
        collect([calling, twice])


def test_a_described_function_stays_as_it_was() -> None:
    assert calling.recall.__name__ == "recall"
    handler = build()[Recall]
    assert handler.run is calling.recall
    assert handler.is_command
    assert not build()[NowServing].is_command
