"""Words for errors about visits, tokens, calling and undo."""

from datetime import date
from typing import TYPE_CHECKING

from nextpatient_desktop.text.errors.forms import field_of
from nextpatient_desktop.text.errors.table import ErrorTable, ErrorWords, Params

if TYPE_CHECKING:
    from nextpatient_desktop.text.texts import Texts

TABLE = ErrorTable()


@TABLE.words_for("department_closed")
def department_closed(texts: "Texts", params: Params) -> ErrorWords:
    """It gives no tokens now."""
    _ = texts.gettext
    match params.get("because"):
        case "outside_hours":
            what = _("This department is closed at this hour.")
        case "closed_today":
            what = _("This department is closed for today.")
        case "for_good":
            what = _("This department is closed for good.")
        case _other:
            what = _("This department is closed now.")
    return ErrorWords(what, _("Choose another department, or ask at the reception."), field_of(params))


@TABLE.words_for("department_full")
def department_full(texts: "Texts", params: Params) -> ErrorWords:
    """Today's tokens are given out."""
    _ = texts.gettext
    return ErrorWords(
        _("All tokens of this department are given out for today."),
        _("Ask at the reception, or come again tomorrow."),
        field_of(params),
    )


@TABLE.words_for("visit_unknown")
def visit_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """There is no such visit."""
    _ = texts.gettext
    return ErrorWords(_("This visit does not exist."), _("Choose one from the list."))


@TABLE.words_for("token_unknown")
def token_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """There is no such token today."""
    _ = texts.gettext
    if params.get("code"):
        what = _("There is no token {code} today.").format_map(params)
    else:
        what = _("This token does not exist.")
    return ErrorWords(what, _("Compare it with the ticket and type it again."), field_of(params))


@TABLE.words_for("token_of_other_day")
def token_of_other_day(texts: "Texts", params: Params) -> ErrorWords:
    """Its day is over."""
    _ = texts.gettext
    return ErrorWords(
        _("{code} is of {day}, not of today.").format(
            code=params["code"], day=texts.short_date(date.fromisoformat(str(params["day"])))
        ),
        _("If the patient is here today, give them a new token."),
    )


@TABLE.words_for("not_this_counter")
def not_this_counter(texts: "Texts", params: Params) -> ErrorWords:
    """A counter calls for its own departments."""
    _ = texts.gettext
    return ErrorWords(
        _("{code} waits for {department}, which {counter} does not serve.").format_map(params),
        _("Let a counter of {department} call it, or transfer it.").format_map(params),
    )


@TABLE.words_for("meant_for_doctor")
def meant_for_doctor(texts: "Texts", params: Params) -> ErrorWords:
    """Somebody else's patient."""
    _ = texts.gettext
    return ErrorWords(
        _("{code} is meant for another doctor.").format_map(params),
        _("That doctor calls it, or anybody once that doctor is away."),
    )


@TABLE.words_for("already_there")
def already_there(texts: "Texts", params: Params) -> ErrorWords:
    """A transfer to where it is."""
    _ = texts.gettext
    return ErrorWords(
        _("{code} is in {department} already.").format_map(params),
        _("Choose another department, or one doctor of this one."),
    )


@TABLE.words_for("nobody_waiting")
def nobody_waiting(texts: "Texts", params: Params) -> ErrorWords:
    """Nobody can be called here."""
    _ = texts.gettext
    return ErrorWords(
        _("Nobody is waiting for this counter."), _("The list shows it as soon as somebody takes a token.")
    )


@TABLE.words_for("move_refused")
def move_refused(texts: "Texts", params: Params) -> ErrorWords:
    """A token is somewhere else in its life than it would have to be."""
    state = str(params["state"])
    return ErrorWords(_stands(texts, state, params), _way_out(texts, state, str(params["tried"])))


