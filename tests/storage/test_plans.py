"""No question that is asked all day walks through the clinic's history."""

from pathlib import Path

import pytest

from nextpatient_desktop.domain.model import Priority, TokenState
from nextpatient_desktop.storage import alerts, credentials, days, journal, outcomes, patients, tokens, visits
from nextpatient_desktop.storage.engine import Use, connect
from nextpatient_desktop.storage.keys import read_key
from nextpatient_desktop.storage.sqlite import SqliteStorage
from nextpatient_desktop.storage.statements import Statement

SMALL_TABLES = ("departments", "clinic", "staff", "counters", "stations")

QUESTIONS: dict[str, tuple[Statement, str]] = {
    "token": (tokens._GET, "PRIMARY KEY"),
    "several tokens": (tokens._several(8), "PRIMARY KEY"),
    "tokens of a visit": (tokens._OF_VISIT, "tokens_visit"),
    "token at a counter": (tokens._AT_COUNTER, "tokens_open_at_counter"),
    "open tokens": (tokens._OPEN_AT_COUNTERS, "tokens_open_at_counter"),
    "head for anybody": (tokens._HEAD, "COVERING INDEX tokens_waiting"),
    "head for nobody's": (tokens._head_for(0), "COVERING INDEX tokens_waiting"),
    "head for a doctor": (tokens._head_for(4), "COVERING INDEX tokens_waiting"),
    "waiting": (tokens._WAITING, "tokens_waiting"),
    "how many wait": (tokens._COUNT_WAITING, "COVERING INDEX tokens_waiting"),
    "how many wait by class": (tokens._WAITING_BY_CLASS, "COVERING INDEX tokens_waiting"),
    "how many wait by class and since when": (tokens._WAITING_COUNTS, "COVERING INDEX tokens_waiting"),
    "waiting that came since": (tokens._JOINED[0], "tokens_waiting"),
    "rest that came since": (tokens._JOINED[1], "tokens_history"),
    "k-th waiting": (tokens._KTH, "tokens_waiting"),
    "last waiting": (tokens._LAST_OF_CLASS, "tokens_waiting"),
    "waiting with patients": (tokens._waiting_in(8), "tokens_waiting"),
    "in states with patients": (tokens._in_states(8, 2), "tokens_history"),
    "newest with patients": (tokens._NEWEST, "tokens_history"),
    "waiting of a day": (tokens._WAITING_OF_DAY, "tokens_waiting"),
    "rest of a day": (tokens._REST_OF_DAY, "tokens_history"),
    "not ended of a day": (tokens._NOT_ENDED_OF_DAY, "tokens_history"),
    "waiting counted": (tokens._COUNTS[0], "COVERING INDEX tokens_waiting"),
    "rest counted": (tokens._COUNTS[1], "COVERING INDEX tokens_history"),
    "what a counter did": (tokens._COUNTER_SUMS, "tokens_ended_at_counter"),
    "finished services": (tokens._SAMPLES, "tokens_history"),
    "visit": (visits._VISIT, "PRIMARY KEY"),
    "visit by code": (visits._BY_CODE, "visits_code"),
    "visit by link": (visits._BY_KEY, "visits_key"),
    "documents of visits": (visits._of_visits(8), "documents_visit"),
    "latest day": (days._LATEST, "days"),
    "next number": (days._TAKE, ""),
    "patient": (patients._GET, "sqlite_autoindex_patients"),
    "patients of a phone": (patients._BY_PHONE, "patients_phone"),
    "phones that begin so": (patients._PHONE_STARTING, "patients_phone"),
    "ABHA numbers that begin so": (patients._ABHA_STARTING, "patients_abha"),
    "names": (patients._with_words(3), "PRIMARY KEY"),
    "visits of a patient": (patients._VISITS, "visits_patient"),
    "how many visits": (patients._VISIT_COUNT, "COVERING INDEX visits_patient"),
    "head of the journal": (journal._HEAD_EVENT, "events"),
    "top of the journal": (journal.TOP, "events"),
    "events after": (journal._AFTER, "PRIMARY KEY"),
    "events of a subject": (journal._AFTER_OF, "events_subject"),
    "latest of a subject": (journal._LATEST_OF, "events_subject"),
    "events of a command": (journal._OF_COMMAND, "events_command"),
    "outcome": (outcomes._GET, "sqlite_autoindex_outcomes"),
    "private value": (outcomes._MEMO, "PRIMARY KEY"),
    "whose key": (credentials._KEY, "sqlite_autoindex_station_keys"),
    "session": (credentials._SESSION, "PRIMARY KEY"),
    "secret": (credentials._SECRET, "PRIMARY KEY"),
    "open alerts": (alerts._OPEN, "alerts_open"),
}

IN_ORDER = ("latest day", "head of the journal", "top of the journal", "open alerts")
"""Read from one end of the table, up to the first row; or an index that holds nothing but the answer."""

SORTED = (
    "open tokens",
    "waiting",  # by class in the index, by time on the board
    "tokens of a visit",
)


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    path: Path = tmp_path_factory.mktemp("plans") / "clinic.db"
    SqliteStorage.open(path, create=True).close()
    connection = connect(path, read_key(path.parent), Use.READ)
    found = {}
    for name, (statement, _) in QUESTIONS.items():
        values = ["x"] * (statement.sql.count("?") - len(statement.tail))
        rows = connection.execute(
            f"EXPLAIN QUERY PLAN {statement.sql}", (*values, *statement.tail)
        ).fetchall()
        found[name] = [str(row[3]) for row in rows]
    connection.close()
    return found


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_its_index(name: str, plans: dict[str, list[str]]) -> None:
    plan = plans[name]
    scans = [
        step for step in plan if step.startswith("SCAN") and not any(small in step for small in SMALL_TABLES)
    ]
    if name not in IN_ORDER:
        assert scans == [], plan
    if name not in SORTED:
        assert not any("TEMP B-TREE FOR ORDER" in step for step in plan), plan
    assert QUESTIONS[name][1] in " ".join(plan), plan


def test_all_numbers_written_into_conditions_are_those_of_the_states() -> None:
    from nextpatient_desktop.storage import convert, tables

    numbers = convert.STATES.number_of
    assert str(tables.WAITING) == str(numbers[TokenState.WAITING])
    assert str(tables.COMPLETED) == str(numbers[TokenState.COMPLETED])
    assert str(tables.NO_SHOW) == str(numbers[TokenState.NO_SHOW])
    assert [str(one) for one in tables.CALLED_OR_SERVING] == [
        str(numbers[TokenState.CALLED]),
        str(numbers[TokenState.SERVING]),
    ]
    assert sorted(convert.PRIORITIES.number_of.values()) == list(range(len(Priority)))
