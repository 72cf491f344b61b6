"""One script, three grounds: the same answers, the same refusals, the same journal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.registry import build
from tests.clinic.places import ServerPlace
from tests.contract.grounds import Ground, HostGround, LocalGround, closing
from tests.contract.play import Line, Play
from tests.contract.scripts import offices, queues, records

Script = Callable[[Play], None]

SCRIPTS: Sequence[Script] = (
    offices.the_clinic_is_set_up,
    offices.staff_come_and_go,
    offices.a_login_is_locked,
    offices.departments_change,
    offices.counters_change,
    offices.stations_are_registered_and_paired,
    queues.tokens_are_issued,
    queues.tokens_are_served,
    queues.visits_are_sent_on,
    queues.days_come_and_go,
    queues.a_kiosk_hands_over,
    records.patients_are_known,
    records.papers_are_attached,
    records.papers_are_printed,
    records.papers_are_asked_for,
)

NEVER_REFUSED = {
    "Alerts",
    "CallingPolicies",
    "Counters",
    "Departments",
    "NowServing",
    "ReportPrinter",
    "StaffMembers",
    "StationStates",
    "Stations",
    "Today",
}
"""Messages that have nothing to refuse to those who may send them; `not_allowed` is tried with all."""


def played(script: Script, ground: Ground) -> Play:
    """The script, played on a ground."""
    with closing(ground):
        play = Play(ground)
        script(play)
        play.finish()
    return play


@pytest.fixture(scope="module")
def references(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[Script, Play]]:
    """Each script in process over SQLite; played when it is first asked for."""
    yield _References(tmp_path_factory)


class _References(dict[Script, Play]):
    def __init__(self, folders: pytest.TempPathFactory) -> None:
        super().__init__()
        self._folders = folders

    def __missing__(self, script: Script) -> Play:
        self[script] = played(script, LocalGround(self._folders.mktemp("reference")))
        return self[script]


def compare(record: Sequence[Line], reference: Sequence[Line]) -> None:
    """Fails at the first difference, with where it begins."""
    for number, (line, expected) in enumerate(zip(record, reference, strict=False)):
        pairs = zip(line.outcome, expected.outcome, strict=False)
        same = next((at for at, (one, other) in enumerate(pairs) if one != other), 0)
        near = slice(max(0, same - 120), same + 120)
        where = f"line {number}, {line.message} by {line.who!r}"
        assert line == expected, f"{where}:\n  {line.outcome[near]}\n  {expected.outcome[near]}"
    assert len(record) == len(reference)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.__name__)
def test_a_script_plays_the_same_a_second_time(
    script: Script, references: Mapping[Script, Play], tmp_path: Path
) -> None:
    compare(played(script, LocalGround(tmp_path)).record, references[script].record)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.__name__)
def test_postgresql_answers_as_sqlite_does(
    script: Script, references: Mapping[Script, Play], tmp_path: Path, emptied_postgres_url: str
) -> None:
    compare(
        played(script, LocalGround(tmp_path, ServerPlace(emptied_postgres_url))).record,
        references[script].record,
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.__name__)
def test_a_host_answers_as_a_clinic_in_process_does(
    script: Script, references: Mapping[Script, Play], tmp_path: Path
) -> None:
    compare(played(script, HostGround(tmp_path)).record, references[script].record)


def test_every_message_of_the_program_is_in_a_script(references: Mapping[Script, Play]) -> None:
    known = {message.__name__ for message in build()}
    plays = [references[script] for script in SCRIPTS]
    assert known - set().union(*(play.seen for play in plays)) == set()
    refused = set().union(*(play.refused_messages for play in plays))
    assert known - refused - NEVER_REFUSED == set()
