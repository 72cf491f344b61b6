"""Opens a clinic whose data is on this PC: storage, documents, passwords and clock behind one door."""

from pathlib import Path

from nextpatient_desktop.clinic.clock import SystemClock
from nextpatient_desktop.clinic.local import Core, LocalClinic
from nextpatient_desktop.clinic.policies import InstalledPolicies
from nextpatient_desktop.clinic.ports import Clock
from nextpatient_desktop.clinic.registry import build
from nextpatient_desktop.clinic.tools import Tools

DOCUMENTS_FOLDER = "documents"
"""Where the contents of documents lie, beside the database."""


def open_local(
    url: str | Path, *, key: bytes | None = None, create: bool = False, clock: Clock | None = None
) -> LocalClinic:
    """See `bootstrap.open_clinic`."""
    from nextpatient_desktop.documents.blobs import FileBlobs
    from nextpatient_desktop.documents.inspector import DocumentInspector
    from nextpatient_desktop.security.passwords import Argon2Passwords
    from nextpatient_desktop.storage import keys
    from nextpatient_desktop.storage.sqlite import SqliteStorage

    storage = SqliteStorage.open(url, key, create=create)
    folder = storage.path.parent
    tools = Tools(
        read=storage.read,
        policies=InstalledPolicies(),
        blobs=FileBlobs(folder / DOCUMENTS_FOLDER, keys.subkey(key or keys.read_key(folder), "documents")),
        inspector=DocumentInspector(),
        passwords=Argon2Passwords(),
    )
    if clock is None:
        with storage.read() as uow:
            head = uow.journal.head()
        clock = SystemClock(None if head is None else head.at)
    return LocalClinic(Core(storage=storage, tools=tools, clock=clock, registry=build()))
