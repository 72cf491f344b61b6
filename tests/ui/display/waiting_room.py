"""`WaitingRoom`: a display over a real clinic with three rooms, whose line a test can cut."""

from dataclasses import replace
from pathlib import Path

from nextpatient_desktop.clinic.door import Actor, Clinic
from nextpatient_desktop.clinic.setup.messages import ClinicDetails, UpdateClinic
from nextpatient_desktop.clinic.staff.messages import SignIn
from nextpatient_desktop.clinic.tokens.messages import (
    CallNext,
    Complete,
    IssuedToken,
    IssueToken,
    PutBack,
    Recall,
    StartServing,
)
from nextpatient_desktop.domain.ids import CounterId
from nextpatient_desktop.domain.model import (
    Counter,
    Department,
    Priority,
    PriorityReason,
    StationKind,
    Token,
)
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.display.presenter import DisplayPresenter
from nextpatient_desktop.ui.display.state import DisplayState, Stage
from nextpatient_desktop.ui.ports import TaskRunner
from tests.clinic.house import PASSWORD, House
from tests.fakes.line import Line
from tests.fakes.scheduler import ManualScheduler
from tests.fakes.tasks import ImmediateRunner
from tests.fakes.views import RecordingView


class ClinicScheduler(ManualScheduler):
    """A scheduler whose time is the clinic's too."""

    def __init__(self, house: House) -> None:
        super().__init__(house.clock.now())
        self._house = house

    def _pass_until(self, monotonic: float) -> None:
        super()._pass_until(monotonic)
        self._house.clock.instant = self._now


class WaitingRoom:
    """Rooms 3 and 4 for the General OPD, a window for the laboratory, and the screen before them all."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        self.house.set_up()
        self.scheduler = ClinicScheduler(self.house)
        self.opd = self.house.add_department("A", "General OPD", names={"hi": "सामान्य ओपीडी"})
        self.lab = self.house.add_department("L", "Laboratory")
        self.room3 = self.house.add_counter(self.opd, name="Room 3")
        self.room4 = self.house.add_counter(self.opd, name="Room 4")
        self.window = self.house.add_counter(self.lab, name="Sample collection")
        self._staff: dict[CounterId, Clinic] = {}
        self.line = Line(self.house.as_station(StationKind.DISPLAY))

    def staff_at(self, counter: Counter) -> Clinic:
        """Who sits at a counter, signed in when first asked for."""
        if counter.id not in self._staff:
            login = f"staff{len(self._staff)}"
            self.house.add_staff(f"Dr {login}", login)
            command = SignIn(login=login, password=PASSWORD, counter=counter.id)
            staff = self.house.system.execute(command)
            self._staff[counter.id] = self.house.door.acting_as(Actor(staff=staff.id, role=staff.role))
        return self._staff[counter.id]

    def issue(
        self, department: Department | None = None, priority: Priority = Priority.NORMAL
    ) -> IssuedToken:
        reason = PriorityReason.SENIOR if priority is Priority.PRIORITY else None
        command = IssueToken(department=(department or self.opd).id, priority=priority, reason=reason)
        return self.house.system.execute(command)

    def call(self, counter: Counter | None = None) -> Token:
        chosen = counter or self.room3
        return self.staff_at(chosen).execute(CallNext(counter=chosen.id))

    def recall(self, token: Token, counter: Counter | None = None) -> None:
        self.staff_at(counter or self.room3).execute(Recall(token=token.id))

    def put_back(self, token: Token, counter: Counter | None = None) -> None:
        self.staff_at(counter or self.room3).execute(PutBack(token=token.id))

    def start(self, token: Token, counter: Counter | None = None) -> None:
        self.staff_at(counter or self.room3).execute(StartServing(token=token.id))

    def complete(self, token: Token, counter: Counter | None = None) -> None:
        self.staff_at(counter or self.room3).execute(Complete(token=token.id))

    def say(self, notice: str) -> None:
        """Put the clinic's own words on the display."""
        info = self.house.system.ask(ClinicDetails())
        self.house.system.execute(UpdateClinic(info=replace(info, display_notice=notice)))

    def close(self) -> None:
        self.house.close()


class Onlooker:
    """Somebody who reads the display."""

    def __init__(self, room: WaitingRoom, runner: TaskRunner | None = None, language: str = "en") -> None:
        self.room = room
        self.view: RecordingView[DisplayState] = RecordingView()
        self.does = DisplayPresenter(
            room.line,
            runner or ImmediateRunner(),
            room.scheduler,
            self.view,
            texts_of=load_texts,
            language=language,
        )
        self.does.start()

    @property
    def state(self) -> DisplayState:
        return self.view.state

    @property
    def stage(self) -> Stage:
        assert self.state.stage is not None
        return self.state.stage

    def code(self) -> str:
        """The code on the stage, empty while there is none."""
        return self.state.stage.code if self.state.stage is not None else ""

    def look(self, seconds: float = 0.0) -> None:
        """The clinic has changed; some time passes."""
        self.does.clinic_changed()
        self.wait(seconds)

    def wait(self, seconds: float) -> None:
        self.room.scheduler.advance(seconds)
