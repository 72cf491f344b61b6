"""The command line: `nextpatient MODE [options]`. Reads what is asked for, and imports only what does it.

Exit codes: 0 done; 1 refused, or problems were found; 2 the command line was not understood; 130 stopped with
Ctrl+C.
"""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from nextpatient_desktop import __version__

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter, _SubParsersAction
    from pathlib import Path

    Commands = _SubParsersAction[ArgumentParser]

DONE: Final = 0
REFUSED: Final = 1
MISUSED: Final = 2
INTERRUPTED: Final = 130

Run = Callable[["Namespace"], int]

_EXIT_CODES: Final = """\
exit codes:
  0    done
  1    refused, or problems were found: what and what to do now is printed
  2    the command line was not understood
  130  stopped with Ctrl+C
"""

_MAIN: Final = """\
A clinic's queue for kiosk, counter and waiting-room display. It needs no internet: one PC is enough.
"""

_MAIN_EXAMPLES: Final = """\
examples:
  nextpatient demo
  nextpatient clinic new --name "Sunrise Community Clinic"
  nextpatient counter --counter "Room 3"
  nextpatient kiosk --printer tcp://192.168.1.30
  nextpatient display

`nextpatient COMMAND --help` says more about each.

environment:
  NEXTPATIENT_HOME  one folder for data, settings and logs, instead of the platform's own
  NEXTPATIENT_LOG   how much is logged: DEBUG, INFO (the default), WARNING, ERROR

"""

_URLS: Final = """\
the clinic's URL:
  (none)                  the clinic of this account of the PC
  D:\\Clinic               a folder: the database clinic.db in it
  /srv/clinic/clinic.db   a database file
  sqlite:////srv/clinic/clinic.db
  Network drives and synced folders are refused: they lose tokens. Put the file on a disk of this PC.
"""

_PRINTERS: Final = """\
the printer's URL:
  tcp://192.168.1.30        a thermal printer on the network, port 9100
  tcp://printer.local:9101  on another port
  file:///dev/usb/lp0       a device of this PC
  file:///var/tmp/tickets/  a folder, in which each ticket gets a file
  none:                     no printer: the number stays on the screen
"""

_KIOSK: Final = """\
The kiosk: patients touch a department and have a token, in their own language, in one tap or two. It fills
the screen and has no way out but the administrator's: hold the upper left corner for 3 seconds.
"""

_COUNTER: Final = """\
The counter: a room, a laboratory window, a pharmacy desk. Staff sign in and work by keyboard: F9 completes
and calls next, F5 starts, F8 completes, F6 calls again, F7 is a no-show, Ctrl+Z takes the last step back.
"""

_DISPLAY: Final = """\
The waiting room's screen: who is called to which room, and who is next. Codes only, never a name. A
new call fills it for a while; then it shows every room's token and the next ones.
"""

_DEMO: Final = """\
Makes an invented clinic in the middle of its morning in a temporary folder, and opens its kiosk, a counter
and its display, all over the same data: a token taken in one window appears in the others. Logins and
passwords of the invented staff are printed.

With --screens the windows are not shown: each of them becomes a picture, also where there is no screen.
"""

_CLINIC: Final = """\
The clinic's data on this PC: an encrypted database, its documents, and the key to both. All of these
commands may be used while kiosks, counters and displays are open.
"""

_NEW: Final = """\
Sets up a clinic: the folder, the key, the database, and the first administrator, who can then sign in at a
counter and add departments, rooms and staff in the settings. Asks for login and password.

It prints the recovery code. Write it down and keep it away from this PC: without the key file and without
this code nobody can ever open the clinic's data or its backups.
"""

_NEW_EXAMPLES: Final = """\
examples:
  nextpatient clinic new --name "Sunrise Community Clinic"
  nextpatient clinic new D:\\Clinic --name "Sunrise Community Clinic" --languages en,ta
  nextpatient clinic new --name Test --admin-login asha --password-stdin < password.txt

"""

_CHECK: Final = """\
Looks through everything that is kept: the file's pages, the journal's chain of hashes, that no number is
missing or given twice, what state each token is in, and the content of every document. Changes nothing.
Says each thing that is wrong in a sentence, and ends with exit code 1 if there is one.
"""

_BACKUP: Final = """\
Writes one encrypted file with the database and all documents, while stations go on working. It is opened
again and checked as a whole before it gets its name. It opens with the clinic's key or recovery code only.
"""

_RESTORE: Final = """\
Makes a clinic's data out of a backup, where there is none: nothing is ever overwritten. The tokens that were
given after the backup are on paper but not in it, so today's numbers go on at the next full hundred. Nothing
is renumbered.

The key is taken from the key file in the target's folder, beside the backup, or of this account's clinic.
With --recovery-code it is asked for (or read from the standard input).
"""

