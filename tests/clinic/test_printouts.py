"""What was printed is in the journal and in no undo's way; how printers are is known while they are there."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from nextpatient_desktop.clinic.door import new_command_id
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.clinic.printouts.messages import (
    MOST_COPIES,
    PrintKind,
    Printouts,
    PrintResult,
    ReportPrinter,
    ReportPrinting,
    next_copy,
)
from nextpatient_desktop.clinic.stations.pairing import StationStates, StationStatus
from nextpatient_desktop.clinic.stations.states import PRINTER_KNOWN_FOR
from nextpatient_desktop.clinic.tokens.messages import IssuedToken, IssueToken, Undo
from nextpatient_desktop.domain.ids import PrintJobId, VisitId
from nextpatient_desktop.domain.model import Department, StationKind
from tests.clinic.house import House, refused, refused_and_unchanged


@pytest.fixture
def opd(house: House) -> Department:
    return house.add_department()


def report(house: House, issued: IssuedToken, copy: int = 1) -> ReportPrinting:
    return ReportPrinting(
        what=PrintKind.TICKET,
        outcome=PrintResult.CONFIRMED,
        job=PrintJobId(UUID(int=copy)),
        visit=issued.visit,
        token=issued.token,
        day=house.clock.now().date(),
        copy=copy,
        asked_at=house.clock.now(),
    )


def test_what_came_of_a_ticket_stands_under_its_visit(house: House, opd: Department) -> None:
    kiosk = house.as_station(StationKind.KIOSK)
    issued = kiosk.execute(IssueToken(department=opd.id))
    told = report(house, issued)
    kiosk.execute(told)
    kiosk.execute(told)
    (event,) = house.events("printout.confirmed")
    assert event.subject == issued.visit
    assert str(issued.token) in event.body


def test_copies_are_counted_by_what_was_reported(house: House, opd: Department) -> None:
    kiosk = house.as_station(StationKind.KIOSK)
    issued = kiosk.execute(IssueToken(department=opd.id))
    desk = house.as_station(StationKind.COUNTER)
    assert next_copy(desk.ask(Printouts(visit=issued.visit)), PrintKind.TICKET) == 1
    kiosk.execute(replace(report(house, issued), outcome=PrintResult.UNKNOWN))
    desk.execute(report(house, issued, copy=2))
    printed = desk.ask(Printouts(visit=issued.visit))
    assert [(one.outcome, one.copy) for one in printed] == [
        (PrintResult.UNKNOWN, 1),
        (PrintResult.CONFIRMED, 2),
    ]
    assert next_copy(printed, PrintKind.TICKET) == 3
    assert next_copy(printed, PrintKind.VISIT_SUMMARY) == 1


def test_a_report_stands_in_no_undos_way(house: House, opd: Department) -> None:
    desk = house.as_staff(house.admin)
    command = IssueToken(department=opd.id)
    issued = desk.execute(command)
    house.as_station(StationKind.COUNTER).execute(report(house, issued))
    desk.execute(Undo(command=command.id))
    assert house.events("command.undone")


def test_a_kiosk_tells_and_asks_of_its_own_visits_only(house: House, opd: Department) -> None:
    issued = house.as_station(StationKind.KIOSK, "One").execute(IssueToken(department=opd.id))
    other = house.as_station(StationKind.KIOSK, "Two")
    assert refused_and_unchanged(house, other, report(house, issued)).code == "not_allowed"
    assert refused(other, Printouts(visit=issued.visit)).code == "not_allowed"


def test_what_makes_no_sense_is_refused(house: House, opd: Department) -> None:
    kiosk = house.as_station(StationKind.KIOSK)
    issued, other = (kiosk.execute(IssueToken(department=opd.id)) for _ in range(2))
    told = report(house, issued)
    for wrong, code in (
        (replace(told, copy=0), "request_invalid"),
        (replace(told, copy=MOST_COPIES + 1), "request_invalid"),
        (replace(told, visit=VisitId(UUID(int=9))), "visit_unknown"),
        (replace(told, token=other.token), "request_invalid"),
    ):
        again = replace(wrong, id=new_command_id())
        assert refused_and_unchanged(house, kiosk, again).code == code


def status(house: House) -> StationStatus:
    (found,) = (
        one
        for one in house.as_staff(house.admin).ask(StationStates())
        if one.station.kind is StationKind.KIOSK
    )
    return found


def test_staff_know_how_a_printer_is_while_it_is_told(house: House) -> None:
    kiosk = house.as_station(StationKind.KIOSK)
    assert status(house).printer is None
    before = house.events()
    kiosk.execute(ReportPrinter(state=PrinterState.READY, is_paper_low=True))
    assert (status(house).printer, status(house).is_paper_low) == (PrinterState.READY, True)
    kiosk.execute(ReportPrinter(state=PrinterState.NO_PAPER))
    assert (status(house).printer, status(house).is_paper_low) == (PrinterState.NO_PAPER, False)
    assert (status(house).last_seen, status(house).is_away) == (None, False)
    assert house.events() == before, "how a printer is changes all day"
    house.clock.advance(PRINTER_KNOWN_FOR + timedelta(seconds=1))
    assert status(house).printer is None, "the kiosk was switched off: it says nothing more"


def test_a_station_without_a_printer_is_in_no_trouble(house: House) -> None:
    house.as_station(StationKind.KIOSK).execute(ReportPrinter(state=PrinterState.NONE))
    assert status(house).printer is None
