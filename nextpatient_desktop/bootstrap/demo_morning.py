"""The demo's morning as data: who came when, and who was called when, in minutes before now.

Each room's calls are worked out backwards from what it has now; who is called at each of them is what the
clinic's own rules say, from the arrivals.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import cycle, islice
from typing import Final

from nextpatient_desktop.bootstrap.demo_people import ANITA, PATIENTS
from nextpatient_desktop.domain.model import Priority, PriorityReason

CALLED_TO_STARTED: Final = 0.4
ENDED_TO_CALLED: Final = 0.3


class End(StrEnum):
    """What became of a patient at a counter."""

    DONE = "done"
    HELD = "held"
    MISSED = "missed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One patient at a counter, in minutes before now.

    `end` None is still going on. `start` of a missed one is the second call. `sent_to` is the letter of the
    department where the visit goes on.
    """

    call: float
    start: float
    end: float | None
    how: End = End.DONE
    out_of_order: str | None = None
    sent_to: str | None = None
    comes_back: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """One patient who takes a token, in minutes before now. `left` is when they gave up waiting."""

    letter: str
    before: float
    name: str = ""
    priority: Priority = Priority.NORMAL
    reason: PriorityReason | None = None
    doctor: str | None = None
    left: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomMorning:
    """A counter's morning: when somebody signed in, who came for it, and its turns."""

    opens: float
    arrivals: tuple[Arrival, ...]
    turns: tuple[Turn, ...]


def _backwards(next_call: float, turns: Iterable[tuple[float, End]]) -> list[Turn]:
    """The turns before a call, newest first, from how long each took, in the order of `turns`."""
    made = []
    for length, how in turns:
        end = next_call + ENDED_TO_CALLED
        start = end + length
        next_call = start + CALLED_TO_STARTED * (2 if how is End.MISSED else 1)
        made.append(Turn(call=next_call, start=start, end=end, how=how))
    return made


def _lengths(count: int, *minutes: float) -> list[tuple[float, End]]:
    return [(length, End.DONE) for length in islice(cycle(minutes), count)]


def _arrivals(letter: str, calls: Iterable[float], wait: float, waiting: Sequence[float]) -> list[Arrival]:
    """Who came for some calls, each so long before, and those who still wait."""
    return [Arrival(letter=letter, before=before) for before in (*(call + wait for call in calls), *waiting)]


# --- The general OPD ------------------------------------------------------------------------------

_SENT_ON: Final = {"A-028": "P", "A-029": "P", "A-031": "L", "A-032": "P", "A-033": "P"}
_GAVE_UP: Final = 18
"""The number of whom waiting was too long for."""

_PRIORITY: Final = {
    "Balu Krishnan": PriorityReason.SENIOR,
    "Sarojini P": PriorityReason.SENIOR,
    "Lakshmi D": PriorityReason.SENIOR,
    "Salma Khan": PriorityReason.PREGNANT,
}
_STILL_THERE: Final = (
    (31.0, "Kavya N"),
    (29.0, "Imran S"),
    (28.0, ""),
    (24.0, "John P"),
    (22.0, "Fatima B"),
    (10.2, "Lakshmi D"),
    (9.1, "Ravi T"),
    (7.6, "Gopal Yadav"),
    (5.9, ""),
    (4.1, "Salma Khan"),
    (2.0, "Suresh K"),
    (0.9, "Malathi R"),
)
"""Who waits in the general OPD now (John P is back from the laboratory)."""


def _room_3() -> list[Turn]:
    """Dr Rao's morning: 23 seen, two on hold, one missed, and one is with her."""
    usual = cycle((7.4, 6.3, 8.3, 6.9, 7.9, 6.1, 9.1, 7.2))
    turns = [(next(usual), End.DONE) for _ in range(26)]
    turns[1] = (3.5, End.DONE)
    turns[4] = turns[9] = (3.1, End.HELD)
    turns[5] = (0.7, End.MISSED)
    made = _backwards(7.08, turns)
    made[1] = replace(made[1], out_of_order="A-040", sent_to="L", comes_back=True)
    return [Turn(call=7.08, start=6.68, end=None), *made]


def _room_4() -> list[Turn]:
    """Dr Sen came an hour ago."""
    return [
        Turn(call=3.4, start=3.0, end=None),
        *_backwards(3.4, _lengths(8, 6.6, 7.7, 7.0, 8.4)),
    ]


