"""The tables: every table, index and constraint of a clinic's database.

What a column holds, everywhere alike:

- an id is the 16 bytes of its UUID, an instant is whole milliseconds since 1970-01-01 UTC, a span is
milliseconds;
- a clinic's day is the ordinal of its date (`date.toordinal`);
- state, priority and their reasons on a token are the small numbers of `convert`; other enums are their
words;
- names by language and opening hours are JSON;
- text is compared and sorted by its code points, on PostgreSQL whatever the database's language.

Integer times, binary ids and small numbers make a token and its journal line about two thirds of what text
would take. Tables with an id as key are kept in the order of that key (`WITHOUT ROWID`): version 7 UUIDs
grow with time, so a day's rows lie together and there is one tree less to write. What grows with the
clinic's whole history is never scanned: each question has its index here.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Table, Text

metadata = sa.MetaData()
server_metadata = sa.MetaData()
"""What is in the database only where that is a server's: the contents of documents."""

_TEXT = Text().with_variant(Text(collation="C"), "postgresql")

WAITING: sa.ColumnElement[int] = sa.literal_column("0")
COMPLETED: sa.ColumnElement[int] = sa.literal_column("4")
NO_SHOW: sa.ColumnElement[int] = sa.literal_column("5")
CALLED_OR_SERVING: tuple[sa.ColumnElement[int], ...] = (sa.literal_column("1"), sa.literal_column("2"))
ENDED_AT_COUNTER = (COMPLETED, NO_SHOW)
"""Numbers of states as they stand in the conditions of partial indexes: the planner needs them literally."""


def _where(condition: "sa.ColumnElement[bool]") -> dict[str, Any]:
    """The condition of a partial index, for every database that has them."""
    return {"sqlite_where": condition, "postgresql_where": condition}


def _id(name: str, target: str | None = None, *, null: bool = False, key: bool = False) -> "Column[bytes]":
    """A column that holds an id, of a row of `target` where one is named."""
    links = () if target is None else (ForeignKey(target),)
    return Column(name, LargeBinary(16), *links, nullable=null, primary_key=key)


def _ms(name: str, *, null: bool = False) -> "Column[int]":
    """A column that holds an instant or a span in milliseconds."""
    return Column(name, BigInteger, nullable=null)


