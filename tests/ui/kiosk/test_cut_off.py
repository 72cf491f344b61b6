"""A kiosk that is cut off: waits with their time, a number without a place, and nothing that alarms."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar, cast

import pytest
from PySide6.QtWidgets import QApplication

from nextpatient_desktop.clinic.departments.messages import Departments, DepartmentStatus
from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import FamilyOf
from nextpatient_desktop.clinic.tokens.messages import IssuedToken
from nextpatient_desktop.domain.model import WaitRange
from nextpatient_desktop.ui.kiosk.state import Step
from tests.fakes.line import Line
from tests.ui.kiosk.hands import Open, tile, touch
from tests.ui.kiosk.lobby import Lobby
from tests.ui.kiosk.screens import faults
from tests.ui.kiosk.visitor import Visitor

R = TypeVar("R")
HALF_AN_HOUR = WaitRange(shortest=timedelta(minutes=20), longest=timedelta(minutes=30))


class CutOff(Line):
    """A clinic as a kiosk has it that is cut off: what was last known, and numbers of its own series."""

    def __init__(self, line: Line, as_of: datetime, waiting: int = 0) -> None:
        super().__init__(line)
        self._as_of = as_of
        self._waiting = waiting

    def ask(self, query: Query[R]) -> R:
        answer = super().ask(query)
        if isinstance(query, Departments):
            known = tuple(
                replace(one, as_of=self._as_of, waiting=self._waiting, expected=HALF_AN_HOUR)
                for one in cast("tuple[DepartmentStatus, ...]", answer)
            )
            return cast(R, known)
        return answer

    def execute(self, command: Command[R]) -> R:
        if isinstance(command, FamilyOf):
            raise ClinicError("out_of_reach")
        answer = super().execute(command)
        if isinstance(answer, IssuedToken):
            given = replace(answer, code="A-B07", place=None, expected=HALF_AN_HOUR, as_of=self._as_of)
            return cast(R, given)
        return answer


@pytest.fixture
def cut_off(lobby: Lobby) -> Lobby:
    """A kiosk whose host went away at 09:00, with twelve people waiting everywhere."""
    lobby.clinic = CutOff(lobby.clinic, lobby.scheduler.now(), waiting=12)
    lobby.scheduler.advance(600)
    return lobby


def lines(visitor: Visitor) -> list[str]:
    return [tile.line for tile in visitor.state.tiles]


def test_waits_are_shown_with_the_time_they_are_of(cut_off: Lobby) -> None:
    visitor = Visitor(cut_off)
    assert lines(visitor)[0] == "12 waiting at 09:00 · about 20–30 min"
    assert visitor.state.message == ""


def test_an_empty_queue_is_told_with_its_time_too(lobby: Lobby) -> None:
    lobby.clinic = CutOff(lobby.clinic, lobby.scheduler.now())
    assert lines(Visitor(lobby))[0] == "No waiting at 09:00"


def test_waits_of_another_day_are_not_told(lobby: Lobby) -> None:
    lobby.clinic = CutOff(lobby.clinic, lobby.scheduler.now() - timedelta(days=1), waiting=12)
    assert set(lines(Visitor(lobby))) == {""}


def test_the_patient_sees_a_number_without_a_place(cut_off: Lobby) -> None:
    visitor = Visitor(cut_off)
    visitor.choose(cut_off.pharmacy)
    ticket = visitor.ticket
    assert (ticket.code, ticket.place) == ("A-B07", "")
    assert (ticket.expected_title, ticket.expected) == ("Probably between", "09:30 – 09:45")
    assert visitor.state.message == ""


def test_the_paper_says_neither_a_place_nor_an_old_wait(cut_off: Lobby) -> None:
    visitor = Visitor(cut_off)
    visitor.choose(cut_off.pharmacy)
    (paper,) = cut_off.paper.tickets
    assert (paper.code, paper.place, paper.expected) == ("A-B07", "", "")


def test_nobody_of_the_family_is_asked_for_and_the_number_comes_all_the_same(cut_off: Lobby) -> None:
    visitor = Visitor(cut_off)
    visitor.choose(cut_off.opd)
    visitor.type()
    visitor.get_token()
    assert visitor.state.step is Step.TICKET and not cut_off.bugs


def test_no_place_and_old_waits_are_not_cut_off_on_any_screen(cut_off: Lobby, opened: Open) -> None:
    for size in ((1080, 1920), (1366, 768)):
        window = opened(*size)
        QApplication.processEvents()
        assert faults(window) == []
        touch(cut_off, tile(window, "Pharmacy"))
        QApplication.processEvents()
        assert faults(window) == []
