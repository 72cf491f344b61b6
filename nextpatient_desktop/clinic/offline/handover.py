"""`HandOver`: brings to the clinic what the kiosk gave by itself, one batch after another.

A batch is written down as it will be sent, with its command's id, before it is sent: after a broken
connection, or a kiosk that was switched off, the very same is sent again, and the clinic does it once.
"""

import logging
from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.offline.own_time import OwnTime
from nextpatient_desktop.clinic.offline.ports import OfflineStore, ToHandOver
from nextpatient_desktop.clinic.tokens.adoption import MOST_ADOPTED, AdoptTokens

_log = logging.getLogger(__name__)

OUT_OF_REACH: Final = frozenset({"out_of_reach", "host_changed"})
"""The clinic does not answer. Nor does it where another host answers in its place: that one is nobody."""

NOT_NOW: Final = frozenset(
    {
        "asked_too_often",
        "date_needs_confirmation",
        "disk_full",
        "server_busy",
        "server_out_of_reach",
        "server_readonly",
        "storage_busy",
        "storage_damaged",
        "storage_failed",
        "storage_readonly",
    }
)
"""Refusals that end when staff or the machine have done something: until then the kiosk goes on by itself."""

FAILING: Final = (NOT_NOW - {"asked_too_often", "date_needs_confirmation"}) | {"host_fault"}
"""The clinic answers that its machine, its database or its program fails: no patient shall suffer by it."""

SHUT_OUT: Final = frozenset({"not_paired", "program_too_old", "station_closed"})
"""The clinic answers, and this kiosk is none of its stations any more: staff have to pair it again."""


class Step(Enum):
    """What came of one step. After `WENT_ON` there may be more to do at once."""

    NOTHING_LEFT = auto()
    WENT_ON = auto()
    OUT_OF_REACH = auto()
    NOT_NOW = auto()
    SHUT_OUT = auto()


class HandOver:
    """Hands over, step by step; whoever calls decides when. Not thread-safe: one thread does it."""

    def __init__(self, remote: Clinic, store: OfflineStore, time: OwnTime, told: Callable[[], None]) -> None:
        """`told` is called when the number of tokens to come has changed."""
        self._remote = remote
        self._store = store
        self._time = time
        self._told = told
        self._most = MOST_ADOPTED

    def step(self) -> Step:
        """Hand over one batch, the one that was begun before or the next.

        Raises:
            ClinicError: the kiosk's own disk refuses.
        """
        batch = self._store.batch() or self._store.begin_batch(self._most, self._message)
        if batch is None:
            return Step.NOTHING_LEFT
        try:
            adopted = self._remote.execute(batch)
        except ClinicError as refused:
            return self._refused(batch, refused)
        except Exception:
            _log.exception("the host failed to take over tokens")
            return self._single_out(batch)
        for one in adopted.tokens:
            if one.superseded is not None:
                _log.info("%s stands for %s, which nobody was told", one.code, one.superseded)
        self._store.end_batch(batch.id)
        self._most = min(self._most * 2, MOST_ADOPTED)
        self._told()
        return Step.WENT_ON

    def resume(self) -> None:
        """Try again what was put off."""
        self._store.resume()
        self._most = MOST_ADOPTED

    def _refused(self, batch: AdoptTokens, refused: ClinicError) -> Step:
        if refused.code in OUT_OF_REACH:
            return Step.OUT_OF_REACH
        _log.error("the host does not take over %d tokens: %s", len(batch.tokens), refused)
        if refused.code in SHUT_OUT:
            return Step.SHUT_OUT
        if refused.code in NOT_NOW:
            self._store.drop_batch(batch.id)  # the host may have kept that answer for this command
            return Step.NOT_NOW
        return self._single_out(batch)

    def _single_out(self, batch: AdoptTokens) -> Step:
        """Find what the host does not take by halves, and let it hold up nothing else.

        Whatever came of this batch, none of its tokens is taken over twice: they are known by their visits.
        """
        count = len(batch.tokens)
        self._store.drop_batch(batch.id, puts_off=count == 1)
        self._most = max(1, count // 2)
        return Step.WENT_ON

    def _message(self, what: ToHandOver) -> AdoptTokens:
        return AdoptTokens(
            tokens=what.tokens,
            last_contact=what.contact_at,
            handed_over_at=self._time.now(),
            to_come=what.to_come,
        )
