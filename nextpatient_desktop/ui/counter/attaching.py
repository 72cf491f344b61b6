"""Attaching documents: what was chosen or dropped, what it is called, and its way to the visit.

Files go one after another, each in steps (read, keep the content, attach it), so that a call with F9 is never
behind more than one of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from nextpatient_desktop.clinic.documents.messages import MAX_DOCUMENT_BYTES, AttachDocument
from nextpatient_desktop.clinic.door import Clinic, new_command_id
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.ids import CommandId, VisitId
from nextpatient_desktop.domain.model import Document, DocumentKind
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.text.errors import words_for_error
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.desk import OUT_OF_REACH, Desk
from nextpatient_desktop.ui.ports import Lane, View

SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png")
"""What can be attached, as files are called; the clinic looks into the content itself."""

_GUESSES = (
    (DocumentKind.PRESCRIPTION, ("presc", "rx")),
    (DocumentKind.CERTIFICATE, ("certif", "fitness", "leave")),
    (
        DocumentKind.REPORT,
        ("report", "result", "lab", "blood", "urine", "xray", "x-ray", "scan", "mri", "ecg"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class ChosenFile:
    """A file that is about to be attached. `problem` says why it cannot be, empty when it can."""

    path: Path
    size: int
    title: str
    kind: DocumentKind
    problem: str = ""


class UploadStage(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    SENDING = "sending"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class UploadState:
    """One file on its way, as a row."""

    number: int
    title: str
    note: str
    stage: UploadStage


@dataclass(kw_only=True)
class _Upload:
    number: int
    visit: VisitId
    file: ChosenFile
    command: CommandId
    stage: UploadStage = UploadStage.WAITING
    error: str = ""


class Uploads:
    """The files on their way, first come first served."""

    def __init__(
        self,
        clinic: Clinic,
        desk: Desk,
        *,
        changed: Callable[[], None],
        attached: Callable[[Document, CommandId, int], None],
    ) -> None:
        """`attached` gets the document, its command and how many files are still to come."""
        self._clinic = clinic
        self._desk = desk
        self._changed = changed
        self._attached = attached
        self._uploads: list[_Upload] = []
        self._number = 0

    def start(self, visit: VisitId, files: Sequence[ChosenFile]) -> None:
        """Attach these files to a visit."""
        for file in files:
            self._number += 1
            upload = _Upload(number=self._number, visit=visit, file=file, command=new_command_id())
            self._uploads.append(upload)
        self._next()

    def tried_again(self, number: int) -> None:
        """The person wants a failed file to be tried again."""
        for upload in self._uploads:
            if upload.number == number and upload.stage is UploadStage.FAILED:
                upload.stage = UploadStage.WAITING
                upload.error = ""
        self._next()

    def dropped(self, number: int) -> None:
        """The person gives a failed or waiting file up."""
        self._uploads = [u for u in self._uploads if u.number != number or u.stage is UploadStage.SENDING]
        self._changed()

    def states(self, visit: VisitId | None) -> tuple[UploadState, ...]:
        """The files on their way to a visit."""
        return tuple(self._state(upload) for upload in self._uploads if upload.visit == visit)

    @property
    def is_busy(self) -> bool:
        """Whether a file is on its way, so that closing the window would lose it."""
        return any(upload.stage is not UploadStage.FAILED for upload in self._uploads)

    def _state(self, upload: _Upload) -> UploadState:
        _ = self._desk.texts.gettext
        size = self._desk.texts.file_size(upload.file.size)
        notes = {
            UploadStage.WAITING: _("Waiting · {size}").format(size=size),
            UploadStage.SENDING: _("Attaching · {size}").format(size=size),
            UploadStage.FAILED: upload.error,
        }
        return UploadState(
            number=upload.number, title=upload.file.title, note=notes[upload.stage], stage=upload.stage
        )

    def _next(self) -> None:
        is_sending = any(upload.stage is UploadStage.SENDING for upload in self._uploads)
        waiting = next((u for u in self._uploads if u.stage is UploadStage.WAITING), None)
        if not is_sending and waiting is not None:
            waiting.stage = UploadStage.SENDING
            self._read(waiting)
        self._changed()

    def _read(self, upload: _Upload) -> None:
        # Not on the clinic's lane: a share that hangs must not hold up a call.
        self._desk.tasks.run(
            Lane.NET,
            upload.file.path.read_bytes,
            lambda data: self._put(upload, data),
            lambda error: self._failed(upload, error),
        )

    def _put(self, upload: _Upload, data: bytes) -> None:
        self._desk.tasks.run(
            Lane.CLINIC,
            lambda: self._clinic.put_blob(data),
            lambda sha256: self._attach(upload, sha256),
            lambda error: self._failed(upload, error),
        )

    def _attach(self, upload: _Upload, sha256: str) -> None:
        command = AttachDocument(
            id=upload.command,
            visit=upload.visit,
            kind=upload.file.kind,
            title=upload.file.title,
            sha256=sha256,
        )

        def done(document: Document) -> None:
            self._uploads.remove(upload)
            left = sum(u.stage is not UploadStage.FAILED for u in self._uploads)
            self._next()
            self._attached(document, upload.command, left)

        self._desk.tasks.run(
            Lane.CLINIC,
            lambda: self._clinic.execute(command),
            done,
            lambda error: self._failed(upload, error),
        )

    def _failed(self, upload: _Upload, error: Exception) -> None:
        upload.stage = UploadStage.FAILED
        if isinstance(error, ClinicError):
            said = words_for_error(self._desk.texts, error.code, error.params)
            upload.error = " ".join(part for part in (said.what, said.what_to_do) if part)
            if error.code != OUT_OF_REACH:
                upload.command = new_command_id()
        elif isinstance(error, OSError):
            upload.error = self._desk.texts.gettext("The file cannot be read.")
        else:
            upload.error = self._desk.texts.gettext("It could not be attached.")
            self._desk.notices.error(error)
        self._next()


@dataclass(frozen=True, kw_only=True)
class AttachState:
    """The form in which files are named before they are attached."""

    code: str = ""
    files: tuple[ChosenFile, ...] = ()
    sizes: tuple[str, ...] = ()
    is_reading: bool = True
    can_attach: bool = False


class AttachPresenter:
    """Holds the form's state: which files, called what."""

    def __init__(
        self,
        *,
        desk: Desk,
        view: View[AttachState],
        uploads: Uploads,
        visit: VisitId,
        code: str,
    ) -> None:
        self._desk = desk
        self._view = view
        self._uploads = uploads
        self._visit = visit
        self._state = AttachState(code=code)

    @property
    def state(self) -> AttachState:
        """What is shown."""
        return self._state

    def files_chosen(self, paths: Sequence[Path]) -> None:
        """The person chose or dropped files."""
        texts = self._desk.texts
        known = {file.path for file in self._state.files}
        fresh = [path for path in dict.fromkeys(paths) if path not in known]
        self._set(is_reading=True)
        # A folder on the network may take its time.
        self._desk.tasks.run(Lane.NET, lambda: [look_at(texts, path) for path in fresh], self._looked_at)

    def titled(self, number: int, title: str) -> None:
        """The person names a file."""
        self._replace(number, title=title)

    def kind_chosen(self, number: int, kind: DocumentKind) -> None:
        """The person says what a file is."""
        self._replace(number, kind=kind)

    def left_out(self, number: int) -> None:
        """The person takes a file out again."""
        files = self._state.files
        self._set(files=files[:number] + files[number + 1 :])

    def confirmed(self) -> bool:
        """Attach them; false while one has no title."""
        if not self._state.can_attach:
            return False
        files = [replace(f, title=f.title.strip()) for f in self._state.files if not f.problem]
        self._uploads.start(self._visit, files)
        return True

    def _looked_at(self, found: list[ChosenFile]) -> None:
        self._set(files=(*self._state.files, *found), is_reading=False)

    def _replace(self, number: int, **changes: object) -> None:
        files = list(self._state.files)
        files[number] = replace(files[number], **changes)  # type: ignore[arg-type]
        self._set(files=tuple(files))

    def _set(self, **changes: object) -> None:
        state = replace(self._state, **changes)  # type: ignore[arg-type]
        usable = [file for file in state.files if not file.problem]
        self._state = replace(
            state,
            sizes=tuple(self._desk.texts.file_size(file.size) for file in state.files),
            can_attach=bool(usable) and all(f.title.strip() for f in usable) and not state.is_reading,
        )
        self._view.render(self._state)


def look_at(texts: Texts, path: Path) -> ChosenFile:
    """What a file is, as far as its name and size tell. Reads the disk."""
    _ = texts.gettext
    size, problem = 0, ""
    try:
        size = path.stat().st_size
    except OSError:
        problem = _("The file cannot be read.")
    if not problem and path.suffix.casefold() not in SUFFIXES:
        problem = _("Only PDF, JPEG and PNG can be attached.")
    elif not problem and size > MAX_DOCUMENT_BYTES:
        limit = texts.file_size(MAX_DOCUMENT_BYTES)
        problem = _("Larger than {limit}. Scan it again with fewer dots.").format(limit=limit)
    elif not problem and size == 0:
        problem = _("The file is empty.")
    words = " ".join(path.stem.replace("_", " ").split())
    title = words[:1].upper() + words[1:]
    return ChosenFile(path=path, size=size, title=title, kind=guessed_kind(path.stem), problem=problem)


def guessed_kind(name: str) -> DocumentKind:
    """What a file probably is, from its name."""
    name = name.casefold()
    return next((kind for kind, hints in _GUESSES if any(h in name for h in hints)), DocumentKind.OTHER)
