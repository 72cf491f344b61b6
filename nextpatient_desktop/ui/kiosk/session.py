"""What the kiosk remembers: of the clinic, and of the patient who stands before it. The latter is wiped."""

from dataclasses import dataclass, field

from nextpatient_desktop.clinic.departments.messages import DepartmentStatus
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import FamilyMember
from nextpatient_desktop.clinic.tokens.messages import IssuedToken
from nextpatient_desktop.domain.ids import CommandId, DepartmentId, PatientId
from nextpatient_desktop.domain.model import ClinicInfo, KioskAsks, PriorityReason
from nextpatient_desktop.ui.kiosk.state import Paper, Step

_MOST_DIGITS = {"91": 10}
_MOST_DIGITS_ELSEWHERE = 15
_FEWEST_DIGITS_ELSEWHERE = 6


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the clinic answered for the first screen."""

    clinic: ClinicInfo
    departments: tuple[DepartmentStatus, ...]


@dataclass(kw_only=True)
class Session:
    """What one patient chose and typed; wiped when they are done."""

    step: Step = Step.HOME
    language: str = "en"
    is_large: bool = False
    department: DepartmentStatus | None = None
    digits: str = ""
    reason: PriorityReason | None = None
    family: tuple[FamilyMember, ...] = ()
    issued: IssuedToken | None = None
    paper: Paper = Paper.NONE
    seconds: int = 0
    error: ClinicError | None = None
    is_busy: bool = False
    shows_wait: bool = False
    commands: dict[tuple[DepartmentId, PatientId | None, bool], CommandId] = field(default_factory=dict)

    @property
    def can_skip(self) -> bool:
        """Whether the number may be left out."""
        return self.department is not None and self.department.department.asks is KioskAsks.PHONE_OPTIONAL


def most_digits(country_code: str) -> int:
    """How many figures a phone number has at most."""
    return _MOST_DIGITS.get(country_code, _MOST_DIGITS_ELSEWHERE)


def fewest_digits(country_code: str) -> int:
    """How many figures a phone number has at least."""
    return _MOST_DIGITS.get(country_code, _FEWEST_DIGITS_ELSEWHERE)
