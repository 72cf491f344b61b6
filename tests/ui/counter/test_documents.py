"""Documents and history of the patient in hand."""

import os
import stat
import time
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.documents.messages import MAX_DOCUMENT_BYTES, VisitDocuments
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.model import DocumentKind
from nextpatient_desktop.ui.counter.attaching import AttachPresenter, AttachState, UploadStage, guessed_kind
from nextpatient_desktop.ui.counter.presenter import CounterPresenter
from nextpatient_desktop.ui.counter.private_files import PrivateFolder, file_name
from nextpatient_desktop.ui.counter.records import RecordsState, Tab
from nextpatient_desktop.ui.counter.state import Act, RowAct
from nextpatient_desktop.ui.ports import Lane
from tests.clinic.house import PASSWORD
from tests.fakes.tasks import ManualRunner
from tests.fakes.views import RecordingView
from tests.ui.counter.bench import Bench
from tests.ui.counter.practice import pdf, picture


@pytest.fixture
def counter(rao: Clinic, bench: Bench) -> CounterPresenter:
    return bench.signed_in()


def records(bench: Bench) -> RecordsState:
    return bench.window.records_panel.state


def attaching(counter: CounterPresenter) -> tuple[AttachPresenter, RecordingView[AttachState]]:
    view: RecordingView[AttachState] = RecordingView()
    presenter = counter.forms.attaching(view)
    assert presenter is not None
    return presenter, view


def make_file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_documents_of_the_patient_are_listed(counter: CounterPresenter, bench: Bench) -> None:
    rows = records(bench).documents
    assert [row.title for row in rows] == ["Medical certificate", "Blood report", "Prescription"]
    assert rows[0].detail == "20 Nov 2026 · Dr Meera Rao · A-008"
    assert rows[0].size.endswith(" B")


def test_files_are_named_and_attached(counter: CounterPresenter, bench: Bench, tmp_path: Path) -> None:
    form, view = attaching(counter)
    form.files_chosen(
        [
            make_file(tmp_path, "lab_result_7.pdf", pdf("seven")),
            make_file(tmp_path, "IMG_2.jpg", picture(8, 8)),
        ]
    )
    assert [(f.title, f.kind) for f in view.state.files] == [
        ("Lab result 7", DocumentKind.REPORT),
        ("IMG 2", DocumentKind.OTHER),
    ]
    form.titled(1, "X-ray of the hand ")
    form.kind_chosen(1, DocumentKind.REPORT)
    assert form.confirmed()
    titles = [row.title for row in records(bench).documents]
    assert titles[:2] == ["X-ray of the hand", "Lab result 7"]
    assert bench.notices.texts == ["X-ray of the hand attached"]


def test_what_cannot_be_attached_is_said_before(counter: CounterPresenter, tmp_path: Path) -> None:
    form, view = attaching(counter)
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(MAX_DOCUMENT_BYTES + 1)
    form.files_chosen(
        [
            make_file(tmp_path, "letter.docx", b"x"),
            large,
            make_file(tmp_path, "empty.pdf", b""),
            tmp_path / "gone.pdf",
        ]
    )
    problems = [file.problem for file in view.state.files]
    assert problems[0] == "Only PDF, JPEG and PNG can be attached."
    assert problems[1].startswith("Larger than 20.0 MB.")
    assert problems[2] == "The file is empty."
    assert problems[3] == "The file cannot be read."
    assert not view.state.can_attach
    assert not form.confirmed()


def test_a_file_without_a_title_waits_for_one(counter: CounterPresenter, tmp_path: Path) -> None:
    form, view = attaching(counter)
    form.files_chosen([make_file(tmp_path, "a.pdf", pdf("a"))])
    form.titled(0, "  ")
    assert not can_attach(view)
    form.titled(0, "A")
    assert can_attach(view)
    form.left_out(0)
    assert view.state.files == ()


