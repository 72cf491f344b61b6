"""Opens a clinic whose data this process reaches itself: storage, documents, passwords, clock, one door."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nextpatient_desktop.clinic.clock import SystemClock
from nextpatient_desktop.clinic.local import Core, LocalClinic
from nextpatient_desktop.clinic.policies import InstalledPolicies
from nextpatient_desktop.clinic.ports import Blobs, Clock, Storage
from nextpatient_desktop.clinic.registry import Registry, build
from nextpatient_desktop.clinic.tools import Tools
from nextpatient_desktop.domain.records import dataclass

if TYPE_CHECKING:
    from nextpatient_desktop.storage.ownership import Claim

DOCUMENTS_FOLDER: Final = "documents"
"""Where the contents of documents lie, beside the database."""
_LOCAL: Final = "local"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A clinic that is open, with the parts that a host needs too. Closing the clinic closes all."""

    clinic: LocalClinic
    storage: Storage
    clock: Clock
    registry: Registry


def open_local(
    url: str | Path, *, key: bytes | None = None, create: bool = False, clock: Clock | None = None
) -> LocalClinic:
    """See `bootstrap.open_clinic`."""
    from nextpatient_desktop.storage import urls

    if urls.is_server(url):
        return open_server(str(url), create=create, clock=clock).clinic
    return open_file(url, key=key, create=create, clock=clock).clinic


def open_server(url: str, *, create: bool = False, clock: Clock | None = None) -> Opened:
    """A clinic in a database of a PostgreSQL server, documents included; `create` fills an empty one."""
    from nextpatient_desktop.storage.postgres.storage import PostgresStorage

    storage = PostgresStorage.open(url, create=create)
    try:
        return _opened(storage, storage.blobs, clock)
    except BaseException:
        storage.close()
        raise


def open_file(
    url: str | Path,
    *,
    key: bytes | None = None,
    create: bool = False,
    clock: Clock | None = None,
    claim: "Callable[[Path], Claim] | None" = None,
) -> Opened:
    """A clinic in a SQLite file; `claim` is how to have it (`storage.ownership`), with others when None."""
    from nextpatient_desktop.documents.blobs import FileBlobs
    from nextpatient_desktop.storage import keys
    from nextpatient_desktop.storage.ownership import share
    from nextpatient_desktop.storage.sqlite import SqliteStorage

    storage = SqliteStorage.open(url, key, create=create, claim=claim or share)
    folder = storage.path.parent
    try:
        blobs = FileBlobs(
            folder / DOCUMENTS_FOLDER, keys.subkey(key or keys.read_key(folder), DOCUMENTS_FOLDER)
        )
        return _opened(storage, blobs, clock)
    except BaseException:
        storage.close()
        raise


def local_key(database: Path) -> str:
    """What stands for the system at the host that has this database: whoever reads its key file may do all.

    Raises:
        ClinicError: `key_missing`, `key_wrong`.
    """
    from nextpatient_desktop.clinic.guard import secret_text
    from nextpatient_desktop.storage import keys

    return secret_text(keys.subkey(keys.read_key(database.parent), _LOCAL))


def _opened(storage: Storage, blobs: Blobs, clock: Clock | None) -> Opened:
    from nextpatient_desktop.documents.inspector import DocumentInspector
    from nextpatient_desktop.security.passwords import Argon2Passwords

    tools = Tools(
        read=storage.read,
        policies=InstalledPolicies(),
        blobs=blobs,
        inspector=DocumentInspector(),
        passwords=Argon2Passwords(),
    )
    if clock is None:
        with storage.read() as uow:
            head = uow.journal.head()
        clock = SystemClock(None if head is None else head.at)
    registry = build()
    clinic = LocalClinic(Core(storage=storage, tools=tools, clock=clock, registry=registry))
    return Opened(clinic=clinic, storage=storage, clock=clock, registry=registry)
