"""Which call has the stage: each new one for its time, one after another, none cut off by the next."""

from collections import deque
from collections.abc import Collection, Sequence

from nextpatient_desktop.clinic.tokens.questions import ServedNow
from nextpatient_desktop.domain.ids import TokenId
from nextpatient_desktop.domain.model import TokenState

STAGE_SECONDS = 10.0
"""How long a new call keeps the stage at the least."""


class CallStage:
    """The calls that are to be shown, in the order in which they were made.

    Told the clinic's present answer with `follow` and the time with `advance` (monotonic seconds). What was
    called before the display began is shown but is no news. A call that was taken back leaves the stage at
    once and is never shown when it only waited for it; one whose patient came at once keeps its time.
    """

    def __init__(self) -> None:
        self._served: dict[TokenId, ServedNow] = {}
        self._queue: deque[TokenId] = deque()
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

    def follow(
        self, served: Sequence[ServedNow], now: float, *, waiting: Collection[TokenId] = frozenset()
    ) -> None:
        """The clinic's present answer, newest call first; `waiting` are tokens that wait to be called."""
        news = [call for call in reversed(served) if self._has_begun and self._is_news(call)]
        self._has_begun = True
        self._served = {call.token: call for call in served}
        self._follow_shown(waiting)
        for call in news:
            self._announce(call, now)
        self._make_room()
        self.advance(now)

    def advance(self, now: float) -> None:
        """Give the stage to the next call if the present one had its time."""
        if self._until is not None and now < self._until:
            return
        self._until = None
        while self._queue:
            call = self._served.get(self._queue.popleft())
            if call is not None and call.state is TokenState.CALLED:
                self._shown, self._until = call, now + STAGE_SECONDS
                return
        if self._shown is None or self._shown.token not in self._served:
            self._shown = self._newest()

    def _is_news(self, call: ServedNow) -> bool:
        """Called since the last answer: for the first time, once more, or again after it was put back."""
        if call.state is not TokenState.CALLED:
            return False
        before = self._served.get(call.token)
        return before is None or call.calls > before.calls or call.called_at > before.called_at

    def _announce(self, call: ServedNow, now: float) -> None:
        """Queue a call. One that is called again while it has the stage keeps it anew, unless others wait."""
        if call.token in self._queue:
            return
        is_on_stage = self._shown is not None and self._shown.token == call.token and self.is_new
        if is_on_stage and not self._queue:
            self._until = now + STAGE_SECONDS
        else:
            self._queue.append(call.token)

    def _follow_shown(self, waiting: Collection[TokenId]) -> None:
        """Follow what became of the call on the stage."""
        if self._shown is None:
            return
        present = self._served.get(self._shown.token)
        if present is not None:
            self._shown = present
        elif self._until is None or self._shown.token in waiting:
            self._shown = self._until = None

    def _make_room(self) -> None:
        """A patient who has left the room to the next one has no need of the stage: the next one has."""
        if self._shown is None or self._shown.token in self._served:
            return
        room = self._shown.counter.id
        if any(self._served[token].counter.id == room for token in self._queue if token in self._served):
            self._until = None

    def _newest(self) -> ServedNow | None:
        called = [call for call in self._served.values() if call.state is TokenState.CALLED]
        return max(called or self._served.values(), key=lambda call: call.called_at, default=None)