def test_a_file_that_is_refused_stays_with_its_reason_and_can_be_given_up(
    counter: CounterPresenter, bench: Bench, tmp_path: Path
) -> None:
    form, _ = attaching(counter)
    form.files_chosen([make_file(tmp_path, "broken.pdf", b"not a pdf at all")])
    assert form.confirmed()
    upload = records(bench).uploads[0]
    assert upload.stage is UploadStage.FAILED
    assert upload.note
    assert counter.session is not None
    counter.session.records.uploads.dropped(upload.number)
    assert records(bench).uploads == ()


def test_a_file_that_could_not_be_sent_is_tried_again(
    counter: CounterPresenter, bench: Bench, tmp_path: Path
) -> None:
    form, _ = attaching(counter)
    form.files_chosen([make_file(tmp_path, "scan.pdf", pdf("scan"))])
    bench.line.cut_at = bench.scheduler.now()
    assert form.confirmed()
    assert [u.stage for u in records(bench).uploads] == [UploadStage.FAILED]
    bench.line.cut_at = None
    bench.scheduler.advance(3)
    assert counter.session is not None
    counter.session.records.uploads.tried_again(records(bench).uploads[0].number)
    assert records(bench).uploads == ()
    assert "Scan" in [row.title for row in records(bench).documents]


def test_a_call_is_never_behind_more_than_one_file(rao: Clinic, bench: Bench, tmp_path: Path) -> None:
    runner = ManualRunner()
    bench.desk_with(runner)
    counter = bench.counter()
    runner.finish_all()
    counter.sign_in.submitted("rao", PASSWORD)
    runner.finish_all()
    bench.scheduler.advance(1)
    runner.finish_all()
    form, _ = attaching(counter)
    form.files_chosen([make_file(tmp_path, f"{n}.pdf", pdf(str(n))) for n in range(5)])
    runner.finish_all()
    form.confirmed()
    assert [call.lane for call in runner.waiting] == [Lane.NET]
    runner.finish_next()
    assert counter.session is not None
    counter.session.board.next_pressed()
    assert [call.lane for call in runner.waiting] == [Lane.CLINIC, Lane.CLINIC]
    assert is_attaching(counter)
    runner.finish_all()
    assert not is_attaching(counter)
    done = counter.session.board.board
    assert done is not None
    assert len(rao.ask(VisitDocuments(visit=done.done[0].token.visit))) == 8


def test_a_document_is_opened_as_a_private_file_and_removed_at_the_end(
    counter: CounterPresenter, bench: Bench
) -> None:
    row = records(bench).documents[1]
    assert counter.session is not None
    counter.session.records.opened(row.id)
    path = bench.opened[0]
    assert path.name == "Blood report.pdf"
    assert path.read_bytes().startswith(b"%PDF")
    if os.name == "posix":
        assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700
    counter.stop()
    assert not path.exists()


def test_a_pc_without_a_program_for_a_document_says_so_in_place_of_a_crash(rao: Clinic, bench: Bench) -> None:
    def refuse(path: Path) -> None:
        raise ClinicError("file_not_opened", name=path.name)

    bench.open_file = refuse
    counter = bench.signed_in()
    assert counter.session is not None
    counter.session.records.opened(records(bench).documents[1].id)
    assert [getattr(error, "code", "") for error in bench.notices.errors] == ["file_not_opened"]
    assert not any(row.is_opening for row in records(bench).documents)


def test_signing_out_removes_what_was_opened(counter: CounterPresenter, bench: Bench) -> None:
    assert counter.session is not None
    counter.session.records.opened(records(bench).documents[0].id)
    counter.session.board.pressed(Act.COMPLETE)
    counter.sign_out()
    assert not bench.opened[0].exists()


def test_a_removed_document_comes_back_with_undo(counter: CounterPresenter, bench: Bench) -> None:
    row = records(bench).documents[0]
    assert counter.session is not None
    counter.session.records.removed(row.id)
    assert row.title not in [r.title for r in records(bench).documents]
    notice = bench.notices.notices[-1]
    assert notice.action is not None
    bench.rest()
    notice.action.run()
    bench.rest()
    assert row.title in [r.title for r in records(bench).documents]


