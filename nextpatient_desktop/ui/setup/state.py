"""What the set-up shows, step by step, as frozen values without Qt."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from types import MappingProxyType

from nextpatient_desktop.clinic.joining import FoundHost, Joined
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.ui.setup.ports import MadeClinic, Reason


class Step(StrEnum):
    """Where somebody is in the set-up."""

    WELCOME = "welcome"
    FIND = "find"
    ADDRESS = "address"
    CODE = "code"
    JOINED = "joined"
    CLINIC = "clinic"
    RECOVERY = "recovery"
    SHARE = "share"


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What went wrong and what to do now, in the person's language. Empty while nothing did."""

    what: str = ""
    what_to_do: str = ""

    def __bool__(self) -> bool:
        return bool(self.what)


NO_TROUBLE = Trouble()


@dataclass(frozen=True, kw_only=True)
class FindState:
    """The clinics that were found; `is_long` says that it has gone on for a while without any."""

    hosts: tuple[FoundHost, ...] = ()
    is_long: bool = False
    trouble: Trouble = NO_TROUBLE


@dataclass(frozen=True, kw_only=True)
class AddressState:
    """The address as it is typed."""

    address: str = ""
    is_looking: bool = False
    trouble: Trouble = NO_TROUBLE


@dataclass(frozen=True, kw_only=True)
class CodeState:
    """The code as it is typed, for the host that was chosen."""

    host: FoundHost
    code: str = field(default="", repr=False)
    is_joining: bool = False
    can_join: bool = False
    trouble: Trouble = NO_TROUBLE


@dataclass(frozen=True, kw_only=True)
class JoinedState:
    """This device is a station now; it begins by itself after some seconds."""

    joined: Joined
    seconds_left: int = 0


@dataclass(frozen=True, kw_only=True)
class ClinicDraft:
    """The inputs of a new clinic's form; `again` is the password once more."""

    name: str = ""
    languages: tuple[str, ...] = ("en", "hi")
    admin_name: str = ""
    login: str = ""
    password: str = field(default="", repr=False)
    again: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class ClinicState:
    """The form; `refusals` counts how often it could not go on, so that a view knows when to go there."""

    draft: ClinicDraft = field(default_factory=ClinicDraft)
    errors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    trouble: Trouble = NO_TROUBLE
    is_busy: bool = False
    refusals: int = 0


@dataclass(frozen=True, kw_only=True)
class MadeState:
    """The clinic is made: its recovery code, and what is asked after it."""

    made: MadeClinic
    is_written: bool = False
    shares_clinic: bool = False


@dataclass(frozen=True, kw_only=True)
class SetupState:
    """The whole set-up: the step, and what that step shows; the others are None."""

    step: Step
    language: str
    languages: tuple[tuple[str, str], ...] = ()
    reason: Reason = Reason.FIRST_START
    kind: StationKind | None = None
    can_set_up: bool = False
    can_go_back: bool = False
    can_quit: bool = False
    find: FindState | None = None
    address: AddressState | None = None
    code: CodeState | None = None
    joined: JoinedState | None = None
    clinic: ClinicState | None = None
    made: MadeState | None = None
