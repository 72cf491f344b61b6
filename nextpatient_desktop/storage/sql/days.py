"""The questions about days, numbers and queues."""

from typing import Final

import sqlalchemy as sa

from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.sql.building import Definition, NewRow, Upsert, select_by, upsert

_DAYS = tables.days
_SEQUENCES = tables.sequences
_QUEUES = tables.queues


def _number_taken(new: NewRow) -> sa.ClauseElement:
    return new.on_conflict_do_update(
        index_elements=["day", "letter"], set_={"last": _SEQUENCES.c.last + 1}
    ).returning(_SEQUENCES.c.last)


def _number_raised(new: NewRow) -> sa.ClauseElement:
    return new.on_conflict_do_update(
        index_elements=["day", "letter"],
        set_={"last": new.excluded.last},
        where=_SEQUENCES.c.last < new.excluded.last,
    )


SAVE_DAY: Final = upsert(_DAYS, "date")
DAY: Final = select_by(_DAYS, "date")
LATEST: Final = Definition(
    lambda: (
        sa.select(_DAYS)
        .where(_DAYS.c.voided == sa.literal_column("0"))
        .order_by(_DAYS.c.date.desc())
        .limit(sa.literal_column("1"))
    )
)
TAKE: Final = Upsert(_SEQUENCES, _number_taken)
RAISE: Final = Upsert(_SEQUENCES, _number_raised)
LAST: Final = Definition(
    lambda: sa.select(_SEQUENCES.c.last).where(
        _SEQUENCES.c.day == sa.bindparam("day"), _SEQUENCES.c.letter == sa.bindparam("letter")
    ),
    ["day", "letter"],
)
LETTERS: Final = Definition(
    lambda: sa.select(_SEQUENCES.c.letter).where(_SEQUENCES.c.day == sa.bindparam("day")), ["day"]
)
SAVE_QUEUE: Final = upsert(_QUEUES, "day", "department")
QUEUE: Final = select_by(_QUEUES, "day", "department")
