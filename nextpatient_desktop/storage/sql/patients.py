"""The questions about patients."""

from typing import Final

import sqlalchemy as sa

from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.sql.building import Definition, family, insert, select_by, update

_P = tables.patients
_W = tables.patient_words
_V = tables.visits

_EMPTY: Final[sa.ColumnElement[str]] = sa.literal_column("''")

ADD: Final = insert(_P)
SAVE: Final = update(
    _P, [column.name for column in _P.columns if column.name not in ("id", "record")], ["record", "id"]
)
GET: Final = select_by(_P, "id")
BY_PHONE: Final = Definition(
    lambda: (
        sa.select(_P).where(_P.c.phone == sa.bindparam("phone"), _P.c.phone != _EMPTY).order_by(_P.c.record)
    ),
    ["phone"],
)
ADD_WORD: Final = insert(_W)
DROP_WORDS: Final = Definition(lambda: sa.delete(_W).where(_W.c.record == sa.bindparam("record")), ["record"])
VISIT_COUNT: Final = Definition(
    lambda: sa.select(sa.func.count()).select_from(_V).where(_V.c.patient == sa.bindparam("patient")),
    ["patient"],
)
VISITS: Final = Definition(
    lambda: (
        sa.select(_V)
        .where(_V.c.patient == sa.bindparam("patient"))
        .order_by(_V.c.issued_at.desc(), _V.c.id.desc())
        .limit(sa.bindparam("limit"))
    ),
    ["patient", "limit"],
)
BY_RECORD: Final = select_by(_P, "record")


def _starting(column: "sa.Column[str]") -> Definition:
    return Definition(
        lambda: (
            sa.select(_P)
            .where(column >= sa.bindparam("least"), column < sa.bindparam("above"), column != _EMPTY)
            .order_by(column, _P.c.record)
            .limit(sa.bindparam("limit"))
        ),
        ["least", "above", "limit"],
    )


PHONE_STARTING: Final = _starting(_P.c.phone)
ABHA_STARTING: Final = _starting(_P.c.abha)


@family(range(1, 7))
def with_words(count: int) -> Definition:
    """Patients with `count` words: walked along the first one, the others looked up for each."""

    def build() -> sa.ClauseElement:
        first = _W.alias("word_0")
        select = (
            sa.select(_P)
            .join(first, first.c.record == _P.c.record)
            .where(first.c.word >= sa.bindparam("least_0"), first.c.word < sa.bindparam("above_0"))
        )
        for index in range(1, count):
            other = _W.alias(f"word_{index}")
            select = select.where(
                sa.exists().where(
                    other.c.record == first.c.record,
                    other.c.word >= sa.bindparam(f"least_{index}"),
                    other.c.word < sa.bindparam(f"above_{index}"),
                )
            )
        return select.order_by(first.c.word, first.c.record).limit(sa.bindparam("limit"))

    names = [f"{edge}_{index}" for index in range(count) for edge in ("least", "above")]
    return Definition(build, [*names, "limit"])