_CODE: Final = """\
Prints the clinic's recovery code: the key to its data and its backups, for paper. Whoever has it can read
everything, so keep it like the key to the building, and not beside this PC.

With --enter it goes the other way: where the key file is lost, or the data came from another PC, the code is
asked for (or read from the standard input), and the key file is made again.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the process's exit code."""
    for stream in (sys.stdout, sys.stderr):  # neither is there in a windowed program
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an old Windows console cannot show every script
    parser = _parser()
    asked = parser.parse_args(argv)
    run: Run | None = getattr(asked, "run", None)
    if run is None:
        asked.parser.print_help(sys.stderr)
        return MISUSED
    try:
        return run(asked)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read the output has seen enough
        _forget_output()
        return REFUSED


def _forget_output() -> None:
    import os

    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())


# --- What is understood ---------------------------------------------------------------------------


def _parser() -> "ArgumentParser":
    from argparse import ArgumentParser

    parser = ArgumentParser(
        "nextpatient", description=_MAIN, epilog=_MAIN_EXAMPLES + _EXIT_CODES, formatter_class=_formatter()
    )
    parser.add_argument("--version", action="version", version=f"NextPatient Desktop {__version__}")
    parser.set_defaults(parser=parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", prog="nextpatient")
    for mode, summary, description in (
        ("kiosk", "where patients take a token by touch, in their language; prints tickets", _KIOSK),
        ("counter", "where staff call, serve, hold and send on patients, by keyboard", _COUNTER),
        ("display", "the waiting room's screen: who is called where, and who is next", _DISPLAY),
    ):
        _add_mode(commands, mode, summary, description)
    demo = _add(commands, "demo", _demo, "a small invented clinic with all three, to play with", _DEMO, "")
    demo.add_argument("--screens", type=_path, metavar="DIR", help="write a picture of each screen into DIR")
    clinic = _add(
        commands,
        "clinic",
        None,
        "a clinic's data: set it up, check it, back it up, restore it",
        _CLINIC,
        _URLS,
    )
    clinic.set_defaults(parser=clinic)
    _add_clinic_commands(clinic.add_subparsers(title="commands", metavar="COMMAND"))
    return parser


def _add_mode(commands: "Commands", mode: str, summary: str, description: str) -> None:
    urls = f"{_URLS}\n{_PRINTERS}" if mode == "kiosk" else _URLS
    parser = _add(commands, mode, _mode, summary, description, f"{_mode_examples(mode)}\n{urls}\n")
    parser.set_defaults(mode=mode)
    parser.add_argument(
        "--clinic", metavar="URL", help="the clinic; as in the station's settings if not given"
    )
    parser.add_argument("--counter", metavar="NAME", help='the counter that this station is at: "Room 3"')
    parser.add_argument("--printer", metavar="URL", help="the ticket printer, for this start")
    parser.add_argument("--windowed", action="store_true", help="a window to move, not the whole screen")
    parser.add_argument(
        "--station",
        metavar="NAME",
        help="this device's name in the clinic; a second kiosk, counter or display on one PC needs one",
    )


def _mode_examples(mode: str) -> str:
    lines = {
        "kiosk": ["", "--printer tcp://192.168.1.30", '--windowed --station "Kiosk at the side door"'],
        "counter": ['--counter "Room 3"', '--clinic D:\\Clinic --counter Pharmacy --station "Pharmacy desk"'],
        "display": ["", "--windowed"],
    }
    return "examples:\n" + "".join(f"  nextpatient {mode} {line}".rstrip() + "\n" for line in lines[mode])


def _add_clinic_commands(commands: "Commands") -> None:
    new = _add(commands, "new", _new, "set up a new clinic", _NEW, _NEW_EXAMPLES)
    new.add_argument("path", nargs="?", metavar="PATH", help="folder, or file; this account's if not given")
    new.add_argument("--name", required=True, help="the clinic's name, as on its tickets")
    new.add_argument("--address", default="", help="one line, as on its tickets")
    new.add_argument("--phone", default="", help="as on its tickets")
    new.add_argument("--time-zone", default="Asia/Kolkata", metavar="ZONE", help="IANA name (%(default)s)")
    new.add_argument(
        "--languages", default="en,hi", help="codes with commas, the first one first (%(default)s)"
    )
    new.add_argument("--admin-login", metavar="LOGIN", help="of the first administrator; asked if not given")
    new.add_argument("--admin-name", metavar="NAME", help="of the same; the login if not given")
    new.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    check = _add(commands, "check", _check, "is everything as it was written?", _CHECK, _URLS + "\n")
    _add_url(check)
    check.add_argument(
        "--against",
        action="append",
        default=[],
        type=_path,
        metavar="BACKUP",
        help="also see that the journal still goes through this backup's end; may be given several times",
    )

    backup = _add(commands, "backup", _backup, "write a backup, and prove it", _BACKUP, _URLS + "\n")
    _add_url(backup)
    backup.add_argument(
        "--to", required=True, type=_path, metavar="FILE", help="file to write, or a folder for it"
    )

    restore = _add(commands, "restore", _restore, "make a clinic's data out of a backup", _RESTORE, "")
    restore.add_argument("backup", type=_path, metavar="BACKUP", help="the backup's file")
    restore.add_argument("--to", required=True, metavar="PATH", help="folder, or file, for the clinic's data")
    restore.add_argument("--recovery-code", action="store_true", help="ask for the recovery code")

    code = _add(
        commands, "recovery-code", _recovery_code, "the key to the data, for paper", _CODE, _URLS + "\n"
    )
    _add_url(code)
    code.add_argument(
        "--qr",
        nargs="?",
        const="",
        metavar="FILE.png",
        help="as a QR code too: into a file, or here where none is given",
    )
    code.add_argument("--enter", action="store_true", help="type the code, where the key file is missing")


def _add(
    commands: "Commands", name: str, run: Run | None, summary: str, description: str, epilog: str
) -> "ArgumentParser":
    parser: ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=description,
        epilog=epilog + _EXIT_CODES,
        formatter_class=_formatter(),
    )
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def _add_url(parser: "ArgumentParser") -> None:
    parser.add_argument("url", nargs="?", metavar="URL", help="the clinic; this account's if not given")


