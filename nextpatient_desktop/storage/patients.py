"""Patients' records, and finding them by the beginning of any word of the name, or by their numbers."""

from collections.abc import Sequence
from typing import Final

from nextpatient_desktop.domain.ids import PatientId
from nextpatient_desktop.domain.model import Patient, Visit
from nextpatient_desktop.domain.validation import search_words
from nextpatient_desktop.storage.records import BUMP
from nextpatient_desktop.storage.rows import patient_of, patient_row, visit_of
from nextpatient_desktop.storage.session import Session
from nextpatient_desktop.storage.statements import Statement, statement

_LAST_RECORD: Final = "last_record"
_ABOVE_ALL_CHARACTERS: Final = "\U0010ffff"
_ABOVE_ALL_DIGITS: Final = ":"
_LARGEST_RECORD: Final = 2**31 - 1

_ADD: Final = statement("patients.ADD")
_SAVE: Final = statement("patients.SAVE")
_GET: Final = statement("patients.GET")
_BY_PHONE: Final = statement("patients.BY_PHONE")
_ADD_WORD: Final = statement("patients.ADD_WORD")
_DROP_WORDS: Final = statement("patients.DROP_WORDS")
_VISIT_COUNT: Final = statement("patients.VISIT_COUNT")
_VISITS: Final = statement("patients.VISITS")
_BY_RECORD: Final = statement("patients.BY_RECORD")
_PHONE_STARTING: Final = statement("patients.PHONE_STARTING")
_ABHA_STARTING: Final = statement("patients.ABHA_STARTING")


def _with_words(count: int) -> Statement:
    return statement("patients.with_words", count)


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
        self._session.put(_ADD, *patient_row(patient))
        self._add_words(patient)

    def save(self, patient: Patient, /) -> None:
        """Store a corrected one. The record number never changes.

        Raises:
            LookupError: there is none with this record number.
        """
        record, key, *values = patient_row(patient)
        self._session.change(patient.id, _SAVE, *values, record, key)
        self._session.put(_DROP_WORDS, record)
        self._add_words(patient)

    def _add_words(self, patient: Patient) -> None:
        for word in words_of(patient.name):
            self._session.put(_ADD_WORD, word, patient.record)

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
