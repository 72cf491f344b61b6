"""The questions about outcomes and private before-values."""

from typing import Final

import sqlalchemy as sa

from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.sql.building import Definition, select_by, upsert

_O = tables.outcomes
_M = tables.memos

_COLUMNS: Final = ["command", "actor", "type", "payload_hash", "at", "answer", "is_error"]
ADD: Final = Definition(lambda: sa.insert(_O).inline(), _COLUMNS, _COLUMNS)
GET: Final = select_by(_O, "command")
KEEP: Final = upsert(_M, "command")
MEMO: Final = select_by(_M, "command")
DROP_MEMOS: Final = Definition(lambda: sa.delete(_M).where(_M.c.at < sa.bindparam("before")), ["before"])
NEXT_STEP: Final = Definition(
    lambda: (
        sa.select(_O.c.number, _O.c.at)
        .where(_O.c.number > sa.bindparam("number"))
        .order_by(_O.c.number)
        .limit(sa.bindparam("limit"))
    ),
    ["number", "limit"],
)
DROP_ANSWERS: Final = Definition(
    lambda: (
        sa.update(_O)
        .values(answer=None)
        .where(_O.c.number > sa.bindparam("above"), _O.c.number <= sa.bindparam("up_to"))
    ),
    ["answer", "above", "up_to"],
    ["answer"],
)
