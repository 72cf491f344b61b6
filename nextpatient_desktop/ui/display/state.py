"""What the display shows at one moment, as values: every text is worded already."""

from enum import StrEnum

from nextpatient_desktop.domain.records import dataclass


class Mark(StrEnum):
    """What stands beside one of the next tokens."""

    NONE = "none"
    EMERGENCY = "emergency"
    PRIORITY = "priority"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The call that fills the stage.

    `place_kind` and `place` are the counter's name for showing large: "Room" and "3"; a name without a number
    at its end is all in `place`. `is_new` holds while the call has its time on the stage.
    """

    title: str
    code: str
    place_kind: str
    place: str
    department: str
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class RoomTile:
    """Another counter and the token it has; `is_called` while that patient is still awaited there."""

    code: str
    room: str
    is_called: bool


@dataclass(frozen=True, kw_only=True)
class NextRow:
    """One of the next to be called."""

    code: str
    mark: Mark
    mark_text: str


@dataclass(frozen=True, kw_only=True)
class DisplayState:
    """The whole screen.

    `stage` is None while nobody is called; then `idle_title` and `idle_text` stand in its place. `rooms` are
    all other counters; where they do not fit at once `turn`, which grows as time goes by, says which are
    shown. `quiet_mark` says how old what is shown is, empty while it is the present. `summary` stands under
    the next ones.
    """

    clinic: str = ""
    clock: str = ""
    idle_title: str = ""
    idle_text: str = ""
    stage: Stage | None = None
    rooms: tuple[RoomTile, ...] = ()
    turn: int = 0
    next_title: str = ""
    next: tuple[NextRow, ...] = ()
    nobody_waits: str = ""
    summary: str = ""
    notice: str = ""
    quiet_mark: str = ""
