"""What the kiosk shows at one moment, as values: every text is worded already, in the patient's language."""

from dataclasses import field
from enum import StrEnum

from nextpatient_desktop.domain.ids import DepartmentId, PatientId
from nextpatient_desktop.domain.model import PriorityReason
from nextpatient_desktop.domain.records import dataclass

Modules = tuple[tuple[bool, ...], ...]


class Step(StrEnum):
    """Which screen is up."""

    HOME = "home"
    DETAILS = "details"
    FAMILY = "family"
    TICKET = "ticket"


class Paper(StrEnum):
    """What is known of the paper ticket."""

    PRINTING = "printing"
    OUT = "out"
    UNKNOWN = "unknown"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A department to touch; `line` is who waits and how long, or when it opens."""

    department: DepartmentId
    name: str
    line: str
    icon: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class LanguageChoice:
    """A language in its own script."""

    code: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class PriorityChoice:
    """A reason for priority to touch."""

    reason: PriorityReason
    text: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is asked before the token. `digits` are shown in groups; `can_type` is false once it is whole."""

    department: str
    icon: str
    asks_phone: bool
    asks_priority: bool
    title: str
    subtitle: str
    prefix: str
    digits: str
    can_type: bool
    can_skip: bool
    priorities: tuple[PriorityChoice, ...]


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of the family who shares the phone; None is somebody new."""

    patient: PatientId | None
    name: str


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """The token, on screen before it is on paper.

    `priority` is the word for a token that has it, and `reason` why; `qr` is empty where there is nothing to
    scan; `seconds` is how long the screen stays. Where nobody knows whether the paper came out, the title
    asks, and `came_out` and `not_out` are the answers; else they are empty.
    """

    paper: Paper
    title: str
    department: str
    code: str
    priority: str
    reason: PriorityReason | None
    place: str
    expected_title: str
    expected: str
    qr: Modules
    qr_title: str
    qr_text: str
    done: str
    seconds: int
    foot: str
    came_out: str = ""
    not_out: str = ""


@dataclass(frozen=True, kw_only=True)
class KioskState:
    """The whole screen.

    `message` is what went wrong and what to do now, on whatever step is up. `still_there` is the seconds left
    of the question whether somebody is there, None while it is not asked. `is_busy` is true while a token is
    being issued; `shows_wait` once that takes so long that it must be said. `visitor` grows with each
    patient: what a view keeps by itself, as the page of a list, starts again then.
    """

    visitor: int = 0
    step: Step = Step.HOME
    language: str = "en"
    is_large: bool = False
    clinic: str = ""
    date: str = ""
    title: str = ""
    subtitle: str = ""
    tiles: tuple[Tile, ...] = ()
    languages: tuple[LanguageChoice, ...] = ()
    no_paper: str = ""
    details: Details | None = None
    people: tuple[Person, ...] = ()
    ticket: Ticket | None = None
    message: str = ""
    message_detail: str = ""
    is_busy: bool = False
    shows_wait: bool = False
    still_there: int | None = None
    words: "Words" = field(default_factory=lambda: Words())


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of buttons and labels that stand on several steps.

    `more` has `{page}` and `{pages}`, which only the view knows: they depend on how much fits.
    """

    back: str = ""
    larger_text: str = ""
    normal_text: str = ""
    skip: str = ""
    get_token: str = ""
    apply_question: str = ""
    emergency: str = ""
    clear: str = ""
    delete_digit: str = ""
    wait: str = ""
    still_there: str = ""
    still_there_detail: str = ""
    yes: str = ""
    more: str = ""
