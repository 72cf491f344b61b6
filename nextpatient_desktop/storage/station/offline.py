"""`SqliteOfflineStore`: `clinic.offline.ports.OfflineStore` in a station's own database.

Messages are kept as the JSON that travels, so that a hand-over is repeated as it was sent. A token leaves the
file with its hand-over, and the phone number with it; what commands were answered stays for some days.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.offline.ports import Given, KeptAnswer, LastGiven, NotHandedOver, ToHandOver
from nextpatient_desktop.clinic.reading import read_answer
from nextpatient_desktop.clinic.tokens.adoption import AdoptTokens, OfflineToken
from nextpatient_desktop.domain.ids import CommandId, DepartmentId, TokenId
from nextpatient_desktop.storage.convert import from_optional_ms, to_ms, to_optional_ms
from nextpatient_desktop.storage.engine import DriverConnection
from nextpatient_desktop.storage.station.database import StationDatabase

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_GIVEN: Final = "given"
"""The name under which the last instant and day of issue are remembered: they outlive the tokens."""
_NEXT: Final = (
    "SELECT place, value, contact_at FROM given WHERE is_put_off = 0 AND series = "
    "(SELECT series FROM given WHERE is_put_off = 0 ORDER BY place LIMIT 1) ORDER BY place LIMIT ?"
)


class SqliteOfflineStore:
    """See `clinic.offline.ports.OfflineStore`."""

    def __init__(self, database: StationDatabase) -> None:
        """Keep everything in this database, which is closed with the store."""
        self._database = database

    # --- what is remembered -----------------------------------------------------------------------------

    def recall(self, name: str, /) -> str | None:
        """What was remembered under a name."""
        value: str | None = self._one("SELECT value FROM remembered WHERE name = ?", name)
        return value

    def remember(self, values: Mapping[str, str], /) -> None:
        """Remember these in place of what was remembered under the same names."""
        self._database.write(lambda connection: _remember(connection, values))

    def answer(self, command: CommandId, /) -> KeptAnswer | None:
        """What a command was answered at this kiosk."""

        def look(connection: DriverConnection) -> KeptAnswer | None:
            sql = "SELECT payload, answer FROM answers WHERE command = ?"
            row = connection.execute(sql, (command.bytes,)).fetchone()
            return None if row is None else KeptAnswer(payload=row[0], answer=row[1])

        return self._database.read(look)

    def keep_answer(
        self, command: CommandId, answer: KeptAnswer, at: datetime, /, values: Mapping[str, str] = _NOTHING
    ) -> None:
        """Keep what a command was answered; a kept one stays. `values` are remembered with it."""

        def work(connection: DriverConnection) -> None:
            _keep_answer(connection, command, answer, at)
            _remember(connection, values)

        self._database.write(work)

    def forget_answers(self, before: datetime, /) -> None:
        """Drop answers that were kept before an instant."""
        self._database.write(
            lambda connection: connection.execute("DELETE FROM answers WHERE at < ?", (to_ms(before),))
        )

    # --- what is given ------------------------------------------------------------------------------------

    def give(self, day: date, letter: str, series: str, make: Callable[[int], Given], /) -> Given:
        """Take the next number of a series in a department's day and keep what `make` makes of it."""

        def work(connection: DriverConnection) -> Given:
            sequence = (day.toordinal(), letter, series)
            sql = "SELECT last FROM numbers WHERE day = ? AND letter = ? AND series = ?"
            row = connection.execute(sql, sequence).fetchone()
            number = 1 if row is None else int(row[0]) + 1
            given = make(number)
            connection.execute("INSERT OR REPLACE INTO numbers VALUES (?, ?, ?, ?)", (*sequence, number))
            _add(connection, given, series)
            _keep_answer(connection, given.command, given.answer, given.token.issued_at)
            last = _last_given(connection)
            latest = day if last is None else max(day, last.day)
            _remember(connection, {_GIVEN: codec.write(LastGiven(at=given.token.issued_at, day=latest))})
            return given

        return self._database.write(work)

    def last_given(self) -> LastGiven | None:
        """The last token that was given, handed over or not."""
        return self._database.read(_last_given)

    def find(self, token: TokenId, /) -> OfflineToken | None:
        """A token that is not handed over yet, as far as this kiosk knows."""
        value = self._one("SELECT value FROM given WHERE token = ?", token.bytes)
        return None if value is None else _read(OfflineToken, value)

    def cancel(self, token: TokenId, at: datetime, command: CommandId, answer: KeptAnswer, /) -> None:
        """The patient gave a token up that is not handed over yet."""

        def work(connection: DriverConnection) -> None:
            sql = "SELECT value FROM given WHERE token = ?"
            row = connection.execute(sql, (token.bytes,)).fetchone()
            if row is None:
                raise LookupError(f"no token {token} waits to be handed over")
            value = codec.canonical({**json.loads(row[0]), "cancelled_at": codec.plain(at)})
            sql = "UPDATE given SET value = ?, is_cancelled = 1 WHERE token = ?"
            connection.execute(sql, (value, token.bytes))
            _keep_answer(connection, command, answer, at)

        self._database.write(work)

    # --- what is handed over ----------------------------------------------------------------------------

    def to_come(self) -> int:
        """How many tokens are still to be handed over."""
        return int(self._one("SELECT count(*) FROM given") or 0)

    def not_handed_over(self, day: date, /) -> Mapping[DepartmentId, NotHandedOver]:
        """How many tokens of a day are still to be handed over, by department."""

        def look(connection: DriverConnection) -> Mapping[DepartmentId, NotHandedOver]:
            rows = connection.execute(
                "SELECT department, count(*), sum(is_cancelled = 0) FROM given WHERE day = ? "
                "GROUP BY department",
                (day.toordinal(),),
            ).fetchall()
            return {
                DepartmentId(UUID(bytes=department)): NotHandedOver(given=given, waiting=waiting)
                for department, given, waiting in rows
            }

        return self._database.read(look)

    def batch(self) -> AdoptTokens | None:
        """The hand-over that was begun and whose outcome is not known."""
        message = self._one("SELECT message FROM batches LIMIT 1")
        return None if message is None else _read(AdoptTokens, message)

    def begin_batch(self, most: int, make: Callable[[ToHandOver], AdoptTokens], /) -> AdoptTokens | None:
        """Keep and return the next hand-over."""

        def work(connection: DriverConnection) -> AdoptTokens | None:
            if connection.execute("SELECT 1 FROM batches").fetchone() is not None:
                return None
            rows = connection.execute(_NEXT, (most,)).fetchall()
            if not rows:
                return None
            total = connection.execute("SELECT count(*) FROM given").fetchone() or (0,)
            batch = make(
                ToHandOver(
                    tokens=tuple(_read(OfflineToken, value) for _, value, _ in rows),
                    contact_at=from_optional_ms(rows[0][2]),
                    to_come=total[0] - len(rows),
                )
            )
            connection.execute("INSERT INTO batches VALUES (?, ?)", (batch.id.bytes, codec.write(batch)))
            for place, _, _ in rows:
                sql = "UPDATE given SET batch = ?, was_cancelled = is_cancelled WHERE place = ?"
                connection.execute(sql, (batch.id.bytes, place))
            return batch

        return self._database.write(work)

    def end_batch(self, command: CommandId, /) -> None:
        """It was answered: its tokens are handed over."""

        def work(connection: DriverConnection) -> None:
            sql = "DELETE FROM given WHERE batch = ? AND is_cancelled = was_cancelled"
            connection.execute(sql, (command.bytes,))
            _drop_batch(connection, command)

        self._database.write(work)

    def drop_batch(self, command: CommandId, /, *, puts_off: bool = False) -> None:
        """It was refused: its tokens are to be handed over anew."""

        def work(connection: DriverConnection) -> None:
            if puts_off:
                sql = "UPDATE given SET is_put_off = 1 WHERE batch = ?"
                connection.execute(sql, (command.bytes,))
            _drop_batch(connection, command)

        self._database.write(work)

    def resume(self) -> None:
        """Try again what was put off."""
        self._database.write(
            lambda connection: connection.execute("UPDATE given SET is_put_off = 0 WHERE is_put_off = 1")
        )

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _one(self, sql: str, *parameters: object) -> Any:  # noqa: ANN401  # whatever the column holds
        row = self._database.read(lambda connection: connection.execute(sql, parameters).fetchone())
        return None if row is None else row[0]


