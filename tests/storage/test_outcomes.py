"""Outcomes: for once-only, and forgotten in time."""

from datetime import datetime, timedelta

import pytest

from nextpatient_desktop.clinic.ports import Storage, UnitOfWork
from nextpatient_desktop.domain.ids import CommandId
from tests.storage import things
from tests.storage.places import another, storage
from tests.storage.things import NOW

__all__ = ["another", "storage"]


def answers(storage: Storage, commands: list[CommandId]) -> list[str | None]:
    with storage.read() as unit:
        found = [unit.outcomes.get(command) for command in commands]
    assert None not in found, "an id was forgotten"
    return [None if one is None else one.answer for one in found]


def forget(storage: Storage, before: datetime) -> None:
    storage.write(lambda unit: unit.outcomes.forget(answers_before=before, private_before=before))


def test_an_outcome_is_kept_whole_and_once(storage: Storage) -> None:
    kept = things.outcome(CommandId(things.new_id()), answer='{"code":"A-001"}')
    storage.write(lambda unit: unit.outcomes.add(kept))
    with storage.read() as unit:
        assert unit.outcomes.get(kept.command) == kept
        assert unit.outcomes.get(CommandId(things.new_id())) is None
    with pytest.raises(things.DATABASE_ERRORS):
        storage.write(lambda unit: unit.outcomes.add(kept))


def test_old_answers_are_forgotten_and_their_ids_are_not(storage: Storage) -> None:
    made = [
        things.outcome(CommandId(things.new_id()), at=NOW + timedelta(days=n), answer=str(n))
        for n in range(6)
    ]

    def work(unit: UnitOfWork) -> None:
        for one in made:
            unit.outcomes.add(one)

    storage.write(work)
    commands = [one.command for one in made]
    forget(storage, NOW + timedelta(days=2))
    assert answers(storage, commands) == [None, None, "2", "3", "4", "5"]
    forget(storage, NOW + timedelta(days=2))
    forget(storage, NOW + timedelta(days=5))
    assert answers(storage, commands) == [None, None, None, None, None, "5"]


def test_many_old_answers_are_forgotten_in_few_calls(storage: Storage) -> None:
    made = [things.outcome(CommandId(things.new_id()), answer="{}") for _ in range(4500)]

    def work(unit: UnitOfWork) -> None:
        for one in made:
            unit.outcomes.add(one)

    storage.write(work)
    forget(storage, NOW + timedelta(days=1))
    assert set(answers(storage, [one.command for one in made])) == {None}


def test_private_values_are_kept_replaced_and_forgotten(storage: Storage) -> None:
    old, new = CommandId(things.new_id()), CommandId(things.new_id())

    def work(unit: UnitOfWork) -> None:
        unit.outcomes.keep_private(old, NOW, "wrong")
        unit.outcomes.keep_private(old, NOW, '{"name":"Anita"}')
        unit.outcomes.keep_private(new, NOW + timedelta(minutes=2), "{}")

    storage.write(work)
    with storage.read() as unit:
        assert unit.outcomes.private(old) == '{"name":"Anita"}'
    forget(storage, NOW + timedelta(minutes=1))
    with storage.read() as unit:
        assert unit.outcomes.private(old) is None
        assert unit.outcomes.private(new) == "{}"
