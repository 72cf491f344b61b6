"""`Office`: the settings over a real clinic, with time, printers and the device's file in a test's hands."""

import base64
from dataclasses import replace

from nextpatient_desktop.clinic.door import Actor, Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.printing import (
    FoundPrinter,
    PrinterState,
    PrinterStatus,
    PrintOutcome,
    ProofPrinter,
    ProofSheet,
    TicketContent,
)
from nextpatient_desktop.clinic.setup.messages import ClinicDetails, UpdateClinic
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.printing.logo import read_logo
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.ports import TaskRunner
from nextpatient_desktop.ui.settings.asking import Question
from nextpatient_desktop.ui.settings.clinic_section import ClinicSectionState
from nextpatient_desktop.ui.settings.departments import DepartmentsState
from nextpatient_desktop.ui.settings.device import Connection, Device, ScreenChoice
from nextpatient_desktop.ui.settings.presenter import Section, SettingsPresenter, SettingsState
from nextpatient_desktop.ui.settings.rooms import RoomsState
from nextpatient_desktop.ui.settings.sign_in import SignInState
from nextpatient_desktop.ui.settings.staff_members import StaffState
from nextpatient_desktop.ui.settings.station import StationState
from nextpatient_desktop.ui.settings.stations import StationsState
from nextpatient_desktop.ui.settings.surroundings import Surroundings
from nextpatient_desktop.ui.station_settings import StationSettings
from tests.clinic.house import PASSWORD, House
from tests.fakes.scheduler import ManualScheduler
from tests.fakes.tasks import ImmediateRunner
from tests.fakes.views import RecordingNotices, RecordingView
from tests.printing.logos import LOGO


class ClinicTime(ManualScheduler):
    """A scheduler whose time is the clinic's too."""

    def __init__(self, house: House) -> None:
        super().__init__(house.clock.now())
        self._house = house

    def _pass_until(self, monotonic: float) -> None:
        super()._pass_until(monotonic)
        self._house.clock.instant = self._now
        self._house.seconds = self._monotonic


class DeviceFile:
    """The device's settings in memory; full when the test says so."""

    def __init__(self, settings: StationSettings) -> None:
        self.kept = settings
        self.is_full = False
        self.saves = 0

    def load(self) -> StationSettings:
        return self.kept

    def save(self, settings: StationSettings) -> None:
        if self.is_full:
            raise ClinicError("settings_not_saved", path="station.json")
        self.saves += 1
        self.kept = settings


class Printers:
    """Printers of any address, which answer what the test says."""

    def __init__(self) -> None:
        self.outcome = PrintOutcome(state=PrinterState.PRINTED)
        self.opened: list[tuple[str, int]] = []
        self.sheets: list[ProofSheet] = []
        self.found = [FoundPrinter(url="tcp://192.168.1.30", name="EPSON TM-m30")]
        self.closed = 0

    def find(self) -> list[FoundPrinter]:
        return self.found

    def open(self, url: str, width_dots: int) -> ProofPrinter:
        if "://" not in url and url != "none:":
            raise ClinicError("printer_url_invalid", url=url)
        self.opened.append((url, width_dots))
        return self

    def print_ticket(self, content: TicketContent, /) -> PrintOutcome:
        return self.outcome

    def print_proof(self, sheet: ProofSheet, /) -> PrintOutcome:
        self.sheets.append(sheet)
        return self.outcome

    def status(self) -> PrinterStatus:
        return PrinterStatus(state=PrinterState.READY)

    def close(self) -> None:
        self.closed += 1


