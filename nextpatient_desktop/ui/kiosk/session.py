"""What the kiosk remembers: of the clinic, and of the patient who stands before it. The latter is wiped."""

from dataclasses import field

from nextpatient_desktop.clinic.departments.messages import DepartmentStatus
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import FamilyMember
from nextpatient_desktop.clinic.print_queue.jobs import PrintJob
from nextpatient_desktop.clinic.tokens.messages import IssuedToken, IssueToken
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import ClinicInfo, KioskAsks, PriorityReason
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.ui.kiosk.state import Modules, Step

_INDIA = "91"
_DIGITS_IN_INDIA = 10
_TRUNK = "0"
_FEWEST_ELSEWHERE, _MOST_ELSEWHERE = 6, 15


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the clinic answered for the first screen."""

    clinic: ClinicInfo
    departments: tuple[DepartmentStatus, ...]

    def status(self, department: DepartmentId) -> DepartmentStatus | None:
        """How a department is now; None when there is none of that id any more."""
        return next((one for one in self.departments if one.department.id == department), None)


@dataclass(kw_only=True)
class Session:
    """What one patient chose and typed; wiped when they are done.

    `visitor` counts the patients. `unanswered` are the commands that were sent and whose outcome is not
    known, or which came to nothing for reasons of the machine: who means the same again sends the same one.
    `job` is the ticket's paper, None while it is being asked for; `has_no_job` says that it could not be.
    """

    visitor: int = 0
    step: Step = Step.HOME
    language: str = "en"
    is_large: bool = False
    department: DepartmentStatus | None = None
    digits: str = ""
    reason: PriorityReason | None = None
    family: tuple[FamilyMember, ...] = ()
    issued: IssuedToken | None = None
    qr: Modules = ()
    job: PrintJob | None = None
    has_no_job: bool = False
    seconds: int = 0
    error: ClinicError | None = None
    is_busy: bool = False
    shows_wait: bool = False
    unanswered: list[IssueToken] = field(default_factory=list)

    @property
    def can_skip(self) -> bool:
        """Whether the number may be left out."""
        return self.department is not None and self.department.department.asks is KioskAsks.PHONE_OPTIONAL

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing on the screen that somebody left there."""
        return self.step is Step.HOME and self.error is None and not self.digits and self.reason is None


@dataclass(frozen=True, kw_only=True)
class NumberLength:
    """How many figures a phone number has; `is_exact` where the country has one length."""

    fewest: int
    most: int
    is_exact: bool


def number_length(country_code: str, digits: str = "") -> NumberLength:
    """The length of a number that begins like this: in India ten figures, and the 0 that some dial before."""
    if country_code != _INDIA:
        return NumberLength(fewest=_FEWEST_ELSEWHERE, most=_MOST_ELSEWHERE, is_exact=False)
    length = _DIGITS_IN_INDIA + (1 if digits.startswith(_TRUNK) else 0)
    return NumberLength(fewest=length, most=length, is_exact=True)


def phone_incomplete(country_code: str, *, can_skip: bool) -> ClinicError:
    """The refusal of a number that was not typed to its end."""
    length = number_length(country_code)
    return ClinicError(
        "phone_incomplete", field="phone", digits=length.fewest, is_exact=length.is_exact, can_skip=can_skip
    )
