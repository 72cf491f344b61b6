"""Outcomes of commands, for once-only, and the private before-values that an undo needs."""

from datetime import datetime
from itertools import takewhile
from typing import Final

from nextpatient_desktop.clinic.ports import Outcome
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.storage.convert import from_ms, to_ms, to_uuid
from nextpatient_desktop.storage.records import BUMP
from nextpatient_desktop.storage.session import Session
from nextpatient_desktop.storage.statements import statement

_FORGOTTEN_UP_TO: Final = "outcomes_forgotten"
_STEP: Final = 2000
_STEPS: Final = 10

_ADD: Final = statement("outcomes.ADD")
_GET: Final = statement("outcomes.GET")
_KEEP: Final = statement("outcomes.KEEP")
_MEMO: Final = statement("outcomes.MEMO")
_DROP_MEMOS: Final = statement("outcomes.DROP_MEMOS")
_NEXT_STEP: Final = statement("outcomes.NEXT_STEP")
_DROP_ANSWERS: Final = statement("outcomes.DROP_ANSWERS")


class SqlOutcomes:
    """`clinic.ports.Outcomes`."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, command: CommandId, /) -> Outcome | None:
        """The outcome stored for an id."""
        row = self._session.one(_GET, command.bytes)
        if row is None:
            return None
        return Outcome(
            command=CommandId(to_uuid(row[1])),
            actor=row[2],
            type=row[3],
            payload_hash=row[4],
            at=from_ms(row[5]),
            answer=row[6],
            is_error=bool(row[7]),
        )

    def add(self, outcome: Outcome, /) -> None:
        """Store one."""
        self._session.put(
            _ADD,
            outcome.command.bytes,
            outcome.actor,
            outcome.type,
            outcome.payload_hash,
            to_ms(outcome.at),
            outcome.answer,
            int(outcome.is_error),
        )

    def keep_private(self, command: CommandId, at: datetime, memo: str, /) -> None:
        """Keep a command's private before-values (JSON) for its undo."""
        self._session.put(_KEEP, command.bytes, to_ms(at), memo)

    def private(self, command: CommandId, /) -> str | None:
        """What was kept, None when nothing or no longer."""
        row = self._session.one(_MEMO, command.bytes)
        return None if row is None else str(row[2])

    def forget(self, *, answers_before: datetime, private_before: datetime) -> None:
        """Drop answers and private values older than that; ids stay.

        Answers are dropped in the order in which they were stored, at most 20,000 at a time, so that no
        command waits long behind it: call it every day.
        """
        self._session.put(_DROP_MEMOS, to_ms(private_before))
        before = to_ms(answers_before)
        start = done = self._forgotten_up_to()
        for _ in range(_STEPS):
            step = self._session.all(_NEXT_STEP, done, _STEP)
            old = list(takewhile(lambda row: row[1] < before, step))
            if not old:
                break
            up_to = old[-1][0]
            self._session.put(_DROP_ANSWERS, None, done, up_to)
            done = up_to
        if done != start:
            self._session.put(BUMP, _FORGOTTEN_UP_TO, done - start)

    def _forgotten_up_to(self) -> int:
        row = self._session.one(BUMP, _FORGOTTEN_UP_TO, 0)
        assert row is not None
        return int(row[0])
