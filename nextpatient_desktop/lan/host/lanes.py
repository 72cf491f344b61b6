"""`Lanes`: threads that do for the event loop what may block.

A few for what needs a processor, as more of them would only take turns at the interpreter; and many for
commands, which wait until they are on the disk: all that wait are written together, so 50 stations should be
able to wait at once. Handing over costs a third of what the standard library's executor takes: answers that
are ready together wake the loop once.
"""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Final, TypeAlias, TypeVar

A = TypeVar("A")
T = TypeVar("T")

QUICK: Final = 4
"""Threads that look things up. The storage keeps connections for as many readers as these."""
WAITING: Final = 64
"""Threads that wait for the disk: more than a large clinic has stations."""

_Future: TypeAlias = "asyncio.Future[Any]"
_Job: TypeAlias = tuple[_Future, Callable[[], Any], Callable[[Any], Any] | None]


class Lanes:
    """Threads that belong to one event loop."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, *, quick: int = QUICK, waiting: int = WAITING
    ) -> None:
        """Start the threads, which answer to `loop`."""
        self._loop = loop
        self._quick: SimpleQueue[_Job | None] = SimpleQueue()
        self._waiting: SimpleQueue[_Job | None] = SimpleQueue()
        self._done: deque[tuple[_Future, Any, BaseException | None]] = deque()
        self._is_waking = False
        self._threads = [(self._quick, quick), (self._waiting, waiting)]
        for jobs, count in self._threads:
            for number in range(count):
                threading.Thread(target=self._work, args=(jobs,), name=f"host-{number}", daemon=True).start()

    async def run(self, job: Callable[[], T]) -> T:
        """Look something up. When the caller is cancelled it is done all the same, and answers nobody."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._quick.put((future, job, None))
        return await future

    async def run_and_wait(self, prepare: Callable[[], A], act: Callable[[A], T]) -> T:
        """Prepare in a quick thread, and act upon what came of it in one that may wait for the disk."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._quick.put((future, prepare, act))
        return await future

    def close(self) -> None:
        """Let the threads end once they did what they were given. Does not wait."""
        for jobs, count in self._threads:
            for _ in range(count):
                jobs.put(None)

    def _work(self, jobs: "SimpleQueue[_Job | None]") -> None:
        while (given := jobs.get()) is not None:
            future, job, then = given
            result: Any = None
            error: BaseException | None = None
            try:
                result = job()
            except BaseException as raised:  # raised where it was asked for
                error = raised
            if then is not None and error is None:
                self._waiting.put((future, _Upon(then, result), None))
            else:
                self._deliver_soon(future, result, error)
            del given, future, job, then, result, error  # nothing of it lives on while this thread waits

    def _deliver_soon(self, future: _Future, result: object, error: BaseException | None) -> None:
        self._done.append((future, result, error))
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


class _Upon:
    """A call with its one argument, as a job."""

    def __init__(self, act: Callable[[Any], Any], given: object) -> None:
        self._act = act
        self._given = given

    def __call__(self) -> Any:  # noqa: ANN401  # whatever the act gives
        return self._act(self._given)
