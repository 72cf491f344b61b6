"""`nextpatient clinic check`, `backup`, `restore` and `recovery-code`."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.departments.messages import AddDepartment, DepartmentForm, Departments
from nextpatient_desktop.clinic.documents.messages import AttachDocument
from nextpatient_desktop.clinic.door import SYSTEM, Actor, Clinic
from nextpatient_desktop.clinic.staff.messages import SignIn
from nextpatient_desktop.clinic.tokens.messages import IssuedToken, IssueToken
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import DocumentKind
from nextpatient_desktop.storage import keys
from nextpatient_desktop.storage.engine import Use, connect
from tests.cli.program import Ended, Program, code_in
from tests.documents.samples import pdf


@contextmanager
def opened(program: Program) -> Iterator[Clinic]:
    """The clinic as a station of this process has it open, for its administrator."""
    clinic = open_clinic(program.database)
    try:
        admin = clinic.execute(SignIn(login="asha", password="three words"))
        yield clinic.acting_as(Actor(staff=admin.id, role=admin.role))
    finally:
        clinic.close()


def department(clinic: Clinic) -> DepartmentId:
    return clinic.execute(AddDepartment(form=DepartmentForm(letter="A", name="General OPD"))).id


def issue(clinic: Clinic, opd: DepartmentId, count: int) -> list[IssuedToken]:
    return [clinic.execute(IssueToken(department=opd)) for _ in range(count)]


def with_a_document(program: Program) -> Path:
    """Issue three tokens and attach a document; where its content lies."""
    with opened(program) as clinic:
        token = issue(clinic, department(clinic), 3)[0]
        sha256 = clinic.put_blob(pdf())
        attach = AttachDocument(
            visit=token.visit, kind=DocumentKind.REPORT, title="Blood report", sha256=sha256
        )
        clinic.execute(attach)
    return program.database.parent / "documents" / sha256[:2] / sha256


def change(program: Program, sql: str) -> None:
    """Change the data behind the program's back."""
    connection = connect(program.database, keys.read_key(program.database.parent), Use.MAINTAIN)
    connection.execute(sql)
    connection.close()


def backed_up(program: Program, to: Path) -> Ended:
    ended = program.run("clinic", "backup", "--to", to)
    assert ended.code == 0, ended.err
    return ended


def test_a_sound_clinic_passes_the_check(clinic: Program) -> None:
    with_a_document(clinic)
    checked = clinic.run("clinic", "check")
    assert (checked.code, checked.err) == (0, "")
    assert "as it was written" in checked.out


def test_a_check_while_stations_are_open(clinic: Program) -> None:
    with opened(clinic) as station:
        issue(station, department(station), 2)
        assert clinic.run("clinic", "check").code == 0


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE events SET body = '{}' WHERE position = 2", "Event 2 of the journal was changed"),
        ("UPDATE sequences SET last = last + 1", "number 4 of letter A is missing"),
        ("UPDATE tokens SET state = 4", "A-001"),
    ],
)
def test_what_is_wrong_is_said_in_words(clinic: Program, sql: str, said: str) -> None:
    with_a_document(clinic)
    change(clinic, sql)
    checked = clinic.run("clinic", "check")
    assert checked.code == 1
    assert said in checked.out


def test_a_damaged_and_a_missing_document_are_said(clinic: Program) -> None:
    content = with_a_document(clinic)
    content.write_bytes(content.read_bytes()[:-1] + b"?")
    damaged = clinic.run("clinic", "check")
    content.unlink()
    missing = clinic.run("clinic", "check")
    assert (damaged.code, missing.code) == (1, 1)
    assert f"damaged: {content.parent.name}/{content.name}" in damaged.out
    assert "missing" in missing.out


def test_a_page_that_was_overwritten_is_said(clinic: Program) -> None:
    with_a_document(clinic)
    data = bytearray(clinic.database.read_bytes())
    data[4096 * 3 + 100] ^= 0xFF
    clinic.database.write_bytes(data)
    checked = clinic.run("clinic", "check")
    assert checked.code == 1
    assert "damaged" in checked.out + checked.err


@pytest.mark.parametrize("command", [["check"], ["backup", "--to", "x"]])
def test_data_of_a_newer_program_is_refused(clinic: Program, command: list[str]) -> None:
    change(clinic, "UPDATE alembic_version SET version_num = '9999'")
    ended = clinic.run("clinic", *command)
    assert ended.code == 1
    assert "The clinic's data was written by a newer version" in ended.err


def test_a_clinic_that_is_not_there_is_said(program: Program) -> None:
    for command in (["check"], ["backup", "--to", "x"], ["recovery-code"]):
        ended = program.run("clinic", *command)
        assert ended.code == 1
        assert f"There is no clinic's data in {program.database}" in ended.err


