"""What the parts of the command line share: how a command is added, and what its help ends with."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter, _SubParsersAction
    from pathlib import Path

Commands: TypeAlias = "_SubParsersAction[ArgumentParser]"
Run = Callable[["Namespace"], int]

EXIT_CODES: Final = """\
exit codes:
  0    done
  1    refused, or problems were found: what and what to do now is printed
  2    the command line was not understood
  130  stopped with Ctrl+C
"""

URLS: Final = """\
the clinic's URL:
  (none)                  the clinic of this account of the PC
  D:\\Clinic               a folder: the database clinic.db in it
  /srv/clinic/clinic.db   a database file
  sqlite:////srv/clinic/clinic.db
  postgresql+psycopg://host/database
                          a hospital's database, which several hosts share
  Network drives and synced folders are refused: they lose tokens. Put the file on a disk of this PC.
"""


def add(
    commands: "Commands", name: str, run: Run | None, summary: str, description: str, epilog: str
) -> "ArgumentParser":
    """Add a command; `run` does it, None for a group of commands."""
    parser: ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=description,
        epilog=epilog + EXIT_CODES,
        formatter_class=formatter(),
    )
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def add_url(parser: "ArgumentParser") -> None:
    """Let the command be given a clinic's URL."""
    parser.add_argument("url", nargs="?", metavar="URL", help="the clinic; this account's if not given")


def formatter() -> "type[RawDescriptionHelpFormatter]":
    """Help that keeps its lines."""
    from argparse import RawDescriptionHelpFormatter

    return RawDescriptionHelpFormatter


def path(text: str) -> "Path":
    """The path that somebody typed, absolute."""
    from pathlib import Path

    return Path(text).expanduser().absolute()
