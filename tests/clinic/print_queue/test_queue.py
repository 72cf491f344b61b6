"""Jobs from being asked for to what came of them: nothing twice, nothing too late, nobody waits."""

from datetime import timedelta
from threading import Event

import pytest

from nextpatient_desktop.clinic.clock import PcClocks
from nextpatient_desktop.clinic.print_queue.jobs import JobState
from nextpatient_desktop.clinic.print_queue.memory import MemoryPrintStore
from nextpatient_desktop.clinic.print_queue.queue import PrintQueue
from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus, PrintOutcome
from nextpatient_desktop.clinic.printouts.messages import PrintResult
from tests.clinic.print_queue.counterpart import Desk, request
from tests.fakes.printing import PRINTED, UNKNOWN, FakeJobPrinter

HINDRANCES = [
    PrinterState.NO_PAPER,
    PrinterState.COVER_OPEN,
    PrinterState.NOT_READY,
    PrinterState.UNREACHABLE,
]


def test_jobs_are_printed_in_the_order_in_which_they_were_asked_for(desk: Desk) -> None:
    jobs = [desk.put(code) for code in ("A-001", "A-002", "A-003")]
    desk.attend()
    assert desk.paper == ["A-001", "A-002", "A-003"]
    assert desk.states(jobs[0]) == [JobState.SENDING, JobState.CONFIRMED]
    assert desk.results == [(job, PrintResult.CONFIRMED) for job in jobs]
    assert not desk.store.open_jobs()


@pytest.mark.parametrize(
    ("outcome", "result"),
    [
        (PRINTED, PrintResult.CONFIRMED),
        (PrintOutcome(state=PrinterState.SENT), PrintResult.SENT),
        (UNKNOWN, PrintResult.UNKNOWN),
        (PrintOutcome(state=PrinterState.FAILED), PrintResult.FAILED),
        (ZeroDivisionError("ours"), PrintResult.UNKNOWN),
    ],
    ids=["confirmed", "sent", "midway", "failed", "a bug while sending"],
)
def test_what_is_over_is_never_sent_again(
    desk: Desk, outcome: PrintOutcome | Exception, result: PrintResult
) -> None:
    desk.printer.does = outcome
    job = desk.put()
    desk.attend()
    desk.printer.does = PRINTED
    desk.go_on(90)
    desk.restart()
    desk.go_on(10)
    assert desk.paper == ["A-001"]
    assert desk.results == [(job, result)]


def test_a_job_that_can_not_be_made_into_bytes_failed_and_holds_up_no_other(desk: Desk) -> None:
    desk.printer.prepares = ZeroDivisionError("ours")
    first = desk.put()
    desk.attend()
    desk.printer.prepares = None
    second = desk.put("A-002")
    desk.attend()
    assert desk.results == [(first, PrintResult.FAILED), (second, PrintResult.CONFIRMED)]
    assert desk.paper == ["A-002"]


@pytest.mark.parametrize("hindrance", HINDRANCES)
def test_a_job_waits_for_the_end_of_the_trouble(desk: Desk, hindrance: PrinterState) -> None:
    desk.printer.is_ = hindrance
    job = desk.put()
    desk.attend()
    assert desk.queue.trouble is hindrance
    desk.go_on(20)
    assert desk.paper == []
    desk.printer.is_ = PrinterState.READY
    desk.go_on(2)
    assert desk.paper == ["A-001"]
    assert desk.states(job) == [JobState.SENDING, JobState.CONFIRMED]


@pytest.mark.parametrize("hindrance", HINDRANCES)
def test_a_job_of_which_no_byte_went_out_is_tried_again(desk: Desk, hindrance: PrinterState) -> None:
    desk.printer.does = PrintOutcome(state=hindrance)
    job = desk.put()
    desk.attend()
    desk.printer.does = PRINTED
    desk.go_on(5)
    assert desk.states(job) == [JobState.SENDING, JobState.QUEUED, JobState.SENDING, JobState.CONFIRMED]
    assert desk.results == [(job, PrintResult.CONFIRMED)]


def test_what_nobody_could_print_for_a_minute_is_not_printed(desk: Desk) -> None:
    desk.printer.is_ = PrinterState.NO_PAPER
    job = desk.put()
    desk.go_on(59)
    assert desk.states(job) == []
    desk.go_on(1)
    assert desk.states(job) == [JobState.EXPIRED]
    desk.printer.is_ = PrinterState.READY
    desk.go_on(30)
    assert desk.paper == []
    (report,) = desk.store.reports(5)
    assert (report.outcome, report.reason) == (PrintResult.EXPIRED, PrinterState.NO_PAPER)


@pytest.mark.parametrize("jump", [timedelta(days=-1), timedelta(days=1), timedelta(seconds=-90)])
def test_a_clock_that_is_set_makes_no_job_older_or_younger(desk: Desk, jump: timedelta) -> None:
    desk.printer.is_ = PrinterState.NO_PAPER
    desk.put()
    desk.go_on(30)
    desk.clocks.at += jump
    desk.go_on(29)
    assert len(desk.store.open_jobs()) == 1
    desk.go_on(1)
    assert desk.results[0][1] is PrintResult.EXPIRED


