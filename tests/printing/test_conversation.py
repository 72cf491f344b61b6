"""The talk with a printer, line by line, over a channel that follows a script."""

from collections import deque
from collections.abc import Callable

import pytest

from nextpatient_desktop.clinic.printing import PrinterState, PrintOutcome
from nextpatient_desktop.printing.channel import ChannelEnded, ChannelError, WriteError
from nextpatient_desktop.printing.conversation import Habits
from nextpatient_desktop.printing.deadline import Deadline
from nextpatient_desktop.printing.device import Device, TalkingTransport
from nextpatient_desktop.printing.transport import PrinterTimes, PrintJob

TIMES = PrinterTimes(connect=0.05, answer=0.05, write=0.05, confirm=0.2, close=0.05)
JOB = b"\x1b@ticket"
READY = {b"\x10\x04" + kind: b"\x12" for kind in (b"\x01", b"\x02", b"\x04")}


class ScriptedChannel:
    """Answers what is written to it, and fails where it is told to."""

    def __init__(
        self,
        answers: dict[bytes, bytes],
        after_the_job: ChannelError | bytes | Callable[[bytes], bytes] = b"",
        *,
        before: bytes = b"",
    ) -> None:
        self.written: list[bytes] = []
        self.answer: Callable[[bytes], bytes | None] = answers.get
        self._after_the_job = after_the_job
        self._said = deque([before])

    def write(self, data: bytes, deadline: Deadline) -> None:
        if isinstance(self._after_the_job, WriteError) and data.startswith(JOB):
            raise self._after_the_job
        self.written.append(data)
        if data.startswith(JOB):
            if isinstance(self._after_the_job, bytes):
                self._said.append(self._after_the_job)
            elif not isinstance(self._after_the_job, ChannelError):
                self._said.append(self._after_the_job(data))
        else:
            self._said.append(self.answer(data) or b"")

    def read(self, deadline: Deadline) -> bytes:
        if self._said:
            return self._said.popleft()
        if isinstance(self._after_the_job, ChannelError) and any(
            data.startswith(JOB) for data in self.written
        ):
            raise self._after_the_job
        return b""

    def close(self, deadline: Deadline) -> None:
        """Nothing to let go of."""

    def abort(self) -> None:
        """Nothing to let go of."""


def deliver(channel: ScriptedChannel, habits: Habits | None = None) -> PrintOutcome:
    """What becomes of a job for a printer of which this is known; by default, that it knows GS r."""
    transport = TalkingTransport("it", lambda deadline: channel, TIMES)
    transport.habits = habits or Habits(answers_in_turn=True, knows_ids=False)
    return Device(transport, TIMES).deliver(PrintJob(data=JOB, longest=9))


def status(channel: ScriptedChannel) -> PrinterState:
    return Device(TalkingTransport("it", lambda deadline: channel, TIMES), TIMES).status().state


def test_the_answer_in_turn_confirms_the_ticket() -> None:
    channel = ScriptedChannel(READY, b"\x00")
    assert deliver(channel) == PrintOutcome(state=PrinterState.PRINTED)
    assert channel.written == [b"\x10\x04\x04", b"\x10\x04\x02", b"\x10\x04\x01", JOB + b"\x1dr\x01"]


def test_the_id_of_this_very_ticket_confirms_it() -> None:
    channel = ScriptedChannel(READY, lambda job: b"\x37\x22" + job[-7:-3] + b"\x00\x00")
    habits = Habits(answers_in_turn=True, knows_ids=True)
    assert deliver(channel, habits) == PrintOutcome(state=PrinterState.PRINTED)
    assert channel.written[-1].startswith(JOB + b"\x1d(H\x06\x0000")
    first = channel.written[-1]
    channel = ScriptedChannel(READY, b"\x37\x22" + first[-7:-3] + b"\x00")
    outcome = deliver(channel, habits)
    assert outcome.state is PrinterState.FAILED_MIDWAY, "that was the ticket before this one"


def test_an_id_may_have_an_answer_in_real_time_in_its_midst() -> None:
    def said(job: bytes) -> bytes:
        return b"\x37\x22" + job[-7:-5] + b"\x12" + job[-5:-3] + b"\x00"

    habits = Habits(answers_in_turn=True, knows_ids=True)
    assert deliver(ScriptedChannel(READY, said), habits).state is PrinterState.PRINTED


