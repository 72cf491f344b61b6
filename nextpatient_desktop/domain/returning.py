"""Where a returned no-show stands: just after the K-th waiting of its class, else after the last of it."""

from datetime import datetime

from nextpatient_desktop.domain.model import Token
from nextpatient_desktop.domain.records import dataclass

RANK_STEP = 1 << 20
"""Ranks are given far apart, so that a later one finds room between two."""


@dataclass(frozen=True, kw_only=True)
class QueuePlace:
    """A place in a queue: the instant and the rank within it."""

    queued_at: datetime
    rank: int


def place_of_return(kth: Token | None, following: Token | None = None, *, now: datetime) -> QueuePlace:
    """The place just after `kth`.

    Args:
        kth: the K-th waiting token of the class, the last one when there are fewer (or when the department
            puts returned ones last), None when none waits: `Tokens.kth_waiting(..., k)`.
        following: the one behind `kth`; None, or `kth` itself, when there is none: `Tokens.kth_waiting(..., k
            + 1)`. Without it two no-shows that come back behind the same token stand in the order of their
            issue.
        now: where the class is empty it queues from now, as if it had come last.

    Two tokens with the same instant and rank have no room between them: then the place is behind both.
    """
    if kth is None:
        return QueuePlace(queued_at=now, rank=0)
    rank = kth.rank + RANK_STEP
    if following is not None and following.id != kth.id and following.queued_at == kth.queued_at:
        gap = following.rank - kth.rank
        rank = kth.rank + (gap // 2 if gap >= 2 else 1)
    return QueuePlace(queued_at=kth.queued_at, rank=rank)
