"""The questions about the journal."""

from typing import Final

import sqlalchemy as sa

from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.sql.building import Definition, insert, select_by

_E = tables.events
_POSITION = _E.c.position
ADD: Final = insert(_E)
_LAST: Final[sa.ColumnElement[int]] = sa.literal_column("1")
HEAD: Final = Definition(
    lambda: sa.select(_E.c.position, _E.c.epoch, _E.c.hash).order_by(_POSITION.desc()).limit(_LAST)
)
TOP: Final = Definition(lambda: sa.select(sa.func.max(_POSITION)))
HEAD_EVENT: Final = Definition(lambda: sa.select(_E).order_by(_POSITION.desc()).limit(_LAST))
AFTER: Final = Definition(
    lambda: (
        sa.select(_E)
        .where(sa.bindparam("position") < _POSITION)
        .order_by(_POSITION)
        .limit(sa.bindparam("limit"))
    ),
    ["position", "limit"],
)
AFTER_OF: Final = Definition(
    lambda: (
        sa.select(_E)
        .where(_E.c.subject == sa.bindparam("subject"), sa.bindparam("position") < _POSITION)
        .order_by(_POSITION)
        .limit(sa.bindparam("limit"))
    ),
    ["subject", "position", "limit"],
)
LATEST: Final = Definition(
    lambda: sa.select(_E).order_by(_POSITION.desc()).limit(sa.bindparam("limit")), ["limit"]
)
LATEST_OF: Final = Definition(
    lambda: (
        sa.select(_E)
        .where(_E.c.subject == sa.bindparam("subject"))
        .order_by(_POSITION.desc())
        .limit(sa.bindparam("limit"))
    ),
    ["subject", "limit"],
)
OF_COMMAND: Final = Definition(
    lambda: sa.select(_E).where(_E.c.command == sa.bindparam("command")).order_by(_POSITION), ["command"]
)
EVENT_BY_POSITION: Final = select_by(_E, "position")
