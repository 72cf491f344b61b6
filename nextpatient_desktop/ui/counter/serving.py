"""The centre of the board: the token at the counter, its timer, and which buttons can be pressed."""

from collections.abc import Mapping
from datetime import timedelta

from nextpatient_desktop.clinic.tokens.questions import BoardView, CalledBecause, TokenCard
from nextpatient_desktop.domain.model import TokenState
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter import words
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.listing import waits_since
from nextpatient_desktop.ui.counter.state import (
    Act,
    ActState,
    CurrentState,
    EmptyState,
    Mark,
    Standing,
    UndoState,
)
from nextpatient_desktop.ui.icon_names import Icon

KEYS: Mapping[Act, str] = {
    Act.CALL_NEXT: "F9",
    Act.COMPLETE_AND_CALL_NEXT: "F9",
    Act.START: "F5",
    Act.COMPLETE: "F8",
    Act.CALL_AGAIN: "F6",
    Act.NO_SHOW: "F7",
}

_ICONS: Mapping[Act, Icon] = {
    Act.CALL_NEXT: Icon.CALL,
    Act.COMPLETE_AND_CALL_NEXT: Icon.DONE,
    Act.START: Icon.START,
    Act.COMPLETE: Icon.DONE,
    Act.CALL_AGAIN: Icon.CALL,
    Act.NO_SHOW: Icon.NO_SHOW,
    Act.HOLD: Icon.HOLD,
    Act.PUT_BACK: Icon.UNDO,
    Act.SEND: Icon.SEND_ON,
}


@dataclass(frozen=True, kw_only=True)
class Doing:
    """What the counter is doing.

    `slow` is the act that has run for a while, `send_to` the department that its button names, `refusal` says
    why nothing can be done.
    """

    slow: Act | None = None
    send_to: str = ""
    refusal: str = ""


def standing(view: BoardView) -> Standing:
    """How far the counter is."""
    if view.current is None:
        return Standing.IDLE
    return Standing.SERVING if view.current.token.state is TokenState.SERVING else Standing.CALLED


def refusal_of(desk: Desk, view: BoardView, act: Act, doing: Doing) -> str:
    """Why an act cannot be done now, empty when it can; also for one that has a key but no button now."""
    if doing.refusal:
        return doing.refusal
    texts = desk.texts
    _ = texts.gettext
    card = view.current
    if act is Act.CALL_NEXT:
        if card is not None:
            return _("{code} is at this counter").format(code=card.token.code)
        return "" if _callable(view) else _("Nobody is waiting")
    if card is None:
        return _("Nobody is at this counter")
    if act is Act.NO_SHOW:
        return _no_show_refusal(desk, view, card)
    if card.token.state is TokenState.SERVING and act in (Act.START, Act.CALL_AGAIN, Act.PUT_BACK):
        return _("The visit of {code} has begun").format(code=card.token.code)
    return ""


def current_state(desk: Desk, view: BoardView, doing: Doing) -> CurrentState:
    """The centre as it is shown."""
    undo = _undo(desk, view, doing.refusal)
    if view.current is None:
        return _idle(desk, view, doing, undo)
    return _occupied(desk, view, view.current, doing, undo)


def _callable(view: BoardView) -> TokenCard | None:
    """Who would be called next here: the first who does not wait for another doctor."""
    return next((card for card in view.waiting if card.because is not CalledBecause.DOCTOR), None)


def _no_show_refusal(desk: Desk, view: BoardView, card: TokenCard) -> str:
    texts = desk.texts
    _ = texts.gettext
    if card.token.state is TokenState.SERVING:
        return _("The visit of {code} has begun").format(code=card.token.code)
    if view.calls_missing > 0:
        sentence = texts.ngettext("Call {n} more time first", "Call {n} more times first", view.calls_missing)
        return sentence.format(n=view.calls_missing)
    if view.no_show_from is not None and view.no_show_from > desk.scheduler.now():
        return _("Possible in {time}").format(time=words.seconds_left(texts, desk.until(view.no_show_from)))
    return ""


def _idle(desk: Desk, view: BoardView, doing: Doing, undo: UndoState | None) -> CurrentState:
    texts = desk.texts
    _ = texts.gettext
    card = _callable(view)
    main = _act(desk, view, Act.CALL_NEXT, doing)
    if card is None:
        empty = EmptyState(
            icon=Icon.QUEUE,
            text=_("Nobody is waiting"),
            detail=_("Whoever takes a token appears here at once."),
        )
        if view.waiting:
            empty = EmptyState(
                icon=Icon.WAITING,
                text=_("Nobody to call here"),
                detail=_("Those who wait are meant for another doctor."),
            )
        return CurrentState(standing=Standing.IDLE, empty=empty, undo=undo)
    return CurrentState(
        standing=Standing.IDLE,
        overline=_("NEXT"),
        code=card.token.code,
        person=_name(desk, card),
        particulars=words.particulars(desk.texts, card.patient) if card.patient is not None else "",
        is_known=card.patient is not None,
        marks=_marks(desk, view, card),
        main=main,
        undo=undo,
    )


