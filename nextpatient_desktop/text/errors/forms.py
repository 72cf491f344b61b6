"""Words for what was typed or chosen wrongly in a form. Each names its input in `field`."""

from typing import TYPE_CHECKING

from nextpatient_desktop.text.errors.table import ErrorTable, ErrorWords, Params

if TYPE_CHECKING:
    from nextpatient_desktop.text.texts import Texts

TABLE = ErrorTable()


def field_of(params: Params) -> str | None:
    """The input at fault, None where no single one is."""
    field = params.get("field")
    return field if isinstance(field, str) else None


def _empty(texts: "Texts", field: str | None) -> str:
    _ = texts.gettext
    match field:
        case "name":
            return _("The name is empty.")
        case "title":
            return _("The title is empty.")
        case "login":
            return _("The login is empty.")
        case "icon":
            return _("No picture is chosen.")
        case _unknown:
            return _("This must not be empty.")


def _number(texts: "Texts", field: str | None) -> str:
    """What a number in a form is, as the subject of a sentence."""
    _ = texts.gettext
    match field:
        case "daily_limit":
            return _("The number of tokens a day")
        case "ratio_normals":
            return _("The number of normal tokens before a priority one")
        case "minimum_calls":
            return _("The number of calls before a no-show")
        case "return_after":
            return _("The place at which a no-show comes back")
        case "overdue_after":
            return _("The longest wait")
        case "usual_visit":
            return _("The usual length of a visit")
        case "day_starts":
            return _("The minute at which the day starts")
        case _unknown:
            return _("This number")


@TABLE.words_for("text_empty")
def text_empty(texts: "Texts", params: Params) -> ErrorWords:
    """Nothing was typed where something is needed."""
    _ = texts.gettext
    field = field_of(params)
    return ErrorWords(_empty(texts, field), _("Fill it in and save again."), field)


@TABLE.words_for("text_too_long")
def text_too_long(texts: "Texts", params: Params) -> ErrorWords:
    """More was typed than there is room for."""
    _ = texts.gettext
    return ErrorWords(
        _("This text is too long: {limit} characters fit.").format_map(params),
        _("Shorten it and save again."),
        field_of(params),
    )


@TABLE.words_for("number_out_of_range")
def number_out_of_range(texts: "Texts", params: Params) -> ErrorWords:
    """A number is too small or too large."""
    _ = texts.gettext
    field = field_of(params)
    return ErrorWords(
        _("{number} must be between {low} and {high}.").format_map(
            {**params, "number": _number(texts, field)}
        ),
        _("Correct the number and save again."),
        field,
    )


@TABLE.words_for("minutes_out_of_range")
def minutes_out_of_range(texts: "Texts", params: Params) -> ErrorWords:
    """A length of time is too short or too long."""
    _ = texts.gettext
    field = field_of(params)
    return ErrorWords(
        _("{number} must be between {low} and {high} minutes.").format_map(
            {**params, "number": _number(texts, field)}
        ),
        _("Correct the minutes and save again."),
        field,
    )


@TABLE.words_for("name_taken")
def name_taken(texts: "Texts", params: Params) -> ErrorWords:
    """Two things would be called the same."""
    _ = texts.gettext
    return ErrorWords(
        _("The name {name} is in use already.").format_map(params),
        _("Choose another name, or change the one that has it."),
        field_of(params),
    )


@TABLE.words_for("language_unknown")
def language_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """A language that the program does not speak."""
    _ = texts.gettext
    return ErrorWords(
        _("The language “{language}” is not one of this program's.").format_map(params),
        _("Choose one of the languages in the list."),
        field_of(params),
    )


@TABLE.words_for("language_missing")
def language_missing(texts: "Texts", params: Params) -> ErrorWords:
    """No language was chosen."""
    _ = texts.gettext
    return ErrorWords(_("No language is chosen."), _("Choose at least one and save again."), field_of(params))


@TABLE.words_for("phone_invalid")
def phone_invalid(texts: "Texts", params: Params) -> ErrorWords:
    """What was typed is no phone number."""
    _ = texts.gettext
    return ErrorWords(
        _("This is not a phone number."),
        _("Type its digits only, 10 of them in India, without letters."),
        field_of(params) or "phone",
    )


@TABLE.words_for("phone_incomplete")
def phone_incomplete(texts: "Texts", params: Params) -> ErrorWords:
    """A phone number that is not typed to its end, at a kiosk. `is_exact` where all numbers are as long."""
    _ = texts.gettext
    digits = params["digits"]
    count = digits if isinstance(digits, int) else 2
    if params["is_exact"]:
        what = texts.ngettext(
            "A mobile number has {digits} figure.", "A mobile number has {digits} figures.", count
        )
    else:
        what = texts.ngettext(
            "A phone number has at least {digits} figure.",
            "A phone number has at least {digits} figures.",
            count,
        )
    return ErrorWords(
        what.format(digits=digits),
        _("Please check it, or press Skip.") if params["can_skip"] else _("Please check it."),
        field_of(params) or "phone",
    )


