"""Words for errors of the day, the door, the data's place on the disk, and the devices."""

from datetime import date
from typing import TYPE_CHECKING

from nextpatient_desktop.text.errors.table import ErrorTable, ErrorWords, Params

if TYPE_CHECKING:
    from nextpatient_desktop.text.texts import Texts

TABLE = ErrorTable()


def _day(texts: "Texts", value: object) -> str:
    """A date that came as ISO 8601 text, as people write it."""
    return texts.short_date(date.fromisoformat(str(value)[:10]))


@TABLE.words_for("date_needs_confirmation")
def date_needs_confirmation(texts: "Texts", params: Params) -> ErrorWords:
    """The PC's date may be wrong."""
    _ = texts.gettext
    return ErrorWords(
        _("This PC says that today is {today}. That may be wrong.").format(
            today=_day(texts, params["today"])
        ),
        _("If the date is right, sign in and confirm it. If it is wrong, set the PC's clock first."),
    )


@TABLE.words_for("day_not_open")
def day_not_open(texts: "Texts", params: Params) -> ErrorWords:
    """Nothing was begun today."""
    _ = texts.gettext
    return ErrorWords(
        _("Today has not been opened yet."), _("It opens by itself with the first token or call.")
    )


@TABLE.words_for("day_not_empty")
def day_not_empty(texts: "Texts", params: Params) -> ErrorWords:
    """A day with tokens can not be voided."""
    _ = texts.gettext
    return ErrorWords(
        _("Tokens were given on {day}, so this day stays.").format(day=_day(texts, params["day"])),
        _("Set the PC's clock right. The next day opens when it begins."),
    )


@TABLE.words_for("day_unknown")
def day_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """Nothing is known of a day: the clinic was closed."""
    _ = texts.gettext
    what = _("The clinic was not open on {day}.").format(day=_day(texts, params["day"]))
    return ErrorWords(what, _("Choose another day."))


@TABLE.words_for("command_id_reused")
def command_id_reused(texts: "Texts", params: Params) -> ErrorWords:
    """Two different acts under one id: a program's mistake."""
    _ = texts.gettext
    return ErrorWords(
        _("This was not done: it was mixed up with something done before."),
        _("Go back one step and do it again."),
    )


@TABLE.words_for("answer_not_kept")
def answer_not_kept(texts: "Texts", params: Params) -> ErrorWords:
    """It was done, but what was answered is not known any more."""
    _ = texts.gettext
    return ErrorWords(
        _("This was done before. Its answer is not kept."), _("Look at the list for what came of it.")
    )


@TABLE.words_for("message_unknown")
def message_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """Programs of different versions."""
    _ = texts.gettext
    return ErrorWords(
        _("This clinic's program does not know how to do that ({message}).").format_map(params),
        _("Bring the program to the same version on all devices."),
    )


@TABLE.words_for("disk_full")
def disk_full(texts: "Texts", params: Params) -> ErrorWords:
    """No room."""
    _ = texts.gettext
    return ErrorWords(
        _("The disk is full. Nothing was changed."),
        _("Make room on the disk that holds the clinic's data, then try again."),
    )


@TABLE.words_for("storage_failed")
def storage_failed(texts: "Texts", params: Params) -> ErrorWords:
    """The disk refuses."""
    _ = texts.gettext
    return ErrorWords(
        _("The disk did not take it. Nothing was changed."),
        _("Try again. If it happens again, check the disk and make a backup."),
    )


@TABLE.words_for("storage_busy")
def storage_busy(texts: "Texts", params: Params) -> ErrorWords:
    """Another program holds the data."""
    _ = texts.gettext
    return ErrorWords(
        _("Another program on this PC is holding the clinic's data. Nothing was changed."),
        _("Wait a moment and try again. If a virus scanner or backup is running, let it finish."),
    )


