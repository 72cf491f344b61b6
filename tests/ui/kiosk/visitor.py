"""`Visitor`: somebody who stands before a kiosk's presenter, touches it and reads what it shows."""

from nextpatient_desktop.domain.model import Department
from nextpatient_desktop.ui.kiosk.presenter import KioskPresenter
from nextpatient_desktop.ui.kiosk.state import KioskState, Ticket
from nextpatient_desktop.ui.ports import TaskRunner
from tests.fakes.tasks import ImmediateRunner
from tests.fakes.views import RecordingView
from tests.ui.kiosk.lobby import PHONE, SETTLED, Lobby, qr_of, texts_of


class Visitor:
    """Touches as people do: each step has been up for a moment before it is touched, unless told."""

    def __init__(self, lobby: Lobby, runner: TaskRunner | None = None) -> None:
        self.lobby = lobby
        self.view: RecordingView[KioskState] = RecordingView()
        self.does = KioskPresenter(
            lobby.clinic,
            runner or ImmediateRunner(),
            lobby.scheduler,
            self.view,
            lobby.printing,
            texts_of=texts_of,
            language="en",
            qr_of=qr_of,
            kiosk_name="Kiosk 1",
            report_bug=lobby.bugs.append,
        )
        self.does.start()
        self.settle()

    @property
    def state(self) -> KioskState:
        return self.view.state

    @property
    def ticket(self) -> Ticket:
        assert self.state.ticket is not None
        return self.state.ticket

    def is_asked(self) -> bool:
        """Whether the kiosk asks if somebody is there."""
        return self.state.still_there is not None

    def wait(self, seconds: float) -> None:
        self.lobby.scheduler.advance(seconds)

    def settle(self) -> None:
        self.wait(SETTLED)

    def choose(self, department: Department) -> None:
        self.does.touched()
        self.does.department_chosen(department.id)
        self.settle()

    def type(self, digits: str = PHONE) -> None:
        for digit in digits:
            self.does.touched()
            self.does.digit_pressed(digit)

    def get_token(self) -> None:
        self.does.touched()
        self.does.token_pressed()
        self.settle()
