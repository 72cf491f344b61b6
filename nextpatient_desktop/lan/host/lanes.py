"""`Lanes`: threads that do for the event loop what may block.

Each command blocks until it is on the disk, and all that wait are written together: so there are more threads
than processors, or nothing would ever wait together. Handing over costs a third of what the standard
library's executor takes, for answers that are ready together wake the loop once.
"""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class Lanes:
    """A fixed number of threads that belong to one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, count: int) -> None:
        """Start `count` threads that answer to `loop`."""
        self._loop = loop
        self._jobs: SimpleQueue[tuple[asyncio.Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._done: deque[tuple[asyncio.Future[Any], Any, BaseException | None]] = deque()
        self._is_waking = False
        self._threads = [
            threading.Thread(target=self._work, name=f"host-{number}", daemon=True) for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, job: Callable[[], T]) -> T:
        """Do it in a thread. When the caller is cancelled it is done all the same, and answers nobody."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put((future, job))
        return await future

    def close(self) -> None:
        """Let the threads end once they did what they were given. Does not wait."""
        for _ in self._threads:
            self._jobs.put(None)

    def _work(self) -> None:
        while (given := self._jobs.get()) is not None:
            future, job = given
            result: Any = None
            error: BaseException | None = None
            try:
                result = job()
            except BaseException as raised:  # raised where it was asked for
                error = raised
            self._done.append((future, result, error))
            del given, future, job, result, error
            if not self._is_waking:
                self._is_waking = True
                with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
                    self._loop.call_soon_threadsafe(self._deliver)

    def _deliver(self) -> None:
        self._is_waking = False
        while self._done:
            future, result, error = self._done.popleft()
            if future.done():
                continue
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)