class RecordingSettings:
    """The window as the presenter sees it."""

    def __init__(self) -> None:
        self.sign_in_panel: RecordingView[SignInState] = RecordingView()
        self.clinic_panel: RecordingView[ClinicSectionState] = RecordingView()
        self.departments_panel: RecordingView[DepartmentsState] = RecordingView()
        self.rooms_panel: RecordingView[RoomsState] = RecordingView()
        self.staff_panel: RecordingView[StaffState] = RecordingView()
        self.stations_panel: RecordingView[StationsState] = RecordingView()
        self.station_panel: RecordingView[StationState] = RecordingView()
        self.states: list[SettingsState] = []
        self.question: Question | None = None
        self.is_closed = False

    def render(self, state: SettingsState) -> None:
        self.states.append(state)

    def show_question(self, question: Question | None) -> None:
        self.question = question

    def close_now(self) -> None:
        self.is_closed = True

    @property
    def state(self) -> SettingsState:
        return self.states[-1]


class Office:
    """A clinic with three departments, two rooms and four people, and the settings over it."""

    def __init__(
        self, house: House, runner: TaskRunner | None = None, kind: StationKind = StationKind.COUNTER
    ) -> None:
        self.house = house
        system = house.system
        info = system.ask(ClinicDetails())
        system.execute(UpdateClinic(info=replace(info, languages=("en", "hi", "ta"))))
        self.opd = house.add_department("A", "General OPD", names={"hi": "सामान्य ओपीडी"})
        self.dental = house.add_department("D", "Dental", icon="tooth-outline")
        self.ent = house.add_department("E", "ENT", icon="ear-hearing")
        self.room3 = house.add_counter(self.opd, name="Room 3")
        self.room4 = house.add_counter(self.opd, self.dental, name="Room 4")
        self.rao = house.add_staff("Dr Anita Rao", "rao")
        self.time = ClinicTime(house)
        self.notices = RecordingNotices()
        self.view = RecordingSettings()
        self.file = DeviceFile(StationSettings(name="Kiosk 1"))
        self.printers = Printers()
        self.connection = Connection()
        self.told: list[StationSettings] = []
        self.quits: list[str] = []
        self.drawn: list[TicketContent] = []
        self.device = Device(
            store=self.file,
            open_printer=self.printers.open,
            find_printers=self.printers.find,
            screens=(ScreenChoice(name="HDMI-1", width=1920, height=1080, is_main=True),),
            settings_saved=self.told.append,
            restart=lambda: self.quits.append("restart"),
            quit_program=lambda: self.quits.append("quit"),
            connection=lambda: self.connection,
            leave_clinic=lambda: self.quits.append("leave"),
            draw_ticket=self.draw_ticket,
            read_logo=read_logo,
        )
        self.runner = runner or ImmediateRunner()
        self.kind = kind
        self.door: Clinic = house.door
        self.reopen()

    def draw_ticket(self, content: TicketContent) -> bytes:
        """Any picture, another for each ticket."""
        self.drawn.append(content)
        return base64.b64decode(LOGO) + bytes(len(self.drawn))

    def reopen(self) -> None:
        """Open the settings anew, at their sign-in."""
        near = Surroundings(
            tasks=self.runner, scheduler=self.time, notices=self.notices, texts=load_texts("en")
        )
        self.presenter = SettingsPresenter(
            clinic=self.door,
            near=near,
            view=self.view,
            station=Actor(kind=self.kind),
            device=self.device,
        )
        self.presenter.start()

    def open_section(self) -> Section | None:
        """Which section is open now."""
        return self.view.state.section

    def kept(self) -> StationSettings:
        """What the device keeps now."""
        return self.file.kept

    @property
    def elsewhere(self) -> Clinic:
        """The clinic as another administrator has it at the same time."""
        return self.house.as_staff(self.house.admin)

    def sign_in(self, section: Section = Section.DEPARTMENTS) -> SettingsPresenter:
        """The admin signs in and goes to a section."""
        self.presenter.sign_in.submitted("meera", PASSWORD)
        self.presenter.section_chosen(section)
        return self.presenter

    def answer(self, words: str) -> None:
        """Take the choice with these words."""
        question = self.view.question
        assert question is not None, "nothing was asked"
        self.presenter.asking.answered([one.words for one in question.choices].index(words))

    def pass_on(self, seconds: float = 0.2) -> None:
        """Let the pause after a question go by."""
        self.time.advance(seconds)
