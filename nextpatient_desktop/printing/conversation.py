"""The talk with an ESC/POS printer: how it is, the ticket, whether the ticket came out.

That the system took all bytes proves nothing: a printer may have lost them, stand open or be out of paper. So
the printer is asked before the ticket, and after it. Two kinds of answers are used:

- real-time status (DLE EOT n): answered at once, also when the printer is off-line;
- status in its turn (GS r): answered once everything before it has been printed, so it proves the ticket.

Source: Epson ESC/POS command reference; `DLE EOT`, `GS r`, "Automatic status back".
"""

from collections import deque
from dataclasses import dataclass

from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus, PrintOutcome
from nextpatient_desktop.printing.channel import Channel, ChannelEnded, ChannelError, WriteError
from nextpatient_desktop.printing.deadline import Deadline

# Printers corrupt or drop pictures that outgrow their buffer; up to this height none is known to.
BAND_ROWS = 200

_ASK_PAPER = b"\x10\x04\x04"
_ASK_OFFLINE = b"\x10\x04\x02"
_ASK_IN_TURN = b"\x1dr\x01"

# Of the answer to DLE EOT 4.
_PAPER_LOW, _PAPER_OUT = 0x0C, 0x60
# Of the answer to DLE EOT 2.
_OFFLINE_COVER, _OFFLINE_PAPER, _OFFLINE_ERROR = 0x04, 0x20, 0x40
# Of the answer to GS r 1.
_IN_TURN_LOW, _IN_TURN_OUT = 0x03, 0x0C

# Why a printer that answers cannot print.
HINDRANCES = frozenset({PrinterState.NO_PAPER, PrinterState.COVER_OPEN, PrinterState.NOT_READY})


@dataclass(frozen=True, kw_only=True)
class PrinterTimes:
    """How long each step may take, in seconds.

    Attributes:
        connect: to reach the printer.
        answer: to one question about its status.
        write: to take the whole ticket.
        confirm: to print it after that; 20 cm at 100 mm/s take 2 s, and the cut.
        close: to let go.
    """

    connect: float = 3.0
    answer: float = 1.0
    write: float = 8.0
    confirm: float = 6.0
    close: float = 0.5


class _Answers:
    """Sorts what a printer says by kind."""

    def __init__(self) -> None:
        self.real_time: deque[int] = deque()
        self.in_turn: deque[int] = deque()
        self._automatic_left = 0

    def take(self, said: bytes) -> None:
        """Sort bytes; drops flow control, reports unasked for, and what no printer would say."""
        for byte in said:
            if self._automatic_left and byte & 0x90 == 0:
                self._automatic_left -= 1
                continue
            self._automatic_left = 0
            if byte & 0x93 == 0x12:
                self.real_time.append(byte)
            elif byte & 0x93 == 0x10:
                # The first of four bytes of an automatic status; the others look like answers in turn.
                self._automatic_left = 3
            elif byte & 0x90 == 0:
                self.in_turn.append(byte)


class Conversation:
    """One talk over one open channel.

    Attributes:
        is_silent: the printer was asked before the job, and said nothing.
    """

    def __init__(self, channel: Channel, times: PrinterTimes) -> None:
        self._channel = channel
        self._times = times
        self._answers = _Answers()
        self.is_silent = False

    def status(self) -> PrinterStatus:
        """Ask the printer how it is: `READY`, `SILENT` or what hinders it.

        Raises:
            ChannelError: the connection broke.
        """
        paper = self._ask(_ASK_PAPER)
        if paper is None:
            return PrinterStatus(state=PrinterState.SILENT)
        offline = self._ask(_ASK_OFFLINE) or 0
        if offline & _OFFLINE_COVER:
            # An open printer sees no paper either; closing it comes first.
            state = PrinterState.COVER_OPEN
        elif paper & _PAPER_OUT or offline & _OFFLINE_PAPER:
            state = PrinterState.NO_PAPER
        elif offline & _OFFLINE_ERROR:
            state = PrinterState.NOT_READY
        else:
            state = PrinterState.READY
        return PrinterStatus(state=state, is_paper_low=bool(paper & _PAPER_LOW))

    def deliver(self, job: bytes, *, confirms: bool = True) -> PrintOutcome:
        """Hand a job over, unless the printer says that it cannot print it, and find out what became of it.

        Args:
            job: ends with the cut.
            confirms: False if this printer is known to answer no question in its turn, so that it is not
                worth waiting long for.
        """
        try:
            before = self.status()
        except ChannelError:
            return PrintOutcome(state=PrinterState.UNREACHABLE)
        if before.state in HINDRANCES:
            return PrintOutcome(state=before.state, is_paper_low=before.is_paper_low)
        self.is_silent = before.state is PrinterState.SILENT
        self._answers.in_turn.clear()
        try:
            # A printer that answers nothing might print the question.
            self._channel.write(job if self.is_silent else job + _ASK_IN_TURN, Deadline(self._times.write))
        except WriteError as error:
            state = PrinterState.FAILED_MIDWAY if error.handed_over else PrinterState.UNREACHABLE
            return PrintOutcome(state=state)
        return self._what_became_of_it(before, self._times.confirm if confirms else self._times.answer)

    def _what_became_of_it(self, before: PrinterStatus, seconds: float) -> PrintOutcome:
        """Listen for at most this long after the job. What breaks now, breaks with the ticket on its way."""
        try:
            if not self.is_silent:
                return self._confirmation(before, Deadline(seconds))
            self._listen(Deadline(self._times.answer))
        except ChannelEnded:
            # In good order, so it took everything.
            pass
        except ChannelError:
            return PrintOutcome(state=PrinterState.FAILED_MIDWAY)
        return PrintOutcome(state=PrinterState.SENT, is_paper_low=before.is_paper_low)

    def _confirmation(self, before: PrinterStatus, deadline: Deadline) -> PrintOutcome:
        """Wait until the printer has come to the end of the job, and watch meanwhile that it can."""
        in_turn = self._answers.in_turn
        while not deadline.has_passed:
            self._listen(deadline.sooner(self._times.answer), until=in_turn)
            now = before if in_turn else self.status()
            if in_turn:
                answer = in_turn.popleft()
                if answer & _IN_TURN_OUT:
                    # Some go on without paper and say so at the end.
                    return PrintOutcome(state=PrinterState.FAILED_MIDWAY, reason=PrinterState.NO_PAPER)
                is_low = before.is_paper_low or bool(answer & _IN_TURN_LOW)
                return PrintOutcome(state=PrinterState.PRINTED, is_paper_low=is_low)
            if now.state in HINDRANCES:
                return PrintOutcome(state=PrinterState.FAILED_MIDWAY, reason=now.state)
        return PrintOutcome(state=PrinterState.SENT, is_paper_low=before.is_paper_low)

    def _ask(self, question: bytes) -> int | None:
        """Ask in real time; None if there is no answer in time."""
        # What is left of an earlier question, or of dots that read like one, is no answer to this one.
        self._answers.take(self._channel.read(Deadline(0)))
        self._answers.real_time.clear()
        deadline = Deadline(self._times.answer)
        self._channel.write(question, deadline)
        self._listen(deadline, until=self._answers.real_time)
        return self._answers.real_time.popleft() if self._answers.real_time else None

    def _listen(self, deadline: Deadline, until: deque[int] | None = None) -> None:
        """Take in what the printer says, until there is an answer of the kind waited for."""
        while not until and not deadline.has_passed:
            self._answers.take(self._channel.read(deadline))
