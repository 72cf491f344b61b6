"""The documents and the history of the patient in hand: listing, attaching, opening, removing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from nextpatient_desktop.clinic.documents.messages import (
    DocumentContent,
    DocumentInfo,
    RemoveDocument,
    VisitDocuments,
)
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import History, HistoryToken, HistoryVisit, PatientHistory
from nextpatient_desktop.clinic.tokens.questions import BoardView, TokenCard
from nextpatient_desktop.domain.ids import CommandId, DocumentId, PatientId, TokenId, VisitId
from nextpatient_desktop.domain.model import Document, TokenState
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.ui.counter import words
from nextpatient_desktop.ui.counter.acting import Doer, undo_action
from nextpatient_desktop.ui.counter.attaching import Uploads, UploadState
from nextpatient_desktop.ui.counter.desk import OUT_OF_REACH, Desk
from nextpatient_desktop.ui.counter.private_files import PrivateFolder
from nextpatient_desktop.ui.counter.state import EmptyState
from nextpatient_desktop.ui.icon_names import Icon
from nextpatient_desktop.ui.ports import Lane, View
from nextpatient_desktop.ui.tokens import Ink

_SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


class Tab(StrEnum):
    """Which of the two is shown."""

    DOCUMENTS = "documents"
    HISTORY = "history"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whose records are shown: a visit, and its patient if known. `is_pinned`: not the one at the counter."""

    visit: VisitId
    code: str
    patient: PatientId | None = None
    token: TokenId | None = None
    is_pinned: bool = False


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """One document: "Blood report", "03 Nov 2026 · Laboratory · A-019", "212 KB"."""

    id: DocumentId
    title: str
    detail: str
    size: str
    icon: Icon
    icon_ink: Ink
    kind: str
    is_opening: bool = False


@dataclass(frozen=True, kw_only=True)
class VisitRow:
    """One visit in the history; `lines` are its tokens and documents."""

    visit: VisitId
    title: str
    code: str
    lines: tuple[str, ...]
    documents: tuple[DocumentRow, ...] = ()
    is_present: bool = False


@dataclass(frozen=True, kw_only=True)
class RecordsState:
    """The records as they are shown. `whose` names a visit that is not the one at the counter."""

    tab: Tab = Tab.DOCUMENTS
    whose: str = ""
    documents: tuple[DocumentRow, ...] = ()
    uploads: tuple[UploadState, ...] = ()
    visits: tuple[VisitRow, ...] = ()
    history_note: str = ""
    empty: EmptyState | None = None
    attach_reason: str = ""
    is_loading: bool = False


def subject_of(board: BoardView, pinned: TokenCard | None) -> Subject | None:
    """Whose records a board shows: those of the token that was asked for, else of the one at the counter."""
    card = pinned or board.current
    if card is None:
        return None
    patient = card.patient.patient if card.patient is not None else None
    return Subject(
        visit=card.token.visit,
        code=card.token.code,
        patient=patient,
        token=card.token.id,
        is_pinned=pinned is not None,
    )