def _occupied(
    desk: Desk, view: BoardView, card: TokenCard, doing: Doing, undo: UndoState | None
) -> CurrentState:
    token = card.token
    is_serving = token.state is TokenState.SERVING
    begun = token.started_at if is_serving else (token.last_called_at or token.first_called_at)
    elapsed = desk.since(begun) if begun is not None else timedelta(0)
    _ = desk.texts.gettext
    overline = _("NOW SERVING")
    if not is_serving:
        overline = _("CALLED {time} AGO").format(time=desk.texts.duration(elapsed))
    if is_serving:
        main, beside = Act.COMPLETE_AND_CALL_NEXT, (Act.COMPLETE, Act.CALL_AGAIN)
    else:
        main, beside = Act.START, (Act.COMPLETE_AND_CALL_NEXT, Act.CALL_AGAIN)
    below = (Act.SEND, Act.HOLD if is_serving else Act.PUT_BACK, Act.NO_SHOW)
    return CurrentState(
        standing=Standing.SERVING if is_serving else Standing.CALLED,
        overline=overline,
        code=token.code,
        person=_name(desk, card),
        particulars=words.particulars(desk.texts, card.patient) if card.patient is not None else "",
        is_known=card.patient is not None,
        marks=_marks(desk, view, card),
        timer=desk.texts.stopwatch(elapsed),
        timer_note=_usual(desk, view) if is_serving else _calls(desk, view, card),
        main=_act(desk, view, main, doing),
        beside=tuple(_act(desk, view, act, doing) for act in beside),
        below=tuple(_act(desk, view, act, doing) for act in below),
        undo=undo,
    )


def _name(desk: Desk, card: TokenCard) -> str:
    patient = card.patient
    if patient is None or not (patient.name or patient.phone):
        return desk.texts.gettext("No name")
    return patient.name or desk.texts.phone(patient.phone)


def _marks(desk: Desk, view: BoardView, card: TokenCard) -> tuple[Mark, ...]:
    texts = desk.texts
    _ = texts.gettext
    token = card.token
    until = token.first_called_at or token.started_at
    waited = max(timedelta(0), (until or desk.scheduler.now()) - waits_since(card))
    marks: list[Mark] = []
    if card.patient is not None:
        marks.append(Mark(text=card.patient.record_number))
    sentence = _("Waited {time}") if until is not None else _("Has waited {time}")
    marks.append(Mark(text=sentence.format(time=texts.duration(waited))))
    if view.current is card and view.visit_number is not None:
        marks.append(Mark(text=_("Visit {n}").format(n=view.visit_number)))
    priority = words.priority_mark(texts, token.priority, token.reason)
    if priority is not None:
        marks.append(priority)
    came = words.came_from(texts, card)
    if came:
        marks.append(Mark(text=came))
    return tuple(marks)


def _usual(desk: Desk, view: BoardView) -> str:
    if view.usual_visit is None:
        return ""
    return desk.texts.gettext("usual {time}").format(time=desk.texts.duration(view.usual_visit))


def _calls(desk: Desk, view: BoardView, card: TokenCard) -> str:
    """How often the patient was called, and what that leaves to do: "called once, again in 10 s"."""
    texts = desk.texts
    _ = texts.gettext
    called = words.called_times(texts, card.token.calls)
    counts_from = view.call_counts_from
    if counts_from is not None and counts_from > desk.scheduler.now():
        left = words.seconds_left(texts, desk.until(counts_from))
        return _("{called}, again in {time}").format(called=called, time=left)
    if view.no_show_from is not None and view.no_show_from > desk.scheduler.now():
        left = words.seconds_left(texts, desk.until(view.no_show_from))
        return _("{called}, no-show in {time}").format(called=called, time=left)
    return called


def _act(desk: Desk, view: BoardView, act: Act, doing: Doing) -> ActState:
    return ActState(
        act=act,
        label=act_label(desk.texts, act, doing.send_to),
        key=KEYS.get(act, ""),
        icon=_ICONS[act],
        reason=refusal_of(desk, view, act, doing),
        is_running=doing.slow is act,
    )


def act_label(texts: Texts, act: Act, send_to: str = "") -> str:
    """What an act's button says."""
    _ = texts.gettext
    if act is Act.SEND:
        return _("Send to {department}…").format(department=send_to) if send_to else _("Send on…")
    return {
        Act.CALL_NEXT: _("Call next"),
        Act.COMPLETE_AND_CALL_NEXT: _("Complete and call next"),
        Act.START: _("Start"),
        Act.COMPLETE: _("Complete"),
        Act.CALL_AGAIN: _("Call again"),
        Act.NO_SHOW: _("No-show"),
        Act.HOLD: _("Hold"),
        Act.PUT_BACK: _("Put back"),
    }[act]


def _undo(desk: Desk, view: BoardView, refusal: str) -> UndoState | None:
    offer = view.undo
    if offer is None or offer.until <= desk.scheduler.now():
        return None
    return UndoState(
        text=words.what_was_done(desk.texts, offer.what, offer.code),
        left=words.seconds_left(desk.texts, desk.until(offer.until)),
        reason=refusal,
    )