def _formatter() -> "type[RawDescriptionHelpFormatter]":
    from argparse import RawDescriptionHelpFormatter

    return RawDescriptionHelpFormatter


def _path(text: str) -> "Path":
    from pathlib import Path

    return Path(text).expanduser().absolute()


# --- What is done ---------------------------------------------------------------------------------


def _mode(asked: "Namespace") -> int:
    from nextpatient_desktop.bootstrap.lean import start_lean

    start_lean()  # before anything else is imported
    from nextpatient_desktop.bootstrap.folders import clinic_url
    from nextpatient_desktop.bootstrap.logs import start_logging
    from nextpatient_desktop.bootstrap.modes import run_mode
    from nextpatient_desktop.bootstrap.options import ModeOptions
    from nextpatient_desktop.domain.model import StationKind

    start_logging(asked.mode)
    options = ModeOptions(
        clinic=None if asked.clinic is None else str(clinic_url(asked.clinic)),
        counter=asked.counter,
        printer=asked.printer,
        is_windowed=asked.windowed,
        station=asked.station,
    )
    return run_mode(StationKind(asked.mode), options)


def _demo(asked: "Namespace") -> int:
    from nextpatient_desktop.bootstrap.lean import start_lean

    start_lean()
    from nextpatient_desktop.bootstrap.demo import run_demo
    from nextpatient_desktop.bootstrap.logs import start_logging

    start_logging("demo")
    return run_demo(asked.screens)


def _new(asked: "Namespace") -> int:
    from nextpatient_desktop.bootstrap import clinic_commands, terminal

    return terminal.guarded(
        lambda: clinic_commands.new(
            asked.path,
            name=asked.name,
            address=asked.address,
            phone=asked.phone,
            time_zone=asked.time_zone,
            languages=tuple(code.strip() for code in asked.languages.split(",") if code.strip()),
            admin_login=asked.admin_login,
            admin_name=asked.admin_name,
            is_password_on_stdin=asked.password_stdin,
        )
    )


def _check(asked: "Namespace") -> int:
    from nextpatient_desktop.bootstrap import clinic_commands, terminal

    return terminal.guarded(lambda: clinic_commands.check(asked.url, against=asked.against))


def _backup(asked: "Namespace") -> int:
    from nextpatient_desktop.bootstrap import clinic_commands, terminal

    return terminal.guarded(lambda: clinic_commands.backup(asked.url, to=asked.to))


def _restore(asked: "Namespace") -> int:
    from nextpatient_desktop.bootstrap import clinic_commands, terminal

    return terminal.guarded(
        lambda: clinic_commands.restore(asked.backup, to=asked.to, asks_for_code=asked.recovery_code)
    )


def _recovery_code(asked: "Namespace") -> int:
    from nextpatient_desktop.bootstrap import key_commands, terminal

    if asked.enter:
        return terminal.guarded(lambda: key_commands.enter_recovery_code(asked.url))
    return terminal.guarded(lambda: key_commands.recovery_code(asked.url, qr=asked.qr))
