"""Stations of a busy clinic on the LAN: each asks its host for something again and again, and remembers."""

import bisect
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from nextpatient_desktop.clinic.door import Actor, Command
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.staff.messages import SignIn
from nextpatient_desktop.clinic.tokens.messages import CompleteAndCallNext, IssuedToken, IssueToken
from nextpatient_desktop.clinic.tokens.questions import NowServing
from nextpatient_desktop.domain.ids import CommandId, CounterId, DepartmentId, TokenId
from nextpatient_desktop.lan.remote import RemoteClinic

R = TypeVar("R")

_AGAIN_AFTER = 0.05
_BETWEEN = 0.01


class Station:
    """One station: works until it is told to stop, and is never given up on by what it could not reach."""

    def __init__(self, clinic: RemoteClinic) -> None:
        self.clinic = clinic
        self.answered_at: list[float] = []
        self.heard_at: list[float] = []
        self.faults: list[Exception] = []
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._guarded, args=(one,)) for one in (self._go, self._watch)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is under way, then stop."""
        self._stopping.set()
        self._threads[0].join()
        self.clinic.close()
        self._threads[1].join()

    def back_after(self, instant: float) -> float | None:
        """Seconds from an instant to the first answer after it."""
        return _first_after(self.answered_at, instant)

    def hears_after(self, instant: float) -> float | None:
        """Seconds from an instant to the first position after it."""
        return _first_after(self.heard_at, instant)

    def work(self) -> None:
        """Do one thing."""
        raise NotImplementedError

    def insist(self, clinic: RemoteClinic | None, command: Command[R], seen_by: Actor | None = None) -> R:
        """Send the same command until it is answered."""
        asked = (clinic or self.clinic).acting_as(seen_by or Actor())
        return self.until_answered(lambda: asked.execute(command))

    def until_answered(self, call: Callable[[], R]) -> R:
        """Call until the host is there."""
        while True:
            try:
                answer = call()
            except ClinicError as refused:
                if refused.code != "out_of_reach":
                    self.answered_at.append(time.monotonic())
                    raise
                time.sleep(_AGAIN_AFTER)
            else:
                self.answered_at.append(time.monotonic())
                return answer

    def _go(self) -> None:
        while not self._stopping.wait(_BETWEEN):
            self.work()

    def _watch(self) -> None:
        last: int | None = None
        while not self._stopping.is_set():
            try:
                for position in self.clinic.watch(last):
                    last = position
                    self.heard_at.append(time.monotonic())
            except ClinicError as refused:
                if refused.code not in ("out_of_reach", "clinic_closed"):
                    raise
                self._stopping.wait(_AGAIN_AFTER)

    def _guarded(self, run: Callable[[], None]) -> None:
        try:
            run()
        except Exception as error:
            self.faults.append(error)


class BusyKiosk(Station):
    """Gives tokens of one department."""

    def __init__(self, clinic: RemoteClinic, department: DepartmentId) -> None:
        super().__init__(clinic)
        self.department = department
        self.issued: dict[CommandId, IssuedToken] = {}

    def work(self) -> None:
        command = IssueToken(department=self.department)
        self.issued[command.id] = self.insist(None, command)


class BusyCounter(Station):
    """Calls one patient after the other; somebody signed in there once, at the beginning."""

    def __init__(self, clinic: RemoteClinic, counter: CounterId, login: str, password: str) -> None:
        super().__init__(clinic)
        self.counter = counter
        self.called: list[TokenId] = []
        staff = clinic.execute(SignIn(login=login, password=password, counter=counter))
        self._staff = Actor(staff=staff.id, role=staff.role)
        self._current: TokenId | None = None

    def work(self) -> None:
        command = CompleteAndCallNext(counter=self.counter, current=self._current)
        try:
            moved = self.insist(None, command, self._staff)
        except ClinicError as refused:
            if refused.code != "nobody_waiting":
                raise
            return
        self._current = None if moved.called is None else moved.called.id
        if self._current is not None:
            self.called.append(self._current)


class BusyDisplay(Station):
    """Asks what it shows."""

    def __init__(self, clinic: RemoteClinic, departments: tuple[DepartmentId, ...]) -> None:
        super().__init__(clinic)
        self._query = NowServing(departments=departments)

    def work(self) -> None:
        self.until_answered(lambda: self.clinic.ask(self._query))


def _first_after(instants: list[float], instant: float) -> float | None:
    at = bisect.bisect_right(instants, instant)
    return instants[at] - instant if at < len(instants) else None
