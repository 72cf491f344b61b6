"""What the server's errors mean: its own and the network's troubles are for people, others are bugs."""

import logging
from typing import Final

import psycopg

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.postgres.address import Address

_log = logging.getLogger(__name__)

_CODES: Final = {
    "53100": "disk_full",
    "53200": "server_busy",  # out of memory
    "53300": "server_busy",  # too many connections
    "55P03": "server_busy",  # waited too long for a lock
    "57014": "server_busy",  # took too long
    "40001": "server_busy",
    "40P01": "server_busy",
    "25006": "server_readonly",  # a standby
    "42501": "server_readonly",  # no right to do it
    "58030": "storage_failed",
    "XX001": "storage_damaged",
    "XX002": "storage_damaged",
}
_REPEATABLE: Final = frozenset({"40001", "40P01"})
_STARTING: Final = ("starting up", "shutting down", "recovery mode", "not yet accepting")
"""What the server says while it is restarted, in English as the other things that are looked for here."""


class LinkLostError(Exception):
    """The connection to the server ended. What was not committed did not happen."""


def is_repeatable(error: BaseException) -> bool:
    """Whether the server undid the transaction for another's sake: doing it again helps."""
    return isinstance(error, psycopg.Error) and error.sqlstate in _REPEATABLE


def server_error(error: BaseException, address: Address) -> ClinicError | None:
    """The error for people that a statement's error amounts to, None where it is a bug of ours.

    Codes: `disk_full`, `storage_failed`, `storage_damaged` (with `path`, the clinic's URL), `server_busy`,
    `server_readonly`, `server_out_of_reach` (with `server`).
    """
    if isinstance(error, LinkLostError):
        _log.error("the connection to the database server was lost: %s", error)
        return out_of_reach(address)
    if not isinstance(error, psycopg.Error):
        return None
    code = _CODES.get(error.sqlstate or "")
    if code is None:
        return None
    _log.error("the database server refused: %s", code, exc_info=error)
    return ClinicError(code, path=address.url, server=address.server, user=address.user)


def out_of_reach(address: Address) -> ClinicError:
    """The server can not be reached: `server_out_of_reach` (`server`). Told to the log by who gives up."""
    return ClinicError("server_out_of_reach", server=address.server)


def connecting_error(error: psycopg.Error, address: Address) -> ClinicError:
    """Why no connection could be made.

    Codes: `server_out_of_reach`, `server_login_refused` (`user`), `server_database_missing` (`database`,
    `user`), `server_without_encryption`, `server_busy`, `server_refused` (`detail`: the server's own words),
    all with `server`.
    """
    said = str(error)
    if is_starting(error) or not _has_answered(error):
        return out_of_reach(address)
    _log.error("the database server refused a connection: %s", said)
    if "server does not support SSL" in said:
        return ClinicError("server_without_encryption", server=address.server)
    if "too many clients" in said or "remaining connection slots" in said or "too many connections" in said:
        return ClinicError("server_busy", server=address.server)
    if f'database "{address.database}" does not exist' in said:
        return ClinicError(
            "server_database_missing",
            server=address.server,
            database=address.database,
            user=address.user,
        )
    if _needs_login(error) or "pg_hba.conf" in said or "authentication failed" in said:
        return ClinicError("server_login_refused", server=address.server, user=address.user)
    return ClinicError("server_refused", server=address.server, detail=said.rpartition("failed: ")[2].strip())


def is_starting(error: psycopg.Error) -> bool:
    """Whether the server is being started or stopped just now."""
    said = str(error)
    return "FATAL" in said and any(words in said for words in _STARTING)


def _has_answered(error: psycopg.Error) -> bool:
    """Whether a server said no, and not the network: refusals of the network never carry these words."""
    said = str(error)
    return _needs_login(error) or any(
        word in said for word in ("FATAL", "SSL", "certificate", "pg_hba.conf", "authentication", "password")
    )


def _needs_login(error: psycopg.Error) -> bool:
    connection = error.pgconn
    is_missing = "does not exist" in str(error)
    return connection is not None and not is_missing and bool(connection.needs_password)