progress = Table(
    "progress",
    metadata,
    Column("name", _TEXT, primary_key=True),
    Column("value", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Counters of the database itself, by name (`records.py`, `patients.py`, `outcomes.py`)."""

clinic = Table(
    "clinic",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("info", _TEXT, nullable=False),
)
"""The clinic itself: one row, id 1, its settings as JSON."""

days = Table(
    "days",
    metadata,
    Column("date", Integer, primary_key=True, autoincrement=False),
    _ms("opened_at"),
    _ms("closed_at", null=True),
    Column("voided", SmallInteger, nullable=False),
    Column("summary", _TEXT),
)

sequences = Table(
    "sequences",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("letter", _TEXT, primary_key=True),
    Column("last", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The last number given of each letter on each day."""

departments = Table(
    "departments",
    metadata,
    _id("id", key=True),
    Column("letter", _TEXT, nullable=False),
    Column("name", _TEXT, nullable=False),
    Column("names", _TEXT, nullable=False),
    Column("icon", _TEXT, nullable=False),
    Column("hours", _TEXT, nullable=False),
    Column("daily_limit", Integer),
    Column("policy", _TEXT, nullable=False),
    Column("ratio_normals", Integer, nullable=False),
    _ms("overdue_after"),
    Column("minimum_calls", Integer, nullable=False),
    Column("return_after", Integer),
    Column("asks", _TEXT, nullable=False),
    Column("asks_priority", SmallInteger, nullable=False),
    _ms("usual_visit"),
    Column("rank", Integer, nullable=False),
    Column("closed_on", Integer),
    Column("is_active", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)

staff = Table(
    "staff",
    metadata,
    _id("id", key=True),
    Column("name", _TEXT, nullable=False),
    Column("login", _TEXT, nullable=False),
    Column("role", _TEXT, nullable=False),
    Column("availability", _TEXT, nullable=False),
    Column("break_reason", _TEXT),
    Column("is_active", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)

passwords = Table(
    "passwords",
    metadata,
    _id("staff", "staff.id", key=True),
    Column("encoded", _TEXT, nullable=False),
    sqlite_with_rowid=False,
)
"""Argon2id hashes, apart from `staff` so that no list of staff carries them."""

counters = Table(
    "counters",
    metadata,
    _id("id", key=True),
    Column("name", _TEXT, nullable=False),
    Column("names", _TEXT, nullable=False),
    Column("departments", _TEXT, nullable=False),
    _id("staff", "staff.id", null=True),
    Column("rank", Integer, nullable=False),
    Column("is_active", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""`departments` is the JSON list of the departments' ids, in the counter's own order."""

stations = Table(
    "stations",
    metadata,
    _id("id", key=True),
    Column("name", _TEXT, nullable=False),
    Column("kind", _TEXT, nullable=False),
    _id("counter", "counters.id", null=True),
    Column("series", _TEXT),
    Column("is_active", SmallInteger, nullable=False),
    Column("acts_as", _TEXT),
    sqlite_with_rowid=False,
)

station_keys = Table(
    "station_keys",
    metadata,
    _id("station", "stations.id", key=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    _ms("at"),
    sqlite_with_rowid=False,
)
"""SHA-256 of stations' keys: whoever reads the database cannot act as a station."""

sessions = Table(
    "sessions",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    _id("station", "stations.id"),
    _id("staff", "staff.id"),
    _ms("begun_at"),
    sqlite_with_rowid=False,
)
"""Staff signed in over the LAN: few rows, each for a working day at most."""

pairings = Table(
    "pairings",
    metadata,
    _id("id", key=True),
    Column("digest", LargeBinary(32), nullable=False),
    _ms("expires_at"),
    Column("tries_left", Integer, nullable=False),
    Column("kind", _TEXT, nullable=False),
    Column("name", _TEXT, nullable=False),
    _id("counter", "counters.id", null=True),
    Column("acts_as", _TEXT),
    _id("station", "stations.id", null=True),
    _id("opened_by", "staff.id", null=True),
    sqlite_with_rowid=False,
)
"""The pairing that is open: one row at the most."""

contacts = Table(
    "contacts",
    metadata,
    _id("station", "stations.id", key=True),
    _ms("seen_at"),
    Column("is_listening", SmallInteger, nullable=False),
    Column("to_come", Integer, nullable=False),
    Column("version", _TEXT, nullable=False),
    Column("printer", _TEXT),
    Column("is_paper_low", SmallInteger),
    _ms("printer_at", null=True),
    sqlite_with_rowid=False,
)
"""What hosts last heard of each station, and what it last said of its printer."""

alerts = Table(
    "alerts",
    metadata,
    _id("id", key=True),
    Column("kind", _TEXT, nullable=False),
    _ms("at"),
    Column("params", _TEXT, nullable=False),
    _ms("dismissed_at", null=True),
    _id("dismissed_by", "staff.id", null=True),
    sqlite_with_rowid=False,
)
"""What staff have to be told. `params` is JSON: codes, names of rooms and numbers."""
Index("alerts_open", alerts.c.at, **_where(alerts.c.dismissed_at.is_(None)))

secrets = Table(
    "secrets",
    metadata,
    Column("name", _TEXT, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""What the clinic's hosts keep secret together: their certificate and its key."""

patients = Table(
    "patients",
    metadata,
    Column("record", Integer, primary_key=True, autoincrement=False),
    Column("id", LargeBinary(16), nullable=False, unique=True),
    Column("name", _TEXT, nullable=False),
    Column("phone", _TEXT, nullable=False),
    Column("birth_year", Integer),
    Column("gender", _TEXT),
    Column("address", _TEXT, nullable=False),
    Column("language", _TEXT, nullable=False),
    Column("abha", _TEXT, nullable=False),
    Column("consents_to_messages", SmallInteger, nullable=False),
    _ms("created_at"),
)
Index("patients_phone", patients.c.phone, **_where(patients.c.phone != sa.literal_column("''")))
Index("patients_abha", patients.c.abha, **_where(patients.c.abha != sa.literal_column("''")))

patient_words = Table(
    "patient_words",
    metadata,
    Column("word", _TEXT, primary_key=True),
    Column("record", Integer, ForeignKey("patients.record"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""The words of patients' names, folded, for search by the beginning of any word."""
Index("patient_words_record", patient_words.c.record)

visits = Table(
    "visits",
    metadata,
    _id("id", key=True),
    Column("day", Integer, ForeignKey("days.date"), nullable=False),
    Column("code", _TEXT, nullable=False),
    _id("department", "departments.id"),
    Column("key", LargeBinary, nullable=False),
    Column("language", _TEXT, nullable=False),
    _id("patient", "patients.id", null=True),
    _id("station", "stations.id", null=True),
    _ms("issued_at"),
    sqlite_with_rowid=False,
)
Index("visits_code", visits.c.day, visits.c.code, unique=True)
Index("visits_key", visits.c.key, unique=True)
Index(
    "visits_patient",
    visits.c.patient,
    visits.c.issued_at,
    **_where(visits.c.patient.is_not(None)),
)

tokens = Table(
    "tokens",
    metadata,
    _id("id", key=True),
    _id("visit", "visits.id"),
    Column("code", _TEXT, nullable=False),
    _id("department", "departments.id"),
    Column("day", Integer, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("reason", SmallInteger),
    _ms("issued_at"),
    _ms("queued_at"),
    Column("rank", Integer, nullable=False),
    _id("doctor", "staff.id", null=True),
    _id("counter", "counters.id", null=True),
    _id("staff", "staff.id", null=True),
    Column("calls", Integer, nullable=False),
    _ms("last_called_at", null=True),
    _ms("first_called_at", null=True),
    _ms("started_at", null=True),
    _ms("ended_at", null=True),
    Column("end_reason", SmallInteger),
    _id("came_from", "tokens.id", null=True),
    Column("comes_back", SmallInteger, nullable=False),
    _ms("promised_from", null=True),
    _ms("promised_to", null=True),
    sqlite_with_rowid=False,
)
NOT_WAITING: sa.ColumnElement[bool] = tokens.c.state != WAITING

Index("tokens_visit", tokens.c.visit)
Index(
    "tokens_waiting",
    tokens.c.department,
    tokens.c.day,
    tokens.c.priority,
    tokens.c.queued_at,
    tokens.c.rank,
    tokens.c.doctor,
    **_where(tokens.c.state == WAITING),
)
"""Who is next. It holds the doctor, so that tokens for other doctors are stepped over without being read."""
Index(
    "tokens_history",
    tokens.c.department,
    tokens.c.state,
    tokens.c.day,
    tokens.c.ended_at,
    **_where(NOT_WAITING),
)
"""A department's tokens but the waiting ones, by state, the newest at the end: lists, counts, services.

Whoever asks says `NOT_WAITING` too, so that SQLite knows that this index has what it needs.
"""
Index(
    "tokens_open_at_counter",
    tokens.c.counter,
    unique=True,
    **_where(tokens.c.state.in_(CALLED_OR_SERVING)),
)
"""One counter has at most one token called or being served."""
Index(
    "tokens_ended_at_counter",
    tokens.c.counter,
    tokens.c.day,
    **_where(tokens.c.state.in_(ENDED_AT_COUNTER)),
)

queues = Table(
    "queues",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    _id("department", "departments.id", key=True),
    Column("normals", Integer, nullable=False),
    sqlite_with_rowid=False,
)

documents = Table(
    "documents",
    metadata,
    _id("id", key=True),
    _id("visit", "visits.id"),
    _id("patient", "patients.id", null=True),
    Column("kind", _TEXT, nullable=False),
    Column("title", _TEXT, nullable=False),
    Column("media_type", _TEXT, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    _ms("added_at"),
    _id("added_by", "staff.id", null=True),
    Column("is_removed", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)
Index("documents_visit", documents.c.visit)
Index("documents_sha256", documents.c.sha256)

events = Table(
    "events",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("epoch", Integer, nullable=False),
    _id("id"),
    _ms("at"),
    Column("kind", _TEXT, nullable=False),
    _id("subject", null=True),
    _id("command", null=True),
    _id("station", null=True),
    _id("staff", null=True),
    Column("body", _TEXT, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)
"""The journal. It has no foreign keys: what it says stays when a row it speaks of is erased."""
Index("events_subject", events.c.subject, **_where(events.c.subject.is_not(None)))
Index("events_command", events.c.command, **_where(events.c.command.is_not(None)))

outcomes = Table(
    "outcomes",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("command", LargeBinary(16), nullable=False, unique=True),
    Column("actor", _TEXT, nullable=False),
    Column("type", _TEXT, nullable=False),
    Column("payload_hash", LargeBinary, nullable=False),
    _ms("at"),
    Column("answer", _TEXT),
    Column("is_error", SmallInteger, nullable=False),
)
"""What commands came to. `number` grows in order of time, so that old answers are found without an index."""

memos = Table(
    "memos",
    metadata,
    _id("command", key=True),
    _ms("at"),
    Column("memo", _TEXT, nullable=False),
    sqlite_with_rowid=False,
)
"""Private before-values of commands that can still be undone: few rows, for minutes."""

blobs = Table(
    "blobs",
    server_metadata,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("size", BigInteger, nullable=False),
    _ms("added_at"),
)
"""Contents of documents: when each was last put, by the server's clock."""

blob_parts = Table(
    "blob_parts",
    server_metadata,
    Column("sha256", LargeBinary(32), ForeignKey("blobs.sha256", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)
"""A content in parts of at most `postgres.blobs.PART_BYTES`, from 0: no side holds a large one twice."""
