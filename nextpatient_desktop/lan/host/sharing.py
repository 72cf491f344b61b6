"""`SharedAnswers`: what many screens ask at once is answered once.

After each call of a patient every display of the clinic asks the same question. The answer is the same too,
as long as the journal has not grown: every change of clinic data is in it.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.door import Position
from nextpatient_desktop.clinic.registry import Message
from nextpatient_desktop.clinic.tokens.questions import NowServing
from nextpatient_desktop.lan.host.answers import Answer

SHARED: Final[frozenset[type[Message]]] = frozenset({NowServing, Departments})
"""Questions that every station may ask, and whose answers do not depend on who asks."""

LASTS: Final = timedelta(seconds=0.5)
"""For how long an answer may be given again: expected waits and opening hours change with time alone."""
_MOST: Final = 32


class SharedAnswers:
    """Remembers answers of the journal's present position. Safe in threads: one finds out, others wait."""

    def __init__(self, position: Callable[[], Position], now: Callable[[], datetime]) -> None:
        """`position` tells how far the journal has grown; `now` is the clinic's clock."""
        self._position = position
        self._now = now
        self._lock = threading.Lock()
        self._of: Position | None = None
        self._known: dict[tuple[str, bytes], tuple[datetime, Answer]] = {}

    def answer(self, name: str, data: bytes, find_out: Callable[[], Answer]) -> Answer:
        """The answer to a question: what is known of the present position, else what `find_out` says.

        The position is read before the answer is found out, so nobody gets one from before what they know.
        """
        with self._lock:
            position, now = self._position(), self._now()
            if position != self._of or len(self._known) >= _MOST:
                self._of, self._known = position, {}
            known = self._known.get((name, data))
            if known is None or abs(now - known[0]) >= LASTS:
                known = self._known[name, data] = now, find_out()
            return known[1]