@TABLE.words_for("storage_readonly")
def storage_readonly(texts: "Texts", params: Params) -> ErrorWords:
    """No right to write there."""
    _ = texts.gettext
    return ErrorWords(
        _("This account of the PC may not change the clinic's data. Nothing was changed."),
        _("Give it the right to write to {path}, then start the program again.").format_map(params),
    )


@TABLE.words_for("storage_damaged")
def storage_damaged(texts: "Texts", params: Params) -> ErrorWords:
    """The database is not whole."""
    _ = texts.gettext
    return ErrorWords(
        _("The clinic's data in {path} is damaged.").format_map(params),
        _("Stop working with it, keep the file, and restore the last backup."),
    )


@TABLE.words_for("network_drive")
def network_drive(texts: "Texts", params: Params) -> ErrorWords:
    """A database on a shared drive loses data."""
    _ = texts.gettext
    return ErrorWords(
        _("{path} is on a network drive, where tokens would get lost.").format_map(params),
        _("Run the host on the PC that has the file, and let the other stations join it."),
    )


@TABLE.words_for("database_missing")
def database_missing(texts: "Texts", params: Params) -> ErrorWords:
    """There is no clinic at this place."""
    _ = texts.gettext
    return ErrorWords(
        _("There is no clinic's data in {path}.").format_map(params),
        _("Choose the right folder, or set up a new clinic there."),
    )


@TABLE.words_for("database_newer")
def database_newer(texts: "Texts", params: Params) -> ErrorWords:
    """A newer program has been here."""
    _ = texts.gettext
    return ErrorWords(
        _("The clinic's data was written by a newer version of this program."),
        _("Install the newest version on this PC."),
    )


@TABLE.words_for("database_unknown")
def database_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """Not a clinic's database."""
    _ = texts.gettext
    return ErrorWords(
        _("The file {path} is not a clinic's data.").format_map(params), _("Choose another file.")
    )


@TABLE.words_for("printer_url_invalid")
def printer_url_invalid(texts: "Texts", params: Params) -> ErrorWords:
    """Not a printer's address."""
    _ = texts.gettext
    return ErrorWords(
        _("“{url}” is not the address of a printer.").format_map(params),
        _("Choose the printer from the list, or type an address like {example}.").format(
            example=params.get("example", "tcp://192.168.1.50:9100")
        ),
        "url",
    )


@TABLE.words_for("printer_kind_not_here")
def printer_kind_not_here(texts: "Texts", params: Params) -> ErrorWords:
    """A printer of another system."""
    _ = texts.gettext
    return ErrorWords(
        _("Addresses that begin with {kind}:// cannot be used on this system.").format_map(params),
        _("Choose the printer from the list, or type its address on the network."),
        "url",
    )


@TABLE.words_for("url_unknown")
def url_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """Not the address of a clinic."""
    _ = texts.gettext
    return ErrorWords(
        _("“{url}” is not the address of a clinic's data.").format_map(params),
        _("Give the path of its file, for example C:\\Clinic\\clinic.db."),
    )


@TABLE.words_for("clinic_closed")
def clinic_closed(texts: "Texts", params: Params) -> ErrorWords:
    """The program is ending."""
    _ = texts.gettext
    return ErrorWords(_("The program is closing. This was not done."), _("Start it again and repeat it."))


@TABLE.words_for("settings_not_saved")
def settings_not_saved(texts: "Texts", params: Params) -> ErrorWords:
    """This device's own settings could not be written."""
    _ = texts.gettext
    return ErrorWords(
        _("The settings of this device could not be saved in {path}.").format_map(params),
        _("Make room on the disk or allow writing there, then save again."),
    )


@TABLE.words_for("kiosk_failed")
def kiosk_failed(texts: "Texts", params: Params) -> ErrorWords:
    """A mistake of the program, as a patient reads it."""
    _ = texts.gettext
    return ErrorWords(_("Something went wrong here."), _("Try once more, or ask at the reception."))
