"""Which call has the stage: each new one for its time, one after another, none cut off by the next."""

from collections import deque
from collections.abc import Sequence

from nextpatient_desktop.clinic.tokens.questions import ServedNow
from nextpatient_desktop.domain.ids import TokenId
from nextpatient_desktop.domain.model import TokenState

STAGE_SECONDS = 10.0
"""How long a new call keeps the stage at the least."""


class CallStage:
    """The calls that are to be shown, in the order in which they were made.

    Told the clinic's present answer with `follow` and the time with `advance` (monotonic seconds). What was
    called before the display began is shown but is no news. A call that was taken back while it waited for
    the stage is not shown any more.
    """

    def __init__(self) -> None:
        self._served: dict[TokenId, ServedNow] = {}
        self._known: dict[TokenId, int] = {}
        self._waiting: deque[TokenId] = deque()
        self._shown: ServedNow | None = None
        self._until: float | None = None
        self._has_begun = False

    @property
    def shown(self) -> ServedNow | None:
        """The call on the stage."""
        return self._shown

    @property
    def is_new(self) -> bool:
        """Whether the call on the stage still has its time."""
        return self._until is not None

    @property
    def ends_at(self) -> float | None:
        """When the call on the stage has had its time, in monotonic seconds; None when it had."""
        return self._until

    def follow(self, served: Sequence[ServedNow], now: float) -> None:
        """The clinic's present answer: newest call first."""
        self._served = {call.token: call for call in served}
        news = [call for call in reversed(served) if self._is_news(call)]
        self._known = {call.token: call.calls for call in served}
        if self._has_begun:
            for call in news:
                if call.token in self._waiting:
                    self._waiting.remove(call.token)
                self._waiting.append(call.token)
        self._has_begun = True
        self._drop_what_is_gone()
        self.advance(now)

    def advance(self, now: float) -> None:
        """Give the stage to the next call if the present one had its time."""
        if self._until is not None and now < self._until:
            return
        self._until = None
        while self._waiting:
            call = self._served.get(self._waiting.popleft())
            if call is not None and call.state is TokenState.CALLED:
                self._shown, self._until = call, now + STAGE_SECONDS
                return
        if self._shown is None or self._shown.token not in self._served:
            self._shown = self._newest()

    def _is_news(self, call: ServedNow) -> bool:
        return call.state is TokenState.CALLED and call.calls > self._known.get(call.token, 0)

    def _drop_what_is_gone(self) -> None:
        """A call on the stage keeps its time even when served at once; a token gone from all rooms goes."""
        if self._shown is None:
            return
        present = self._served.get(self._shown.token)
        if present is not None:
            self._shown = present
        elif self._until is None:
            self._shown = None

    def _newest(self) -> ServedNow | None:
        called = [call for call in self._served.values() if call.state is TokenState.CALLED]
        return max(called or self._served.values(), key=lambda call: call.called_at, default=None)
