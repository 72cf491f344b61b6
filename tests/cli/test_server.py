"""`nextpatient clinic ...` with the address of a PostgreSQL server."""

from pathlib import Path

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.departments.messages import AddDepartment, DepartmentForm
from nextpatient_desktop.clinic.door import SYSTEM
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from tests.cli.program import Program
from tests.clinic.places import ServerPlace
from tests.postgres import PASSWORD, USER, Server


def issue(url: str, count: int) -> None:
    clinic = open_clinic(url).acting_as(SYSTEM)
    opd = clinic.execute(AddDepartment(form=DepartmentForm(letter="A", name="General OPD")))
    for _ in range(count):
        clinic.execute(IssueToken(department=opd.id))
    clinic.close()


def test_a_clinic_is_set_up_on_a_server_and_checked(program: Program, postgres_url: str) -> None:
    made = program.new_clinic(postgres_url)
    assert (made.code, made.err) == (0, "")
    assert "Sunrise is set up in postgresql+psycopg://" in made.out
    assert "no recovery code" in made.out
    assert not program.database.parent.exists()
    issue(postgres_url, 3)
    checked = program.run("clinic", "check", postgres_url)
    assert (checked.code, checked.err) == (0, "")
    assert "as it was written" in checked.out
    assert PASSWORD not in made.out + checked.out


def test_what_is_wrong_on_a_server_is_said(program: Program, postgres_url: str) -> None:
    assert program.new_clinic(postgres_url).code == 0
    issue(postgres_url, 3)
    with ServerPlace(postgres_url).connection() as beside:
        beside.execute("UPDATE events SET body = '{}' WHERE position = 2")
        beside.execute("UPDATE sequences SET last = 7")
    checked = program.run("clinic", "check", postgres_url)
    assert checked.code == 1
    assert checked.out.startswith("2 problems in postgresql+psycopg://")


def test_a_refused_set_up_leaves_the_database_empty(program: Program, postgres_url: str) -> None:
    refused = program.new_clinic(postgres_url, password="abc")
    assert refused.code == 1
    with ServerPlace(postgres_url).connection() as beside:
        assert beside.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    assert program.new_clinic(postgres_url).code == 0


def test_a_second_clinic_leaves_the_first_alone(program: Program, postgres_url: str) -> None:
    assert program.new_clinic(postgres_url).code == 0
    again = program.new_clinic(postgres_url)
    assert again.code == 1
    assert "Sunrise" in again.err
    issue(postgres_url, 1)


def test_a_server_keeps_backups_and_has_no_recovery_code(
    program: Program, postgres_url: str, tmp_path: Path
) -> None:
    backed_up = program.run("clinic", "backup", postgres_url, "--to", tmp_path)
    assert backed_up.code == 1
    assert "pg_dump" in backed_up.err
    restored = program.run("clinic", "restore", tmp_path / "any.npbackup", "--to", postgres_url)
    assert restored.code == 1
    assert "pg_restore" in restored.err
    code = program.run("clinic", "recovery-code", postgres_url)
    assert code.code == 1
    assert "no recovery code" in code.err
    against = program.run("clinic", "check", postgres_url, "--against", tmp_path / "any.npbackup")
    assert against.code == 2


def test_what_keeps_from_the_server_is_said_without_the_password(
    program: Program, postgres_server: Server, postgres_url: str
) -> None:
    place = postgres_server.folder
    database = postgres_url.rpartition("@/")[2].partition("?")[0]
    for url, words in {
        postgres_server.url(database, password="wrong word"): f"does not let the user “{USER}” in",
        postgres_server.url("nowhere"): "There is no database “nowhere”",
        f"postgresql+psycopg://{USER}:secret-word@/x?host={place}/none": "cannot be reached",
        f"postgresql+psycopg://{USER}:secret-word@127.0.0.1:1/x": "127.0.0.1:1 cannot be reached",
        f"postgresql+psycopg://{USER}:secret-word@127.0.0.1:x/x": "is not the address",
        postgres_url: "There is no clinic in the database",
    }.items():
        checked = program.run("clinic", "check", url)
        assert checked.code == 1
        assert words in checked.err, checked.err
        logs = "".join(one.read_text(encoding="utf-8") for one in program.logs.glob("*"))
        for secret in (PASSWORD, "wrong word", "wrong%20word", "secret-word"):
            assert secret not in checked.err + checked.out + logs