def _opd() -> tuple[list[Turn], list[Turn], list[Arrival]]:
    """Both rooms' turns, and who came: in order of arrival they are called."""
    rooms = (_room_3(), _room_4())
    in_order = sorted(
        (turn.call for room in rooms for turn in room if turn.out_of_order is None), reverse=True
    )
    code_at = {}
    for number, call in enumerate(in_order, start=1):
        code_at[call] = f"A-{number + (number >= _GAVE_UP):03}"
    code_at[3.4] = "A-037"  # Kavya N, A-036, waits for Dr Rao
    third, fourth = (
        [replace(one, sent_to=_SENT_ON.get(code_at.get(one.call, ""), one.sent_to)) for one in room]
        for room in rooms
    )
    seen = _seen(in_order)
    return third, fourth, sorted([*seen, *_still_there()], key=lambda one: -one.before)


def _seen(calls: Sequence[float]) -> list[Arrival]:
    """Who was called by now, at first after a quarter of an hour, later after 26 min; and who gave up."""
    known = {name for _, name in _STILL_THERE} | {ANITA, "Meena Shetty"}
    others = cycle(one.name for one in PATIENTS if one.name not in known)
    made = []
    for number, call in enumerate(calls):
        name = next(others) if number % 7 != 6 else ""
        if call == calls[-1]:
            name = "Meena Shetty"
        elif call == calls[-2]:
            name = ANITA
        before = call + min(26.0, 14 + 1.5 * number)
        made.append(_arrival(before, name))
    before = (made[_GAVE_UP - 2].before + made[_GAVE_UP - 1].before) / 2
    made.append(Arrival(letter="A", before=before, left=before - 12))
    return made


def _still_there() -> list[Arrival]:
    made = [_arrival(before, name) for before, name in _STILL_THERE]
    made[0] = replace(made[0], doctor="meera")
    made[-2] = replace(made[-2], priority=Priority.EMERGENCY)
    return made


def _arrival(before: float, name: str) -> Arrival:
    reason = _PRIORITY.get(name)
    priority = Priority.NORMAL if reason is None else Priority.PRIORITY
    return Arrival(letter="A", before=before, name=name, priority=priority, reason=reason)


# --- The other rooms ------------------------------------------------------------------------------


def _dental() -> RoomMorning:
    turns = _backwards(0.7, _lengths(6, 8.2, 6.4, 9.0, 6.8))
    arrivals = _arrivals("D", [one.call for one in turns], 6.0, (14.0, 8.0, 3.0))
    return _morning(turns, arrivals)


def _ent() -> RoomMorning:
    turns = [Turn(call=78.5, start=78, end=69), Turn(call=43.6, start=43, end=35)]
    return _morning(turns, _arrivals("E", [one.call for one in turns], 3.0, ()))


def _laboratory() -> RoomMorning:
    """A-031 is there now; A-040 went in between; five wait."""
    turns = _backwards(5.4, _lengths(13, 3.2, 3.0, 3.4, 2.8, 4.1))
    turns[1] = replace(turns[1], out_of_order="A-040")
    calls = [one.call for one in turns if one.out_of_order is None]
    arrivals = _arrivals("L", calls, 16.5, (16.0, 13.0, 9.5, 6.0, 2.4))
    return _morning([Turn(call=5.4, start=5.0, end=None), *turns], arrivals)


def _pharmacy() -> RoomMorning:
    """A-029 is there now, A-028 was before; A-032, A-033 and six others wait."""
    turns = _backwards(1.4, _lengths(16, 1.9, 2.3, 1.6, 2.6, 2.0))
    calls = [one.call for one in turns[1:]]
    arrivals = _arrivals("P", calls, 25.0, (18.0, 15.5, 11.0, 8.2, 4.6, 1.7))
    return _morning([Turn(call=1.4, start=1.0, end=None), *turns], arrivals)


def _morning(turns: Sequence[Turn], arrivals: Sequence[Arrival]) -> RoomMorning:
    return RoomMorning(opens=max(one.call for one in turns) + 2, arrivals=tuple(arrivals), turns=tuple(turns))


def morning() -> Mapping[str, RoomMorning]:
    """The morning of each counter, by the counter's name."""
    third, fourth, came = _opd()
    return {
        "Room 3": _morning(third, came),
        "Room 4": _morning(fourth, ()),
        "Room 6": _dental(),
        "Room 7": _ent(),
        "Lab": _laboratory(),
        "Pharmacy": _pharmacy(),
    }
