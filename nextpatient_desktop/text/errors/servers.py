"""Words for errors of a clinic's data on a PostgreSQL server; whoever looks after the server reads them."""

from typing import TYPE_CHECKING

from nextpatient_desktop.text.errors.table import ErrorTable, ErrorWords, Params

if TYPE_CHECKING:
    from nextpatient_desktop.text.texts import Texts

TABLE = ErrorTable()


@TABLE.words_for("server_out_of_reach")
def server_out_of_reach(texts: "Texts", params: Params) -> ErrorWords:
    """The server is off, or the network is."""
    _ = texts.gettext
    return ErrorWords(
        _("The database server {server} cannot be reached.").format_map(params),
        _("See that it runs and that the network works, then try again. Nothing is done twice."),
    )


@TABLE.words_for("server_login_refused")
def server_login_refused(texts: "Texts", params: Params) -> ErrorWords:
    """The user or the password is another."""
    _ = texts.gettext
    return ErrorWords(
        _("The database server {server} does not let the user “{user}” in.").format_map(params),
        _("Check user and password in the clinic's address, and whom the server's pg_hba.conf lets in."),
    )


@TABLE.words_for("server_database_missing")
def server_database_missing(texts: "Texts", params: Params) -> ErrorWords:
    """The server has no database of that name."""
    _ = texts.gettext
    return ErrorWords(
        _("There is no database “{database}” on the server {server}.").format_map(params),
        _(
            "Correct the clinic's address, or make it there by createdb -E UTF8 -O {user} {database}."
        ).format_map(params),
    )


@TABLE.words_for("server_without_encryption")
def server_without_encryption(texts: "Texts", params: Params) -> ErrorWords:
    """Everybody on the network could read what the server says."""
    _ = texts.gettext
    return ErrorWords(
        _("The database server {server} does not encrypt what it sends.").format_map(params),
        _("Turn ssl on there. Add ?sslmode=disable to the address only where nobody else is on the network."),
    )


@TABLE.words_for("server_refused")
def server_refused(texts: "Texts", params: Params) -> ErrorWords:
    """It gave a reason that is told as it is."""
    _ = texts.gettext
    return ErrorWords(
        _("The database server {server} refuses the connection.").format_map(params),
        _("It says: {detail}").format_map(params),
    )


@TABLE.words_for("server_busy")
def server_busy(texts: "Texts", params: Params) -> ErrorWords:
    """Too much at once."""
    _ = texts.gettext
    return ErrorWords(
        _("The database server {server} is too busy. Nothing was changed.").format_map(params),
        _("Wait a moment and try again."),
    )


@TABLE.words_for("server_readonly")
def server_readonly(texts: "Texts", params: Params) -> ErrorWords:
    """A standby, or a user without rights."""
    _ = texts.gettext
    return ErrorWords(
        _("The database server {server} lets the user “{user}” change nothing.").format_map(params),
        _("Give the address of the primary server, and let this user own the clinic's tables."),
    )


@TABLE.words_for("server_database_empty")
def server_database_empty(texts: "Texts", params: Params) -> ErrorWords:
    """The database is empty."""
    _ = texts.gettext
    return ErrorWords(
        _("There is no clinic in the database {path} yet.").format_map(params),
        _("Set one up there: nextpatient clinic new, with this address."),
    )


@TABLE.words_for("database_not_utf8")
def database_not_utf8(texts: "Texts", params: Params) -> ErrorWords:
    """It could not keep the names of people."""
    _ = texts.gettext
    return ErrorWords(
        _("The database keeps text as {found}, which has no letters for most names.").format_map(params),
        _("Make another one for the clinic, with the encoding UTF8."),
    )


@TABLE.words_for("server_keeps_backups")
def server_keeps_backups(texts: "Texts", params: Params) -> ErrorWords:
    """This program backs up files."""
    _ = texts.gettext
    return ErrorWords(
        _("The clinic's data is on the database server {server}, which has backups of its own.").format_map(
            params
        ),
        _("Use pg_dump and pg_restore, or the continuous backup of that server."),
    )


@TABLE.words_for("server_has_no_key")
def server_has_no_key(texts: "Texts", params: Params) -> ErrorWords:
    """There is nothing to write down."""
    _ = texts.gettext
    return ErrorWords(
        _("A clinic on a database server has no key file and no recovery code."),
        _("Who may open it is a matter of the server's users and of the encryption of its disk."),
    )