class RecordsPresenter:
    """Holds the records' state. Told by the board whose they are and when something changed."""

    def __init__(
        self,
        *,
        clinic: Clinic,
        desk: Desk,
        view: View[RecordsState],
        files: PrivateFolder,
        open_file: Callable[[Path], None],
        undo: Callable[[CommandId], None],
        changed: Callable[[], None],
        unpinned: Callable[[], None],
    ) -> None:
        """`open_file` shows a file; `undo` takes back a command; `changed` is called after one was done."""
        self._clinic = clinic
        self._desk = desk
        self._view = view
        self._files = files
        self._open_file = open_file
        self._undo = undo
        self._changed = changed
        self._unpinned = unpinned
        self._tab = Tab.DOCUMENTS
        self._subject: Subject | None = None
        self._refusal = ""
        self._is_stopped = False
        self._documents: tuple[DocumentInfo, ...] | None = None
        self._history: History | None = None
        self._opening: frozenset[DocumentId] = frozenset()
        self._doer = Doer(clinic, desk, self._show)
        self._uploads = Uploads(clinic, desk, changed=self._show, attached=self._attached)
        self._state = RecordsState()

    @property
    def state(self) -> RecordsState:
        """What is shown."""
        return self._state

    @property
    def subject(self) -> Subject | None:
        """Whose records are shown."""
        return self._subject

    def show(self, subject: Subject | None, refusal: str) -> None:
        """Show somebody's records, or nobody's. `refusal` says why nothing can be changed now."""
        if (subject, refusal) == (self._subject, self._refusal):
            return
        self._refusal = refusal
        if subject != self._subject:
            is_other = subject is None or self._subject is None or subject.visit != self._subject.visit
            self._subject = subject
            if is_other:
                self._documents = None
                self._history = None
            self.reload()
        self._show()

    def refresh(self) -> None:
        """Show the same again, in the desk's present language."""
        self._show()

    def stop(self) -> None:
        """Draw no more: the panel belongs to the next person. Files on their way still arrive."""
        self._is_stopped = True

    def reload(self) -> None:
        """Ask again: something may have changed."""
        subject = self._subject
        if subject is None or self._is_stopped:
            return
        if self._tab is Tab.DOCUMENTS:
            self._load_documents(subject)
        elif subject.patient is not None:
            self._load_history(subject, subject.patient)

    def tab_chosen(self, tab: Tab) -> None:
        """The person chose a tab."""
        self._tab = tab
        self.reload()
        self._show()

    def unpin(self) -> None:
        """Back to the patient at the counter."""
        self._unpinned()

    def refusal(self) -> str:
        """Why nothing can be changed now, empty when it can."""
        _ = self._desk.texts.gettext
        if self._subject is None:
            return _("Nobody is at this counter")
        return self._refusal

    @property
    def uploads(self) -> Uploads:
        """The files on their way to a visit."""
        return self._uploads

    def opened(self, document: DocumentId) -> None:
        """The person wants to see a document."""
        if document in self._opening:
            return
        self._opening |= {document}
        self._show()

        def fetch() -> Path:
            content = self._clinic.ask(DocumentContent(document=document))
            suffix = _SUFFIXES.get(content.document.media_type, "")
            return self._files.write(content.document.title, suffix, content.data)

        def done(path: Path) -> None:
            self._opening -= {document}
            self._show()
            try:
                self._open_file(path)
            except ClinicError as error:  # this PC has no program for it
                self._desk.notices.error(error)

        def failed(error: Exception) -> None:
            self._opening -= {document}
            self._show()
            self._desk.notices.error(error)

        self._desk.tasks.run(Lane.CLINIC, fetch, done, failed)

    def removed(self, document: DocumentId) -> None:
        """The person takes a document off; it can be undone."""
        if self._refusal:
            self._desk.notices.warning(self._refusal)
            return
        sent: list[CommandId] = []

        def make(id_: CommandId) -> RemoveDocument:
            sent.append(id_)
            return RemoveDocument(id=id_, document=document)

        def done(gone: Document) -> None:
            texts = self._desk.texts
            _ = texts.gettext
            said = _("{title} removed").format(title=gone.title)
            self._desk.notices.success(said, action=undo_action(self._desk, self._undo, sent[0]))
            self._changed()
            self.reload()

        self._doer.do(("remove", document), make, done)

    def _attached(self, document: Document, command: CommandId, left: int) -> None:
        _ = self._desk.texts.gettext
        said = _("{title} attached").format(title=document.title)
        if left == 0:
            self._desk.notices.success(said, action=undo_action(self._desk, self._undo, command))
        self._changed()
        self.reload()

    def _load_documents(self, subject: Subject) -> None:
        def done(documents: tuple[DocumentInfo, ...]) -> None:
            if self._is_about(subject):
                self._documents = documents
                self._show()

        self._ask(lambda: self._clinic.ask(VisitDocuments(visit=subject.visit)), done)

    def _load_history(self, subject: Subject, patient: PatientId) -> None:
        def done(history: History) -> None:
            if self._is_about(subject):
                self._history = history
                self._show()

        self._ask(lambda: self._clinic.ask(PatientHistory(patient=patient)), done)

    def _ask(self, job: Callable[[], object], done: Callable[..., None]) -> None:
        def failed(error: Exception) -> None:
            # Out of reach is said once, by the board.
            if not (isinstance(error, ClinicError) and error.code == OUT_OF_REACH):
                self._desk.notices.error(error)

        self._desk.tasks.run(Lane.CLINIC, job, done, failed)

    def _is_about(self, subject: Subject) -> bool:
        return self._subject is not None and self._subject.visit == subject.visit

    def _show(self) -> None:
        self._state = self._make_state()
        if not self._is_stopped:
            self._view.render(self._state)

    def _make_state(self) -> RecordsState:
        _ = self._desk.texts.gettext
        subject = self._subject
        uploads = self._uploads.states(subject.visit if subject is not None else None)
        base = RecordsState(tab=self._tab, attach_reason=self.refusal(), uploads=uploads)
        if subject is None:
            empty = EmptyState(
                icon=Icon.DOCUMENT,
                text=_("Nobody is at this counter"),
                detail=_("Documents and history of whoever is called appear here."),
            )
            return replace(base, empty=empty)
        if subject.is_pinned:
            base = replace(base, whose=_("Shown: {code}").format(code=subject.code))
        return self._with_documents(base) if self._tab is Tab.DOCUMENTS else self._with_history(base, subject)

    def _with_documents(self, base: RecordsState) -> RecordsState:
        _ = self._desk.texts.gettext
        if self._documents is None:
            return replace(base, is_loading=True)
        rows = tuple(self._document_row(info) for info in self._documents)
        if rows or base.uploads:
            return replace(base, documents=rows)
        empty = EmptyState(
            icon=Icon.DOCUMENT,
            text=_("No documents yet"),
            detail=_("Drop a PDF or a photo here, or press Ctrl+O."),
        )
        return replace(base, empty=empty)

    def _with_history(self, base: RecordsState, subject: Subject) -> RecordsState:
        texts = self._desk.texts
        _ = texts.gettext
        if subject.patient is None:
            empty = EmptyState(
                icon=Icon.HISTORY,
                text=_("This visit has no patient yet"),
                detail=_("Press F2 to say whose it is."),
            )
            return replace(base, empty=empty)
        history = self._history
        if history is None:
            return replace(base, is_loading=True)
        note = ""
        if history.visit_count > len(history.visits):
            note = _("The latest {n} of {total} visits").format(
                n=len(history.visits), total=history.visit_count
            )
        rows = tuple(self._visit_row(visit, subject) for visit in history.visits)
        return replace(base, visits=rows, history_note=note)

    def _document_row(self, info: DocumentInfo) -> DocumentRow:
        texts = self._desk.texts
        document = info.document
        is_pdf = document.media_type == "application/pdf"
        by = info.added_by or words.named(texts, info.department, info.department_names)
        parts = (texts.short_date(info.day), by, info.code)
        return DocumentRow(
            id=document.id,
            title=document.title,
            detail=words.DOT.join(part for part in parts if part),
            size=texts.file_size(document.size),
            icon=Icon.PDF if is_pdf else Icon.IMAGE,
            icon_ink=Ink.RED if is_pdf else Ink.BLUE,
            kind=words.document_kind(texts, document.kind),
            is_opening=document.id in self._opening,
        )

    def _visit_row(self, visit: HistoryVisit, subject: Subject) -> VisitRow:
        return VisitRow(
            visit=visit.visit,
            title=self._desk.texts.short_date(visit.day),
            code=visit.code,
            lines=tuple(self._token_line(token) for token in visit.tokens),
            documents=tuple(self._document_row(info) for info in visit.documents),
            is_present=visit.visit == subject.visit,
        )

    def _token_line(self, token: HistoryToken) -> str:
        texts, zone = self._desk.texts, self._desk.zone
        ended = token.state is TokenState.COMPLETED and token.started_at and token.ended_at
        if ended and token.started_at is not None and token.ended_at is not None:
            when = texts.clock_range(token.started_at, token.ended_at, zone)
        else:
            when = texts.clock(token.issued_at, zone)
        state = "" if token.state is TokenState.COMPLETED else words.token_state(texts, token.state)
        department = words.named(texts, token.department, token.department_names)
        counter = words.named(texts, token.counter, token.counter_names)
        parts: Sequence[str | None] = (department, token.staff, counter, when, state)
        return words.DOT.join(part for part in parts if part)