def test_no_documents_say_how_to_attach_one(counter: CounterPresenter, bench: Bench) -> None:
    assert counter.session is not None
    counter.session.board.next_pressed()
    empty = records(bench).empty
    assert empty is not None
    assert empty.text == "No documents yet"


def test_an_idle_counter_takes_no_files(counter: CounterPresenter, bench: Bench) -> None:
    assert counter.session is not None
    counter.session.board.pressed(Act.COMPLETE)
    assert records(bench).attach_reason == "Nobody is at this counter"
    assert counter.forms.attaching(RecordingView()) is None
    assert bench.notices.texts == ["Nobody is at this counter"]


def test_a_finished_visit_still_takes_documents(
    counter: CounterPresenter, bench: Bench, tmp_path: Path
) -> None:
    """A report that comes an hour later is attached from the list."""
    assert counter.session is not None
    board = counter.session.board
    board.pressed(Act.COMPLETE)
    done = board.board.done[0] if board.board is not None else None
    assert done is not None
    board.row_acted(RowAct.RECORDS, done.token.id)
    assert records(bench).whose == f"Shown: {done.token.code}"
    form, _ = attaching(counter)
    form.files_chosen([make_file(tmp_path, "late report.pdf", pdf("late"))])
    assert form.confirmed()
    assert "Late report" in [row.title for row in records(bench).documents]
    counter.session.records.unpin()
    assert records(bench).whose == ""


def test_the_history_shows_every_visit(counter: CounterPresenter, bench: Bench) -> None:
    assert counter.session is not None
    counter.session.records.tab_chosen(Tab.HISTORY)
    visit = records(bench).visits[0]
    assert (visit.title, visit.code, visit.is_present) == ("20 Nov 2026", "A-008", True)
    assert visit.lines[0].startswith("General OPD · Dr Meera Rao · Room 3")
    assert len(visit.documents) == 3


def test_a_visit_without_a_patient_has_no_history(counter: CounterPresenter, bench: Bench) -> None:
    assert counter.session is not None
    board = counter.session.board
    noname = next(row for row in bench.window.board_panel.state.list.rows if row.code == "A-010")
    board.row_acted(RowAct.RECORDS, noname.token)
    counter.session.records.tab_chosen(Tab.HISTORY)
    empty = records(bench).empty
    assert empty is not None
    assert empty.text == "This visit has no patient yet"


def test_left_over_files_of_a_crash_are_removed(tmp_path: Path) -> None:
    old, fresh = tmp_path / "nextpatient-open-old", tmp_path / "nextpatient-open-fresh"
    for folder in (old, fresh):
        folder.mkdir()
        (folder / "a.pdf").write_bytes(b"x")
    yesterday = time.time() - 24 * 3600
    os.utime(old, (yesterday, yesterday))
    files = PrivateFolder(tmp_path)
    files.write("Report", ".pdf", b"x")
    assert not old.exists()
    assert fresh.exists()
    files.close()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Blood report", "Blood report"),
        ("a/b\\c:d", "a b c d"),
        ("..", "document"),
        ("report.pdf", "report"),
        ("रिपोर्ट", "रिपोर्ट"),
    ],
)
def test_a_title_becomes_a_name_that_every_system_takes(title: str, name: str) -> None:
    assert file_name(title, ".pdf") == name


def test_the_kind_is_guessed_from_the_name() -> None:
    assert guessed_kind("Fitness certificate") is DocumentKind.CERTIFICATE
    assert guessed_kind("rx 12") is DocumentKind.PRESCRIPTION
    assert guessed_kind("IMG_0001") is DocumentKind.OTHER


def can_attach(view: RecordingView[AttachState]) -> bool:
    return view.state.can_attach


def is_attaching(counter: CounterPresenter) -> bool:
    return counter.is_attaching