def test_a_backup_is_written_while_a_station_works_and_restores_whole(
    clinic: Program, tmp_path: Path
) -> None:
    with_a_document(clinic)
    stick = tmp_path / "stick"
    stick.mkdir()
    stop = threading.Event()
    with opened(clinic) as station:
        opd = station.execute(AddDepartment(form=DepartmentForm(letter="B", name="Dental"))).id

        def work() -> None:
            while not stop.is_set():
                issue(station, opd, 1)

        worker = threading.Thread(target=work)
        worker.start()
        try:
            said = backed_up(clinic, stick)
        finally:
            stop.set()
            worker.join()
    (written,) = stick.iterdir()
    assert written.suffix == ".npbackup"
    assert str(written) in said.out
    assert "1 document," in said.out
    restored = tmp_path / "restored"
    assert clinic.run("clinic", "restore", written, "--to", restored).code == 0
    assert clinic.run("clinic", "check", restored, "--against", written).code == 0


def test_a_backup_overwrites_nothing(clinic: Program, tmp_path: Path) -> None:
    target = tmp_path / "monday.npbackup"
    backed_up(clinic, target)
    before = target.read_bytes()
    again = clinic.run("clinic", "backup", "--to", target)
    assert again.code == 1
    assert "already" in again.err
    assert target.read_bytes() == before


def test_a_backup_without_a_document_s_content_says_so(clinic: Program, tmp_path: Path) -> None:
    content = with_a_document(clinic)
    content.unlink()
    ended = clinic.run("clinic", "backup", "--to", tmp_path / "a.npbackup")
    assert ended.code == 1
    assert content.name in ended.out


def test_a_restore_says_where_today_s_numbers_go_on(clinic: Program, tmp_path: Path) -> None:
    with_a_document(clinic)
    backup = tmp_path / "a.npbackup"
    backed_up(clinic, backup)
    restored = clinic.run("clinic", "restore", backup, "--to", tmp_path / "again")
    assert restored.code == 0
    assert "A: the last in the backup is A-003, the next one is A-100" in restored.out
    assert "epoch 2" in restored.out
    again = open_clinic(tmp_path / "again" / "clinic.db")
    try:
        opd = again.ask(Departments())[0].department.id
        (token,) = issue(again.acting_as(SYSTEM), opd, 1)
    finally:
        again.close()
    assert token.code == "A-100"


def test_whoever_has_the_last_ticket_in_hand_says_its_number(clinic: Program, tmp_path: Path) -> None:
    with_a_document(clinic)
    backup = tmp_path / "a.npbackup"
    backed_up(clinic, backup)
    restored = clinic.run("clinic", "restore", backup, "--to", tmp_path / "b", "--last-number", "a-130")
    assert restored.code == 0, restored.err
    assert "A: the last in the backup is A-003, the next one is A-131" in restored.out
    assert clinic.run("clinic", "check", tmp_path / "b").out.startswith("All is as it was written")


def test_a_last_number_of_no_department_restores_nothing(clinic: Program, tmp_path: Path) -> None:
    with_a_document(clinic)
    backup = tmp_path / "a.npbackup"
    backed_up(clinic, backup)
    target = tmp_path / "again"
    wrong = clinic.run("clinic", "restore", backup, "--to", target, "--last-number", "X=130")
    assert wrong.code == 2
    assert "No department has the letter X. The letters are: A." in wrong.err
    assert not (target / "clinic.db").exists()
    for typed in ("130", "A-B07", "A=100000"):
        wrong = clinic.run("clinic", "restore", backup, "--to", target, "--last-number", typed)
        assert wrong.code == 2
        assert typed in wrong.err


@pytest.mark.parametrize(("typed", "goes_on"), [("130", "A-131"), ("A-130", "A-131"), ("", "A-100")])
def test_on_a_terminal_the_last_numbers_are_asked_for(
    clinic: Program, tmp_path: Path, typed: str, goes_on: str
) -> None:
    with_a_document(clinic)
    backup = tmp_path / "a.npbackup"
    backed_up(clinic, backup)
    with clinic.on_terminal("clinic", "restore", backup, "--to", tmp_path / "again") as terminal:
        terminal.expect("Last number of A (in the backup: A-003): ")
        terminal.type("B-7")
        terminal.expect("That is a number of B.")
        terminal.expect("Last number of A (in the backup: A-003): ")
        terminal.type(typed)
        terminal.expect(f"the next one is {goes_on}")
        assert terminal.wait() == 0


def test_a_restore_overwrites_nothing(clinic: Program, tmp_path: Path) -> None:
    backup = tmp_path / "a.npbackup"
    backed_up(clinic, backup)
    before = clinic.database.read_bytes()
    refused = clinic.run("clinic", "restore", backup, "--to", clinic.database)
    assert refused.code == 1
    assert "already" in refused.err
    assert clinic.database.read_bytes() == before


