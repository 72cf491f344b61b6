"""Words for errors about the clinic, its departments, counters and stations."""

from typing import TYPE_CHECKING

from nextpatient_desktop.text.errors.forms import field_of
from nextpatient_desktop.text.errors.table import ErrorTable, ErrorWords, Params

if TYPE_CHECKING:
    from nextpatient_desktop.text.texts import Texts

TABLE = ErrorTable()


@TABLE.words_for("clinic_missing")
def clinic_missing(texts: "Texts", params: Params) -> ErrorWords:
    """Nothing was set up yet."""
    _ = texts.gettext
    return ErrorWords(
        _("No clinic has been set up here yet."), _("Start the program and go through the first set-up.")
    )


@TABLE.words_for("clinic_exists")
def clinic_exists(texts: "Texts", params: Params) -> ErrorWords:
    """A second clinic in one database."""
    _ = texts.gettext
    return ErrorWords(
        _("{name} is set up here already.").format_map(params),
        _("Change it in the settings, or choose another folder for a new clinic."),
    )


@TABLE.words_for("department_unknown")
def department_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """There is no such department."""
    _ = texts.gettext
    return ErrorWords(_("This department does not exist."), _("Choose one from the list."), field_of(params))


@TABLE.words_for("department_inactive")
def department_inactive(texts: "Texts", params: Params) -> ErrorWords:
    """A department that was closed for good."""
    _ = texts.gettext
    return ErrorWords(
        _("{department} is closed for good.").format_map(params),
        _("Choose another department, or open it again in the settings."),
        field_of(params),
    )


@TABLE.words_for("department_has_waiting")
def department_has_waiting(texts: "Texts", params: Params) -> ErrorWords:
    """A department can not be closed for good over people's heads."""
    _ = texts.gettext
    count = params["count"]
    left = count if isinstance(count, int) else 2
    return ErrorWords(
        texts.ngettext(
            "{count} patient is still in the queue of {department}.",
            "{count} patients are still in the queue of {department}.",
            left,
        ).format_map(params),
        _("Complete, transfer or cancel these tokens first, or close the department for today only."),
    )


@TABLE.words_for("letter_taken")
def letter_taken(texts: "Texts", params: Params) -> ErrorWords:
    """Another department's letter, or one that stands on today's tickets."""
    _ = texts.gettext
    if params.get("department"):
        what = _("{department} has the letter {letter} already.").format_map(params)
    else:
        what = _("Today's tickets of another department have the letter {letter}.").format_map(params)
    return ErrorWords(what, _("Choose another letter."), field_of(params) or "letter")


@TABLE.words_for("letter_in_use_today")
def letter_in_use_today(texts: "Texts", params: Params) -> ErrorWords:
    """A department's letter stands on today's tickets."""
    _ = texts.gettext
    return ErrorWords(
        _("Tickets with the letter {letter} were given today.").format_map(params),
        _("Change the letter tomorrow, before the first ticket."),
        field_of(params) or "letter",
    )


@TABLE.words_for("counter_unknown")
def counter_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """There is no such counter."""
    _ = texts.gettext
    return ErrorWords(_("This counter does not exist."), _("Choose one from the list."), field_of(params))


@TABLE.words_for("counter_closed")
def counter_closed(texts: "Texts", params: Params) -> ErrorWords:
    """A counter that is out of use."""
    _ = texts.gettext
    return ErrorWords(
        _("{counter} is out of use.").format_map(params),
        _("Choose another counter, or take it into use again in the settings."),
        field_of(params) or "counter",
    )


@TABLE.words_for("counter_busy")
def counter_busy(texts: "Texts", params: Params) -> ErrorWords:
    """A counter has one token at most."""
    _ = texts.gettext
    return ErrorWords(
        _("{code} is still open in {counter}.").format_map(params),
        _("Complete it, put it on hold or put it back first."),
    )


@TABLE.words_for("counter_taken")
def counter_taken(texts: "Texts", params: Params) -> ErrorWords:
    """Somebody else is seeing a patient there."""
    _ = texts.gettext
    return ErrorWords(
        _("{staff} is with {code} in {counter}.").format_map(params),
        _("Choose another counter, or wait until this visit is completed."),
        field_of(params) or "counter",
    )


@TABLE.words_for("counter_not_yours")
def counter_not_yours(texts: "Texts", params: Params) -> ErrorWords:
    """Somebody else sits there."""
    _ = texts.gettext
    return ErrorWords(
        _("Somebody else is signed in at {counter}.").format_map(params),
        _("Sign in there yourself first, or ask them to do it."),
    )


@TABLE.words_for("counter_changed")
def counter_changed(texts: "Texts", params: Params) -> ErrorWords:
    """The screen showed another token than the counter has."""
    _ = texts.gettext
    return ErrorWords(
        _("This counter has another token by now. Nothing was changed."),
        _("Look at the screen again, then press the key once more."),
    )


@TABLE.words_for("counter_without_department")
def counter_without_department(texts: "Texts", params: Params) -> ErrorWords:
    """A counter that would call nobody."""
    _ = texts.gettext
    return ErrorWords(
        _("This counter serves no department."),
        _("Choose at least one department and save again."),
        field_of(params) or "departments",
    )


@TABLE.words_for("station_unknown")
def station_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """There is no such station."""
    _ = texts.gettext
    return ErrorWords(
        _("This station is not known to the clinic."),
        _("Set it up again in the settings of this device."),
        field_of(params),
    )


@TABLE.words_for("station_is_this_one")
def station_is_this_one(texts: "Texts", params: Params) -> ErrorWords:
    """The branch one sits on."""
    _ = texts.gettext
    return ErrorWords(
        _("{station} is the device that you are using now.").format_map(params),
        _("Take it out of use from another device."),
    )