def _stands(texts: "Texts", state: str, params: Params) -> str:
    """Where the token stands, with its counter where that is known."""
    _ = texts.gettext
    has_counter = bool(params.get("counter"))
    match state:
        case "waiting":
            what = _("{code} is waiting and has not been called.")
        case "called":
            what = (
                _("{code} is already called to {counter}.") if has_counter else _("{code} is already called.")
            )
        case "serving":
            what = (
                _("{code} is already being served in {counter}.")
                if has_counter
                else _("{code} is already being served.")
            )
        case "on_hold":
            what = _("{code} is on hold.")
        case "completed":
            what = _("{code} is completed.")
        case "no_show":
            what = _("{code} is marked as a no-show.")
        case "cancelled":
            what = _("{code} is cancelled.")
        case "expired":
            what = _("{code} expired at the end of its day.")
        case _other:
            what = _("This can not be done with {code} now.")
    return what.format_map(params)


def _way_out(texts: "Texts", state: str, tried: str) -> str:
    """What can be done with a token in this state."""
    _ = texts.gettext
    match state, tried:
        case "waiting", "cancel" | "expire":
            return _("Look at the list again: it has changed.")
        case "waiting", _tried:
            return _("Call it first.")
        case "called", "resume" | "return":
            return _("Nothing needs to be done: it is called already.")
        case "called", _tried:
            return _("Call it again, start it, or put it back from the counter that has it.")
        case "serving", "cancel":
            return _("Complete it instead, or put it on hold first.")
        case "serving", _tried:
            return _("Complete it, transfer it or put it on hold there.")
        case "on_hold", _tried:
            return _("Resume it first.")
        case "no_show", _tried:
            return _("Return it to the queue first.")
        case "completed" | "cancelled" | "expired", _tried:
            return _("If the patient is still here, give them a new token.")
        case _other:
            return _("Look at the list again, then choose what to do.")


@TABLE.words_for("too_few_calls")
def too_few_calls(texts: "Texts", params: Params) -> ErrorWords:
    """A no-show needs more calls."""
    _ = texts.gettext
    missing = params["missing"]
    return ErrorWords(
        _("{code} has not been called often enough to be a no-show.").format_map(params),
        texts.ngettext(
            "Call {code} {missing} more time.",
            "Call {code} {missing} more times.",
            missing if isinstance(missing, int) else 2,
        ).format_map(params),
    )


@TABLE.words_for("call_again_first")
def call_again_first(texts: "Texts", params: Params) -> ErrorWords:
    """The last call is too fresh for a no-show."""
    _ = texts.gettext
    seconds = params["seconds"]
    return ErrorWords(
        _("{code} was called only just now.").format_map(params),
        texts.ngettext(
            "Wait {seconds} more second, then mark the no-show.",
            "Wait {seconds} more seconds, then mark the no-show.",
            seconds if isinstance(seconds, int) else 2,
        ).format_map(params),
    )


@TABLE.words_for("undo_too_late")
def undo_too_late(texts: "Texts", params: Params) -> ErrorWords:
    """The minute is over."""
    _ = texts.gettext
    return ErrorWords(
        _("This can not be undone any more."),
        _("Use the token's own actions instead: put back, return to the queue, or a new token."),
    )


@TABLE.words_for("undo_overtaken")
def undo_overtaken(texts: "Texts", params: Params) -> ErrorWords:
    """Something happened since."""
    _ = texts.gettext
    return ErrorWords(
        _("Something else has happened to it since, so it can not be undone."),
        _("Look at the list, then correct it with the token's own actions."),
    )


@TABLE.words_for("undo_not_yours")
def undo_not_yours(texts: "Texts", params: Params) -> ErrorWords:
    """Somebody else did it."""
    _ = texts.gettext
    return ErrorWords(
        _("Somebody else did this."), _("Ask them to undo it, or correct it with the token's own actions.")
    )


@TABLE.words_for("undo_impossible")
def undo_impossible(texts: "Texts", params: Params) -> ErrorWords:
    """Some acts stay."""
    _ = texts.gettext
    return ErrorWords(_("This is nothing that can be undone."), _("Correct it by hand where it was entered."))


@TABLE.words_for("undo_unknown")
def undo_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """There is nothing to take back."""
    _ = texts.gettext
    return ErrorWords(
        _("There is nothing to undo."), _("Look at the list: the action may not have been done.")
    )