@pytest.mark.parametrize(
    ("answers_in_turn", "knows_ids"), [(True, True), (True, False), (False, False)], ids=str
)
def test_a_printer_is_asked_once_which_questions_it_knows(answers_in_turn: bool, knows_ids: bool) -> None:
    probe = b"\x1d(H\x06\x0000"
    channel = ScriptedChannel(READY)

    def answer(data: bytes) -> bytes | None:
        if not data.startswith(probe):
            return READY.get(data)
        return (b"\x37\x22" + data[7:11] + b"\x00") * knows_ids + b"\x00" * answers_in_turn

    channel.answer = answer
    transport = TalkingTransport("it", lambda deadline: channel, TIMES)
    device = Device(transport, TIMES)
    assert device.status().state is PrinterState.READY
    assert (transport.habits.answers_in_turn, transport.habits.knows_ids) == (answers_in_turn, knows_ids)
    device.deliver(PrintJob(data=JOB, longest=9))
    assert sum(data.startswith(probe) for data in channel.written) == 1


def test_a_printer_that_always_confirms_and_does_not_is_not_believed() -> None:
    assert deliver(ScriptedChannel(READY)).state is PrinterState.FAILED_MIDWAY
    unconfirming = Habits(answers_in_turn=False, knows_ids=False)
    assert deliver(ScriptedChannel(READY), unconfirming).state is PrinterState.SENT


def test_a_question_that_a_printer_never_answers_is_not_asked_for_ever() -> None:
    habits = Habits(answers_in_turn=True, knows_ids=False)
    paper_only = {b"\x10\x04\x04": b"\x12"}
    for _ in range(3):
        channel = ScriptedChannel(paper_only, b"\x00")
        assert deliver(channel, habits).state is PrinterState.PRINTED
    assert channel.written == [b"\x10\x04\x04", JOB + b"\x1dr\x01"]


def test_a_printer_that_is_switched_off_line_is_sent_nothing() -> None:
    channel = ScriptedChannel({**READY, b"\x10\x04\x01": b"\x1a"})
    assert deliver(channel).state is PrinterState.NOT_READY
    assert not any(data.startswith(JOB) for data in channel.written)


@pytest.mark.parametrize(
    "error", [WriteError("reset", 40), ChannelError("reset")], ids=["while writing", "afterwards"]
)
@pytest.mark.parametrize("answers", [READY, {}], ids=["answering", "silent"])
def test_a_connection_that_breaks_in_the_ticket_leaves_it_uncertain(
    error: ChannelError, answers: dict[bytes, bytes]
) -> None:
    assert deliver(ScriptedChannel(answers, error)).state is PrinterState.FAILED_MIDWAY


def test_a_connection_that_took_nothing_of_the_ticket_leaves_it_unprinted() -> None:
    outcome = deliver(ScriptedChannel(READY, WriteError("stuck", 0)))
    assert (outcome.state, outcome.is_repeatable) == (PrinterState.UNREACHABLE, True)


def test_a_connection_that_the_printer_ends_after_the_ticket_has_delivered_it() -> None:
    unconfirming = Habits(answers_in_turn=False, knows_ids=False)
    assert deliver(ScriptedChannel(READY, ChannelEnded("bye")), unconfirming).state is PrinterState.SENT
    assert deliver(ScriptedChannel({}, ChannelEnded("bye"))).state is PrinterState.SENT
    # This one would have confirmed it.
    assert deliver(ScriptedChannel(READY, ChannelEnded("bye"))).state is PrinterState.FAILED_MIDWAY


@pytest.mark.parametrize("nonsense", [b"\x00", b"\xff", b"\x11", b"\x13", b"\x93", b"OK"])
def test_what_is_no_status_is_no_answer(nonsense: bytes) -> None:
    assert status(ScriptedChannel({b"\x10\x04\x04": nonsense})) is PrinterState.SILENT


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"", "nothing was said"),
        (b"\x11", "flow control"),
        (b"\x13", "flow control"),
        (b"\x14\x00\x00\x0f", "a report unasked for"),
        (b"\x37\x22AAAA", "an id that breaks off"),
    ],
)
def test_what_is_no_confirmation_is_not_taken_for_one(said: bytes, why: str) -> None:
    assert deliver(ScriptedChannel(READY, said)).state is PrinterState.FAILED_MIDWAY, why


def test_an_answer_in_turn_to_an_earlier_ticket_confirms_nothing() -> None:
    assert deliver(ScriptedChannel(READY, before=b"\x00")).state is PrinterState.FAILED_MIDWAY


def test_a_confirmation_after_a_report_unasked_for_is_one() -> None:
    assert deliver(ScriptedChannel(READY, b"\x14\x00\x00\x0f\x00")).state is PrinterState.PRINTED