def test_on_another_pc_the_recovery_code_restores(clinic: Program, tmp_path: Path) -> None:
    with_a_document(clinic)
    code = code_in(clinic.run("clinic", "recovery-code").out)
    backup = tmp_path / "a.npbackup"
    backed_up(clinic, backup)
    elsewhere = Program(tmp_path / "other-pc")
    without = elsewhere.run("clinic", "restore", backup, "--to", tmp_path / "new")
    assert without.code == 1
    assert "recovery code" in without.err
    typed = code.lower().replace("-", " ")
    restored = elsewhere.run(
        "clinic", "restore", backup, "--to", tmp_path / "new", "--recovery-code", typed=typed
    )
    assert restored.code == 0, restored.err
    assert elsewhere.run("clinic", "check", tmp_path / "new").code == 0
    assert code_in(elsewhere.run("clinic", "recovery-code", tmp_path / "new").out) == code


def test_on_another_pc_the_recovery_code_opens_the_copied_files(clinic: Program, tmp_path: Path) -> None:
    with_a_document(clinic)
    code = code_in(clinic.run("clinic", "recovery-code").out)
    shutil.copytree(clinic.database.parent, tmp_path / "copied", ignore=shutil.ignore_patterns("*.key"))
    elsewhere = Program(tmp_path / "other-pc")
    without = elsewhere.run("clinic", "check", tmp_path / "copied")
    assert without.code == 1
    assert "recovery-code --enter" in without.err
    wrong = elsewhere.run(
        "clinic", "recovery-code", "--enter", tmp_path / "copied", typed=keys.recovery_code(bytes(32))
    )
    assert wrong.code == 1
    assert "does not open" in wrong.err
    assert not keys.key_path(tmp_path / "copied").exists()
    entered = elsewhere.run("clinic", "recovery-code", "--enter", tmp_path / "copied", typed=code.lower())
    assert entered.code == 0, entered.err
    assert elsewhere.run("clinic", "check", tmp_path / "copied").code == 0
    again = elsewhere.run("clinic", "recovery-code", "--enter", tmp_path / "copied", typed=code)
    assert again.code == 1
    assert "already" in again.err


@pytest.mark.parametrize("typed", ["", "ABCD-EFGH", "0" * 56])
def test_a_wrong_recovery_code_is_said(clinic: Program, tmp_path: Path, typed: str) -> None:
    backup = tmp_path / "a.npbackup"
    backed_up(clinic, backup)
    refused = clinic.run(
        "clinic", "restore", backup, "--to", tmp_path / "new", "--recovery-code", typed=typed
    )
    assert refused.code == 1
    assert "Traceback" not in refused.err
    assert not (tmp_path / "new").exists()


def test_a_cut_journal_shows_against_a_later_backup(clinic: Program, tmp_path: Path) -> None:
    early, late = tmp_path / "early.npbackup", tmp_path / "late.npbackup"
    backed_up(clinic, early)
    with_a_document(clinic)
    backed_up(clinic, late)
    assert clinic.run("clinic", "restore", early, "--to", tmp_path / "again").code == 0
    checked = clinic.run("clinic", "check", tmp_path / "again", "--against", early, "--against", late)
    assert checked.code == 1
    assert "cut off" in checked.out


def test_the_recovery_code_as_a_qr_code_can_be_read(clinic: Program, tmp_path: Path) -> None:
    from PIL import Image
    from pyzbar.pyzbar import decode

    picture = tmp_path / "code.png"
    printed = clinic.run("clinic", "recovery-code", "--qr", picture)
    assert printed.code == 0
    (found,) = decode(Image.open(picture).convert("L"))
    assert found.data.decode() == code_in(printed.out)
    again = clinic.run("clinic", "recovery-code", "--qr", picture)
    assert again.code == 1
    assert "already" in again.err


def test_the_recovery_code_as_a_qr_code_on_the_terminal(clinic: Program) -> None:
    printed = clinic.run("clinic", "recovery-code", "--qr")
    assert printed.code == 0
    assert "█" in printed.out


def test_another_clinic_s_key_is_not_told_as_this_one_s(clinic: Program) -> None:
    key = keys.key_path(clinic.database.parent)
    key.chmod(0o600)
    key.write_bytes(bytes(32))
    ended = clinic.run("clinic", "recovery-code")
    assert ended.code == 1
    assert "does not open" in ended.err


def test_the_recovery_code_is_in_no_log(clinic: Program) -> None:
    clinic.environ["NEXTPATIENT_LOG"] = "DEBUG"
    code = code_in(clinic.run("clinic", "recovery-code").out)
    assert all(code[:9] not in log.read_text() for log in clinic.logs.glob("*.log"))
