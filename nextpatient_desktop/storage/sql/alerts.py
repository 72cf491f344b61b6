"""The questions about alerts."""

from typing import Final

import sqlalchemy as sa

from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.sql.building import Definition, insert, select_by, update

_A = tables.alerts

ADD: Final = insert(_A)
SAVE: Final = update(_A, ["kind", "at", "params", "dismissed_at", "dismissed_by"], ["id"])
GET: Final = select_by(_A, "id")
OPEN: Final = Definition(lambda: sa.select(_A).where(_A.c.dismissed_at.is_(None)).order_by(_A.c.at, _A.c.id))
