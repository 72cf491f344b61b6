"""The questions about visits and documents."""

from typing import Final

import sqlalchemy as sa

from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.sql.building import (
    Definition,
    bound_list,
    family,
    insert,
    list_names,
    select_by,
    update,
)
from nextpatient_desktop.storage.statements import LIST_SIZES

_VISITS = tables.visits
_DOCUMENTS = tables.documents

ADD_VISIT: Final = insert(_VISITS)
SAVE_VISIT: Final = update(
    _VISITS, ["key", "language", "patient", "station"], ["id", "day", "code", "department"]
)
VISIT: Final = select_by(_VISITS, "id")
BY_CODE: Final = select_by(_VISITS, "day", "code")
BY_KEY: Final = select_by(_VISITS, "key")

ADD_DOCUMENT: Final = insert(_DOCUMENTS)
SAVE_DOCUMENT: Final = update(
    _DOCUMENTS, [column.name for column in _DOCUMENTS.columns if column.name != "id"], ["id"]
)
DOCUMENT: Final = select_by(_DOCUMENTS, "id")


@family(LIST_SIZES)
def of_visits(size: int) -> Definition:
    """Documents of so many visits."""
    return Definition(
        lambda: (
            sa.select(_DOCUMENTS)
            .where(_DOCUMENTS.c.visit.in_(bound_list("visit", size)))
            .where(_DOCUMENTS.c.is_removed == sa.literal_column("0"))
        ),
        list_names("visit", size),
    )


@family(LIST_SIZES)
def named(size: int) -> Definition:
    """Which of so many contents a document names."""
    column = _DOCUMENTS.c.sha256
    return Definition(
        lambda: sa.select(column).where(column.in_(bound_list("sha256", size))).distinct(),
        list_names("sha256", size),
    )
