"""The commands with windows: kiosk, counter, display, and the demo of all three."""

from typing import TYPE_CHECKING, Final

from nextpatient_desktop.cli.building import URLS, Commands, add, path
from nextpatient_desktop.cli.printing import PRINTER_URLS

if TYPE_CHECKING:
    from argparse import Namespace

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


def add_commands(commands: Commands) -> None:
    """Add these commands."""
    for mode, summary, description in (
        ("kiosk", "where patients take a token by touch, in their language; prints tickets", _KIOSK),
        ("counter", "where staff call, serve, hold and send on patients, by keyboard", _COUNTER),
        ("display", "the waiting room's screen: who is called where, and who is next", _DISPLAY),
    ):
        _add_mode(commands, mode, summary, description)
    demo = add(commands, "demo", _demo, "a small invented clinic with all three, to play with", _DEMO, "")
    demo.add_argument("--screens", type=path, metavar="DIR", help="write a picture of each screen into DIR")


def _add_mode(commands: Commands, mode: str, summary: str, description: str) -> None:
    urls = f"{URLS}\n{PRINTER_URLS}" if mode == "kiosk" else URLS
    parser = add(commands, mode, _mode, summary, description, f"{_mode_examples(mode)}\n{urls}\n")
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
