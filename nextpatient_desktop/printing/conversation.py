"""The talk with an ESC/POS printer: how it is, the ticket, whether the ticket came out.

That the system took all bytes proves nothing: a printer may have lost them, stand open or be out of paper. So
the printer is asked before the ticket, and after it. Three kinds of answers are used:

- real-time status (DLE EOT n): answered at once, also when the printer is off-line;
- a process id (GS ( H): sent back once everything before it has been printed, so it proves this very ticket;
- status in its turn (GS r): answered once everything before it has been read, by far more printers.

Source: Epson ESC/POS command reference; `DLE EOT`, `GS r`, `GS ( H`.
"""

from collections import deque
from dataclasses import dataclass, field
from itertools import count
from secrets import randbelow

from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus, PrintOutcome
from nextpatient_desktop.printing.answers import Answers
from nextpatient_desktop.printing.channel import Channel, ChannelEnded, ChannelError
from nextpatient_desktop.printing.deadline import Deadline
from nextpatient_desktop.printing.transport import HINDRANCES, PrinterTimes

_ASK_ONLINE = b"\x10\x04\x01"
_ASK_OFFLINE = b"\x10\x04\x02"
_ASK_PAPER = b"\x10\x04\x04"
_ASK_IN_TURN = b"\x1dr\x01"
_ASK_FOR_ID = b"\x1d(H\x06\x0000"

_OFFLINE = 0x08  # of the answer to DLE EOT 1
_OFFLINE_COVER, _OFFLINE_PAPER, _OFFLINE_ERROR = 0x04, 0x20, 0x40  # to DLE EOT 2
_PAPER_LOW, _PAPER_OUT = 0x0C, 0x60  # to DLE EOT 4
_IN_TURN_LOW, _IN_TURN_OUT = 0x03, 0x0C  # to GS r 1

_QUESTIONS = 3
# A question that was not answered so often in a row is not asked again: each time costs the whole wait.
_ENOUGH_MISSES = 2

# An id comes when the paper has stopped, an answer in turn when the command was read.
_ID_AFTER_TURN = 0.3


@dataclass
class Habits:
    """What was learnt of one printer, over all talks with it.

    Attributes:
        answers_in_turn: knows GS r; None while nobody asked.
        knows_ids: knows GS ( H; None while nobody asked.
        misses: for questions in real time, how often in a row it did not answer, though it answers others.
    """

    answers_in_turn: bool | None = None
    knows_ids: bool | None = None
    misses: dict[bytes, int] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(randbelow(10_000)))

    @property
    def confirms(self) -> bool:
        """Does it say when a ticket is out?"""
        return bool(self.answers_in_turn or self.knows_ids)

    def next_id(self) -> bytes:
        """Four letters that no ticket before this one had.

        A to J: none of them can be taken for an answer in real time, which may come in the midst.
        """
        return bytes(ord("A") + int(digit) for digit in f"{next(self._ids) % 10_000:04}")


