"""`nextpatient clinic new`."""

import sys
from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.door import SYSTEM
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.staff.messages import SignIn
from nextpatient_desktop.domain.model import Role
from nextpatient_desktop.storage import keys
from tests.cli.program import Program, code_in

on_terminals = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals there")


def test_a_new_clinic_has_a_key_a_recovery_code_and_an_administrator(program: Program) -> None:
    made = program.new_clinic(
        "--languages", "ta,en", "--address", "12 Station Road", "--time-zone", "Asia/Dubai"
    )
    assert made.code == 0, made.err
    assert "Write it down" in made.out
    assert keys.key_of_recovery_code(code_in(made.out)) == keys.read_key(program.database.parent)
    clinic = open_clinic(program.database)
    try:
        info = clinic.ask(ClinicDetails())
        admin = clinic.execute(SignIn(login="asha", password="three words"))
    finally:
        clinic.close()
    assert (info.name, info.address, info.languages) == ("Sunrise", "12 Station Road", ("ta", "en"))
    assert info.time_zone == "Asia/Dubai"
    assert (admin.role, admin.name) == (Role.ADMIN, "asha")


def test_it_may_be_made_in_a_folder_or_a_file_of_one_s_choice(program: Program, tmp_path: Path) -> None:
    folder, file = tmp_path / "Our clinic", tmp_path / "other" / "data.db"
    assert program.new_clinic(folder).code == 0
    assert program.new_clinic(file).code == 0
    assert (folder / "clinic.db").exists()
    assert file.exists()
    assert not program.database.exists()


def test_a_clinic_that_exists_is_refused_and_untouched(clinic: Program) -> None:
    before = clinic.database.read_bytes()
    again = clinic.new_clinic()
    assert again.code == 1
    assert str(clinic.database) in again.err
    assert clinic.database.read_bytes() == before
    open_clinic(clinic.database).close()


@pytest.mark.parametrize(
    ("args", "password", "said"),
    [
        ([], "short", "password is too short"),
        (["--time-zone", "Mars/Base"], "three words", "Mars/Base"),
        (["--languages", "en,tlh"], "three words", "tlh"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    program: Program, args: list[str], password: str, said: str
) -> None:
    refused = program.new_clinic(*args, password=password)
    assert refused.code == 1
    assert said in refused.err
    assert "Traceback" not in refused.err
    assert not program.database.parent.exists()


def test_a_refusal_leaves_what_was_in_the_folder(program: Program, tmp_path: Path) -> None:
    kept = tmp_path / "papers" / "letter.txt"
    kept.parent.mkdir()
    kept.write_text("keep me")
    assert program.new_clinic(kept.parent, password="short").code == 1
    assert [one.name for one in kept.parent.iterdir()] == ["letter.txt"]


def test_a_synced_folder_is_refused(program: Program, tmp_path: Path) -> None:
    refused = program.new_clinic(tmp_path / "Dropbox" / "clinic")
    assert refused.code == 1
    assert not (tmp_path / "Dropbox").exists()


def test_where_nobody_can_be_asked_it_says_what_is_missing(program: Program) -> None:
    ended = program.run("clinic", "new", "--name", "Sunrise")
    assert ended.code == 2
    assert "--password-stdin" in ended.err


@on_terminals
def test_login_and_password_are_asked_and_the_password_is_not_shown(program: Program) -> None:
    with program.on_terminal("clinic", "new", "--name", "Sunrise") as terminal:
        terminal.expect("Login of the administrator:")
        terminal.type("asha")
        for password, again in (
            ("three words", "three wards"),
            ("short", "short"),
            ("a new day", "a new day"),
        ):
            terminal.expect("Password")
            terminal.type(password)
            terminal.expect("The same again:")
            terminal.type(again)
        assert terminal.wait() == 0, terminal.seen
    assert "not the same" in terminal.seen
    assert "too short" in terminal.seen
    assert "three" not in terminal.seen
    clinic = open_clinic(program.database)
    try:
        assert clinic.acting_as(SYSTEM).execute(SignIn(login="asha", password="a new day")).name == "asha"
    finally:
        clinic.close()


@on_terminals
def test_ctrl_c_ends_it_cleanly(program: Program) -> None:
    with program.on_terminal("clinic", "new", "--name", "Sunrise") as terminal:
        terminal.expect("Login of the administrator:")
        terminal.interrupt()
        assert terminal.wait() == 130
    assert "Traceback" not in terminal.seen
    assert not program.database.exists()
