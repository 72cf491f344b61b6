"""`QtTaskRunner`: jobs run on named threads, their outcome comes back on the GUI thread by one signal.

A job emits the signal itself, as its last act; Qt delivers it on the thread where the runner was made.
Futures and their callbacks are not involved: a callback that is added late runs on the wrong thread.
"""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from time import monotonic
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.ui.ports import Lane

T = TypeVar("T")


@dataclass(frozen=True)
class _Call:
    """One job with what happens after it. `Any`: the queue holds calls of all result types."""

    job: Callable[[], Any]
    done: Callable[[Any], None] | None
    failed: Callable[[Exception], None] | None


@dataclass(frozen=True)
class _Finished:
    call: _Call
    result: Any = None
    error: Exception | None = None


class _LaneThread:
    """One thread that runs the calls of one lane, one after another, in order."""

    def __init__(self, lane: Lane, report: Callable[[_Finished], None]) -> None:
        self._report = report
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        # a daemon: a printer that hangs for ever must not keep the program from ending
        self._thread = threading.Thread(target=self._work, name=f"nextpatient-{lane}", daemon=True)
        self._thread.start()

    def put(self, call: _Call) -> None:
        self._calls.put(call)

    def end(self) -> None:
        """Let the thread end once it has done what it was given."""
        self._calls.put(None)

    def join(self, seconds: float) -> bool:
        """Wait for the end; whether it came."""
        self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            try:
                finished = _Finished(call, call.job())
            except Exception as error:  # every failure is handed to whoever asked, or to the crash handler
                finished = _Finished(call, error=error)
            self._report(finished)
            del call, finished  # a waiting thread must not keep the last result alive


class QtTaskRunner(QObject):
    """The `TaskRunner` of the running program. Make it on the GUI thread.

    `unhandled` gets, on the GUI thread, every error of a job that was run without `failed`.
    """

    _finished = Signal(object)
    _posted = Signal(object)

    def __init__(self, unhandled: Callable[[Exception], None]) -> None:
        super().__init__()
        self._unhandled = unhandled
        self._lanes: dict[Lane, _LaneThread] = {}
        self._is_closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        lane: Lane,
        job: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run `job` on a lane's thread, then `done(result)` or `failed(error)` here, unless closed."""
        if self._is_closed:
            return
        if lane not in self._lanes:
            self._lanes[lane] = _LaneThread(lane, self._report)
        self._lanes[lane].put(_Call(job, done, failed))

    def post(self, call: Callable[[], None]) -> None:
        """Call it on the GUI thread, soon. From any thread; nothing after `close`."""
        if not self._is_closed:
            self._posted.emit(call)

    def close(self, seconds: float = 5.0) -> bool:
        """Call nothing back any more, and wait up to `seconds` for jobs that were accepted to be done.

        Returns:
            Whether every lane came to its end. A lane that did not ends with the program.
        """
        self._is_closed = True
        for thread in self._lanes.values():
            thread.end()
        until = monotonic() + seconds
        return all([thread.join(until - monotonic()) for thread in self._lanes.values()])

    def _report(self, finished: _Finished) -> None:
        # called on the lane's thread. A bound method, not the signal's own emit: it keeps this object alive
        # as long as there is a thread that may still come back
        if not self._is_closed:
            self._finished.emit(finished)

    @Slot(object)
    def _call(self, call: Callable[[], None]) -> None:
        if not self._is_closed:
            call()

    @Slot(object)
    def _deliver(self, finished: _Finished) -> None:
        if self._is_closed:
            return
        call = finished.call
        if finished.error is None:
            if call.done is not None:
                call.done(finished.result)
        elif call.failed is not None:
            call.failed(finished.error)
        else:
            self._unhandled(finished.error)
