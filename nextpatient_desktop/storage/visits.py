"""Visits and documents."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from nextpatient_desktop.domain.ids import DocumentId, VisitId
from nextpatient_desktop.domain.model import Document, Visit
from nextpatient_desktop.storage.rows import document_of, document_row, visit_of, visit_row
from nextpatient_desktop.storage.session import Row, Session
from nextpatient_desktop.storage.statements import Statement, in_parts, statement

_ADD_VISIT: Final = statement("visits.ADD_VISIT")
_SAVE_VISIT: Final = statement("visits.SAVE_VISIT")
_VISIT: Final = statement("visits.VISIT")
_BY_CODE: Final = statement("visits.BY_CODE")
_BY_KEY: Final = statement("visits.BY_KEY")
_ADD_DOCUMENT: Final = statement("visits.ADD_DOCUMENT")
_SAVE_DOCUMENT: Final = statement("visits.SAVE_DOCUMENT")
_DOCUMENT: Final = statement("visits.DOCUMENT")


def _of_visits(size: int) -> Statement:
    return statement("visits.of_visits", size)


def _named(size: int) -> Statement:
    return statement("visits.named", size)


def _visit(row: Row | None) -> Visit | None:
    return None if row is None else visit_of(row)


class SqlVisits:
    """`clinic.ports.Visits`."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, visit: VisitId, /) -> Visit | None:
        """One visit."""
        return _visit(self._session.one(_VISIT, visit.bytes))

    def by_code(self, day: date, code: str, /) -> Visit | None:
        """The visit with this code on this day."""
        return _visit(self._session.one(_BY_CODE, day.toordinal(), code))

    def by_key(self, key: str, /) -> Visit | None:
        """The visit whose ticket's link has this key; None for what is no key at all."""
        try:
            raw = bytes.fromhex(key)
        except ValueError:
            return None
        return _visit(self._session.one(_BY_KEY, raw))

    def add(self, visit: Visit, /) -> None:
        """Store a new one. A (day, code) that exists raises: it would be a bug."""
        self._session.put(_ADD_VISIT, *visit_row(visit))

    def save(self, visit: Visit, /) -> None:
        """Store a changed one. Its day, code, department and instant of issue never change.

        Raises:
            LookupError: there is none, or it is another one.
        """
        key, day, code, department, secret, language, patient, station, _ = visit_row(visit)
        self._session.change(
            visit.id, _SAVE_VISIT, secret, language, patient, station, key, day, code, department
        )


class SqlDocuments:
    """`clinic.ports.Documents`."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, document: DocumentId, /) -> Document | None:
        """One document."""
        row = self._session.one(_DOCUMENT, document.bytes)
        return None if row is None else document_of(row)

    def add(self, document: Document, /) -> None:
        """Store a new one."""
        self._session.put(_ADD_DOCUMENT, *document_row(document))

    def save(self, document: Document, /) -> None:
        """Store a changed one.

        Raises:
            LookupError: there is none.
        """
        key, *values = document_row(document)
        self._session.change(document.id, _SAVE_DOCUMENT, *values, key)

    def of_visits(self, visits: Sequence[VisitId], /) -> Sequence[Document]:
        """Documents of these visits that are not removed, newest first."""
        found: list[Document] = []
        keys = [visit.bytes for visit in visits]
        for part, size in in_parts(keys):
            rows = self._session.all(_of_visits(size), *part)
            found.extend(document_of(row) for row in rows)
        return sorted(found, key=lambda document: (document.added_at, document.id), reverse=True)

    def named(self, contents: Collection[str], /) -> frozenset[str]:
        """Which of these contents, by SHA-256, a document names, removed documents included."""
        found: set[str] = set()
        keys = [bytes.fromhex(sha256) for sha256 in contents]
        for part, size in in_parts(keys):
            found.update(row[0].hex() for row in self._session.all(_named(size), *part))
        return frozenset(found)
