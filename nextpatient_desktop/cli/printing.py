"""The commands around ticket printers: find them, try one, and a virtual one for where there is none."""

from typing import TYPE_CHECKING, Final

from nextpatient_desktop.cli.building import Commands, add, path

if TYPE_CHECKING:
    from argparse import Namespace

PRINTER_URLS: Final = """\
the printer's URL:
  tcp://192.168.1.30        a thermal printer on the network, port 9100
  tcp://printer.local:9101  on another port
  usb://04b8:0e15           on USB; `nextpatient printers` says which numbers; ?serial=... for one of several
  serial:///dev/ttyUSB0?baud=19200&flow=rtscts
                            on a serial line; on Windows serial://COM3?...; flow rtscts, xonxoff or none
  windows://EPSON TM-T88V   a printer of Windows, by its name
  cups://receipts           a queue of CUPS, by its name
  file:///dev/usb/lp0       a device of this PC
  file:///var/tmp/tickets/  a folder, in which each ticket gets a file
  none:                     no printer: the number stays on the screen
"""

_PRINTERS: Final = """\
Lists the printers that are found: on USB, on the network (those that announce themselves), those of the
system, and the serial lines. Each with the URL by which a kiosk prints on it.

With --test one of them prints the test page: a ruler, greys, a line in each script, QR codes, the cut. What
became of it is said.
"""

_PRINTERS_EXAMPLES: Final = """\
examples:
  nextpatient printers
  nextpatient printers --test usb://04b8:0e15
  nextpatient printers --test "serial:///dev/ttyUSB0?baud=19200&flow=rtscts" --width 384

"""

_VIRTUAL: Final = """\
A ticket printer that is not there. It listens like one on the network, shows its paper in a window, keeps
each ticket as a PNG, and can be out of paper, open, slow, mute and whatever else real ones are: by --fault,
or by the switches in its window while it runs. Without a screen it only writes the PNGs.
"""

_VIRTUAL_EXAMPLES: Final = """\
examples:
  nextpatient virtual-printer
  nextpatient virtual-printer --width 384 --fault out-of-paper
  nextpatient virtual-printer --fault slow=960 --fault unconfirmed --folder tickets
  nextpatient kiosk --printer tcp://127.0.0.1:9100

faults:
  out-of-paper  cover-open  offline  error    it says so and prints nothing
  paper-low                                   it says so and prints
  paper-ends[=BYTES]                          no paper any more after so many bytes
  slow[=BYTES]                                prints so many bytes in a second
  mute                                        prints, and never says anything
  unconfirmed                                 knows no question that confirms a ticket
  hang                                        takes connections, and nothing over them
  busy                                        closes each connection at once
  reset[=BYTES]                               resets each connection after so many bytes
  half[=BYTES]                                loses the rest of each ticket after so many bytes

"""


def add_commands(commands: Commands) -> None:
    """Add these commands."""
    printers = add(
        commands,
        "printers",
        _printers,
        "the ticket printers that are found, with their URLs; try one",
        _PRINTERS,
        f"{_PRINTERS_EXAMPLES}{PRINTER_URLS}\n",
    )
    printers.add_argument("--test", metavar="URL", help="print the test page there")
    printers.add_argument(
        "--width", type=int, default=576, metavar="DOTS", help="of the paper: 576 (80 mm) or 384 (58 mm)"
    )
    printers.add_argument("--language", default="en", metavar="CODE", help="of the test page (%(default)s)")
    virtual = add(
        commands,
        "virtual-printer",
        _virtual_printer,
        "a ticket printer that is not there, with every fault of real ones",
        _VIRTUAL,
        _VIRTUAL_EXAMPLES,
    )
    virtual.add_argument("--port", type=int, default=9100, help="where it listens (%(default)s); 0 for any")
    virtual.add_argument(
        "--listen", default="127.0.0.1", metavar="ADDRESS", help="0.0.0.0 for the whole network (%(default)s)"
    )
    virtual.add_argument("--width", type=int, default=576, metavar="DOTS", help="of its paper (%(default)s)")
    virtual.add_argument("--folder", type=path, metavar="DIR", help="for the PNGs; a new one if not given")
    virtual.add_argument(
        "--fault", action="append", default=[], metavar="NAME", help="what is wrong with it; several times"
    )
    virtual.add_argument("--no-window", action="store_true", help="write the PNGs only")


def _printers(asked: "Namespace") -> int:
    from nextpatient_desktop.bootstrap.printer_commands import print_test_page, show_found
    from nextpatient_desktop.bootstrap.terminal import guarded

    if asked.test is None:
        return guarded(show_found, "printers")
    return guarded(lambda: print_test_page(asked.test, asked.width, asked.language), "printers")


def _virtual_printer(asked: "Namespace") -> int:
    from nextpatient_desktop.bootstrap.terminal import guarded
    from nextpatient_desktop.bootstrap.virtual_printer import run_virtual_printer

    return guarded(
        lambda: run_virtual_printer(
            port=asked.port,
            host=asked.listen,
            width_dots=asked.width,
            folder=asked.folder,
            faults=asked.fault,
            has_window=not asked.no_window,
        ),
        "virtual-printer",
    )
