"""A real PostgreSQL server in a scratch folder, for the tests that need one.

One server for each process that runs tests, started when the first test asks for it and stopped at the end,
also when that end comes hard. It listens on a socket in its folder only. Its names sort by a language's rules
where the server can do that, so that a query that leaves the order to the database shows.
"""

import contextlib
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    import psycopg

USER: Final = "clinic"
PASSWORD: Final = "a word for tests"
_FOLDERS: Final = "/usr/lib/postgresql/*/bin"
_STARTS_WITHIN: Final = 60.0
_SPEED: Final = {
    "fsync": "off",  # a killed server loses nothing by it, only a PC without power would
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "120",
    "autovacuum": "off",
    "listen_addresses": "",
    "log_min_messages": "warning",
}


def _programs() -> Path | None:
    """The folder of the newest server that is installed."""
    found = [folder for folder in Path("/").glob(_FOLDERS.lstrip("/")) if (folder / "initdb").exists()]
    newest = max(found, key=lambda folder: int(folder.parent.name), default=None)
    on_path = shutil.which("initdb")
    return newest or (None if on_path is None else Path(on_path).resolve().parent)


def missing_because() -> str:
    """Why no server can be started here, empty when one can."""
    if sys.platform == "win32":
        return "the tests start a PostgreSQL server on Linux and macOS only"
    if _programs() is None:
        return "there is no PostgreSQL server on this PC: install Debian's package postgresql"
    if os.geteuid() == 0 and _account() is None:
        return "PostgreSQL does not run as root, and this PC has no account named postgres"
    return ""


def _account() -> "tuple[int, int] | None":
    import pwd

    with contextlib.suppress(KeyError):
        found = pwd.getpwnam("postgres")
        return found.pw_uid, found.pw_gid
    return None


def _as_account(command: Sequence[str]) -> list[str]:
    """The command as the account that may run a server, ended with this process."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return list(command)
    account = _account() if os.geteuid() == 0 else None
    other = [] if account is None else [f"--reuid={account[0]}", f"--regid={account[1]}", "--clear-groups"]
    return [setpriv, "--pdeathsig", "QUIT", *other, *command]


class Server:
    """A server of one folder."""

    def __init__(self, folder: Path) -> None:
        """Make its data; `start` starts it."""
        self.folder = folder
        self.log = folder / "log"
        self._data = folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        programs = _programs()
        assert programs is not None, missing_because()
        self.programs = programs
        if os.geteuid() == 0:
            account = _account()
            assert account is not None
            os.chown(folder, *account)
        folder.chmod(0o755)
        self._make()

    def _make(self) -> None:
        command = [str(self.programs / "initdb"), "-D", str(self._data), "-U", "postgres", "-A", "trust"]
        command += ["-E", "UTF8", "--locale=C", "--no-sync"]
        if int(self._version().partition(".")[0]) >= 15:
            command += ["--locale-provider=icu", "--icu-locale=en"]
        subprocess.run(_as_account(command), check=True, capture_output=True, cwd=self.folder, timeout=120)
        access = "local all postgres trust\nlocal all all scram-sha-256\nhost all all all scram-sha-256\n"
        (self._data / "pg_hba.conf").write_text(access)

    def _version(self) -> str:
        said = subprocess.run(
            [str(self.programs / "postgres"), "-V"], capture_output=True, text=True, check=True
        )
        found = re.search(r"\d+(\.\d+)?", said.stdout)
        return "0" if found is None else found[0]

    def start(self, **settings: str) -> None:
        """Start it and wait until it answers."""
        command = [str(self.programs / "postgres"), "-D", str(self._data), "-k", str(self.folder)]
        for name, value in {**_SPEED, **settings}.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(_as_account(command), stdout=log, stderr=log, cwd=self.folder)
        ends = time.monotonic() + _STARTS_WITHIN
        ready = [str(self.programs / "pg_isready"), "-q", "-h", str(self.folder)]
        while subprocess.run(ready, check=False).returncode != 0:
            if self._process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError(f"the server did not start: {self.log.read_text(errors='replace')}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it in order; whoever is connected is thrown out."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Kill the whole server at once, as a power failure of the PC would, but for its disk."""
        process = self._process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGSTOP)  # else it might start one more while they are killed
            for child in self._children():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        self._end(signal.SIGKILL)

    def _children(self) -> list[int]:
        assert self._process is not None
        listed = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(word) for word in listed.read_text().split()] if listed.exists() else []

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(how)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def run(self, sql: str, database: str = "postgres") -> str:
        """What psql says to a statement of the server's owner."""
        command = [str(self.programs / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder)]
        command += ["-U", "postgres", "-d", database, "-c", sql]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.strip()

    def new_database(self, template: str = "template1") -> str:
        """Make a database of the tests' user, of a template; its name."""
        name = f"clinic_{next(self._numbers)}"
        self.run(f'CREATE DATABASE {name} OWNER {USER} TEMPLATE "{template}"')
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def url(self, database: str, *, password: str = PASSWORD) -> str:
        """The clinic's URL of a database."""
        place = quote(str(self.folder), safe="")
        return f"postgresql+psycopg://{USER}:{quote(password)}@/{database}?host={place}"


@contextlib.contextmanager
def server(**settings: str) -> Iterator[Server]:
    """A server in a folder of its own, with the tests' user; stopped and removed at the end."""
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        made = Server(Path(folder))
        try:
            made.start(**settings)
            made.run(f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'")
            yield made
        finally:
            made.kill()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """The server of this process's tests."""
    reason = missing_because()
    if reason:
        pytest.skip(reason)
    with server() as made:
        yield made


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """The clinic's URL of a new database without tables."""
    name = postgres_server.new_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@dataclass(frozen=True)
class Emptied:
    """A database with tables that is used again and again: emptying it takes a thousandth of making one."""

    url: str
    owner: "psycopg.Connection[Any]"
    statement: bytes

    def empty(self) -> None:
        """Delete every row of every table."""
        self.owner.execute(self.statement)


@pytest.fixture(scope="session")
def _emptied(postgres_server: Server) -> Iterator[Emptied]:
    import psycopg

    from nextpatient_desktop.storage import tables
    from nextpatient_desktop.storage.postgres.storage import PostgresStorage

    name = postgres_server.new_database()
    PostgresStorage.open(postgres_server.url(name), create=True).close()
    names = [*tables.metadata.tables, *tables.server_metadata.tables]
    place = {"host": str(postgres_server.folder), "user": "postgres", "dbname": name}
    with psycopg.connect(**place, autocommit=True) as owner:  # type: ignore[arg-type]
        owner.execute("SET session_replication_role = replica")  # in any order of the tables
        deleting = "; ".join(f"DELETE FROM {table}" for table in names).encode()
        yield Emptied(postgres_server.url(name), owner, deleting)


@pytest.fixture
def emptied_postgres_url(_emptied: Emptied) -> str:
    """The clinic's URL of a database with tables and without rows. One for each process that runs tests."""
    _emptied.empty()
    return _emptied.url