@TABLE.words_for("phone_missing")
def phone_missing(texts: "Texts", params: Params) -> ErrorWords:
    """A department that needs a phone number got none."""
    _ = texts.gettext
    return ErrorWords(
        _("A phone number is needed here."),
        _("Type the number, or ask at the reception."),
        field_of(params) or "phone",
    )


@TABLE.words_for("reason_missing")
def reason_missing(texts: "Texts", params: Params) -> ErrorWords:
    """A priority or a break without a reason."""
    _ = texts.gettext
    return ErrorWords(
        _("The reason is missing."), _("Choose a reason from the list."), field_of(params) or "reason"
    )


@TABLE.words_for("reason_not_possible")
def reason_not_possible(texts: "Texts", params: Params) -> ErrorWords:
    """A reason that only the program itself gives."""
    _ = texts.gettext
    return ErrorWords(
        _("This reason can not be given here."),
        _("Choose another reason from the list."),
        field_of(params) or "reason",
    )


@TABLE.words_for("age_invalid")
def age_invalid(texts: "Texts", params: Params) -> ErrorWords:
    """An age that nobody has."""
    _ = texts.gettext
    return ErrorWords(
        _("The age must be between 0 and 130 years."), _("Correct the age."), field_of(params) or "age"
    )


@TABLE.words_for("birth_year_invalid")
def birth_year_invalid(texts: "Texts", params: Params) -> ErrorWords:
    """A year in which nobody alive was born."""
    _ = texts.gettext
    return ErrorWords(
        _("This birth year is in the future or too long ago."),
        _("Type the year with four digits."),
        field_of(params) or "birth_year",
    )


@TABLE.words_for("abha_invalid")
def abha_invalid(texts: "Texts", params: Params) -> ErrorWords:
    """Not an ABHA number."""
    _ = texts.gettext
    return ErrorWords(
        _("An ABHA number has 14 digits."),
        _("Compare it with the card, or leave it empty."),
        field_of(params) or "abha",
    )


@TABLE.words_for("letter_invalid")
def letter_invalid(texts: "Texts", params: Params) -> ErrorWords:
    """Not a department's letter."""
    _ = texts.gettext
    return ErrorWords(
        _("A department's letter is one or two of the letters A to Z."),
        _("Choose a letter that no other department has."),
        field_of(params) or "letter",
    )


@TABLE.words_for("hours_invalid")
def hours_invalid(texts: "Texts", params: Params) -> ErrorWords:
    """Opening hours that can not be read, or close before they open."""
    _ = texts.gettext
    return ErrorWords(
        _("These opening hours are not clear: “{part}”.").format_map(params),
        _("Write them like this: Mon-Sat 09:00-13:00, 14:00-17:00."),
        field_of(params) or "hours",
    )


@TABLE.words_for("hours_overlap")
def hours_overlap(texts: "Texts", params: Params) -> ErrorWords:
    """Two stretches of one day run into each other."""
    _ = texts.gettext
    weekday = params["weekday"]
    return ErrorWords(
        _("The opening hours of {weekday} overlap.").format(
            weekday=texts.weekday(weekday) if isinstance(weekday, int) else weekday
        ),
        _("Make each stretch end before the next one begins."),
        field_of(params) or "hours",
    )


@TABLE.words_for("time_zone_unknown")
def time_zone_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """Not a time zone."""
    _ = texts.gettext
    return ErrorWords(
        _("“{name}” is not a time zone that this PC knows.").format_map(params),
        _("Choose one from the list, for example Asia/Kolkata."),
        field_of(params) or "time_zone",
    )


@TABLE.words_for("country_code_invalid")
def country_code_invalid(texts: "Texts", params: Params) -> ErrorWords:
    """Not a country's phone code."""
    _ = texts.gettext
    return ErrorWords(
        _("A country's phone code has one to three digits."),
        _("Type it without the plus sign, 91 for India."),
        field_of(params) or "country_code",
    )


@TABLE.words_for("link_invalid")
def link_invalid(texts: "Texts", params: Params) -> ErrorWords:
    """Not the address of a page."""
    _ = texts.gettext
    return ErrorWords(
        _("This is not the address of a page."),
        _("Type the whole address, beginning with https://, or leave it empty."),
        field_of(params),
    )


@TABLE.words_for("policy_unknown")
def policy_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """A calling rule that is not installed here."""
    _ = texts.gettext
    return ErrorWords(
        _("The calling rule “{policy}” is not installed.").format_map(params),
        _("Choose one of the rules in the list."),
        field_of(params) or "policy",
    )


@TABLE.words_for("logo_invalid")
def logo_invalid(texts: "Texts", params: Params) -> ErrorWords:
    """A picture that no ticket can carry."""
    _ = texts.gettext
    return ErrorWords(
        _("This picture cannot be printed on tickets."),
        _("Choose a PNG or JPEG file with a simple, dark logo on white."),
        field_of(params) or "ticket_logo",
    )
