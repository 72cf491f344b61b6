"""The left side of the board: which tokens the list shows, what each row says, what is found by a search."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from nextpatient_desktop.clinic.tokens.questions import BoardView, CalledBecause, TokenCard
from nextpatient_desktop.domain.ids import TokenId
from nextpatient_desktop.domain.model import Priority, TokenState
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter import words
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.state import (
    EmptyState,
    Filter,
    FilterState,
    ListState,
    Mark,
    Row,
    RowAct,
    RowActState,
)
from nextpatient_desktop.ui.icon_names import Icon
from nextpatient_desktop.ui.tokens import Tint

_ZEROS = re.compile(r"(?<=[a-z])0+(?=\d)")
_LINK_LENGTH = 20
_PART_OF_PHONE = 4
_DIGITS_OF_CODE = 3


@dataclass(frozen=True, kw_only=True)
class Looking:
    """What the person does with the list: which tokens, what is searched, which row is chosen."""

    filter: Filter = Filter.WAITING
    search: str = ""
    chosen: TokenId | None = None


def list_state(desk: Desk, view: BoardView, looking: Looking, refusal: str) -> ListState:
    """The list as it is shown. `refusal` says why nothing can be changed now, empty when it can."""
    texts = desk.texts
    is_searching = bool(looking.search.strip())
    if is_searching:
        cards = [card for card in every_card(view) if matches(card, looking.search)]
    else:
        cards = list(cards_of(view, looking.filter))
    rows = tuple(row(desk, card, with_state=is_searching) for card in cards)
    _ = texts.gettext
    count = len(cards_of(view, looking.filter))
    return ListState(
        title=_filter_words(texts)[looking.filter],
        count=str(count),
        filters=tuple(
            FilterState(filter=f, label=label, count=len(cards_of(view, f)), is_chosen=f is looking.filter)
            for f, label in _filter_words(texts).items()
        ),
        search=looking.search,
        found=_found(texts, len(rows)) if is_searching else "",
        rows=rows,
        chosen=looking.chosen if any(r.token == looking.chosen for r in rows) else None,
        empty=None if rows else _empty(texts, looking.filter, is_searching),
        add_reason=refusal,
    )


def unknown_list(desk: Desk, looking: Looking, refusal: str) -> ListState:
    """The list before anything is known: its filters, and no rows that could be taken for "nobody"."""
    labels = _filter_words(desk.texts)
    return ListState(
        title=labels[looking.filter],
        filters=tuple(
            FilterState(filter=which, label=label, count=0, is_chosen=which is looking.filter)
            for which, label in labels.items()
        ),
        add_reason=refusal,
    )


def cards_of(view: BoardView, which: Filter) -> Sequence[TokenCard]:
    """The tokens that a filter shows."""
    return {
        Filter.WAITING: view.waiting,
        Filter.ON_HOLD: view.on_hold,
        Filter.MISSED: view.missed,
        Filter.DONE: view.done,
    }[which]


def every_card(view: BoardView) -> Iterator[TokenCard]:
    """All tokens of the board, the one at the counter first."""
    if view.current is not None:
        yield view.current
    for which in Filter:
        yield from cards_of(view, which)


def filter_with(view: BoardView, token: TokenId) -> Filter | None:
    """The filter under which a token stands now."""
    for which in Filter:
        if any(card.token.id == token for card in cards_of(view, which)):
            return which
    return None


def card_of(view: BoardView, token: TokenId) -> TokenCard | None:
    """A token's card, wherever it stands on the board."""
    return next((card for card in every_card(view) if card.token.id == token), None)


def matches(card: TokenCard, search: str) -> bool:
    """Whether a token is meant: by code, name, phone or record number."""
    typed = search.strip().casefold()
    if code_key(card.token.code).startswith(code_key(typed)) and code_key(typed):
        return True
    number = card.token.code.rpartition("-")[2].lstrip("0")
    digits = re.sub(r"\D", "", typed)
    if digits and digits.lstrip("0") == number and typed.isdigit():
        return True
    patient = card.patient
    if patient is None:
        return False
    if len(digits) > _DIGITS_OF_CODE and code_key(patient.record_number) == code_key(typed):
        return True  # with fewer digits it is a token's code: P-001 may be the pharmacy's
    if len(digits) >= _PART_OF_PHONE and not re.search(r"[^\W\d_]", typed) and digits in patient.phone:
        return True
    if typed.isdigit() and patient.record_number.rpartition("-")[2].lstrip("0") == typed.lstrip("0"):
        return True
    parts = patient.name.casefold().split()
    return all(any(part.startswith(word) for part in parts) for word in typed.split())


def code_key(code: str) -> str:
    """A code or record number for comparing: "A-042" and "a42" are the same."""
    return _ZEROS.sub("", "".join(letter for letter in code.casefold() if letter.isalnum()))


def looks_scanned(typed: str) -> bool:
    """Whether a scanner typed it: a ticket's QR code holds a link, which nobody types by hand."""
    typed = typed.strip()
    return "://" in typed or (len(typed) >= _LINK_LENGTH and " " not in typed and not typed.isdigit())


def row(desk: Desk, card: TokenCard, *, with_state: bool = False) -> Row:
    """One token as a row."""
    texts = desk.texts
    token = card.token
    person = words.person(texts, card.patient)
    marks = tuple(_marks(texts, card, with_state=with_state))
    note = _note(desk, card)
    since = _since(desk, card)
    return Row(
        token=token.id,
        code=token.code,
        person=person,
        marks=marks,
        note=note,
        since=since,
        spoken=", ".join(
            part for part in (token.code, person, *(m.text for m in marks), note, since) if part
        ),
        is_muted=card.patient is None or not card.patient.name,
    )


