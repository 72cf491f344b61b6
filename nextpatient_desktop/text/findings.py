"""Words for what a check of the clinic's data found: what is wrong, and what to do about it."""

from datetime import date
from typing import TYPE_CHECKING

from nextpatient_desktop.text.errors.table import ErrorTable, ErrorWords, Params

if TYPE_CHECKING:
    from nextpatient_desktop.text.texts import Texts

TABLE = ErrorTable()


def words_for_finding(texts: "Texts", code: str, params: Params) -> ErrorWords:
    """The words for one finding of `storage.check`. One without words is told by its code."""
    wording = TABLE.get(code)
    if wording is not None:
        return wording(texts, params)
    _ = texts.gettext
    return ErrorWords(
        _("Something is wrong with the clinic's data ({code}).").format(code=code), _keep(texts)
    )


def _keep(texts: "Texts") -> str:
    _ = texts.gettext
    return _("Keep this file, and restore the last backup that is whole into another folder.")


def _day(texts: "Texts", value: object) -> str:
    return texts.short_date(date.fromisoformat(str(value)))


@TABLE.words_for("file_damaged")
def file_damaged(texts: "Texts", params: Params) -> ErrorWords:
    """Pages or structures of the file are not what was written."""
    _ = texts.gettext
    return ErrorWords(
        _("The file of the clinic's data is damaged ({detail}).").format_map(params), _keep(texts)
    )


@TABLE.words_for("reference_broken")
def reference_broken(texts: "Texts", params: Params) -> ErrorWords:
    """A row names one that is not there."""
    _ = texts.gettext
    return ErrorWords(
        _("Something in “{table}” belongs to something that is no longer there.").format_map(params),
        _keep(texts),
    )


@TABLE.words_for("chain_broken")
def chain_broken(texts: "Texts", params: Params) -> ErrorWords:
    """An event is not what was written."""
    _ = texts.gettext
    return ErrorWords(
        _("Event {position} of the journal was changed after it was written.").format_map(params),
        _("Find out who had this file. A backup from before still has the event as it was."),
    )


@TABLE.words_for("position_missing")
def position_missing(texts: "Texts", params: Params) -> ErrorWords:
    """An event is gone."""
    _ = texts.gettext
    return ErrorWords(
        _("Event {position} of the journal was taken out.").format_map(params),
        _("Find out who had this file. A backup from before still has the event."),
    )


@TABLE.words_for("journal_cut")
def journal_cut(texts: "Texts", params: Params) -> ErrorWords:
    """The journal no longer goes through an end that was noted elsewhere."""
    _ = texts.gettext
    return ErrorWords(
        _(
            "The backup knows event {position} of the journal, but here it is missing or different."
        ).format_map(params),
        _("Either this file is older than that backup, or the end of its journal was cut off."),
    )


@TABLE.words_for("number_missing")
def number_missing(texts: "Texts", params: Params) -> ErrorWords:
    """Numbers of a sequence that no visit has."""
    _ = texts.gettext
    day, letter, first, last = (params[key] for key in ("day", "letter", "first", "last"))
    if first == last:
        what = _("On {day} number {number} of letter {letter} is missing.")
        told = what.format(day=_day(texts, day), number=first, letter=letter)
    else:
        what = _("On {day} the numbers {first} to {last} of letter {letter} are missing.")
        told = what.format(day=_day(texts, day), first=first, last=last, letter=letter)
    return ErrorWords(told, _("Visits were removed from this file. A backup from that day still has them."))


@TABLE.words_for("number_unknown")
def number_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """A visit has a number that was never given."""
    _ = texts.gettext
    return ErrorWords(
        _("On {day} a visit has number {number} of letter {letter}, which was never given.").format(
            day=_day(texts, params["day"]), number=params["number"], letter=params["letter"]
        ),
        _("The visit was put into this file by something else than this program."),
    )


@TABLE.words_for("token_impossible")
def token_impossible(texts: "Texts", params: Params) -> ErrorWords:
    """A token is in a state that does not fit the rest of it."""
    _ = texts.gettext
    return ErrorWords(
        _("{code} of {day} is in a state that cannot be: {state} ({because}).").format(
            code=params["code"],
            day=_day(texts, params["day"]),
            state=params["state"],
            because=params["because"],
        ),
        _("Send this line to whoever looks after this program."),
    )


@TABLE.words_for("counter_twice")
def counter_twice(texts: "Texts", params: Params) -> ErrorWords:
    """A counter has more than one token."""
    _ = texts.gettext
    return ErrorWords(
        _("{counter} has more than one patient at the same time.").format_map(params),
        _("Send this line to whoever looks after this program."),
    )


@TABLE.words_for("document_missing")
def document_missing(texts: "Texts", params: Params) -> ErrorWords:
    """The content of a document is not there."""
    _ = texts.gettext
    return ErrorWords(
        _("The file of a document is missing: {name}.").format(name=_short(params)),
        _("Copy it back from a backup of the folder, or attach the document again."),
    )


@TABLE.words_for("document_damaged")
def document_damaged(texts: "Texts", params: Params) -> ErrorWords:
    """The content of a document is not what was stored."""
    _ = texts.gettext
    return ErrorWords(
        _("The file of a document is damaged: {name}.").format(name=_short(params)),
        _("Copy it back from a backup of the folder, or attach the document again."),
    )


def _short(params: Params) -> str:
    """Where the content lies below the folder of the documents."""
    sha256 = str(params["sha256"])
    return f"{sha256[:2]}/{sha256}"
