"""The logs: their files, and that no patient is in them."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap.logs import (
    LEVEL_VARIABLE,
    DiscreetFormatter,
    RotatingFile,
    discreet_error,
    discreet_trace,
    start_logging,
    without_phones,
)
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.engine import Use, connect, sqlalchemy_connection
from nextpatient_desktop.storage.errors import DriverError

pytestmark = pytest.mark.usefixtures("logging_ends")

_log = logging.getLogger("nextpatient_desktop.tests")


def written(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.log")))


# --- Files ----------------------------------------------------------------------------------------


def test_a_line_says_when_where_and_who(tmp_path: Path) -> None:
    path = start_logging("kiosk", tmp_path)
    _log.info("the printer answers after %d ms", 40)
    assert path == tmp_path / "kiosk.log"
    line = path.read_text()
    assert line.endswith(" nextpatient_desktop.tests: the printer answers after 40 ms\n")
    assert " INFO kiosk[" in line


def test_no_file_before_the_first_line(tmp_path: Path) -> None:
    path = start_logging("kiosk", tmp_path)
    assert path is not None
    assert not path.exists()


def test_two_programs_of_one_mode_write_two_files(tmp_path: Path) -> None:
    start_logging("counter", tmp_path)
    code = (
        "import logging, sys; from pathlib import Path; "
        "from nextpatient_desktop.bootstrap.logs import start_logging; "
        "print(start_logging('counter', Path(sys.argv[1])).name)"
    )
    second = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert second.stdout.strip() == "counter-2.log"


def test_a_program_that_ended_leaves_its_file_to_the_next(tmp_path: Path) -> None:
    first = start_logging("counter", tmp_path)
    _log.info("one")
    assert start_logging("counter", tmp_path) == first
    _log.info("two")
    assert written(tmp_path).count("\n") == 2


def test_a_full_file_is_set_aside_and_few_are_kept(tmp_path: Path) -> None:
    slot = (tmp_path / ".slot").open("ab")
    handler = RotatingFile(tmp_path / "kiosk.log", slot, largest=300, kept=2)
    handler.setFormatter(DiscreetFormatter("kiosk"))
    for number in range(30):
        handler.handle(logging.LogRecord("nextpatient_desktop", 20, "", 1, f"line {number}", (), None))
    handler.close()
    files = sorted(path.name for path in tmp_path.glob("*.log"))
    assert files == ["kiosk.1.log", "kiosk.2.log", "kiosk.log"]
    assert all(path.stat().st_size <= 300 for path in tmp_path.glob("*.log"))
    assert "line 29" in (tmp_path / "kiosk.log").read_text()


def test_the_level_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LEVEL_VARIABLE, "warning")
    start_logging("kiosk", tmp_path)
    _log.info("not this")
    _log.warning("but this")
    monkeypatch.setenv(LEVEL_VARIABLE, "nonsense")
    start_logging("display", tmp_path)
    _log.info("and this")
    assert "not this" not in written(tmp_path)
    assert "but this" in written(tmp_path)
    assert "and this" in written(tmp_path)


def test_of_other_libraries_only_warnings_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LEVEL_VARIABLE, "DEBUG")
    start_logging("kiosk", tmp_path)
    logging.getLogger("sqlalchemy.engine").info("INSERT INTO patients ... ('Anita Joshi')")
    logging.getLogger("sqlalchemy.pool").warning("a connection was lost")
    assert "Anita" not in written(tmp_path)
    assert "a connection was lost" in written(tmp_path)


def test_without_a_folder_warnings_go_to_the_error_stream(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("a file is in the way")
    assert start_logging("kiosk", tmp_path / "logs") is None
    _log.warning("the printer is gone")
    assert "the printer is gone" in capsys.readouterr().err


# --- Discretion -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["98450 31777", "9845031777", "+91 98450-31777", "080 4567 1200", "call 98450 31777 now"]
)
def test_a_phone_number_is_blotted_out(text: str) -> None:
    assert "(number)" in without_phones(text)
    assert not any(part in without_phones(text) for part in ("9845", "3177", "4567"))


@pytest.mark.parametrize(
    "text",
    [
        "A-042 in 1234 ms",
        "2026-11-20T09:42:11",
        "018f2b1c-1234-7000-8000-123456789012",
        "port 9100, position 12345",
        "192.168.1.30:9100",
    ],
)
def test_what_is_no_phone_number_stays(text: str) -> None:
    assert without_phones(text) == text


def test_what_an_exception_quotes_is_left_out() -> None:
    errors = [
        ValueError("invalid literal for int(): 'Anita Joshi'"),
        KeyError("Anita Joshi"),
        OSError(28, "No space left on device", "/home/clinic/Anita Joshi.pdf"),
        ClinicError("login_taken", login="anita", staff="Anita Joshi"),
        Exception("Anita Joshi"),
    ]
    said = [discreet_error(error) for error in errors]
    assert said == [
        "ValueError",
        "KeyError",
        "OSError 28 No space left on device",
        "ClinicError login_taken",
        "Exception",
    ]


def test_what_helps_to_find_a_bug_is_kept() -> None:
    assert discreet_error(AttributeError("'NoneType' object has no attribute 'code'")).endswith("'code'")
    assert (
        discreet_error(ClinicError("counter_busy", seconds=30)) == "ClinicError counter_busy {'seconds': 30}"
    )


def test_a_trace_has_places_and_causes_but_no_messages() -> None:
    def inner() -> None:
        raise ValueError("Anita Joshi")

    try:
        try:
            inner()
        except ValueError as error:
            raise LookupError("98450 31777") from error
    except LookupError as error:
        trace = discreet_trace(error)
    assert "in inner" in trace
    assert trace.index("ValueError") < trace.index("which led to:") < trace.index("LookupError")
    quoted = [line for line in trace.splitlines() if "raise" not in line]  # the source itself has no data
    assert not any("Anita" in line or "98450" in line for line in quoted)


def test_an_exception_as_an_argument_is_told_discreetly(tmp_path: Path) -> None:
    start_logging("kiosk", tmp_path)
    _log.warning("not readable: %r", ValueError("Anita Joshi"))
    _log.warning("several: %s", [ValueError("Anita Joshi")])
    assert "Anita" not in written(tmp_path)
    assert "not readable: 'ValueError'" in written(tmp_path)


def test_a_line_that_does_not_fit_its_arguments_says_where_it_is() -> None:
    record = logging.LogRecord("nextpatient_desktop", 30, __file__, 7, "%d of %d", ("Anita Joshi",), None)
    line = DiscreetFormatter("kiosk").format(record)
    assert "Anita" not in line
    assert "test_logs.py:7" in line


def test_sqlalchemy_shows_no_parameters(tmp_path: Path) -> None:
    connection = connect(tmp_path / "some.db", bytes(32), Use.MAINTAIN)
    try:
        with sqlalchemy_connection(connection) as made:
            assert made.engine.hide_parameters
    finally:
        connection.close()


def test_the_driver_s_errors_are_told_by_their_name(tmp_path: Path) -> None:
    connection = connect(tmp_path / "some.db", bytes(32), Use.MAINTAIN)
    try:
        with pytest.raises(DriverError) as caught:
            connection.execute("SELECT 'Anita Joshi' FROM nowhere")
    finally:
        connection.close()
    assert discreet_error(caught.value) == "OperationalError SQLITE_ERROR"
