"""What a kiosk keeps of what it gave: numbers without gaps, answers, hand-overs repeated as they were."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from nextpatient_desktop.clinic.door import new_command_id
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.offline.ports import (
    Given,
    KeptAnswer,
    NotHandedOver,
    OfflineStore,
    ToHandOver,
)
from nextpatient_desktop.clinic.tokens.adoption import AdoptTokens, OfflineToken
from nextpatient_desktop.domain.ids import CommandId, DepartmentId, TokenId, VisitId
from nextpatient_desktop.domain.model import Priority, PriorityReason
from nextpatient_desktop.domain.numbering import format_offline_code
from nextpatient_desktop.storage.station.database import StationDatabase
from nextpatient_desktop.storage.station.offline import SqliteOfflineStore

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
OPD, LAB = DepartmentId(UUID(int=1)), DepartmentId(UUID(int=2))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kiosk.db"


@pytest.fixture
def store(path: Path) -> Iterator[OfflineStore]:
    opened = SqliteOfflineStore(StationDatabase.open(path))
    yield opened
    opened.close()


def draft(
    department: DepartmentId = OPD, day: date = TODAY, series: str = "B", at: datetime = NOW
) -> Callable[[int], Given]:
    def make(number: int) -> Given:
        command = new_command_id()
        token = OfflineToken(
            visit=VisitId(new_command_id()),
            token=TokenId(new_command_id()),
            code=format_offline_code("A" if department == OPD else "L", series, number),
            department=department,
            day=day,
            issued_at=at,
            key="0" * 32,
            priority=Priority.PRIORITY,
            reason=PriorityReason.SENIOR,
            phone="9845031777",
            follows=command,
        )
        answer = KeptAnswer(payload=b"hash", answer=json.dumps(token.code))
        return Given(token=token, command=command, answer=answer, contact_at=NOW - timedelta(minutes=number))

    return make


def give(store: OfflineStore, **more: object) -> Given:
    department = more.get("department", OPD)
    day, series = more.get("day", TODAY), more.get("series", "B")
    letter = "A" if department == OPD else "L"
    return store.give(day, letter, series, draft(**more))  # type: ignore[arg-type]


def message(what: ToHandOver) -> AdoptTokens:
    return AdoptTokens(
        tokens=what.tokens, last_contact=what.contact_at, handed_over_at=NOW, to_come=what.to_come
    )


def test_what_is_remembered_is_replaced_and_lasts(path: Path, store: OfflineStore) -> None:
    assert store.recall("clinic") is None
    store.remember({"clinic": "1", "departments": "2"})
    store.remember({"clinic": "3"})
    store.close()
    again = SqliteOfflineStore(StationDatabase.open(path))
    assert (again.recall("clinic"), again.recall("departments")) == ("3", "2")
    again.close()


def test_numbers_run_by_day_letter_and_series(store: OfflineStore) -> None:
    codes = [
        give(store).token.code,
        give(store).token.code,
        give(store, department=LAB).token.code,
        give(store, series="C").token.code,
        give(store, day=TODAY + timedelta(days=1)).token.code,
        give(store).token.code,
    ]
    assert codes == ["A-B01", "A-B02", "L-B01", "A-C01", "A-B01", "A-B03"]


def test_a_number_that_came_to_nothing_is_given_to_the_next(store: OfflineStore) -> None:
    def fail(number: int) -> Given:
        raise ClinicError("phone_missing")

    give(store)
    with pytest.raises(ClinicError):
        store.give(TODAY, "A", "B", fail)
    assert give(store).token.code == "A-B02"


def test_a_command_never_gives_twice(store: OfflineStore) -> None:
    given = give(store)
    assert store.answer(given.command) == given.answer
    with pytest.raises(Exception, match=r"UNIQUE|constraint"):
        store.give(TODAY, "A", "B", lambda number: given)
    assert give(store).token.code == "A-B02"


def test_a_kept_answer_stays_until_it_is_old(store: OfflineStore) -> None:
    command, first = new_command_id(), KeptAnswer(payload=b"1", answer="1")
    store.keep_answer(command, first, NOW)
    store.keep_answer(command, KeptAnswer(payload=b"2", answer="2"), NOW)
    assert store.answer(command) == first
    store.forget_answers(NOW)
    assert store.answer(command) == first
    store.forget_answers(NOW + timedelta(seconds=1))
    assert store.answer(command) is None


def test_the_last_given_outlives_the_hand_over(store: OfflineStore) -> None:
    assert store.last_given() is None
    give(store, day=TODAY + timedelta(days=1))
    give(store, at=NOW + timedelta(minutes=1))
    batch = store.begin_batch(10, message)
    assert batch is not None
    store.end_batch(batch.id)
    last = store.last_given()
    assert last is not None
    assert (last.at, last.day) == (NOW + timedelta(minutes=1), TODAY + timedelta(days=1))


def test_what_is_to_come_is_counted_by_department(store: OfflineStore) -> None:
    first = give(store)
    give(store)
    give(store, department=LAB)
    give(store, day=TODAY - timedelta(days=1))
    store.cancel(first.token.token, NOW, new_command_id(), first.answer)
    assert store.to_come() == 4
    assert store.not_handed_over(TODAY) == {
        OPD: NotHandedOver(given=2, waiting=1),
        LAB: NotHandedOver(given=1, waiting=1),
    }


def test_a_token_is_read_as_it_was_given(store: OfflineStore) -> None:
    given = give(store)
    assert store.find(given.token.token) == given.token
    assert store.find(TokenId(new_command_id())) is None


def test_a_batch_is_repeated_as_it_was_also_after_a_restart(path: Path, store: OfflineStore) -> None:
    given = [give(store) for _ in range(5)]
    batch = store.begin_batch(3, message)
    assert batch is not None
    assert [one.code for one in batch.tokens] == ["A-B01", "A-B02", "A-B03"]
    assert (batch.last_contact, batch.to_come) == (given[0].contact_at, 2)
    assert store.begin_batch(3, message) is None
    store.close()
    again = SqliteOfflineStore(StationDatabase.open(path))
    assert again.batch() == batch
    again.end_batch(batch.id)
    following = again.begin_batch(3, message)
    assert following is not None
    assert [one.code for one in following.tokens] == ["A-B04", "A-B05"]
    again.end_batch(following.id)
    assert (again.batch(), again.begin_batch(3, message), again.to_come()) == (None, None, 0)
    again.close()


def test_phone_numbers_leave_with_the_hand_over(store: OfflineStore) -> None:
    given = give(store)
    batch = store.begin_batch(3, message)
    assert batch is not None
    store.end_batch(batch.id)
    assert store.find(given.token.token) is None
    assert store.answer(given.command) == given.answer


def test_a_refused_batch_is_made_anew(store: OfflineStore) -> None:
    give(store)
    first = store.begin_batch(3, message)
    assert first is not None
    store.drop_batch(first.id)
    second = store.begin_batch(3, message)
    assert second is not None
    assert (second.tokens, second.id != first.id) == (first.tokens, True)


def test_what_is_put_off_holds_up_nothing(store: OfflineStore) -> None:
    for _ in range(3):
        give(store)
    first = store.begin_batch(1, message)
    assert first is not None
    store.drop_batch(first.id, puts_off=True)
    second = store.begin_batch(3, message)
    assert second is not None
    assert [one.code for one in second.tokens] == ["A-B02", "A-B03"]
    store.end_batch(second.id)
    assert (store.begin_batch(3, message), store.to_come()) == (None, 1)
    store.resume()
    third = store.begin_batch(3, message)
    assert third is not None
    assert third.tokens == first.tokens


def test_one_batch_is_of_one_series(store: OfflineStore) -> None:
    for series in ("B", "C", "B"):
        give(store, series=series)
    batches = []
    while (batch := store.begin_batch(9, message)) is not None:
        batches.append([one.code for one in batch.tokens])
        store.end_batch(batch.id)
    assert batches == [["A-B01", "A-B02"], ["A-C01"]]


@pytest.mark.parametrize("is_told", [True, False])
def test_what_was_given_up_during_the_hand_over_is_told_after_it(store: OfflineStore, is_told: bool) -> None:
    given = give(store)

    def give_up() -> CommandId:
        command = new_command_id()
        store.cancel(given.token.token, NOW, command, KeptAnswer(payload=b"", answer="{}"))
        return command

    if is_told:
        give_up()
    batch = store.begin_batch(9, message)
    assert batch is not None
    if not is_told:
        give_up()
    store.end_batch(batch.id)
    following = store.begin_batch(9, message)
    if is_told:
        assert following is None
        assert batch.tokens[0].cancelled_at == NOW
    else:
        assert following is not None
        assert following.tokens == (replace(given.token, cancelled_at=NOW),)


def test_what_is_not_here_is_not_given_up(store: OfflineStore) -> None:
    with pytest.raises(LookupError):
        store.cancel(TokenId(new_command_id()), NOW, new_command_id(), KeptAnswer(payload=b"", answer=""))
