"""`Hunt`: a device that looks for a clinic, with the network, time and a new clinic in a test's hands."""

from collections.abc import Sequence
from uuid import UUID

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.joining import FoundHost, Joined
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.domain.model import Station, StationKind
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.ports import TaskRunner
from nextpatient_desktop.ui.setup.ports import MadeClinic, NewClinic, Outcome, Reason
from nextpatient_desktop.ui.setup.presenter import SetupPresenter
from nextpatient_desktop.ui.setup.state import SetupState, Step
from tests.fakes.scheduler import ManualScheduler
from tests.fakes.tasks import ImmediateRunner
from tests.fakes.views import RecordingView

SUNRISE = FoundHost(
    clinic="Sunrise Community Clinic",
    address="https://192.168.1.20:7390",
    pin="aa" * 32,
    fingerprint="river lamp cotton seven eagle orbit",
)
LAKESIDE = FoundHost(
    clinic="Lakeside Dental",
    address="https://192.168.1.31:7390",
    pin="bb" * 32,
    fingerprint="tiger pencil moon",
)
CODE = "482913"
RECOVERY = "7KQ2-M4XN-8RTB-VW3C-HJ5D-P6YF-9ZSG-A2LE-4QNM-XT7R-8BVC-W3HJ-5DP6-K"


class Network:
    """A network with hosts that know one code, and `Joining` over it."""

    def __init__(self) -> None:
        self.hosts: list[FoundHost] = []
        self.by_address: dict[str, FoundHost] = {}
        self.code = CODE
        self.tries_left = 5
        self.refusal: Exception | None = None
        self.kinds: list[StationKind | None] = []
        self.looks: list[str] = []

    def find(self, seconds: float) -> Sequence[FoundHost]:
        if self.refusal is not None:
            raise self.refusal
        return tuple(self.hosts)

    def look(self, address: str) -> FoundHost:
        self.looks.append(address)
        if self.refusal is not None:
            raise self.refusal
        if address not in self.by_address:
            raise ClinicError("out_of_reach")
        return self.by_address[address]

    def join(self, host: FoundHost, code: str, kind: StationKind | None) -> Joined:
        self.kinds.append(kind)
        if self.refusal is not None:
            raise self.refusal
        if self.tries_left < 1:
            raise ClinicError("pairing_closed")
        if code != self.code:
            self.tries_left -= 1
            raise ClinicError("pairing_code_wrong", tries_left=self.tries_left)
        station = Station(id=StationId(UUID(int=7)), name="Kiosk 2", kind=kind or StationKind.KIOSK)
        return Joined(station=station, host=host, key="secret")


class Builder:
    """`SettingUp` that remembers what it was to make."""

    def __init__(self) -> None:
        self.forms: list[NewClinic] = []
        self.refusal: Exception | None = None

    def set_up(self, form: NewClinic) -> MadeClinic:
        self.forms.append(form)
        if self.refusal is not None:
            raise self.refusal
        return MadeClinic(name=form.name, recovery_code=RECOVERY, place="/home/clinic/NextPatient")


class Hunt:
    """A device without a clinic."""

    def __init__(
        self,
        *,
        kind: StationKind | None = StationKind.COUNTER,
        reason: Reason = Reason.FIRST_START,
        address: str = "",
        can_set_up: bool = True,
        runner: TaskRunner | None = None,
    ) -> None:
        self.network = Network()
        self.builder = Builder()
        self.time = ManualScheduler()
        self.view: RecordingView[SetupState] = RecordingView()
        self.outcomes: list[Outcome] = []
        self.bugs: list[Exception] = []
        self.looks_back = 0
        self.does = SetupPresenter(
            self.network,
            self.builder if can_set_up else None,
            runner or ImmediateRunner(),
            self.time,
            self.view,
            texts_of=load_texts,
            language="en",
            kind=kind,
            done=self.outcomes.append,
            report_bug=self.bugs.append,
            reason=reason,
            address=address,
            look_back=self._look_back,
        )

    def _look_back(self) -> None:
        self.looks_back += 1

    @property
    def state(self) -> SetupState:
        """What is shown now."""
        return self.view.state

    @property
    def step(self) -> Step:
        """Which step is shown now."""
        return self.state.step

    def type_code(self, code: str) -> None:
        """Type the code, figure by figure."""
        for digit in code:
            self.does.digit_pressed(digit)

    def to_code(self) -> None:
        """Go on to the code of the one clinic that there is."""
        self.network.hosts = [SUNRISE]
        self.does.start()
        self.does.join_chosen()
        self.does.host_chosen(SUNRISE)
