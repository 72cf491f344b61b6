"""What a counter prints: a visit's ticket and its summary, a day's closing slip; and what it says of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from nextpatient_desktop.bootstrap.printing import NoPrinting
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.print_queue.memory import MemoryPrintStore
from nextpatient_desktop.clinic.print_queue.queue import PrintQueue
from nextpatient_desktop.clinic.printing import PrinterState, PrintOutcome, Slip, TicketContent
from nextpatient_desktop.clinic.setup.messages import ClinicDetails, UpdateClinic
from nextpatient_desktop.domain.model import TicketPart
from nextpatient_desktop.ui.counter.presenter import CounterPresenter
from nextpatient_desktop.ui.counter.printing import Paper, PaperPresenter
from tests.fakes.printing import UNKNOWN, FakeClocks, FakeJobPrinter
from tests.printing.logos import LOGO
from tests.ui.counter.bench import Bench


class PrintingBench:
    """A counter at work with a printer in a test's hand."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.printer = FakeJobPrinter()
        self.clocks = FakeClocks()
        self.store = MemoryPrintStore()
        self.queue = PrintQueue(self.printer, self.store, self.clocks, attends=False)
        bench.printing = self.queue
        self.counter: CounterPresenter = bench.signed_in()

    @property
    def papers(self) -> PaperPresenter:
        assert self.counter.session is not None and self.counter.session.papers is not None
        return self.counter.session.papers

    def choose(self, paper: Paper, *, days_ago: int = 0) -> None:
        found = [one for one in self.papers.choices() if one.paper is paper]
        self.papers.chosen(found[days_ago])

    def attend(self) -> None:
        for _ in range(100):
            if self.queue.attend() > timedelta(0):
                return
        raise AssertionError("the queue never rests")

    def report(self) -> None:
        """Bring what came of it to the clinic."""
        for report in self.store.reports(100):
            self.bench.practice.station.execute(report)
            self.store.drop_report(report.id)

    @property
    def said(self) -> list[str]:
        return self.bench.notices.texts


@pytest.fixture
def desk(rao: Clinic, bench: Bench) -> PrintingBench:
    return PrintingBench(bench)


def test_a_ticket_is_printed_again_with_the_same_number(desk: PrintingBench) -> None:
    desk.choose(Paper.TICKET)
    desk.attend()
    desk.report()
    desk.choose(Paper.TICKET)
    desk.attend()
    first, second = desk.printer.sent
    assert isinstance(first, TicketContent) and isinstance(second, TicketContent)
    assert desk.counter.session is not None
    subject = desk.counter.session.records.subject
    assert subject is not None and first.code == second.code == subject.code
    assert first.link == second.link and first.link
    assert (first.copy_mark, second.copy_mark) == ("", "Copy 2")
    assert (second.place, second.expected, second.kiosk_name) == ("", "", "Room 3")
    assert desk.said[-1] == f"Ticket of {subject.code}: printed"


def test_a_visits_summary_has_the_name_and_no_phone(desk: PrintingBench) -> None:
    desk.choose(Paper.SUMMARY)
    desk.attend()
    (slip,) = desk.printer.sent
    assert isinstance(slip, Slip)
    assert slip.parts[0].lines[0].left == "Anita Joshi"
    assert slip.parts[0].lines[0].right.startswith("P-")
    assert any(line.left == "General OPD" for line in slip.parts[1].lines)
    assert "98450" not in repr(slip).replace(" ", "")


def test_a_closing_slip_has_each_department_and_the_journals_head(desk: PrintingBench) -> None:
    desk.choose(Paper.CLOSING)
    desk.attend()
    (slip,) = desk.printer.sent
    assert isinstance(slip, Slip) and slip.title == "Closing slip"
    titles = [part.lines[0].left for part in slip.parts]
    assert titles[0] == "Tokens" and "General OPD" in titles and "Laboratory" in titles
    digest = slip.parts[-1].lines[-1].left.replace(" ", "")
    events = desk.bench.practice.house.events()
    assert digest in {event.hash.hex() for event in events[-3:]}
    assert slip.foot


def test_a_day_on_which_the_clinic_was_closed_is_said(desk: PrintingBench) -> None:
    desk.choose(Paper.CLOSING, days_ago=7)
    assert desk.printer.sent == []
    assert [getattr(error, "code", "") for error in desk.bench.notices.errors] == ["day_unknown"]


@pytest.mark.parametrize(
    ("outcome", "said", "detail"),
    [
        (PrintOutcome(state=PrinterState.SENT), "sent to the printer", "look at the paper"),
        (UNKNOWN, "nobody knows whether it came out", "print it again"),
        (PrintOutcome(state=PrinterState.FAILED), "not printed", "switch it off and on"),
    ],
)
def test_what_came_of_it_is_said(desk: PrintingBench, outcome: PrintOutcome, said: str, detail: str) -> None:
    desk.printer.does = outcome
    desk.choose(Paper.TICKET)
    desk.attend()
    notice = desk.bench.notices.notices[-1]
    assert said in notice.text and detail in notice.detail


def test_a_printer_without_paper_is_named_once_the_job_expires(desk: PrintingBench) -> None:
    desk.printer.is_ = PrinterState.NO_PAPER
    desk.printer.does = PrintOutcome(state=PrinterState.NO_PAPER)
    desk.choose(Paper.TICKET)
    desk.attend()
    for _ in range(70):
        desk.clocks.pass_by(1)
        desk.attend()
    notice = desk.bench.notices.notices[-1]
    assert "not printed" in notice.text and "no paper" in notice.detail


def test_a_counter_without_a_printer_says_what_to_do(rao: Clinic, bench: Bench) -> None:
    bench.printing = NoPrinting()
    counter = bench.signed_in()
    assert counter.session is not None and counter.session.papers is not None
    papers = counter.session.papers
    papers.chosen(papers.choices()[0])
    notice = bench.notices.notices[-1]
    assert notice.text == "This counter has no printer." and "settings" in notice.detail


def test_a_ticket_leaves_out_what_the_clinic_wants_and_has_its_logo(desk: PrintingBench) -> None:
    system = desk.bench.practice.house.system
    info = system.ask(ClinicDetails())
    omits = (TicketPart.ADDRESS, TicketPart.COUNTERS, TicketPart.SCAN, TicketPart.FOOT)
    system.execute(UpdateClinic(info=replace(info, ticket_logo=LOGO, ticket_omits=omits)))
    desk.choose(Paper.TICKET)
    desk.attend()
    (ticket,) = desk.printer.sent
    assert isinstance(ticket, TicketContent)
    assert (ticket.logo, ticket.clinic_address, ticket.counters, ticket.link, ticket.foot) == (
        LOGO,
        "",
        "",
        None,
        "",
    )
