"""The first schema: clinic, days and numbers, people, visits, tokens, documents, journal and outcomes.

It stands for itself and never changes: `nextpatient_desktop/storage/tables.py` moves on, with new migrations.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BY_KEY = {"sqlite_with_rowid": False}
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Sorted by code points, whatever the language of a PostgreSQL database."""


def upgrade() -> None:
    """Bring an empty database to this revision."""
    create_clinic()
    create_days()
    create_departments()
    create_staff_and_places()
    create_patients()
    create_visits()
    create_tokens()
    create_token_indexes()
    create_documents()
    create_journal()
    create_outcomes()


def downgrade() -> None:
    """There is nothing before the first schema."""
    raise NotImplementedError("there is nothing before the first schema")


def key(name: str = "id") -> "sa.Column[bytes]":
    """An id that is the table's key."""
    return sa.Column(name, sa.LargeBinary(16), primary_key=True)


def link(name: str, target: str | None, *, null: bool = False) -> "sa.Column[bytes]":
    """An id of a row of another table."""
    links = () if target is None else (sa.ForeignKey(target),)
    return sa.Column(name, sa.LargeBinary(16), *links, nullable=null)


def text(name: str, *, null: bool = False) -> "sa.Column[str]":
    """A text."""
    return sa.Column(name, TEXT, nullable=null)


def number(name: str, *, null: bool = False) -> "sa.Column[int]":
    """A number; a day is the ordinal of its date."""
    return sa.Column(name, sa.Integer, nullable=null)


def small(name: str, *, null: bool = False) -> "sa.Column[int]":
    """A flag, or the small number of an enum."""
    return sa.Column(name, sa.SmallInteger, nullable=null)


def ms(name: str, *, null: bool = False) -> "sa.Column[int]":
    """An instant or a span in milliseconds."""
    return sa.Column(name, sa.BigInteger, nullable=null)


