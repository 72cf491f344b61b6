"""Jobs for one printer, over any transport, and what is remembered from one job to the next.

A connection is opened for each job, not kept: many printers serve one at a time, and several stations may
share one.
"""

import logging
from collections.abc import Callable

from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus, PrintOutcome
from nextpatient_desktop.printing.channel import Channel
from nextpatient_desktop.printing.conversation import Conversation, Habits
from nextpatient_desktop.printing.deadline import Deadline
from nextpatient_desktop.printing.transport import (
    CAN_BE_TRIED,
    HINDRANCES,
    ChannelError,
    Connection,
    PrinterTimes,
    PrintJob,
    Transport,
    WriteError,
)

_log = logging.getLogger(__name__)

_QUESTIONS = 5
"""At most asked of one printer before a job: three in real time, two in turn."""


class TalkingTransport:
    """A way to a printer that can be talked to, over channels that `open_channel` makes.

    Attributes:
        name: what the log calls it.
        bytes_per_second: what the line carries, where it is slow enough to matter.
        habits: what was learnt of the printer.
    """

    def __init__(
        self,
        name: str,
        open_channel: Callable[[Deadline], Channel],
        times: PrinterTimes,
        bytes_per_second: float | None = None,
    ) -> None:
        """Talk to the printer behind `open_channel`, called `name` in the log."""
        self.name = name
        self.bytes_per_second = bytes_per_second
        self._open_channel = open_channel
        self._times = times
        self.habits = Habits()

    def open(self, deadline: Deadline) -> Conversation:
        """Begin a talk; see `Transport`."""
        return Conversation(self._open_channel(deadline), self._times, self.habits)


class Device:
    """One printer. Not safe in threads."""

    def __init__(self, transport: Transport, times: PrinterTimes) -> None:
        """Print by way of `transport`."""
        self._transport = transport
        self._times = times
        self._owed = 0

    @property
    def bytes_per_second(self) -> float | None:
        """What the line carries, where it is slow enough to matter."""
        return self._transport.bytes_per_second

    def status(self) -> PrinterStatus:
        """Ask the printer how it is."""
        try:
            connection = self._transport.open(Deadline(self._times.connect))
        except ChannelError as error:
            return self._unreachable(error)
        try:
            status = connection.status(self._for_questions())
        except ChannelError as error:
            connection.abort()
            return self._unreachable(error)
        except BaseException:
            connection.abort()
            raise
        connection.close(Deadline(self._times.close))
        return status

    def deliver(self, job: PrintJob) -> PrintOutcome:
        """Print a job, unless the printer says that it cannot, and find out what became of it."""
        outcome = self._send(self._after_a_break() + job.data)
        if outcome.state is PrinterState.FAILED_MIDWAY:
            self._owed = max(self._owed, job.longest)
            if outcome.reason is None:
                outcome = PrintOutcome(state=outcome.state, reason=self._hindrance(), cause=outcome.cause)
        elif outcome.is_on_paper:
            self._owed = 0
        if not outcome.is_on_paper:
            _log.warning(
                "printer %s: ticket %s, reason %s %s",
                self._transport.name,
                outcome.state,
                outcome.reason,
                outcome.cause,
            )
        return outcome

    def _send(self, data: bytes) -> PrintOutcome:
        try:
            connection = self._transport.open(Deadline(self._times.connect))
        except ChannelError as error:
            return PrintOutcome(state=PrinterState.UNREACHABLE, cause=str(error))
        outcome = PrintOutcome(state=PrinterState.FAILED_MIDWAY)
        try:
            outcome = self._steps(connection, data)
        finally:
            # The rest of a ticket that broke off is of no use to anybody.
            if outcome.is_on_paper:
                connection.close(Deadline(self._times.close))
            else:
                connection.abort()
        return outcome

    def _steps(self, connection: Connection, data: bytes) -> PrintOutcome:
        try:
            before = connection.status(self._for_questions())
        except ChannelError as error:
            return PrintOutcome(state=PrinterState.UNREACHABLE, cause=str(error))
        if before.state not in CAN_BE_TRIED:
            return PrintOutcome(state=before.state, is_paper_low=before.is_paper_low, cause=before.cause)
        try:
            connection.write(data, Deadline(self._times.write + self._seconds_on_the_line(data)))
        except WriteError as error:
            state = PrinterState.FAILED_MIDWAY if error.handed_over else PrinterState.UNREACHABLE
            return PrintOutcome(state=state, cause=str(error))
        return connection.confirm(Deadline(self._times.confirm))

    def _for_questions(self) -> Deadline:
        return Deadline(_QUESTIONS * self._times.answer)

    def _seconds_on_the_line(self, data: bytes) -> float:
        speed = self._transport.bytes_per_second
        return len(data) / speed if speed else 0.0

    def _after_a_break(self) -> bytes:
        """What ends a picture that broke off.

        The printer may still wait for its dots, and would take the next job for them. Zeros are white dots to
        a printer that waits for dots, and nothing to one that waits for commands.
        """
        return bytes(self._owed)

    def _hindrance(self) -> PrinterState | None:
        """Why it broke off, if the printer can say: over a new connection, the old one is of no use."""
        state = self.status().state
        return state if state in HINDRANCES else None

    def _unreachable(self, error: ChannelError) -> PrinterStatus:
        _log.warning("printer %s: %s", self._transport.name, error)
        return PrinterStatus(state=PrinterState.UNREACHABLE, cause=str(error))
