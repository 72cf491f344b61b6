"""The commands of a clinic on several PCs: the host, its stations, and how one joins."""

from typing import TYPE_CHECKING, Final

from nextpatient_desktop.cli.building import URLS, Commands, add, add_url

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_KINDS: Final = ("kiosk", "counter", "display")

_HOST: Final = """\
The host: the one program that has the clinic's data, for all kiosks, counters and displays on the LAN. They
find it by themselves, are paired once with `nextpatient host pair`, and talk to it over TLS. It runs until
Ctrl+C, and finishes what it was asked before it ends.

Kiosks, counters and displays on the host's own PC go through it too, without pairing.
"""

_HOST_EXAMPLES: Final = """\
examples:
  nextpatient host
  nextpatient host --clinic D:\\Clinic --port 7400
  nextpatient host --install            start it whenever this PC starts
  nextpatient host --uninstall
  nextpatient host pair --kind kiosk --name "Kiosk 2"

"""

_PAIR: Final = """\
Lets one more device become a station: shows a code of six figures that lives two minutes and takes five
tries, and the words by which the device's screen and this one are compared. Type the code at the device
(its first screen, or `nextpatient join` there). Needs the host to run on this PC.
"""

_PAIR_EXAMPLES: Final = """\
examples:
  nextpatient host pair --kind kiosk
  nextpatient host pair --kind counter --name "Pharmacy desk" --counter Pharmacy
  nextpatient host pair --station "Kiosk 2"      a new PC in its place: the old one's key ends
  nextpatient host pair --kind integration --name "Lab system" --acts-as reception

"""

_JOIN: Final = """\
Makes this device a station of a clinic on the LAN. Finds the clinic's host (or asks at the address given),
shows the words of its certificate, asks for the code that `nextpatient host pair` or the settings show, and
keeps the key. After that `nextpatient kiosk`, counter or display starts here.
"""

_JOIN_EXAMPLES: Final = """\
examples:
  nextpatient join
  nextpatient join 192.168.1.20
  nextpatient join 192.168.1.20:7400 --kind kiosk --code 482913

"""

_STATIONS: Final = """\
Lists the clinic's stations: what each is, whether it is heard of, when it last was, and how many tokens a
kiosk that was cut off still has to hand over. On the PC that keeps the clinic's data; elsewhere an
administrator sees the same in the settings.
"""


def add_commands(commands: Commands) -> None:
    """Add these commands."""
    _add_host(commands)
    summary = "make this device a station of a clinic on the LAN"
    join = add(commands, "join", _join, summary, _JOIN, _JOIN_EXAMPLES)
    join.add_argument("address", nargs="?", help="the host's; looked for on the LAN if not given")
    join.add_argument("--code", help="the six figures; asked if not given")
    join.add_argument("--kind", choices=(*_KINDS, "integration"), help="what this device is to be")
    join.add_argument("--station", metavar="NAME", help="as the modes' --station: a second one on this PC")

    summary = "the clinic's stations, and which of them are away"
    stations = add(commands, "stations", _stations, summary, _STATIONS, URLS + "\n")
    add_url(stations)
    stations.add_argument("--all", action="store_true", help="also those that were taken out of use")


def _add_host(commands: Commands) -> None:
    summary = "has the clinic's data for all stations on the LAN"
    host = add(commands, "host", _host, summary, _HOST, f"{_HOST_EXAMPLES}{URLS}\n")
    _add_clinic(host)
    host.add_argument("--port", type=_port, metavar="N", help="where it listens (7390)")
    host.add_argument(
        "--bind", metavar="ADDRESS", help="listen at this address of the PC only, not at all of them"
    )
    host.add_argument("--quiet", action="store_true", help="print nothing unless it is refused")
    boot = host.add_mutually_exclusive_group()
    boot.add_argument("--install", action="store_true", help="start it whenever this PC starts")
    boot.add_argument("--uninstall", action="store_true", help="take that back")
    boot.add_argument("--status", action="store_true", help="is it installed, does it run?")
    # how a station starts the host that it needs
    boot.add_argument("--for-stations", action="store_true", help=_hidden())
    pairing = host.add_subparsers(title="commands", metavar="COMMAND")
    pair = add(pairing, "pair", _pair, "let one more device join", _PAIR, _PAIR_EXAMPLES)
    _add_clinic(pair)
    pair.add_argument("--kind", choices=(*_KINDS, "integration"), help="what the device is to be")
    pair.add_argument("--name", default="", help="its name; the next free one of its kind if not given")
    pair.add_argument("--counter", metavar="NAME", help='the counter that it stands at: "Room 3"')
    pair.add_argument("--acts-as", choices=("admin", "doctor", "reception"), help="of an integration")
    pair.add_argument("--station", metavar="NAME", help="one that is known gets a new key")


def _add_clinic(parser: "ArgumentParser") -> None:
    parser.add_argument("--clinic", metavar="URL", help="the clinic; this account's if not given")


def _hidden() -> str:
    from argparse import SUPPRESS

    return SUPPRESS


def _port(text: str) -> int:
    from argparse import ArgumentTypeError

    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ArgumentTypeError(f"{text} is no port: one is a number from 1 to 65535")
    return int(text)


def _host(asked: "Namespace") -> int:
    from nextpatient_desktop.bootstrap import host_commands, terminal
    from nextpatient_desktop.bootstrap.host_commands import HostOptions

    options = HostOptions(clinic=asked.clinic, port=asked.port, bind=asked.bind)
    if asked.install:
        return terminal.guarded(lambda: host_commands.install(options), log="host-install")
    if asked.uninstall:
        return terminal.guarded(host_commands.uninstall, log="host-install")
    if asked.status:
        return terminal.guarded(lambda: host_commands.status(options), log="host-install")
    if asked.for_stations:
        return host_commands.run_for_stations(options)
    return terminal.guarded(lambda: host_commands.run(options, is_quiet=asked.quiet), log="host")


def _pair(asked: "Namespace") -> int:
    from nextpatient_desktop.bootstrap import station_commands, terminal

    if asked.kind is None and asked.station is None:
        return terminal.misuse("What is it to be? Give --kind, or --station for one that is known.")
    return terminal.guarded(
        lambda: station_commands.pair(
            asked.clinic,
            kind=asked.kind,
            name=asked.name,
            counter=asked.counter,
            acts_as=asked.acts_as,
            station=asked.station,
        ),
        log="pair",
    )


def _join(asked: "Namespace") -> int:
    from nextpatient_desktop.bootstrap import station_commands, terminal

    return terminal.guarded(
        lambda: station_commands.join(asked.address, code=asked.code, kind=asked.kind, station=asked.station),
        log="join",
    )


def _stations(asked: "Namespace") -> int:
    from nextpatient_desktop.bootstrap import station_commands, terminal

    return terminal.guarded(
        lambda: station_commands.stations(asked.url, include_inactive=asked.all), log="stations"
    )