def where(condition: str) -> dict[str, Any]:
    """The condition of a partial index."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def create_clinic() -> None:
    """The clinic itself, and counters of the database."""
    op.create_table(
        "progress",
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
        **BY_KEY,
    )
    op.create_table(
        "clinic",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        text("info"),
    )


def create_days() -> None:
    """Days and the numbers given in them."""
    op.create_table(
        "days",
        sa.Column("date", sa.Integer, primary_key=True, autoincrement=False),
        ms("opened_at"),
        ms("closed_at", null=True),
        small("voided"),
        text("summary", null=True),
    )
    op.create_table(
        "sequences",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("letter", TEXT, primary_key=True),
        number("last"),
        **BY_KEY,
    )


def create_departments() -> None:
    """Departments and what calling policies remember of them."""
    op.create_table(
        "departments",
        key(),
        *(text(name) for name in ("letter", "name", "names", "icon", "hours")),
        number("daily_limit", null=True),
        text("policy"),
        number("ratio_normals"),
        ms("overdue_after"),
        number("minimum_calls"),
        number("return_after", null=True),
        text("asks"),
        small("asks_priority"),
        ms("usual_visit"),
        number("rank"),
        number("closed_on", null=True),
        small("is_active"),
        **BY_KEY,
    )
    op.create_table(
        "queues",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("department", sa.LargeBinary(16), sa.ForeignKey("departments.id"), primary_key=True),
        number("normals"),
        **BY_KEY,
    )


def create_staff_and_places() -> None:
    """Staff with their passwords, counters and stations."""
    op.create_table(
        "staff",
        key(),
        *(text(name) for name in ("name", "login", "role", "availability")),
        text("break_reason", null=True),
        small("is_active"),
        **BY_KEY,
    )
    op.create_table(
        "passwords",
        sa.Column("staff", sa.LargeBinary(16), sa.ForeignKey("staff.id"), primary_key=True),
        text("encoded"),
        **BY_KEY,
    )
    op.create_table(
        "counters",
        key(),
        *(text(name) for name in ("name", "names", "departments")),
        link("staff", "staff.id", null=True),
        number("rank"),
        small("is_active"),
        **BY_KEY,
    )
    op.create_table(
        "stations",
        key(),
        *(text(name) for name in ("name", "kind")),
        link("counter", "counters.id", null=True),
        text("series", null=True),
        small("is_active"),
        **BY_KEY,
    )


def create_patients() -> None:
    """Patients and the words of their names."""
    op.create_table(
        "patients",
        sa.Column("record", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.LargeBinary(16), nullable=False, unique=True),
        *(text(name) for name in ("name", "phone")),
        number("birth_year", null=True),
        text("gender", null=True),
        *(text(name) for name in ("address", "language", "abha")),
        small("consents_to_messages"),
        ms("created_at"),
    )
    op.create_index("patients_phone", "patients", ["phone"], **where("phone != ''"))
    op.create_index("patients_abha", "patients", ["abha"], **where("abha != ''"))
    record = sa.Column(
        "record", sa.Integer, sa.ForeignKey("patients.record"), primary_key=True, autoincrement=False
    )
    op.create_table("patient_words", sa.Column("word", TEXT, primary_key=True), record, **BY_KEY)
    op.create_index("patient_words_record", "patient_words", ["record"])


def create_visits() -> None:
    """Visits."""
    op.create_table(
        "visits",
        key(),
        sa.Column("day", sa.Integer, sa.ForeignKey("days.date"), nullable=False),
        text("code"),
        link("department", "departments.id"),
        sa.Column("key", sa.LargeBinary, nullable=False),
        text("language"),
        link("patient", "patients.id", null=True),
        link("station", "stations.id", null=True),
        ms("issued_at"),
        **BY_KEY,
    )
    op.create_index("visits_code", "visits", ["day", "code"], unique=True)
    op.create_index("visits_key", "visits", ["key"], unique=True)
    op.create_index("visits_patient", "visits", ["patient", "issued_at"], **where("patient IS NOT NULL"))


def create_tokens() -> None:
    """Tokens."""
    op.create_table(
        "tokens",
        key(),
        link("visit", "visits.id"),
        text("code"),
        link("department", "departments.id"),
        number("day"),
        small("state"),
        small("priority"),
        small("reason", null=True),
        ms("issued_at"),
        ms("queued_at"),
        number("rank"),
        link("doctor", "staff.id", null=True),
        link("counter", "counters.id", null=True),
        link("staff", "staff.id", null=True),
        number("calls"),
        *(ms(name, null=True) for name in ("last_called_at", "first_called_at", "started_at", "ended_at")),
        small("end_reason", null=True),
        link("came_from", "tokens.id", null=True),
        small("comes_back"),
        *(ms(name, null=True) for name in ("promised_from", "promised_to")),
        **BY_KEY,
    )


def create_token_indexes() -> None:
    """The questions asked of tokens: waiting is 0, called 1, serving 2, completed 4, no_show 5."""
    op.create_index("tokens_visit", "tokens", ["visit"])
    op.create_index(
        "tokens_waiting",
        "tokens",
        ["department", "day", "priority", "queued_at", "rank", "doctor"],
        **where("state = 0"),
    )
    op.create_index(
        "tokens_history", "tokens", ["department", "state", "day", "ended_at"], **where("state != 0")
    )
    op.create_index("tokens_open_at_counter", "tokens", ["counter"], unique=True, **where("state IN (1, 2)"))
    op.create_index("tokens_ended_at_counter", "tokens", ["counter", "day"], **where("state IN (4, 5)"))


def create_documents() -> None:
    """What is known of documents."""
    op.create_table(
        "documents",
        key(),
        link("visit", "visits.id"),
        link("patient", "patients.id", null=True),
        *(text(name) for name in ("kind", "title", "media_type")),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        ms("added_at"),
        link("added_by", "staff.id", null=True),
        small("is_removed"),
        **BY_KEY,
    )
    op.create_index("documents_visit", "documents", ["visit"])
    op.create_index("documents_sha256", "documents", ["sha256"])


def create_journal() -> None:
    """The journal."""
    position = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "events",
        sa.Column("position", position, primary_key=True, autoincrement=False),
        number("epoch"),
        link("id", None),
        ms("at"),
        text("kind"),
        *(link(name, None, null=True) for name in ("subject", "command", "station", "staff")),
        text("body"),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
    )
    op.create_index("events_subject", "events", ["subject"], **where("subject IS NOT NULL"))
    op.create_index("events_command", "events", ["command"], **where("command IS NOT NULL"))


def create_outcomes() -> None:
    """Outcomes of commands and the private before-values of their undo."""
    counted = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "outcomes",
        sa.Column("number", counted, primary_key=True),
        sa.Column("command", sa.LargeBinary(16), nullable=False, unique=True),
        *(text(name) for name in ("actor", "type")),
        sa.Column("payload_hash", sa.LargeBinary, nullable=False),
        ms("at"),
        text("answer", null=True),
        small("is_error"),
    )
    op.create_table("memos", key("command"), ms("at"), text("memo"), **BY_KEY)
