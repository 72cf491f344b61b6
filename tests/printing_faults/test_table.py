"""Each fault of a printer: what the patient sees, what staff see, and that no token is lost or doubled.

The table of `docs/printing-faults.md` is what these tests find: a kiosk over a real clinic, its print queue
in a real station's database, and a printer over the network. With `WRITE_DOCS=1` it
is written, else compared.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.print_queue.reports import PrintReporter
from nextpatient_desktop.clinic.stations.pairing import StationStates
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.printing import open_printer
from nextpatient_desktop.printing.transport import PrinterTimes
from nextpatient_desktop.printing.virtual import Switches, VirtualPrinter
from nextpatient_desktop.storage.station.database import StationDatabase
from nextpatient_desktop.storage.station.printing import SqlitePrintStore
from nextpatient_desktop.ui.counter import news_words
from tests.ui.kiosk.lobby import Lobby, LobbyClocks, PromptPrinting, texts_of
from tests.ui.kiosk.visitor import Visitor

TABLE = Path(__file__).resolve().parents[2] / "docs" / "printing-faults.md"
MARK = "<!-- table -->\n"
HEAD = (
    "| the printer | the patient sees | the next one, while it lasts | staff see | journal "
    "| papers, while it lasts | after it |\n| --- | --- | --- | --- | --- | --- | --- |\n"
)
HASTY = PrinterTimes(connect=1.0, answer=0.3, write=1.5, confirm=1.5, close=0.3)
PATIENT = PrinterTimes(answer=2.0, write=15.0, confirm=15.0)
NOTHING = "nothing"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a printer, from before the first ticket on."""

    name: str
    switches: dict[str, object] = field(default_factory=dict)
    times: PrinterTimes = HASTY
    had_answered: bool = True


FAULTS = [
    Fault("works", times=PATIENT),
    Fault("is out of paper", {"out_of_paper": True}),
    Fault("has its cover open", {"cover_open": True}),
    Fault("is switched off-line", {"offline": True}),
    Fault("reports an error", {"jammed": True}),
    Fault("has little paper left", {"paper_low": True}, PATIENT),
    Fault("is slow (4,000 bytes/s)", {"bytes_per_second": 4000}, PATIENT),
    Fault("is mute, and always was", {"mute": True}, PATIENT, had_answered=False),
    Fault("confirms nothing", {"answers_in_turn": False, "knows_ids": False}, PATIENT, had_answered=False),
    Fault("hangs from the start", {"hang": True}, had_answered=False),
    Fault("hangs after it had answered", {"hang": True}),
    Fault("resets in the midst of the job", {"reset_after": 6000}),
    Fault("prints half and forgets the rest", {"lost_after": 6000}),
    Fault("runs out of paper in the midst", {"paper_ends_after": 6000}),
    Fault("serves somebody else", {"drop": True}),
    Fault("is switched off, or gone", {"refuse": True}, had_answered=False),
]
_WELL = Switches()


class Scene:
    """A kiosk, its printer, and a counter that looks."""

    def __init__(self, folder: Path, fault: Fault, stack: ExitStack) -> None:
        self.fault = fault
        self.lobby = Lobby(folder / "clinic")
        stack.callback(self.lobby.close)
        first = Switches(**fault.switches) if not fault.had_answered else Switches()  # type: ignore[arg-type]
        self.device = stack.enter_context(VirtualPrinter(first))
        printer = open_printer(self.device.url, width_dots=576, times=fault.times)
        store = SqlitePrintStore(StationDatabase.open(folder / "kiosk" / "kiosk.db"))
        self.printing = PromptPrinting(printer, self.lobby.scheduler, store)
        stack.callback(self.printing.close)
        self.lobby.printing = self.printing
        self.reporter = PrintReporter(
            self.lobby.clinic,
            self.printing.store,
            LobbyClocks(self.lobby.scheduler),
            lambda: self.printing.status,
            attends=False,
        )
        self.visitor = Visitor(self.lobby)

    def begin(self) -> None:
        for name, value in self.fault.switches.items():
            if name != "refuse":
                setattr(self.device.switches, name, value)
        self.visitor.wait(3)

    def end(self) -> None:
        for name in self.fault.switches:
            if name != "refuse":
                setattr(self.device.switches, name, getattr(_WELL, name))
        self.device.switches.out_of_paper = False

    def take(self) -> str:
        """What a patient sees, without the number."""
        self.visitor.choose(self.lobby.pharmacy)
        shown = self.visitor.ticket
        assert shown.qr
        why = shown.foot.split(" Your number")[0] if shown.foot.startswith("The printer") else ""
        self.code = shown.code
        seen = f"{shown.title}: {why}" if why else shown.title
        return seen

    def leave(self) -> None:
        """The patient goes; the kiosk is idle for a while."""
        self.visitor.does.done_pressed()
        self.visitor.wait(7)

    def staff_see(self) -> str:
        """What a counter says of the kiosk."""
        self.reporter.attend()
        asker = self.lobby.house.system
        (status,) = (one for one in asker.ask(StationStates()) if one.station.kind is StationKind.KIOSK)
        return news_words.printer(texts_of("en"), status) or NOTHING

    @property
    def papers(self) -> int:
        return len(self.device.paper.tickets)

    def journal(self) -> list[str]:
        self.reporter.attend()
        return [
            event.kind.removeprefix("printout.")
            for event in self.lobby.house.events()
            if event.kind.startswith("printout.")
        ]


def row(scene: Scene) -> str:
    """Play the fault: two patients while it lasts, one after it."""
    scene.begin()
    first = scene.take()
    scene.leave()
    second = scene.take()
    staff = scene.staff_see()
    scene.leave()
    journal, during = " then ".join(scene.journal()), scene.papers
    scene.end()
    scene.visitor.wait(65)
    assert scene.papers == during, "what was not printed is not printed afterwards"
    after = scene.take()
    scene.leave()
    assert scene.lobby.codes == ["P-001", "P-002", "P-003"], "no token is lost or doubled"
    assert len(scene.journal()) == 3, "each paper that was asked for is reported once"
    if "refuse" not in scene.fault.switches:
        assert (after, scene.papers) == ("Take your ticket", during + 1)
    return f"| {scene.fault.name} | {first} | {second} | {staff} | {journal} | {during} | {after} |"


@pytest.fixture(scope="module")
def rows() -> Iterator[dict[str, str]]:
    """The table as far as it was played; written or compared when it is whole."""
    found: dict[str, str] = {}
    yield found
    if len(found) == len(FAULTS):
        table = HEAD + "".join(f"{found[fault.name]}\n" for fault in FAULTS)
        before, _, _ = TABLE.read_text(encoding="utf-8").partition(MARK)
        if os.environ.get("WRITE_DOCS"):
            TABLE.write_text(before + MARK + table, encoding="utf-8")


@pytest.mark.usefixtures("qapp")
@pytest.mark.timeout(120)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_table_says_what_happens(fault: Fault, tmp_path: Path, rows: dict[str, str]) -> None:
    with ExitStack() as stack:
        rows[fault.name] = row(Scene(tmp_path, fault, stack))
    if not os.environ.get("WRITE_DOCS"):
        assert rows[fault.name] in TABLE.read_text(encoding="utf-8").splitlines()
