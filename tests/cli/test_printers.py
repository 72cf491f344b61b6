"""The commands around printers as real processes."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nextpatient_desktop.cli import main
from nextpatient_desktop.printing.virtual import Fault, Switches, VirtualPrinter
from tests.cli.program import Program
from tests.printing.dots import read_qr


def test_the_test_page_is_printed_and_what_became_of_it_is_said(program: Program) -> None:
    with VirtualPrinter() as printer:
        ended = program.run("printers", "--test", printer.url)
        assert (ended.code, ended.out) == (0, "The test page is printed.\n")
        assert len(read_qr(printer.paper.tickets[0])) == 4
        assert printer.paper.faults == []


def test_the_test_page_speaks_the_language_that_was_asked_for(program: Program) -> None:
    with VirtualPrinter(width_dots=384) as printer:
        ended = program.run("printers", "--test", printer.url, "--width", "384", "--language", "hi")
        assert ended.code == 0, ended.err
        assert printer.paper.tickets[0].width == 384


@pytest.mark.parametrize(
    ("switches", "said"),
    [
        (Switches(out_of_paper=True), "The printer has no paper."),
        (Switches(cover_open=True), "The printer's cover is open."),
        (Switches(offline=True), "The printer reports an error of its own."),
        (Switches(reset_after=9_000), "Printing broke off: part of the page may have come out."),
    ],
)
def test_a_printer_that_cannot_print_is_told_in_words(
    program: Program, switches: Switches, said: str
) -> None:
    with VirtualPrinter(switches) as printer:
        ended = program.run("printers", "--test", printer.url)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(said + "\n    ")


def test_an_address_that_is_none_is_refused_with_one_of_its_kind(program: Program) -> None:
    ended = program.run("printers", "--test", "usb://epson")
    assert ended.code == 1
    assert "usb://04b8:0e15" in ended.err


@pytest.mark.parametrize(
    "args",
    [
        ["printers", "--test", "none:", "--width", "20"],
        ["virtual-printer", "--fault", "tired"],
        ["virtual-printer", "--width", "9999"],
    ],
)
def test_what_makes_no_sense_is_a_misuse(
    args: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NEXTPATIENT_HOME", str(tmp_path))
    assert main(args) == 2
    assert "nextpatient: " in capsys.readouterr().err


def test_the_printers_that_are_found_are_listed(program: Program) -> None:
    """What there is depends on the machine; it is addresses, or a word that there are none."""
    ended = program.run("printers")
    if ended.code == 0:
        assert re.match(r"(tcp|usb|serial|windows|cups|file):", ended.out)
    else:
        assert "No printer was found." in ended.err


@contextmanager
def virtual_printer(program: Program, *args: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program as a printer, and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "nextpatient_desktop", "virtual-printer", "--port", "0", *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=program.environ,
        cwd=program.home.parent,
    )
    try:
        assert process.stdout is not None
        found = re.search(r"tcp://\S+(?=,)", process.stdout.readline())
        assert found, process.communicate(timeout=10)
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="there a process cannot be asked to end")
@pytest.mark.parametrize("window", [["--no-window"], []], ids=["without a window", "in a window"])
def test_a_virtual_printer_keeps_each_ticket_as_a_picture(
    program: Program, tmp_path: Path, window: list[str]
) -> None:
    folder = tmp_path / "tickets"
    with virtual_printer(program, "--folder", str(folder), *window) as (process, url):
        for number in (1, 2):
            assert program.run("printers", "--test", url).code == 0
            assert (folder / f"ticket-{number:04}.png").exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_virtual_printer_begins_with_the_faults_it_was_given(program: Program) -> None:
    faults = ("--no-window", "--fault", "cover-open", "--fault", "slow=2000")
    with virtual_printer(program, *faults) as (_, url):
        ended = program.run("printers", "--test", url)
    assert ended.err.startswith("The printer's cover is open.")


def test_a_port_that_is_taken_is_said(program: Program) -> None:
    with VirtualPrinter() as printer:
        ended = program.run("virtual-printer", "--no-window", "--port", str(printer.port))
    assert ended.code == 1
    assert "--port" in ended.err


def test_every_fault_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["virtual-printer", "--help"])
    said = capsys.readouterr().out
    assert all(re.search(rf"  {fault}\b", said) for fault in Fault)
