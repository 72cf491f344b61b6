"""The demo's clinic: at any hour it is a morning there, and it looks like the pictures."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.bootstrap.demo_clinic import (
    DemoClinic,
    MovableClock,
    build_demo_clinic,
    morning_zone,
)
from nextpatient_desktop.bootstrap.local import DOCUMENTS_FOLDER
from nextpatient_desktop.clinic.departments.messages import ClosedBecause, Departments
from nextpatient_desktop.clinic.documents.messages import VisitDocuments
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.staff.messages import SignIn
from nextpatient_desktop.clinic.tokens.messages import CompleteAndCallNext
from nextpatient_desktop.clinic.tokens.questions import Board, BoardView
from nextpatient_desktop.documents.blobs import FileBlobs
from nextpatient_desktop.documents.inspector import DocumentInspector
from nextpatient_desktop.domain.model import Priority, TokenState
from nextpatient_desktop.storage import keys
from nextpatient_desktop.storage.check import check_database

NOW = datetime(2026, 11, 20, 4, 12, tzinfo=UTC)
"""Friday, 09:42 in Kolkata."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoClinic:
    return build_demo_clinic(tmp_path_factory.mktemp("demo"), now=NOW)


@pytest.fixture
def doctor(demo: DemoClinic) -> Iterator[Clinic]:
    """Dr Rao at Room 3, at the demo's instant."""
    clinic = open_clinic(demo.database, clock=MovableClock(demo.now))
    yield clinic.acting_as(demo.actor(demo.login))
    clinic.close()


@pytest.fixture
def board(demo: DemoClinic, doctor: Clinic) -> BoardView:
    return doctor.ask(Board(counter=demo.counters[demo.counter_name]))


def test_room_3_is_as_in_its_picture(demo: DemoClinic, board: BoardView) -> None:
    assert board.current is not None
    assert board.current.patient is not None
    assert board.current.token.started_at is not None
    assert (board.current.token.code, board.current.patient.name) == ("A-035", "Anita Joshi")
    assert timedelta(minutes=6) < demo.now - board.current.token.started_at < timedelta(minutes=8)
    assert board.visit_number == 4
    assert (len(board.waiting), len(board.on_hold), len(board.missed)) == (12, 2, 1)
    assert (board.today.seen, board.today.missed) == (23, 1)
    assert board.today.average_visit is not None
    assert board.today.average_visit // timedelta(minutes=1) == 7
    rooms = [(room.name, room.code) for room in board.other_rooms]
    assert rooms == [("Room 4", "A-037"), ("Lab", "A-031"), ("Pharmacy", "A-029")]


def test_who_waits_is_as_in_the_picture(board: BoardView) -> None:
    waiting = board.waiting
    assert [card.token.code for card in waiting[:3]] == ["A-047", "A-042", "A-036"]
    assert [card.token.priority for card in waiting[:3]] == list(Priority)
    back = next(card for card in waiting if card.token.code == "A-040")
    assert back.back_from == "Laboratory"
    assert any(card.patient is None for card in waiting)


def test_the_departments_are_as_on_the_kiosk(doctor: Clinic) -> None:
    shown = {one.department.name: one for one in doctor.ask(Departments())}
    waiting = {name: one.waiting for name, one in shown.items()}
    assert waiting == {
        "General OPD": 12,
        "Dental": 3,
        "ENT": 0,
        "Laboratory": 5,
        "Pharmacy": 8,
        "Child clinic": 0,
    }
    child = shown.pop("Child clinic")
    assert child.closed_because is ClosedBecause.OUTSIDE_HOURS
    assert child.opens_at is not None
    assert child.opens_at.astimezone(ZoneInfo("Asia/Kolkata")).time() == time(14)
    assert all(one.is_open and one.expected is not None for one in shown.values())


def test_the_papers_are_real_ones(demo: DemoClinic, doctor: Clinic, board: BoardView) -> None:
    assert board.current is not None
    documents = doctor.ask(VisitDocuments(visit=board.current.token.visit))
    listed = [(one.document.title, one.code, one.added_by) for one in documents]
    assert listed == [
        ("Prescription", "A-035", "Dr Meera Rao"),
        ("Medical certificate", "A-019", "Dr Meera Rao"),
        ("Blood report.pdf", "A-019", "Joseph Toppo"),
    ]
    assert [one.document.media_type for one in documents] == [
        "application/pdf",
        "image/png",
        "application/pdf",
    ]
    assert DocumentInspector().media_type(demo.document.read_bytes()) == "application/pdf"


def test_the_check_finds_nothing(demo: DemoClinic) -> None:
    folder = demo.database.parent
    key = keys.read_key(folder)
    blobs = FileBlobs(folder / DOCUMENTS_FOLDER, keys.subkey(key, "documents"))
    assert check_database(demo.database, key, content=blobs.get) == []


def test_a_folder_with_a_clinic_is_refused(demo: DemoClinic) -> None:
    with pytest.raises(ClinicError) as refused:
        build_demo_clinic(demo.database.parent, now=NOW)
    assert refused.value.code == "clinic_exists"


def test_everything_goes_on_from_there(tmp_path: Path) -> None:
    """At the present instant, by the PC's own clock: everybody can sign in, and the next is called."""
    demo = build_demo_clinic(tmp_path / "demo")
    clinic = open_clinic(demo.database)
    try:
        for who in demo.people:
            signed_in = clinic.execute(SignIn(login=who.login, password=who.password, counter=who.counter))
            assert signed_in.id == who.id
        doctor, counter = clinic.acting_as(demo.actor(demo.login)), demo.counters[demo.counter_name]
        board = doctor.ask(Board(counter=counter))
        assert board.current is not None
        done = doctor.execute(CompleteAndCallNext(counter=counter, current=board.current.token.id))
    finally:
        clinic.close()
    assert done.completed is not None
    assert done.called is not None
    assert (done.completed.code, done.called.code) == ("A-035", "A-047")
    assert done.called.state is TokenState.CALLED


@pytest.mark.parametrize("hours", range(0, 24 * 9, 5))
def test_it_is_a_morning_there_at_any_time(hours: int) -> None:
    now = datetime(2026, 11, 20, 0, 17, tzinfo=UTC) + timedelta(hours=hours, days=29 * hours)
    there = now.astimezone(ZoneInfo(morning_zone(now)))
    assert time(9, 30) <= there.time() < time(13, 30)


def test_in_india_s_morning_it_is_india() -> None:
    assert morning_zone(NOW) == "Asia/Kolkata"
    assert morning_zone(NOW + timedelta(hours=3)) == "Asia/Kolkata"
    assert morning_zone(NOW + timedelta(hours=12)) != "Asia/Kolkata"
