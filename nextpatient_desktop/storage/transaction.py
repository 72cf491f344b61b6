"""What is known inside one transaction, and the committed small records remembered between them."""

import threading
from dataclasses import dataclass
from typing import Any

from nextpatient_desktop.clinic.door import Position
from nextpatient_desktop.domain.model import Priority


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the journal: position and epoch of its last event, and its hash."""

    position: Position
    epoch: int
    hash: bytes


class TransactionState:
    """What the units of one transaction learned: valid until it ends, dropped with a failed savepoint.

    Attributes:
        head: the row of the journal's last event, None while it was not read.
        revision: of the small records, None while it was not read.
        has_appended: whether the journal grew.
        has_changed_records: whether a small record was changed, so that what is read is nobody else's to see.
        latest_day: the row of the latest day that is not voided, None while it was not read.
        waiting: how many wait of each class, by the queue's department and day, where that was counted.
    """

    __slots__ = ("has_appended", "has_changed_records", "head", "latest_day", "revision", "waiting")

    def __init__(self) -> None:
        self.head: tuple[Any, ...] | None = None
        self.revision: int | None = None
        self.has_appended = False
        self.has_changed_records = False
        self.latest_day: tuple[Any, ...] | None = None
        self.waiting: dict[tuple[bytes, int], dict[Priority, int]] = {}

    def forget(self) -> None:
        """Drop what may have been undone with a savepoint."""
        self.head = None
        self.revision = None
        self.latest_day = None
        self.waiting.clear()


class RecordCache:
    """The small records of the newest committed revision, by topic, shared by all threads of a storage.

    Every change of a small record raises the revision in the same transaction, so one short row tells each
    transaction, in whichever process, whether what is remembered is what it would read.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._revision = -1
        self._topics: dict[str, Any] = {}

    def get(self, revision: int, topic: str) -> Any | None:  # noqa: ANN401 - each topic has its own type
        """What a topic holds at a revision, None when that is not remembered."""
        with self._lock:
            return self._topics.get(topic) if revision == self._revision else None

    def put(self, revision: int, topic: str, value: object) -> None:
        """Remember what a topic holds at a committed revision; older revisions are forgotten."""
        with self._lock:
            if revision > self._revision:
                self._revision = revision
                self._topics = {}
            if revision == self._revision:
                self._topics[topic] = value

    def forget(self) -> None:
        """Forget everything: the database may not be the one it was (a standby took over)."""
        with self._lock:
            self._revision = -1
            self._topics = {}
