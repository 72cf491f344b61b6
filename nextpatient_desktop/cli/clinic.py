"""`nextpatient clinic ...`: a clinic's data on this PC."""

from typing import TYPE_CHECKING, Final

from nextpatient_desktop.cli.building import URLS, Commands, add, add_url, path

if TYPE_CHECKING:
    from argparse import Namespace

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
given after the backup are on paper but not in it. Whoever has the last ticket in hand can say its number:
with --last-number, or on a terminal when asked. Where nobody does, today's numbers go on at the next full
hundred. Kiosks that gave higher ones say so by themselves when they are back. Nothing is renumbered.

The key is taken from the key file in the target's folder, beside the backup, or of this account's clinic.
With --recovery-code it is asked for (or read from the standard input).
"""

_CODE: Final = """\
Prints the clinic's recovery code: the key to its data and its backups, for paper. Whoever has it can read
everything, so keep it like the key to the building, and not beside this PC.

With --enter it goes the other way: where the key file is lost, or the data came from another PC, the code is
asked for (or read from the standard input), and the key file is made again.
"""


def add_commands(commands: Commands) -> None:
    """Add these commands."""
    summary = "a clinic's data: set it up, check it, back it up, restore it"
    clinic = add(commands, "clinic", None, summary, _CLINIC, URLS)
    clinic.set_defaults(parser=clinic)
    _add_clinic_commands(clinic.add_subparsers(title="commands", metavar="COMMAND"))


def _add_clinic_commands(commands: Commands) -> None:
    new = add(commands, "new", _new, "set up a new clinic", _NEW, _NEW_EXAMPLES)
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

    check = add(commands, "check", _check, "is everything as it was written?", _CHECK, URLS + "\n")
    add_url(check)
    check.add_argument(
        "--against",
        action="append",
        default=[],
        type=path,
        metavar="BACKUP",
        help="also see that the journal still goes through this backup's end; may be given several times",
    )

    backup = add(commands, "backup", _backup, "write a backup, and prove it", _BACKUP, URLS + "\n")
    add_url(backup)
    backup.add_argument(
        "--to", required=True, type=path, metavar="FILE", help="file to write, or a folder for it"
    )

    restore = add(commands, "restore", _restore, "make a clinic's data out of a backup", _RESTORE, "")
    restore.add_argument("backup", type=path, metavar="BACKUP", help="the backup's file")
    restore.add_argument("--to", required=True, metavar="PATH", help="folder, or file, for the clinic's data")
    restore.add_argument("--recovery-code", action="store_true", help="ask for the recovery code")
    restore.add_argument(
        "--last-number",
        action="append",
        default=[],
        type=_last_number,
        metavar="A=130",
        help="the last number given today, as on its ticket; may be given several times, once per letter",
    )

    code = add(
        commands, "recovery-code", _recovery_code, "the key to the data, for paper", _CODE, URLS + "\n"
    )
    add_url(code)
    code.add_argument(
        "--qr",
        nargs="?",
        const="",
        metavar="FILE.png",
        help="as a QR code too: into a file, or here where none is given",
    )
    code.add_argument("--enter", action="store_true", help="type the code, where the key file is missing")


def _last_number(text: str) -> tuple[str, int]:
    """`A=130` or `A-130`, as letter and number."""
    from argparse import ArgumentTypeError

    from nextpatient_desktop.bootstrap.paper_numbers import number_on_paper

    try:
        return number_on_paper(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


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
        lambda: clinic_commands.restore(
            asked.backup,
            to=asked.to,
            asks_for_code=asked.recovery_code,
            last_numbers=dict(asked.last_number),
        )
    )


def _recovery_code(asked: "Namespace") -> int:
    from nextpatient_desktop.bootstrap import key_commands, terminal

    if asked.enter:
        return terminal.guarded(lambda: key_commands.enter_recovery_code(asked.url))
    return terminal.guarded(lambda: key_commands.recovery_code(asked.url, qr=asked.qr))
