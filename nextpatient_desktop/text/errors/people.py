"""Words for errors about staff, signing in, and patients."""

from typing import TYPE_CHECKING

from nextpatient_desktop.text.errors.forms import field_of
from nextpatient_desktop.text.errors.table import ErrorTable, ErrorWords, Params

if TYPE_CHECKING:
    from nextpatient_desktop.text.texts import Texts

TABLE = ErrorTable()


@TABLE.words_for("not_allowed")
def not_allowed(texts: "Texts", params: Params) -> ErrorWords:
    """No right to do this."""
    _ = texts.gettext
    return ErrorWords(
        _("You may not do this here."),
        _("Sign in as somebody who may, or ask the clinic's administrator."),
    )


@TABLE.words_for("sign_in_refused")
def sign_in_refused(texts: "Texts", params: Params) -> ErrorWords:
    """Wrong login or password: which of them is not said."""
    _ = texts.gettext
    return ErrorWords(
        _("The login or the password is not right."),
        _("Type both again. If you forgot the password, ask the clinic's administrator for a new one."),
        "password",
    )


@TABLE.words_for("sign_in_locked")
def sign_in_locked(texts: "Texts", params: Params) -> ErrorWords:
    """Too many wrong tries."""
    _ = texts.gettext
    seconds = params["seconds"]
    wait = seconds if isinstance(seconds, int) else 60
    return ErrorWords(
        _("There were too many wrong tries."),
        texts.ngettext(
            "Try again in {seconds} second, or ask the clinic's administrator for a new password.",
            "Try again in {seconds} seconds, or ask the clinic's administrator for a new password.",
            wait,
        ).format_map(params),
        "password",
    )


@TABLE.words_for("password_short")
def password_short(texts: "Texts", params: Params) -> ErrorWords:
    """A password that is guessed quickly."""
    _ = texts.gettext
    return ErrorWords(
        _("The password is too short: it needs {minimum} characters.").format_map(params),
        _("Choose a longer one. A few words that you remember are best."),
        field_of(params) or "password",
    )


@TABLE.words_for("login_taken")
def login_taken(texts: "Texts", params: Params) -> ErrorWords:
    """Two people can not have one login."""
    _ = texts.gettext
    return ErrorWords(
        _("{staff} signs in as {login} already.").format_map(params),
        _("Choose another login. It stays taken when somebody leaves."),
        field_of(params) or "login",
    )


@TABLE.words_for("login_invalid")
def login_invalid(texts: "Texts", params: Params) -> ErrorWords:
    """A login that can not be typed."""
    _ = texts.gettext
    return ErrorWords(
        _("A login has 2 to 40 characters and no spaces."),
        _("Choose one that is easy to type, for example anita."),
        field_of(params) or "login",
    )


@TABLE.words_for("last_admin")
def last_admin(texts: "Texts", params: Params) -> ErrorWords:
    """Nobody would be left who can change the settings."""
    _ = texts.gettext
    return ErrorWords(
        _("{staff} is the last administrator.").format_map(params),
        _("Make somebody else an administrator first."),
        field_of(params),
    )


@TABLE.words_for("staff_is_oneself")
def staff_is_oneself(texts: "Texts", params: Params) -> ErrorWords:
    """Nobody ends their own access."""
    _ = texts.gettext
    return ErrorWords(_("You can not end your own access."), _("Ask another administrator to do it."))


@TABLE.words_for("staff_unknown")
def staff_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """There is no such staff member."""
    _ = texts.gettext
    return ErrorWords(
        _("This staff member does not exist."), _("Choose one from the list."), field_of(params)
    )


@TABLE.words_for("doctor_unknown")
def doctor_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """Nobody who sees patients here."""
    _ = texts.gettext
    return ErrorWords(
        _("This is no doctor who works here."),
        _("Choose a doctor from the list, or leave the choice open."),
        field_of(params) or "doctor",
    )


@TABLE.words_for("staff_closed")
def staff_closed(texts: "Texts", params: Params) -> ErrorWords:
    """Somebody whose access ended."""
    _ = texts.gettext
    return ErrorWords(
        _("{staff} does not work here any more.").format_map(params),
        _("Choose somebody else, or give access again in the settings."),
        field_of(params),
    )


@TABLE.words_for("patient_unknown")
def patient_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """There is no such record."""
    _ = texts.gettext
    return ErrorWords(
        _("There is no record of this patient."),
        _("Search again, or make a new record."),
        field_of(params),
    )


@TABLE.words_for("abha_taken")
def abha_taken(texts: "Texts", params: Params) -> ErrorWords:
    """One person, two records."""
    _ = texts.gettext
    return ErrorWords(
        _("{record} has this ABHA number already.").format_map(params),
        _("Open that record: it is likely the same person."),
        field_of(params) or "abha",
    )
