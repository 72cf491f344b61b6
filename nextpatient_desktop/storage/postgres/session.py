"""`PostgresSession`: one transaction on a link, in as few journeys to the server as it can be."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from psycopg.errors import DivisionByZero

from nextpatient_desktop.storage.journal import TOP
from nextpatient_desktop.storage.postgres.errors import LinkLostError
from nextpatient_desktop.storage.postgres.link import BEGIN, COMMIT, Answer, Link, Request, plain, request
from nextpatient_desktop.storage.records import REVISION
from nextpatient_desktop.storage.session import Row
from nextpatient_desktop.storage.statements import Statement, statement
from nextpatient_desktop.storage.transaction import TransactionState

JOURNAL_LOCK: Final = 0x6E65787470617401
"""The advisory lock of whoever writes: with it, positions are gapless in the order of commits."""
CHANNEL: Final = "nextpatient_journal"
"""Where a commit tells the journal's position."""

TO_WRITE: Final = (BEGIN, plain(f"SELECT pg_advisory_xact_lock({JOURNAL_LOCK})"))
TO_READ: Final = (plain("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),)
_TELL: Final = "SELECT pg_notify($1, $2)"
_TOP: Final = request(TOP, ())

_FIRST: Final = (
    request(statement("journal.HEAD_EVENT"), ()),
    request(statement("days.LATEST"), ()),
    request(statement("records.REVISION_NOW"), (REVISION,)),
)
"""What nearly every transaction asks for: it travels with the transaction's beginning."""


class PostgresSession:
    """`storage.session.Session`. Nothing is sent before the first statement, which begins the transaction.

    What changes something waits for the next question, or for the commit, and travels with it.
    """

    def __init__(self, link: Link, state: TransactionState, opening: Sequence[Request]) -> None:
        """Begin with `opening` when the first statement comes; `state` learns what comes with that.

        Until that has come back nothing depends on the connection: one that turns out to be lost is replaced.
        """
        self._link = link
        self._state = state
        self._opening: Sequence[Request] | None = opening
        self._waiting: list[Request] = []
        self._is_over = False

    def one(self, statement: Statement, *values: object) -> Row | None:
        """The first row, None for none."""
        return self._ask(request(statement, values)).first()

    def all(self, statement: Statement, *values: object) -> list[Row]:
        """All rows."""
        return self._ask(request(statement, values)).rows()

    def put(self, statement: Statement, *values: object) -> None:
        """Change something."""
        self._later(request(statement, values))

    def change(self, key: UUID, statement: Statement, *values: object) -> None:
        """Change the one row of `key`; `LookupError` when there is none, from here or from what follows."""
        self._later(request(statement, values))

    @property
    def has_begun(self) -> bool:
        """Whether there is a transaction to end."""
        return self._opening is None

    def commit(self) -> None:
        """Send what waits and COMMIT, and tell the journal's position if that grew.

        Raises:
            LinkLostError: it is not known whether that happened.
            Exception: a statement that waited was refused; nothing happened.
        """
        if not self.has_begun:
            return
        last = [COMMIT]
        if self._state.has_appended and self._state.head is not None:
            last.insert(0, plain(_TELL, CHANNEL, str(self._state.head[0])))
        answers = self._exchange(*last)
        if answers[-1].tag != b"COMMIT":
            raise RuntimeError("the server did not commit")

    def end(self) -> None:
        """Refuse every further statement: the unit of work is over."""
        self._is_over = True

    def _ask(self, asked: Request) -> Answer:
        if self._opening is not None:
            return self._begin(asked)[-1]
        return self._exchange(asked)[-1]

    def _later(self, asked: Request) -> None:
        if self._is_over:
            raise RuntimeError("a unit of work was used after its end")
        if self._opening is not None:
            self._begin()  # what comes with the beginning is read before anything is changed
        self._waiting.append(asked)

    def _begin(self, *asked: Request) -> list[Answer]:
        opening = self._opening or ()
        try:
            answers = self._exchange(*opening, *_FIRST, *asked)
        except LinkLostError:
            self._link.renew()
            answers = self._exchange(*opening, *_FIRST, *asked)
        self._opening = None
        head, latest, revision = (answer.first() for answer in answers[len(opening) :][: len(_FIRST)])
        self._state.head = head
        self._state.latest_day = latest
        self._state.revision = 0 if revision is None else int(revision[0])
        return answers

    def _exchange(self, *asked: Request) -> list[Answer]:
        if self._is_over:
            raise RuntimeError("a unit of work was used after its end")
        waiting, self._waiting = self._waiting, []
        try:
            return self._link.exchange(*waiting, *asked)
        except DivisionByZero as error:  # `sql.building.Update`
            names = [one.name.decode() for one in waiting]
            raise LookupError(f"one of these found no row to change: {names}") from error


def top(link: Link) -> int:
    """The journal's position, outside any transaction."""
    try:
        row = link.exchange(_TOP)[0].first()
    except LinkLostError:
        link.renew()
        row = link.exchange(_TOP)[0].first()
    return 0 if row is None or row[0] is None else int(row[0])