def test_nobody_waits_for_a_job_any_more(desk: Desk) -> None:
    desk.printer.is_ = PrinterState.COVER_OPEN
    job = desk.put()
    desk.attend()
    desk.queue.withdraw(job)
    desk.printer.is_ = PrinterState.READY
    desk.go_on(10)
    assert desk.paper == []
    assert desk.results == [(job, PrintResult.FAILED)]
    desk.queue.withdraw(job)  # again, and of a job that is over: nothing
    assert len(desk.results) == 1


def test_a_printer_that_hangs_is_given_no_further_job_for_a_while(desk: Desk) -> None:
    """Each would cost its patient the whole wait."""
    desk.printer.is_, desk.printer.does = PrinterState.SILENT, UNKNOWN
    desk.put("A-001")
    desk.attend()
    desk.put("A-002")
    desk.attend()
    assert desk.queue.trouble is PrinterState.UNREACHABLE
    desk.go_on(20)
    assert desk.paper == ["A-001"]
    desk.printer.is_, desk.printer.does = PrinterState.READY, PRINTED
    desk.go_on(2)
    assert desk.paper == ["A-001", "A-002"]


def test_a_silent_printer_in_doubt_gets_a_job_at_last_to_find_out(desk: Desk) -> None:
    desk.printer.is_, desk.printer.does = PrinterState.SILENT, UNKNOWN
    desk.put("A-001")
    desk.attend()
    desk.printer.does = PrintOutcome(state=PrinterState.SENT)
    desk.put("A-002")
    desk.go_on(35)
    assert desk.paper == ["A-001", "A-002"]
    assert desk.queue.trouble is None


def test_a_printer_that_always_answered_and_says_nothing_now_gets_no_job(desk: Desk) -> None:
    desk.attend()
    desk.printer.is_ = PrinterState.SILENT
    desk.go_on(3)
    job = desk.put()
    desk.attend()
    assert desk.queue.trouble is PrinterState.UNREACHABLE
    desk.go_on(70)
    assert desk.paper == []
    assert desk.results == [(job, PrintResult.EXPIRED)]


def test_a_printer_that_is_silent_for_long_may_be_another_one(desk: Desk) -> None:
    desk.attend()
    desk.printer.is_, desk.printer.does = PrinterState.SILENT, PrintOutcome(state=PrinterState.SENT)
    desk.go_on(150)
    desk.put()
    desk.attend()
    assert desk.paper == ["A-001"]


def test_who_asks_while_a_job_is_stuck_is_told_at_once(desk: Desk) -> None:
    troubles: list[PrinterState | None] = []

    def hang() -> PrintOutcome:
        desk.clocks.pass_by(4)
        troubles.append(desk.queue.trouble)
        desk.clocks.pass_by(4)
        troubles.append(desk.queue.trouble)
        return UNKNOWN

    desk.printer.does = hang
    desk.put()
    desk.attend()
    assert troubles == [None, PrinterState.UNREACHABLE]


def test_staff_may_know_that_the_paper_is_low(desk: Desk) -> None:
    desk.printer.does = PrintOutcome(state=PrinterState.PRINTED, is_paper_low=True)
    desk.put()
    desk.attend()
    assert desk.queue.status == PrinterStatus(state=PrinterState.READY, is_paper_low=True)
    assert desk.queue.trouble is None


def test_staff_know_of_jobs_that_break_off_one_after_another(desk: Desk) -> None:
    desk.printer.does = UNKNOWN
    desk.put()
    desk.attend()
    assert desk.queue.status == PrinterStatus(state=PrinterState.READY)
    desk.put("A-002")
    desk.attend()
    assert desk.queue.status == PrinterStatus(state=PrinterState.FAILED_MIDWAY)
    assert desk.queue.trouble is None, "it may be the next one that comes out"
    desk.printer.does = PRINTED
    desk.put("A-003")
    desk.attend()
    assert desk.queue.status == PrinterStatus(state=PrinterState.READY)


def test_a_persons_word_is_reported_too(desk: Desk) -> None:
    desk.printer.does = UNKNOWN
    desk.put()
    desk.attend()
    desk.queue.answered(desk.news[-1], came_out=False)
    unknown, word = desk.store.reports(5)
    assert (unknown.outcome, unknown.is_persons_word) == (PrintResult.UNKNOWN, False)
    assert (word.outcome, word.is_persons_word, word.job) == (PrintResult.FAILED, True, unknown.job)


def test_a_station_whose_disk_refuses_still_prints(desk: Desk) -> None:
    desk.store.close()
    desk.put()
    desk.attend()
    assert desk.paper == ["A-001"]
    desk.start()
    desk.attend()
    assert desk.paper == ["A-001"]


def test_the_queue_works_on_its_own_thread_and_ends() -> None:
    printer, store = FakeJobPrinter(), MemoryPrintStore()
    queue = PrintQueue(printer, store, PcClocks())
    ended = Event()
    queue.listen(lambda _news: ended.set() if len(store.reports(999)) == 300 else None)
    queue.open()
    for number in range(300):
        queue.put(request(f"A-{number:03}"))
    assert ended.wait(20)
    queue.close()
    queue.close()
    assert printer.is_closed
    assert [content.code for content in printer.sent] == [f"A-{number:03}" for number in range(300)]
