"""What was printed reaches the clinic once: after cuts, restarts and lost answers, and when its visit has."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from nextpatient_desktop.clinic.door import Clinic, Command
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.print_queue.ports import PrintStore
from nextpatient_desktop.clinic.print_queue.reports import KEPT_FOR, REPEAT_STATUS_AFTER, PrintReporter
from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus
from nextpatient_desktop.clinic.printouts.messages import PrintResult, ReportPrinter, ReportPrinting
from nextpatient_desktop.clinic.stations.pairing import StationStates
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.domain.ids import PrintJobId, TokenId, VisitId, uuid7
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.storage.station.database import StationDatabase
from nextpatient_desktop.storage.station.printing import SqlitePrintStore
from tests.clinic.house import House
from tests.clinic.print_queue.counterpart import request
from tests.fakes.line import Line
from tests.fakes.printing import FakeClocks

R = TypeVar("R")


class Outbox:
    """A kiosk's outbox over a line to a real clinic."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house = house
        self.opd = house.add_department()
        self.clinic = house.as_station(StationKind.KIOSK)
        self.line: Clinic = self.clinic
        self.clocks = FakeClocks()
        self.status: PrinterStatus | None = None
        self._file = folder / "station.db"
        self.start()

    def start(self) -> None:
        self.store: PrintStore = SqlitePrintStore(StationDatabase.open(self._file))
        self.reporter = PrintReporter(self.line, self.store, self.clocks, lambda: self.status, attends=False)

    def restart(self) -> None:
        self.store.close()
        self.start()

    def report(self) -> ReportPrinting:
        """What came of the ticket of a token."""
        issued = self.clinic.execute(IssueToken(department=self.opd.id))
        report = ReportPrinting(
            what=request().kind,
            outcome=PrintResult.CONFIRMED,
            job=PrintJobId(uuid7(1, bytes(10))),
            visit=issued.visit,
            token=issued.token,
            asked_at=self.clocks.wall(),
        )
        self.store.add_report(report)
        return report

    @property
    def written(self) -> int:
        return len(self.house.events("printout.confirmed"))


@pytest.fixture
def outbox(house: House, tmp_path: Path) -> Iterator[Outbox]:
    outbox = Outbox(house, tmp_path / "kiosk")
    yield outbox
    outbox.store.close()


def test_reports_go_to_the_clinic_and_leave_the_station(outbox: Outbox) -> None:
    for _ in range(120):
        outbox.report()
    assert outbox.reporter.attend() is None
    assert outbox.written == 120
    assert outbox.store.reports(5) == ()


def test_reports_wait_for_the_clinic_also_over_a_restart(outbox: Outbox) -> None:
    line = Line(outbox.clinic)
    outbox.line = line
    outbox.restart()
    outbox.report()
    line.refusals += [ClinicError("out_of_reach"), ClinicError("disk_full")]
    assert outbox.reporter.attend()
    outbox.restart()
    assert outbox.reporter.attend()
    assert outbox.written == 0
    line.lost_answers.append(ClinicError("out_of_reach"))
    assert outbox.reporter.attend()
    assert outbox.reporter.attend() is None
    assert len({command.id for command in line.commands}) == 1
    assert outbox.written == 1


def test_a_report_whose_answer_was_lost_is_written_down_once(outbox: Outbox) -> None:
    report = outbox.report()
    outbox.clinic.execute(report)  # and the kiosk died before it could note that
    outbox.restart()
    outbox.reporter.attend()
    assert outbox.written == 1
    assert outbox.store.reports(5) == ()


def test_a_visit_that_is_not_handed_over_yet_holds_up_no_other(outbox: Outbox) -> None:
    known = outbox.report()
    outbox.store.drop_report(known.id)
    later = replace(known, visit=VisitId(known.job), token=TokenId(known.job))
    outbox.store.add_report(later)
    outbox.report()
    assert outbox.reporter.attend() == timedelta(seconds=15)
    assert outbox.written == 1
    outbox.restart()  # what was put off is tried again
    (waiting,) = outbox.store.reports(5) or (None,)
    assert waiting is None
    outbox.clocks.pass_by(20)
    outbox.reporter.attend()
    assert outbox.written == 1
    outbox.clocks.pass_by(KEPT_FOR.total_seconds() + 60)
    assert outbox.reporter.attend() is None, "nobody will ever hand it over"


def test_what_the_clinic_never_takes_is_let_go(outbox: Outbox) -> None:
    outbox.store.add_report(replace(outbox.report(), id=outbox.report().id, copy=0))
    outbox.reporter.attend()
    assert outbox.store.reports(5) == ()


def test_the_printers_state_is_told_when_it_changes_and_now_and_then(outbox: Outbox) -> None:
    told: list[PrinterState] = []
    clinic = outbox.clinic

    class Listening:
        def execute(self, command: Command[R]) -> R:
            if isinstance(command, ReportPrinter):
                told.append(command.state)
            return clinic.execute(command)

    outbox.line = Listening()  # type: ignore[assignment]  # no more than the reporter uses
    outbox.restart()
    outbox.reporter.attend()
    assert told == []
    outbox.status = PrinterStatus(state=PrinterState.NO_PAPER)
    outbox.reporter.attend()
    outbox.reporter.attend()
    assert told == [PrinterState.NO_PAPER]
    outbox.clocks.pass_by(REPEAT_STATUS_AFTER.total_seconds() + 1)
    outbox.reporter.attend()
    outbox.status = PrinterStatus(state=PrinterState.READY)
    outbox.reporter.attend()
    assert told == [PrinterState.NO_PAPER, PrinterState.NO_PAPER, PrinterState.READY]
    states = outbox.house.as_staff(outbox.house.admin).ask(StationStates())
    assert [one.printer for one in states if one.station.kind is StationKind.KIOSK] == [PrinterState.READY]