def row_acts(texts: Texts, view: BoardView, card: TokenCard, refusal: str) -> tuple[RowActState, ...]:
    """What can be done with a token in the list, with the reason where it cannot be done now."""
    _ = texts.gettext
    acts: list[RowActState] = []
    state = card.token.state
    if state is TokenState.WAITING:
        is_head = bool(view.waiting) and view.waiting[0].token.id == card.token.id
        acts.append(_call(texts, view, card, refusal, is_head=is_head))
        acts.append(RowActState(act=RowAct.EXPLAIN, label=_("Why it stands here"), icon=Icon.HELP))
    if state is TokenState.NO_SHOW:
        label = _("Return to the queue")
        acts.append(RowActState(act=RowAct.RETURN, label=label, icon=Icon.RETURN_TO_QUEUE, reason=refusal))
    if state is TokenState.ON_HOLD:
        label = _("Back to the queue")
        acts.append(RowActState(act=RowAct.RESUME, label=label, icon=Icon.RETURN_TO_QUEUE, reason=refusal))
    acts.append(RowActState(act=RowAct.RECORDS, label=_("Documents and history"), icon=Icon.DOCUMENT))
    if state in (TokenState.WAITING, TokenState.ON_HOLD):
        acts.append(
            RowActState(
                act=RowAct.CANCEL,
                label=_("Cancel the token"),
                icon=Icon.CLOSE,
                reason=refusal,
                choices=tuple((reason.value, text) for reason, text in words.cancel_reasons(texts)),
                is_destructive=True,
            )
        )
    return tuple(acts)


def _call(texts: Texts, view: BoardView, card: TokenCard, refusal: str, *, is_head: bool) -> RowActState:
    _ = texts.gettext
    reason = refusal
    if not reason and view.current is not None:
        reason = _("{code} is at this counter").format(code=view.current.token.code)
    if is_head:
        return RowActState(act=RowAct.CALL, label=_("Call now"), icon=Icon.CALL, reason=reason)
    return RowActState(
        act=RowAct.CALL,
        label=_("Call out of order"),
        icon=Icon.CALL,
        reason=reason,
        choices=tuple((why.value, text) for why, text in words.call_reasons(texts)),
    )


def _filter_words(texts: Texts) -> dict[Filter, str]:
    _ = texts.gettext
    return {
        Filter.WAITING: texts.pgettext("list", "Waiting"),
        Filter.ON_HOLD: texts.pgettext("list", "Hold"),
        Filter.MISSED: texts.pgettext("list", "Missed"),
        Filter.DONE: texts.pgettext("list", "Done"),
    }


def _found(texts: Texts, count: int) -> str:
    return texts.ngettext("{n} token found", "{n} tokens found", count).format(n=count)


def _empty(texts: Texts, which: Filter, is_searching: bool) -> EmptyState:
    _ = texts.gettext
    if is_searching:
        return EmptyState(
            icon=Icon.SEARCH,
            text=_("Nothing found here"),
            detail=_("Press Enter to look in all departments."),
        )
    return {
        Filter.WAITING: EmptyState(icon=Icon.QUEUE, text=_("Nobody is waiting")),
        Filter.ON_HOLD: EmptyState(icon=Icon.HOLD, text=_("Nobody is on hold")),
        Filter.MISSED: EmptyState(icon=Icon.NO_SHOW, text=_("Nobody missed a call today")),
        Filter.DONE: EmptyState(icon=Icon.DONE, text=_("Nobody has been seen yet today")),
    }[which]


def _marks(texts: Texts, card: TokenCard, *, with_state: bool) -> Iterator[Mark]:
    _ = texts.gettext
    state = card.token.state
    if with_state and state is not TokenState.WAITING:
        yield Mark(text=words.token_state(texts, state), tint=Tint.NEUTRAL)
    if not with_state and state in (TokenState.CANCELLED, TokenState.EXPIRED):
        yield Mark(text=words.token_state(texts, state), tint=Tint.NEUTRAL)
    mark = words.priority_mark(texts, card.token.priority, card.token.reason)
    if mark is not None and state is not TokenState.COMPLETED:
        yield mark
    if card.because is CalledBecause.OVERDUE and card.token.priority is not Priority.EMERGENCY:
        yield Mark(text=_("Long wait"), tint=Tint.BLUE)


def _note(desk: Desk, card: TokenCard) -> str:
    texts = desk.texts
    _ = texts.gettext
    if card.because is CalledBecause.DOCTOR:
        if card.staff:
            return _("waits for {staff}").format(staff=card.staff)
        return words.because(texts, CalledBecause.DOCTOR)
    if card.token.state is TokenState.COMPLETED:
        return card.staff or ""
    return words.came_from(texts, card)


def _since(desk: Desk, card: TokenCard) -> str:
    """How long a token waits; of one that has ended, when."""
    token = card.token
    ended = token.ended_at
    if token.state is TokenState.NO_SHOW:
        ended = ended or token.last_called_at or token.first_called_at
    if token.state not in (TokenState.WAITING, TokenState.ON_HOLD, TokenState.CALLED, TokenState.SERVING):
        return desk.texts.clock(ended, desk.zone) if ended is not None else ""
    return desk.texts.duration(desk.since(waits_since(card)))


def waits_since(card: TokenCard) -> datetime:
    """Since when a patient waits: the issue, or the original instant of one who came back."""
    return min(card.token.issued_at, card.token.queued_at)
