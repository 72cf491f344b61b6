"""What the counter's board shows, as frozen values: in the person's language, nothing left to decide."""

from enum import StrEnum

from nextpatient_desktop.domain.ids import TokenId
from nextpatient_desktop.domain.model import Availability
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.ui.icon_names import Icon
from nextpatient_desktop.ui.tokens import Tint


class Filter(StrEnum):
    """Which of today's tokens the list shows."""

    WAITING = "waiting"
    ON_HOLD = "on_hold"
    MISSED = "missed"
    DONE = "done"


class Act(StrEnum):
    """What can be done with the token at the counter."""

    CALL_NEXT = "call_next"
    COMPLETE_AND_CALL_NEXT = "complete_and_call_next"
    START = "start"
    COMPLETE = "complete"
    CALL_AGAIN = "call_again"
    NO_SHOW = "no_show"
    HOLD = "hold"
    PUT_BACK = "put_back"
    SEND = "send"


class RowAct(StrEnum):
    """What can be done with a token in the list."""

    CALL = "call"
    RETURN = "return"
    RESUME = "resume"
    CANCEL = "cancel"
    EXPLAIN = "explain"
    RECORDS = "records"


class Standing(StrEnum):
    """Whether the counter has a token, and how far it is with it."""

    LOADING = "loading"
    IDLE = "idle"
    CALLED = "called"
    SERVING = "serving"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A small coloured word."""

    text: str
    tint: Tint = Tint.NEUTRAL
    icon: Icon | None = None


@dataclass(frozen=True, kw_only=True)
class ActState:
    """A button: what it says, its key, and why it cannot be pressed now (`reason`; empty: it can).

    `is_running` is set once its command has taken long enough that a person wonders.
    """

    act: Act
    label: str
    key: str = ""
    icon: Icon | None = None
    reason: str = ""
    is_running: bool = False

    @property
    def is_enabled(self) -> bool:
        """Whether pressing it does something."""
        return not self.reason


@dataclass(frozen=True, kw_only=True)
class RowActState:
    """One entry of a row's menu; `choices` are (value, words) where one more thing must be said."""

    act: RowAct
    label: str
    icon: Icon
    reason: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    is_destructive: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One token in the list. `spoken` says all of it to those who listen instead of looking."""

    token: TokenId
    code: str
    person: str
    marks: tuple[Mark, ...] = ()
    note: str = ""
    since: str = ""
    spoken: str = ""
    is_muted: bool = False


@dataclass(frozen=True, kw_only=True)
class FilterState:
    """One pill above the list."""

    filter: Filter
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class EmptyState:
    """What stands where there is nothing to show: what is so, and what could be done."""

    icon: Icon
    text: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class ListState:
    """The list of today's tokens. `found` replaces the filters while something is searched."""

    title: str = ""
    count: str = ""
    filters: tuple[FilterState, ...] = ()
    search: str = ""
    found: str = ""
    rows: tuple[Row, ...] = ()
    chosen: TokenId | None = None
    empty: EmptyState | None = None
    add_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class UndoState:
    """What can be taken back now, and how long still."""

    text: str
    left: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CurrentState:
    """The token at the counter: or, while there is none, who would be next."""

    standing: Standing = Standing.LOADING
    overline: str = ""
    code: str = ""
    person: str = ""
    particulars: str = ""
    is_known: bool = False
    marks: tuple[Mark, ...] = ()
    timer: str = ""
    timer_note: str = ""
    empty: EmptyState | None = None
    main: ActState | None = None
    beside: tuple[ActState, ...] = ()
    below: tuple[ActState, ...] = ()
    undo: UndoState | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of two: what, and how much."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class AvailabilityState:
    """Whether the person takes patients, as the top bar shows it."""

    value: Availability
    label: str
    tint: Tint
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class TopState:
    """The bar above everything. `banner` says at length what the connection's mark says shortly."""

    counter: str = ""
    departments: str = ""
    connection: Mark | None = None
    sync: Mark | None = None
    availability: AvailabilityState | None = None
    staff: str = ""
    banner: str = ""


@dataclass(frozen=True, kw_only=True)
class BoardState:
    """The whole board."""

    top: TopState = TopState()
    list: ListState = ListState()
    current: CurrentState = CurrentState()
    today: tuple[Figure, ...] = ()
    rooms: tuple[Figure, ...] = ()
    is_stale: bool = False
