"""`Lobby`: a kiosk over a real clinic, with a printer and a line to the clinic that a test can make fail."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from nextpatient_desktop.clinic.departments.messages import CloseDepartment, ReopenDepartment
from nextpatient_desktop.clinic.door import Actor
from nextpatient_desktop.clinic.patients.messages import PatientForm, RegisterPatient
from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.clinic.print_queue.jobs import PrintJob, PrintRequest
from nextpatient_desktop.clinic.print_queue.memory import MemoryPrintStore
from nextpatient_desktop.clinic.print_queue.ports import (
    JobPrinter,
    PreparedJob,
    Printing,
    PrintNews,
    PrintStore,
)
from nextpatient_desktop.clinic.print_queue.queue import PrintQueue
from nextpatient_desktop.clinic.printing import (
    PrinterState,
    PrinterStatus,
    PrintOutcome,
    TicketContent,
)
from nextpatient_desktop.clinic.printouts.messages import PrintResult
from nextpatient_desktop.clinic.setup.messages import ClinicDetails, CreateClinic, UpdateClinic
from nextpatient_desktop.clinic.stations.messages import RegisterStation
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.domain.ids import PrintJobId, TokenId
from nextpatient_desktop.domain.model import ClinicInfo, Department, KioskAsks, Patient, StationKind, Token
from nextpatient_desktop.text import Texts, load_texts
from nextpatient_desktop.ui.kiosk.state import Modules
from tests.clinic.house import House
from tests.fakes.line import Line
from tests.fakes.scheduler import ManualScheduler

R = TypeVar("R")

PHONE = "9845031777"
SETTLED = 0.5


class ClinicScheduler(ManualScheduler):
    """A scheduler whose time is the clinic's too."""

    def __init__(self, house: House) -> None:
        super().__init__(house.clock.now())
        self._house = house

    def _pass_until(self, monotonic: float) -> None:
        super()._pass_until(monotonic)
        self._house.clock.instant = self._now


class PaperPrinter:
    """A `JobPrinter` that keeps its tickets and does as it is told."""

    def __init__(self) -> None:
        self.state = PrinterState.READY
        self.outcome = PrintOutcome(state=PrinterState.PRINTED)
        self.tickets: list[TicketContent] = []
        self.raises: Exception | None = None
        self.asked = 0

    def does(self, outcome: PrintOutcome) -> None:
        """Be so, and do so with each ticket from now on."""
        self.outcome = outcome
        self.state = outcome.state if outcome.is_repeatable else PrinterState.READY
        if outcome.state is PrinterState.FAILED:
            self.state = PrinterState.READY

    def prepare(self, content: Any, /) -> PreparedJob:  # noqa: ANN401  # a ticket
        if self.raises is not None:
            raise self.raises
        return _Ticket(self, content)

    def status(self) -> PrinterStatus:
        self.asked += 1
        return PrinterStatus(state=self.state)

    def close(self) -> None:
        """Nothing is held."""


class _Ticket:
    """A ticket that can be printed."""

    def __init__(self, printer: PaperPrinter, content: TicketContent) -> None:
        self._printer = printer
        self._content = content

    def send(self) -> PrintOutcome:
        self._printer.tickets.append(self._content)
        return self._printer.outcome


class LobbyClocks:
    """The scheduler's clocks, for the print queue."""

    def __init__(self, scheduler: ManualScheduler) -> None:
        self._scheduler = scheduler

    def wall(self) -> datetime:
        return self._scheduler.now()

    def elapsed(self) -> timedelta:
        return timedelta(seconds=self._scheduler.monotonic())


class PromptPrinting:
    """The print queue, which does what is due at once, and then in each second that passes."""

    def __init__(
        self, printer: JobPrinter, scheduler: ManualScheduler, store: PrintStore | None = None
    ) -> None:
        self.store = store or MemoryPrintStore()
        self._queue = PrintQueue(printer, self.store, LobbyClocks(scheduler), attends=False)
        self._scheduler = scheduler
        self._is_open = False

    def open(self) -> None:
        if not self._is_open:
            self._is_open = True
            self._scheduler.call_every(1.0, self.attend)
            self.attend()

    def attend(self) -> None:
        """Do all that is due now."""
        while self._queue.attend() == timedelta(0):
            pass

    def put(self, request: PrintRequest, /) -> PrintJob:
        job = self._queue.put(request)
        self.attend()
        return job

    def withdraw(self, job: PrintJobId, /) -> None:
        self._queue.withdraw(job)

    def answered(self, job: PrintJob, /, *, came_out: bool) -> None:
        self._queue.answered(job, came_out=came_out)

    @property
    def status(self) -> PrinterStatus | None:
        return self._queue.status

    @property
    def trouble(self) -> PrinterState | None:
        return self._queue.trouble

    def listen(self, told: Callable[[PrintNews], None], /) -> None:
        self._queue.listen(told)

    def close(self) -> None:
        self._queue.close()


