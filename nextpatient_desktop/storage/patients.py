"""Patients' records, and finding them by the beginning of any word of the name, or by their numbers."""

from collections.abc import Sequence
from functools import cache
from typing import Final

import sqlalchemy as sa

from nextpatient_desktop.domain.ids import PatientId
from nextpatient_desktop.domain.model import Patient, Visit
from nextpatient_desktop.domain.validation import search_words
from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.records import BUMP
from nextpatient_desktop.storage.rows import patient_of, patient_row, visit_of
from nextpatient_desktop.storage.session import Session
from nextpatient_desktop.storage.statements import Statement, insert, select_by, update

_P = tables.patients
_W = tables.patient_words
_V = tables.visits

_LAST_RECORD: Final = "last_record"
_ABOVE_ALL_CHARACTERS: Final = "\U0010ffff"
_ABOVE_ALL_DIGITS: Final = ":"
_EMPTY: Final[sa.ColumnElement[str]] = sa.literal_column("''")
_LARGEST_RECORD: Final = 2**62

_ADD: Final = insert(_P)
_SAVE: Final = update(
    _P, [column.name for column in _P.columns if column.name not in ("id", "record")], ["record", "id"]
)
_GET: Final = select_by(_P, "id")
_BY_PHONE: Final = Statement(
    lambda: (
        sa.select(_P).where(_P.c.phone == sa.bindparam("phone"), _P.c.phone != _EMPTY).order_by(_P.c.record)
    ),
    ["phone"],
)
_ADD_WORD: Final = insert(_W)
_DROP_WORDS: Final = Statement(lambda: sa.delete(_W).where(_W.c.record == sa.bindparam("record")), ["record"])
_VISIT_COUNT: Final = Statement(
    lambda: sa.select(sa.func.count()).select_from(_V).where(_V.c.patient == sa.bindparam("patient")),
    ["patient"],
)
_VISITS: Final = Statement(
    lambda: (
        sa.select(_V)
        .where(_V.c.patient == sa.bindparam("patient"))
        .order_by(_V.c.issued_at.desc(), _V.c.id.desc())
        .limit(sa.bindparam("limit"))
    ),
    ["patient", "limit"],
)
_BY_RECORD: Final = select_by(_P, "record")


def _starting(column: "sa.Column[str]") -> Statement:
    return Statement(
        lambda: (
            sa.select(_P)
            .where(column >= sa.bindparam("least"), column < sa.bindparam("above"), column != _EMPTY)
            .order_by(column, _P.c.record)
            .limit(sa.bindparam("limit"))
        ),
        ["least", "above", "limit"],
    )


_PHONE_STARTING: Final = _starting(_P.c.phone)
_ABHA_STARTING: Final = _starting(_P.c.abha)


@cache
def _with_words(count: int) -> Statement:
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
    return Statement(build, [*names, "limit"])


def words_of(name: str) -> list[str]:
    """The words of a name as they are searched: the same as the questions are made of."""
    return sorted(set(search_words(name)))


class SqlPatients:
    """`clinic.ports.Patients`."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, patient: PatientId, /) -> Patient | None:
        """One patient."""
        row = self._session.one(_GET, patient.bytes)
        return None if row is None else patient_of(row)

    def add(self, patient: Patient, /) -> None:
        """Store a new one."""
        self._session.run(_ADD, *patient_row(patient))
        self._add_words(patient)

    def save(self, patient: Patient, /) -> None:
        """Store a corrected one. The record number never changes.

        Raises:
            LookupError: there is none.
        """
        record, key, *values = patient_row(patient)
        if self._session.run(_SAVE, *values, record, key) != 1:
            raise LookupError(f"no patient {patient.id} with this record number")
        self._session.run(_DROP_WORDS, record)
        self._add_words(patient)

    def _add_words(self, patient: Patient) -> None:
        for word in words_of(patient.name):
            self._session.run(_ADD_WORD, word, patient.record)

    def next_record(self) -> int:
        """The next record number, from 1. Never given twice, also when its patient is erased."""
        row = self._session.one(BUMP, _LAST_RECORD, 1)
        assert row is not None
        return int(row[0])

    def by_phone(self, phone: str, /) -> Sequence[Patient]:
        """Who shares this phone (digits only), oldest record first."""
        return [patient_of(row) for row in self._session.all(_BY_PHONE, phone)]

    def find(self, words: Sequence[str], digits: str, limit: int, /) -> Sequence[Patient]:
        """Patients by words and by digits (`clinic.ports.Patients`).

        By the record number first, then by phones, ABHA numbers and names, each in their own order.
        """
        found: dict[int, Patient] = {}
        rows = []
        if digits:
            edges = (digits, digits + _ABOVE_ALL_DIGITS)
            if int(digits) <= _LARGEST_RECORD:
                rows += self._session.all(_BY_RECORD, int(digits))
            rows += self._session.all(_PHONE_STARTING, *edges, limit)
            rows += self._session.all(_ABHA_STARTING, *edges, limit)
        rows += self._by_words(words, limit)
        for row in rows:
            found.setdefault(row[0], patient_of(row))
        return list(found.values())[:limit]

    def _by_words(self, words: Sequence[str], limit: int) -> list[tuple[object, ...]]:
        wanted = sorted({word for text in words for word in words_of(text)}, key=len, reverse=True)
        if not wanted:
            return []
        edges = [edge for word in wanted for edge in (word, word + _ABOVE_ALL_CHARACTERS)]
        # A name with two words that begin alike ("Anil Anand") comes twice: read on until there are enough.
        return self._session.all(_with_words(len(wanted)), *edges, limit * 4)

    def visit_count(self, patient: PatientId, /) -> int:
        """How many visits are theirs."""
        row = self._session.one(_VISIT_COUNT, patient.bytes)
        return 0 if row is None else int(row[0])

    def visits(self, patient: PatientId, limit: int, /) -> Sequence[Visit]:
        """Their visits, newest first."""
        return [visit_of(row) for row in self._session.all(_VISITS, patient.bytes, limit)]