class Conversation:
    """One talk over one open channel; a `transport.Connection`."""

    def __init__(self, channel: Channel, times: PrinterTimes, habits: Habits | None = None) -> None:
        """Talk over `channel`, to a printer with these habits, if any are known."""
        self._channel = channel
        self._times = times
        self._habits = habits or Habits()
        self._answers = Answers()
        self._before = PrinterStatus(state=PrinterState.SILENT)
        self._id = b""

    def status(self, deadline: Deadline) -> PrinterStatus:
        """Ask the printer how it is: `READY`, `SILENT` or what hinders it.

        A printer that is asked for the first time and is ready is also asked whether it knows the questions
        that confirm a ticket, so that the first ticket is in no worse hands than the others. One that takes
        them for letters prints nothing: they stay in its line, which the next job's reset drops.

        Raises:
            ChannelError: the connection broke.
        """
        self._before = self._status(deadline)
        if self._before.state is PrinterState.READY and self._habits.answers_in_turn is None:
            self._learn(deadline)
        return self._before

    def write(self, data: bytes, deadline: Deadline) -> None:
        """Hand over a job, with the questions that confirm it behind it."""
        self._answers.in_turn.clear()
        self._answers.ids.clear()
        if self._before.state is PrinterState.SILENT:
            # A printer that answers nothing might print the question.
            self._channel.write(data, deadline)
            return
        self._id = self._habits.next_id() if self._habits.knows_ids else b""
        question = _ASK_FOR_ID + self._id if self._id else b""
        self._channel.write(data + question + _ASK_IN_TURN, deadline)

    def confirm(self, deadline: Deadline) -> PrintOutcome:
        """Listen until the printer has come to the end of the job, and watch meanwhile that it can."""
        is_low = self._before.is_paper_low
        try:
            if self._before.state is not PrinterState.SILENT:
                return self._confirmation(
                    deadline if self._habits.confirms else deadline.sooner(self._times.answer)
                )
            # It says nothing; but a connection that it resets tells something too.
            self._listen(deadline.sooner(self._times.answer))
        except ChannelEnded:
            # In good order, so it took everything. One that confirms would have done so before.
            return self._unconfirmed("the printer ended the connection")
        except ChannelError as error:
            return PrintOutcome(state=PrinterState.FAILED_MIDWAY, cause=str(error))
        return PrintOutcome(state=PrinterState.SENT, is_paper_low=is_low)

    def close(self, deadline: Deadline) -> None:
        """Let go of the channel."""
        self._channel.close(deadline)

    def abort(self) -> None:
        """Let go of the channel and of what is still in it."""
        self._channel.abort()

    # --- How it is ----------------------------------------------------------------------------------------

    def _status(self, deadline: Deadline) -> PrinterStatus:
        paper = self._ask(_ASK_PAPER, deadline)
        if paper is None:
            return PrinterStatus(state=PrinterState.SILENT)
        offline = self._ask(_ASK_OFFLINE, deadline) or 0
        online = self._ask(_ASK_ONLINE, deadline) or 0
        if offline & _OFFLINE_COVER:
            # An open printer sees no paper either; closing it comes first.
            state = PrinterState.COVER_OPEN
        elif paper & _PAPER_OUT or offline & _OFFLINE_PAPER:
            state = PrinterState.NO_PAPER
        elif offline & _OFFLINE_ERROR or online & _OFFLINE:
            state = PrinterState.NOT_READY
        else:
            state = PrinterState.READY
        return PrinterStatus(state=state, is_paper_low=bool(paper & _PAPER_LOW))

    def _ask(self, question: bytes, deadline: Deadline) -> int | None:
        """Ask in real time; None if there is no answer in time."""
        misses = self._habits.misses
        if misses.get(question, 0) >= _ENOUGH_MISSES:
            return None
        # What is left of an earlier question, or of dots that read like one, is no answer to this one.
        self._answers.take(self._channel.read(Deadline(0)))
        answers = self._answers.real_time
        answers.clear()
        answer_by = deadline.sooner(self._times.answer)
        self._channel.write(question, answer_by)
        self._listen(answer_by, until=answers)
        if question != _ASK_PAPER:
            misses[question] = 0 if answers else misses.get(question, 0) + 1
        return answers.popleft() if answers else None

    def _learn(self, deadline: Deadline) -> None:
        """Ask a ready printer that has nothing to do the questions in turn: does it know them?"""
        answer_by = deadline.sooner(self._times.answer)
        self._answers.in_turn.clear()
        self._channel.write(_ASK_FOR_ID + self._habits.next_id() + _ASK_IN_TURN, answer_by)
        self._listen(answer_by, until=self._answers.in_turn)
        if self._answers.in_turn and not self._answers.ids:
            self._listen(deadline.sooner(_ID_AFTER_TURN), until=self._answers.ids)
        self._habits.answers_in_turn = bool(self._answers.in_turn)
        self._habits.knows_ids = bool(self._answers.ids)

    # --- What became of a ticket --------------------------------------------------------------------------

    def _confirmation(self, deadline: Deadline) -> PrintOutcome:
        answers = self._answers
        while not deadline.has_passed:
            expected = answers.ids if self._id else answers.in_turn
            self._listen(deadline.sooner(self._times.answer), until=expected)
            if self._id in answers.ids or (answers.in_turn and not self._id):
                return self._printed()
            if expected:  # of an earlier job, over a line that is never closed
                expected.clear()
                continue
            now = self._status(Deadline(_QUESTIONS * self._times.answer))
            if now.state in HINDRANCES and not expected:
                return PrintOutcome(state=PrinterState.FAILED_MIDWAY, reason=now.state)
        return self._printed() if answers.in_turn else self._unconfirmed("no confirmation came")

    def _printed(self) -> PrintOutcome:
        """The printer is through with the job; some go on without paper and say so at the end."""
        self._habits.answers_in_turn = self._habits.answers_in_turn or bool(self._answers.in_turn)
        if not self._answers.in_turn:
            self._listen(Deadline(_ID_AFTER_TURN), until=self._answers.in_turn)
        answer = self._answers.in_turn.popleft() if self._answers.in_turn else 0
        if answer & _IN_TURN_OUT:
            return PrintOutcome(state=PrinterState.FAILED_MIDWAY, reason=PrinterState.NO_PAPER)
        is_low = self._before.is_paper_low or bool(answer & _IN_TURN_LOW)
        return PrintOutcome(state=PrinterState.PRINTED, is_paper_low=is_low)

    def _unconfirmed(self, cause: str) -> PrintOutcome:
        """Nothing speaks against the ticket: enough from one that never says more, not from one that does."""
        if self._habits.confirms and self._before.state is not PrinterState.SILENT:
            return PrintOutcome(state=PrinterState.FAILED_MIDWAY, cause=cause)
        return PrintOutcome(state=PrinterState.SENT, is_paper_low=self._before.is_paper_low)

    def _listen(self, deadline: Deadline, until: "deque[int] | deque[bytes] | None" = None) -> None:
        """Take in what the printer says, until there is an answer of the kind waited for."""
        while not until and not deadline.has_passed:
            self._answers.take(self._channel.read(deadline))
