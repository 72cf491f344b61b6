"""A station that is killed at each step of a job: nothing twice by itself, nothing of yesterday."""

from datetime import timedelta
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.clock import PcClocks
from nextpatient_desktop.clinic.print_queue.queue import PrintQueue
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.clinic.printouts.messages import PrintResult
from nextpatient_desktop.storage.station.database import StationDatabase
from nextpatient_desktop.storage.station.printing import SqlitePrintStore
from tests.clinic.print_queue.counterpart import Desk
from tests.clinic.print_queue.worker import STEPS, FilePrinter, start

AFTER = {
    "queued": ("A-001\n", PrintResult.CONFIRMED),
    "preparing": ("A-001\n", PrintResult.CONFIRMED),
    "begun": ("", PrintResult.UNKNOWN),
    "half": ("A-", PrintResult.UNKNOWN),
    "whole": ("A-001\n", PrintResult.UNKNOWN),
    "finished": ("A-001\n", PrintResult.CONFIRMED),
}
"""What is on paper, and what is reported, after the station was killed there and started again."""


@pytest.mark.timeout(60)
@pytest.mark.parametrize("step", STEPS)
def test_a_station_that_is_killed_prints_nothing_twice_by_itself(step: str, tmp_path: Path) -> None:
    database, paper = tmp_path / "station.db", tmp_path / "paper"
    process = start(database, paper, step)
    assert process.stdout is not None
    assert process.stdout.readline() == "there\n"
    process.kill()
    process.communicate(timeout=20)
    for _ in range(2):  # a second start changes nothing any more
        store = SqlitePrintStore(StationDatabase.open(database))
        queue = PrintQueue(FilePrinter(paper), store, PcClocks(), attends=False)
        while not queue.attend():
            pass
        written, result = AFTER[step]
        assert (paper.read_text() if paper.exists() else "") == written
        assert [one.outcome for one in store.reports(5)] == [result]
        assert not store.open_jobs()
        queue.close()


@pytest.mark.parametrize(
    ("wall", "running"),
    [
        (timedelta(hours=16), timedelta(hours=16)),
        (timedelta(hours=16), timedelta(minutes=-50)),
        (timedelta(hours=-16), timedelta(seconds=5)),
        (timedelta(seconds=5), timedelta(minutes=-50)),
        (timedelta(seconds=5), timedelta(seconds=90)),
        (timedelta(seconds=90), timedelta(seconds=5)),
    ],
    ids=[
        "the next morning",
        "the PC was off at night",
        "its clock went back",
        "the PC was started anew",
        "its clock was put back by a little",
        "its clock was put forward",
    ],
)
def test_nothing_of_yesterday_is_printed(desk: Desk, wall: timedelta, running: timedelta) -> None:
    desk.put()
    desk.kill()
    desk.clocks.at += wall
    desk.clocks.running += running
    desk.start()
    desk.go_on(5)
    assert desk.paper == []
    assert [result for _, result in desk.results] == [PrintResult.EXPIRED]


def test_what_was_asked_for_just_before_is_printed_after_a_restart(desk: Desk) -> None:
    desk.put()
    desk.kill()
    desk.clocks.pass_by(20)
    desk.start()
    desk.attend()
    assert desk.paper == ["A-001"]


def test_its_minute_goes_on_over_a_restart(desk: Desk) -> None:
    desk.printer.is_ = PrinterState.NO_PAPER
    desk.put()
    desk.go_on(40)
    desk.restart()
    desk.go_on(19)
    assert desk.results == []
    desk.go_on(2)
    assert [result for _, result in desk.results] == [PrintResult.EXPIRED]
