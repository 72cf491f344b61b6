"""The questions about the small sets of things."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.sql.building import Definition, family, insert, select_by, update

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


def _bumped() -> sa.ClauseElement:
    new = sqlite.insert(tables.progress)
    return new.on_conflict_do_update(
        index_elements=["name"], set_={"value": tables.progress.c.value + new.excluded.value}
    ).returning(tables.progress.c.value)


BUMP: Final = Definition(_bumped, ["name", "value"], ["name", "value"])


def _password_set() -> sa.ClauseElement:
    new = sqlite.insert(tables.passwords)
    return new.on_conflict_do_update(index_elements=["staff"], set_={"encoded": new.excluded.encoded})


SET_PASSWORD: Final = Definition(_password_set, ["staff", "encoded"], ["staff", "encoded"])
PASSWORD: Final = select_by(tables.passwords, "staff")


def _clinic_saved() -> sa.ClauseElement:
    new = sqlite.insert(tables.clinic)
    return new.on_conflict_do_update(index_elements=["id"], set_={"info": new.excluded.info})


SAVE_CLINIC: Final = Definition(_clinic_saved, ["id", "info"], ["id", "info"])
CLINIC: Final = select_by(tables.clinic)