class Lobby:
    """A clinic with three departments that ask differently, and a kiosk's line to it."""

    def __init__(self, folder: Path, languages: tuple[str, ...] = ("en", "hi")) -> None:
        self.house = House(folder)
        info = ClinicInfo(name="Sunrise Community Clinic", languages=languages)
        self.house.system.execute(CreateClinic(info=info))
        self.opd = self.department("A", "General OPD", KioskAsks.PHONE_OPTIONAL)
        self.dental = self.department("D", "Dental", KioskAsks.PHONE)
        self.pharmacy = self.department("P", "Pharmacy", KioskAsks.NOTHING, asks_priority=False)
        self.scheduler = ClinicScheduler(self.house)
        station = self.house.system.execute(RegisterStation(name="Kiosk 1", kind=StationKind.KIOSK))
        self.clinic = Line(self.house.door.acting_as(Actor(station=station.id, kind=StationKind.KIOSK)))
        self.paper = PaperPrinter()
        self.printing: Printing = PromptPrinting(self.paper, self.scheduler)
        self.bugs: list[Exception] = []
        self.settings_opened = 0

    def department(
        self, letter: str, name: str, asks: KioskAsks, *, asks_priority: bool = True, **more: object
    ) -> Department:
        return self.house.add_department(letter, name, asks=asks, asks_priority=asks_priority, **more)

    def patient(self, name: str, phone: str = PHONE) -> Patient:
        return self.house.system.execute(RegisterPatient(form=PatientForm(name=name, phone=phone)))

    def speak(self, *languages: str) -> None:
        """Let the clinic have these languages."""
        info = self.house.system.ask(ClinicDetails())
        self.house.system.execute(UpdateClinic(info=replace(info, languages=languages)))

    def close_for_today(self, department: Department) -> None:
        self.house.system.execute(CloseDepartment(department=department.id))

    def close_for_good(self, department: Department) -> None:
        self.house.system.execute(CloseDepartment(department=department.id, for_good=True))

    def reopen(self, department: Department) -> None:
        self.house.system.execute(ReopenDepartment(department=department.id))

    def open_settings(self) -> None:
        self.settings_opened += 1

    @property
    def reported(self) -> list[tuple[PrintResult, int, bool]]:
        """What is to be reported: what came of a paper, which copy it was, whether a person said so."""
        assert isinstance(self.printing, PromptPrinting)
        reports = self.printing.store.reports(1000)
        return [(one.outcome, one.copy, one.is_persons_word) for one in reports]

    @property
    def sent(self) -> list[IssueToken]:
        """The commands for tokens that were sent, in order."""
        return [command for command in self.clinic.commands if isinstance(command, IssueToken)]

    @property
    def tokens(self) -> list[Token]:
        """The tokens that the clinic has given, in order."""
        keys = [TokenId(event.subject) for event in self.house.events("token.issued") if event.subject]

        def look(uow: UnitOfWork) -> list[Token]:
            return [token for key in keys if (token := uow.tokens.get(key)) is not None]

        return self.house.read(look)

    @property
    def codes(self) -> list[str]:
        """Their codes."""
        return [token.code for token in self.tokens]

    def patient_of(self, token: Token) -> Patient | None:
        """Whose token it is."""

        def look(uow: UnitOfWork) -> Patient | None:
            visit = uow.visits.get(token.visit)
            return uow.patients.get(visit.patient) if visit is not None and visit.patient else None

        return self.house.read(look)

    def close(self) -> None:
        self.house.close()


@cache
def texts_of(language: str) -> Texts:
    """The texts of a language, loaded once."""
    return load_texts(language)


def qr_of(link: str) -> Modules:
    """A square that stands for a link's code."""
    return ((True, False), (False, bool(link)))