def _read(kind: type[Any], text: str) -> Any:  # noqa: ANN401  # a value of that type
    return read_answer(kind, json.loads(text))


def _remember(connection: DriverConnection, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        connection.execute("INSERT OR REPLACE INTO remembered VALUES (?, ?)", (name, value))


def _last_given(connection: DriverConnection) -> LastGiven | None:
    row = connection.execute("SELECT value FROM remembered WHERE name = ?", (_GIVEN,)).fetchone()
    last: LastGiven | None = None if row is None else _read(LastGiven, row[0])
    return last


def _keep_answer(connection: DriverConnection, command: CommandId, answer: KeptAnswer, at: datetime) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?)",
        (command.bytes, answer.payload, answer.answer, to_ms(at)),
    )


def _add(connection: DriverConnection, given: Given, series: str) -> None:
    token = given.token
    connection.execute(
        "INSERT INTO given (token, command, series, department, day, value, contact_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            token.token.bytes,
            given.command.bytes,
            series,
            token.department.bytes,
            token.day.toordinal(),
            codec.write(token),
            to_optional_ms(given.contact_at),
        ),
    )


def _drop_batch(connection: DriverConnection, command: CommandId) -> None:
    connection.execute("UPDATE given SET batch = NULL WHERE batch = ?", (command.bytes,))
    connection.execute("DELETE FROM batches WHERE command = ?", (command.bytes,))
