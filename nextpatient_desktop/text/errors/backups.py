"""Words for errors of backups, the key and its recovery code."""

from typing import TYPE_CHECKING

from nextpatient_desktop.text.errors.forms import field_of
from nextpatient_desktop.text.errors.table import ErrorTable, ErrorWords, Params

if TYPE_CHECKING:
    from nextpatient_desktop.text.texts import Texts

TABLE = ErrorTable()


@TABLE.words_for("backup_missing")
def backup_missing(texts: "Texts", params: Params) -> ErrorWords:
    """There is no such file."""
    _ = texts.gettext
    return ErrorWords(
        _("There is no backup {path}.").format_map(params),
        _("Connect the drive that has it, or choose another backup."),
    )


@TABLE.words_for("backup_exists")
def backup_exists(texts: "Texts", params: Params) -> ErrorWords:
    """A backup never overwrites another."""
    _ = texts.gettext
    return ErrorWords(
        _("There is a backup {path} already.").format_map(params), _("Choose another name for the new one.")
    )


@TABLE.words_for("backup_newer")
def backup_newer(texts: "Texts", params: Params) -> ErrorWords:
    """A newer program wrote it."""
    _ = texts.gettext
    return ErrorWords(
        _("The backup {path} was written by a newer version of this program.").format_map(params),
        _("Install the newest version on this PC, then restore it."),
    )


@TABLE.words_for("backup_damaged")
def backup_damaged(texts: "Texts", params: Params) -> ErrorWords:
    """What is in it is not what was."""
    _ = texts.gettext
    return ErrorWords(
        _("The backup {path} is damaged.").format_map(params),
        _("Choose an older backup. If it was made just now, check the disk and make it again."),
    )


@TABLE.words_for("restore_target_exists")
def restore_target_exists(texts: "Texts", params: Params) -> ErrorWords:
    """A restore never overwrites a clinic's data."""
    _ = texts.gettext
    return ErrorWords(
        _("There is a clinic's data in {path} already.").format_map(params),
        _("Choose another folder, or move that file away first. Keep it: it may be the newer one."),
    )


@TABLE.words_for("key_missing")
def key_missing(texts: "Texts", params: Params) -> ErrorWords:
    """The key file is gone."""
    _ = texts.gettext
    return ErrorWords(
        _("The key to the clinic's data is missing."),
        _(
            "Copy the key file back to {path}, or type the recovery code after the command "
            "“nextpatient clinic recovery-code --enter”."
        ).format_map(params),
    )


@TABLE.words_for("backup_key_missing")
def backup_key_missing(texts: "Texts", params: Params) -> ErrorWords:
    """Nothing at hand opens a backup."""
    _ = texts.gettext
    return ErrorWords(
        _("The key to the backup {path} is missing.").format_map(params),
        _("Copy the clinic's key file beside it, or add --recovery-code and type the recovery code."),
    )


@TABLE.words_for("key_wrong")
def key_wrong(texts: "Texts", params: Params) -> ErrorWords:
    """The key is of another clinic."""
    _ = texts.gettext
    return ErrorWords(
        _("The key does not open {path}.").format_map(params),
        _("Enter the recovery code of this clinic, or copy its own key file back."),
    )


@TABLE.words_for("key_differs")
def key_differs(texts: "Texts", params: Params) -> ErrorWords:
    """Another clinic's key lies there."""
    _ = texts.gettext
    return ErrorWords(
        _("Another clinic's key lies in {path}.").format_map(params), _("Choose an empty folder.")
    )


@TABLE.words_for("key_not_protected")
def key_not_protected(texts: "Texts", params: Params) -> ErrorWords:
    """Windows would let anybody read it."""
    _ = texts.gettext
    return ErrorWords(
        _("Windows does not let the key in {path} be kept from other users.").format_map(params),
        _("Choose a folder on a drive with NTFS, on this PC."),
    )


@TABLE.words_for("recovery_code_invalid")
def recovery_code_invalid(texts: "Texts", params: Params) -> ErrorWords:
    """It has a letter too few, too many, or a wrong one."""
    _ = texts.gettext
    field = field_of(params) or "code"
    letters, expected = params["letters"], params["expected"]
    if letters != expected:
        return ErrorWords(
            _("The recovery code has {letters} letters and digits instead of {expected}.").format_map(params),
            _("Compare it with the printed one, group by group."),
            field,
        )
    return ErrorWords(
        _("There is a mistake in the recovery code."),
        _("Compare it with the printed one, group by group."),
        field,
    )
