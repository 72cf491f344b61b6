"""The questions about the small sets of things."""

from typing import Final

import sqlalchemy as sa

from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.sql.building import (
    Definition,
    NewRow,
    Upsert,
    family,
    insert,
    select_by,
    update,
    upsert,
)

TOPICS: Final = ("departments", "counters", "staff", "stations")


@family(TOPICS)
def all_of(topic: str) -> Definition:
    """Every row of a topic's table."""
    return select_by(tables.metadata.tables[topic])


@family(TOPICS)
def add(topic: str) -> Definition:
    """Insert a row of a topic."""
    return insert(tables.metadata.tables[topic])


@family(TOPICS)
def save(topic: str) -> Definition:
    """Replace everything but the id, which follows."""
    table = tables.metadata.tables[topic]
    return update(table, [column.name for column in table.columns][1:], ["id"])


REVISION_NOW: Final = Definition(
    lambda: sa.select(tables.progress.c.value).where(tables.progress.c.name == sa.bindparam("name")),
    ["name"],
)


def _bumped(new: NewRow) -> sa.ClauseElement:
    return new.on_conflict_do_update(
        index_elements=["name"], set_={"value": tables.progress.c.value + new.excluded.value}
    ).returning(tables.progress.c.value)


BUMP: Final = Upsert(tables.progress, _bumped)
SET_PASSWORD: Final = upsert(tables.passwords, "staff")
PASSWORD: Final = select_by(tables.passwords, "staff")
SAVE_CLINIC: Final = upsert(tables.clinic, "id")
CLINIC: Final = select_by(tables.clinic)
