"""Words for errors about documents."""

from typing import TYPE_CHECKING

from nextpatient_desktop.text.errors.forms import field_of
from nextpatient_desktop.text.errors.table import ErrorTable, ErrorWords, Params

if TYPE_CHECKING:
    from nextpatient_desktop.text.texts import Texts

TABLE = ErrorTable()


@TABLE.words_for("document_too_large")
def document_too_large(texts: "Texts", params: Params) -> ErrorWords:
    """More than a document may have."""
    _ = texts.gettext
    return ErrorWords(
        _("This file is larger than {megabytes} MB.").format_map(params),
        _("Scan it in a lower resolution, or split it into several files."),
        field_of(params) or "file",
    )


@TABLE.words_for("document_empty")
def document_empty(texts: "Texts", params: Params) -> ErrorWords:
    """A file without content."""
    _ = texts.gettext
    return ErrorWords(
        _("This file is empty."),
        _("Copy or scan it again, then attach it."),
        field_of(params) or "file",
    )


@TABLE.words_for("document_kind_unknown")
def document_kind_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """Neither PDF nor JPEG nor PNG, whatever its name says."""
    _ = texts.gettext
    return ErrorWords(
        _("This file is not a PDF, JPEG or PNG, whatever its name says."),
        _("Save it as a PDF, or take a photo of it, and attach that."),
        field_of(params) or "file",
    )


@TABLE.words_for("document_not_readable")
def document_not_readable(texts: "Texts", params: Params) -> ErrorWords:
    """It begins like a document but can not be opened."""
    _ = texts.gettext
    field = field_of(params) or "file"
    match params.get("because"):
        case "locked":
            return ErrorWords(
                _("This PDF is locked with a password."),
                _("Save a copy without the password and attach that."),
                field,
            )
        case "too_big":
            return ErrorWords(
                _("This file unpacks into more than this program can hold."),
                _("Save it smaller, or with fewer pages, and attach that."),
                field,
            )
        case _other:
            return ErrorWords(
                _("This file is damaged and can not be opened."),
                _("Copy or scan it again, then attach it."),
                field,
            )


@TABLE.words_for("document_missing")
def document_missing(texts: "Texts", params: Params) -> ErrorWords:
    """Its content never arrived."""
    _ = texts.gettext
    return ErrorWords(
        _("The file did not arrive."), _("Choose the file and attach it again."), field_of(params) or "file"
    )


@TABLE.words_for("document_attached_already")
def document_attached_already(texts: "Texts", params: Params) -> ErrorWords:
    """The same file twice on one visit."""
    _ = texts.gettext
    return ErrorWords(
        _("This file is attached to {code} already, as “{title}”.").format_map(params),
        _("Choose another file, or remove that one first."),
        field_of(params) or "file",
    )


@TABLE.words_for("document_unknown")
def document_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """There is no such document."""
    _ = texts.gettext
    return ErrorWords(_("This document does not exist."), _("Choose one from the list."))


@TABLE.words_for("document_removed")
def document_removed(texts: "Texts", params: Params) -> ErrorWords:
    """It was taken off the visit."""
    _ = texts.gettext
    return ErrorWords(
        _("This document was removed from the visit."), _("Attach the file again if it is needed.")
    )


@TABLE.words_for("document_damaged")
def document_damaged(texts: "Texts", params: Params) -> ErrorWords:
    """Its content on the disk is not what was stored."""
    _ = texts.gettext
    return ErrorWords(
        _("The stored file of this document is damaged or missing."),
        _("Attach the file again if you have it, or restore it from a backup."),
    )


@TABLE.words_for("file_not_opened")
def file_not_opened(texts: "Texts", params: Params) -> ErrorWords:
    """This PC has no program that shows such a file."""
    _ = texts.gettext
    return ErrorWords(
        _("This PC has no program that opens {name}.").format_map(params),
        _("Install a program that shows PDF files and pictures, then open it again."),
    )
