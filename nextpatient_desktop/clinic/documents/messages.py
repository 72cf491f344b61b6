"""Messages about documents. Contents travel as blobs (`Clinic.put_blob`), a command carries their SHA-256."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.domain.ids import DocumentId, VisitId
from nextpatient_desktop.domain.model import Document, DocumentKind
from nextpatient_desktop.domain.records import dataclass

MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
"""Largest document, 20 MiB: a phone's photo or a scanned report is under 10."""


@dataclass(frozen=True, kw_only=True)
class AttachDocument(Command[Document]):
    """Attach a PDF, JPEG or PNG, whose content was put as a blob, to a visit.

    Refused, naming the field: `document_too_large`, `document_not_readable` (a PDF that is not one),
    `document_kind_unknown`, `document_missing` (no such blob), `text_empty` (title).
    """

    visit: VisitId
    kind: DocumentKind
    title: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class RemoveDocument(Command[Document]):
    """Take an attached document off the visit. Its content stays until the retention setting removes it."""

    document: DocumentId


@dataclass(frozen=True, kw_only=True)
class DocumentInfo:
    """A document with what a list shows: the visit's code and day, and who added it or where.

    `department_names` are the department's names by language.
    """

    document: Document
    code: str
    day: date
    added_by: str | None
    department: str
    department_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class VisitDocuments(Query[tuple[DocumentInfo, ...]]):
    """The documents of a visit and of its patient's earlier visits, newest first."""

    visit: VisitId


@dataclass(frozen=True, kw_only=True)
class Content:
    """A document and its bytes."""

    document: Document
    data: bytes


@dataclass(frozen=True, kw_only=True)
class DocumentContent(Query[Content]):
    """The content of a document, checked against its SHA-256 (`document_damaged`)."""

    document: DocumentId
