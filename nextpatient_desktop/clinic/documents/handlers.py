"""Handlers of documents: attached, taken off, listed, opened."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from nextpatient_desktop.clinic.context import CommandContext, Context, QueryContext
from nextpatient_desktop.clinic.documents.messages import (
    MAX_DOCUMENT_BYTES,
    AttachDocument,
    Content,
    DocumentContent,
    DocumentInfo,
    RemoveDocument,
    VisitDocuments,
)
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.tools import Tools
from nextpatient_desktop.domain.ids import DocumentId, VisitId
from nextpatient_desktop.domain.model import Department, Document, Role, Visit
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.domain.validation import clean_name

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_VISITS_LOOKED_INTO: Final = 500

_STAFF: Final = (Role.DOCTOR, Role.RECEPTION)


@dataclass(frozen=True, kw_only=True)
class _Inspected:
    """What a blob was found to be."""

    media_type: str
    size: int


def _inspect(command: AttachDocument, tools: Tools) -> _Inspected:
    """Look into the content before the transaction: decoding a picture takes its time."""
    data = tools.blobs.get(command.sha256) if _SHA256.fullmatch(command.sha256) else None
    if data is None:
        raise ClinicError("document_missing", field="file")
    if len(data) > MAX_DOCUMENT_BYTES:
        raise ClinicError("document_too_large", field="file", megabytes=MAX_DOCUMENT_BYTES // 1024**2)
    media_type = tools.inspector.media_type(data)
    # Put again: it may have waited for a day, and what is put again is not swept before its row is there.
    tools.blobs.put(data)
    return _Inspected(media_type=media_type, size=len(data))


@handles(AttachDocument, allow=_STAFF, prepare=_inspect)
def attach_document(ctx: CommandContext, command: AttachDocument, found: _Inspected) -> Document:
    """Attach a content to a visit. The same file twice is a slip, and is said with the title it has."""
    visit = ctx.visit(command.visit)
    title = clean_name(command.title, field="title")
    for other in ctx.uow.documents.of_visits((visit.id,)):
        if other.sha256 == command.sha256:
            raise ClinicError("document_attached_already", field="file", code=visit.code, title=other.title)
    document = Document(
        id=DocumentId(ctx.new_id()),
        visit=visit.id,
        patient=visit.patient,
        kind=command.kind,
        title=title,
        media_type=found.media_type,
        size=found.size,
        sha256=command.sha256,
        added_at=ctx.now,
        added_by=ctx.actor.staff,
    )
    ctx.uow.documents.add(document)
    ctx.changed("document.attached", None, document)
    return document


@handles(RemoveDocument, allow=_STAFF)
def remove_document(ctx: CommandContext, command: RemoveDocument) -> Document:
    """Take a document off its visit; one that is off already stays so."""
    document = ctx.document(command.document)
    if document.is_removed:
        return document
    removed = replace(document, is_removed=True)
    ctx.uow.documents.save(removed)
    ctx.changed("document.removed", document, removed)
    return removed


@handles(VisitDocuments, allow=_STAFF)
def visit_documents(ctx: QueryContext, query: VisitDocuments) -> tuple[DocumentInfo, ...]:
    """The documents of a visit and of its patient's other visits, newest first."""
    visit = ctx.visit(query.visit)
    visits = {visit.id: visit}
    if visit.patient is not None:
        earlier = ctx.uow.patients.visits(visit.patient, _VISITS_LOOKED_INTO)
        visits.update((other.id, other) for other in earlier)
    return document_infos(ctx, tuple(visits.values()))


@handles(DocumentContent, allow=_STAFF)
def document_content(ctx: QueryContext, query: DocumentContent) -> Content:
    """A document with its bytes, checked."""
    document = ctx.document(query.document)
    if document.is_removed:
        raise ClinicError("document_removed")
    data = ctx.tools.blobs.get(document.sha256)
    if data is None:
        raise ClinicError("document_damaged")
    return Content(document=document, data=data)


def document_infos(ctx: Context, visits: Sequence[Visit]) -> tuple[DocumentInfo, ...]:
    """The documents of these visits as a list shows them, newest first; three statements in all."""
    of: Mapping[VisitId, Visit] = {visit.id: visit for visit in visits}
    documents = ctx.uow.documents.of_visits(tuple(of))
    if not documents:
        return ()
    departments = {one.id: one for one in ctx.uow.departments.all()}
    staff = {one.id: one.name for one in ctx.uow.staff.all()}
    return tuple(
        _info(
            document,
            of[document.visit],
            departments.get(of[document.visit].department),
            None if document.added_by is None else staff.get(document.added_by),
        )
        for document in documents
    )


def _info(
    document: Document, visit: Visit, department: Department | None, added_by: str | None
) -> DocumentInfo:
    return DocumentInfo(
        document=document,
        code=visit.code,
        day=visit.day,
        added_by=added_by,
        department="" if department is None else department.name,
        department_names={} if department is None else department.names,
    )
