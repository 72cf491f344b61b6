"""`Address`: a clinic's URL, `postgresql+psycopg://user:password@server/database`, and what is said of it."""

import os
import re
from typing import Final
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.records import dataclass

_SCHEME: Final = "postgresql+psycopg://"
_PASSWORD: Final = re.compile(r"(?<=[:=])[^:@/&=]*(?=@)|(?<=password=)[^&]*")
_PORTS: Final = re.compile(r"[\d,]*")
_LOCAL: Final = re.compile(r"$|[/@]|localhost$|127\.|::1$")

CONNECT_WITHIN: Final = 5
"""Seconds that a server has to answer."""
_UNLESS_SAID: Final[dict[str, str | int]] = {
    "application_name": "NextPatient",
    "client_encoding": "utf8",
    "connect_timeout": CONNECT_WITHIN,
    # A server that is gone without a word is noticed, not waited for by the hour.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a clinic's database is. `url` and `server` are for people: no password is in them."""

    conninfo: str
    url: str
    server: str
    user: str
    database: str


def address_of(url: str) -> Address:
    """Read a clinic's URL. What it leaves open is libpq's: environment, password file, service file.

    Between this PC and a server on the network everything is encrypted, unless the URL or the environment say
    otherwise (`sslmode`).

    Raises:
        ClinicError: `url_unknown` for what is none.
    """
    try:
        given = conninfo_to_dict(re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql://", url))
        if not _PORTS.fullmatch(str(given.get("port") or "")):
            raise psycopg.ProgrammingError("a port is a number")
    except psycopg.ProgrammingError:
        raise ClinicError("url_unknown", url=_PASSWORD.sub("", url)) from None  # it repeats the password
    said = {name: str(value) for name, value in given.items() if value is not None}
    host = said.get("host") or said.get("hostaddr") or os.environ.get("PGHOST", "")
    port = said.get("port") or os.environ.get("PGPORT", "5432")
    user = said.get("user") or os.environ.get("PGUSER", "")
    database = said.get("dbname") or os.environ.get("PGDATABASE", "") or user
    settings: dict[str, str | int] = {**_UNLESS_SAID, **said}
    if "PGSSLMODE" not in os.environ and "service" not in said and not _is_local(host):
        settings.setdefault("sslmode", "require")
    is_socket = not host or host.startswith(("/", "@"))
    place = f"{quote(user)}@" if user else ""
    if not is_socket:
        place += f"{host}:{port}"
    place += f"/{quote(database)}"
    if is_socket and host:
        place += f"?host={quote(host, safe='')}"
    return Address(
        conninfo=make_conninfo("", **settings),
        url=f"{_SCHEME}{place}",
        server=host if is_socket and host else f"{host or 'localhost'}:{port}",
        user=user,
        database=database,
    )


def _is_local(host: str) -> bool:
    return all(_LOCAL.match(one) is not None for one in host.split(","))
