"""The command line: `nextpatient MODE [options]`. Reads what is asked for, and imports only what does it.

Exit codes: 0 done; 1 refused, or problems were found; 2 the command line was not understood; 130 stopped with
Ctrl+C.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from nextpatient_desktop import __version__

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from nextpatient_desktop.cli.building import Run

DONE: Final = 0
REFUSED: Final = 1
MISUSED: Final = 2
INTERRUPTED: Final = 130

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

several PCs, with the clinic's data on one of them:
  nextpatient host                there, or --install to have it started with that PC
  nextpatient host pair --kind kiosk
  nextpatient join                on each of the others, then: nextpatient kiosk

`nextpatient COMMAND --help` says more about each.

environment:
  NEXTPATIENT_HOME  one folder for data, settings and logs, instead of the platform's own
  NEXTPATIENT_LOG   how much is logged: DEBUG, INFO (the default), WARNING, ERROR
  NEXTPATIENT_PORT  the port on which a host listens where no --port says so (7390)

"""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the process's exit code."""
    for stream in (sys.stdout, sys.stderr):  # neither is there in a windowed program
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an old Windows console cannot show every script
    parser = make_parser()
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


def make_parser() -> "ArgumentParser":
    """What the command line understands."""
    from argparse import ArgumentParser

    from nextpatient_desktop.cli import clinic, lan, modes, printing
    from nextpatient_desktop.cli.building import EXIT_CODES, formatter

    parser = ArgumentParser(
        "nextpatient", description=_MAIN, epilog=_MAIN_EXAMPLES + EXIT_CODES, formatter_class=formatter()
    )
    parser.add_argument("--version", action="version", version=f"NextPatient Desktop {__version__}")
    parser.set_defaults(parser=parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", prog="nextpatient")
    modes.add_commands(commands)
    clinic.add_commands(commands)
    lan.add_commands(commands)
    printing.add_commands(commands)
    return parser
