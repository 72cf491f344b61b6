"""The questions about days, numbers and queues."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.sql.building import Definition, select_by

_DAYS = tables.days
_SEQUENCES = tables.sequences
_QUEUES = tables.queues


def _day_saved() -> sa.ClauseElement:
    new = sqlite.insert(_DAYS)
    changing = ("opened_at", "closed_at", "voided", "summary")
    return new.on_conflict_do_update(
        index_elements=["date"], set_={name: new.excluded[name] for name in changing}
    )


def _number_taken() -> sa.ClauseElement:
    new = sqlite.insert(_SEQUENCES)
    return new.on_conflict_do_update(
        index_elements=["day", "letter"], set_={"last": _SEQUENCES.c.last + 1}
    ).returning(_SEQUENCES.c.last)


def _number_raised() -> sa.ClauseElement:
    new = sqlite.insert(_SEQUENCES)
    return new.on_conflict_do_update(
        index_elements=["day", "letter"],
        set_={"last": new.excluded.last},
        where=_SEQUENCES.c.last < new.excluded.last,
    )


def _queue_saved() -> sa.ClauseElement:
    new = sqlite.insert(_QUEUES)
    return new.on_conflict_do_update(
        index_elements=["day", "department"], set_={"normals": new.excluded.normals}
    )


_DAY_COLUMNS: Final = [column.name for column in _DAYS.columns]
_SEQUENCE_COLUMNS: Final = ["day", "letter", "last"]
_QUEUE_COLUMNS: Final = ["day", "department", "normals"]

SAVE_DAY: Final = Definition(_day_saved, _DAY_COLUMNS, _DAY_COLUMNS)
DAY: Final = select_by(_DAYS, "date")
LATEST: Final = Definition(
    lambda: (
        sa.select(_DAYS)
        .where(_DAYS.c.voided == sa.literal_column("0"))
        .order_by(_DAYS.c.date.desc())
        .limit(sa.literal_column("1"))
    )
)
TAKE: Final = Definition(_number_taken, _SEQUENCE_COLUMNS, _SEQUENCE_COLUMNS)
RAISE: Final = Definition(_number_raised, _SEQUENCE_COLUMNS, _SEQUENCE_COLUMNS)
LAST: Final = Definition(
    lambda: sa.select(_SEQUENCES.c.last).where(
        _SEQUENCES.c.day == sa.bindparam("day"), _SEQUENCES.c.letter == sa.bindparam("letter")
    ),
    ["day", "letter"],
)
LETTERS: Final = Definition(
    lambda: sa.select(_SEQUENCES.c.letter).where(_SEQUENCES.c.day == sa.bindparam("day")), ["day"]
)
SAVE_QUEUE: Final = Definition(_queue_saved, _QUEUE_COLUMNS, _QUEUE_COLUMNS)
QUEUE: Final = select_by(_QUEUES, "day", "department")
