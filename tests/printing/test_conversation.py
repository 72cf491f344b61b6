"""The talk with a printer, line by line, over a channel that follows a script."""

from collections import deque

import pytest

from nextpatient_desktop.clinic.printing import PrinterState, PrintOutcome
from nextpatient_desktop.printing.channel import ChannelEnded, ChannelError, WriteError
from nextpatient_desktop.printing.conversation import Conversation, PrinterTimes
from nextpatient_desktop.printing.deadline import Deadline

TIMES = PrinterTimes(connect=0.05, answer=0.05, write=0.05, confirm=0.2, close=0.05)
JOB = b"\x1b@ticket"
READY = {b"\x10\x04\x04": b"\x12", b"\x10\x04\x02": b"\x12"}


class ScriptedChannel:
    """Answers what is written to it, and fails where it is told to."""

    def __init__(
        self, answers: dict[bytes, bytes], after_the_job: ChannelError | bytes = b"", *, before: bytes = b""
    ) -> None:
        self.written: list[bytes] = []
        self._answers = answers
        self._after_the_job = after_the_job
        self._said = deque([before])

    def write(self, data: bytes, deadline: Deadline) -> None:
        if isinstance(self._after_the_job, WriteError) and self._is_job_written:
            raise self._after_the_job
        self.written.append(data)
        if data.startswith(JOB):
            if isinstance(self._after_the_job, bytes):
                self._said.append(self._after_the_job)
        else:
            self._said.append(self._answers.get(data, b""))

    def read(self, deadline: Deadline) -> bytes:
        if self._said:
            return self._said.popleft()
        is_over = self._is_job_written and not isinstance(self._after_the_job, WriteError)
        if is_over and isinstance(self._after_the_job, ChannelError):
            raise self._after_the_job
        return b""

    def close(self, deadline: Deadline) -> None:
        """Nothing to let go of."""

    def abort(self) -> None:
        """Nothing to let go of."""

    @property
    def _is_job_written(self) -> bool:
        return any(data.startswith(JOB) for data in self.written)


def deliver(channel: ScriptedChannel) -> PrintOutcome:
    return Conversation(channel, TIMES).deliver(JOB)


def test_the_answer_in_turn_confirms_the_ticket() -> None:
    channel = ScriptedChannel(READY, b"\x00")
    assert deliver(channel) == PrintOutcome(state=PrinterState.PRINTED)
    assert channel.written == [b"\x10\x04\x04", b"\x10\x04\x02", JOB + b"\x1dr\x01"]


def test_a_connection_that_breaks_after_the_ticket_leaves_it_uncertain() -> None:
    # Nothing of the question after it was handed over, but the ticket was: printing again might make two.
    assert deliver(ScriptedChannel(READY, WriteError("reset", 0))).state is PrinterState.FAILED_MIDWAY
    assert deliver(ScriptedChannel(READY, ChannelError("reset"))).state is PrinterState.FAILED_MIDWAY
    assert deliver(ScriptedChannel({}, ChannelError("reset"))).state is PrinterState.FAILED_MIDWAY


def test_a_connection_that_the_printer_ends_after_the_ticket_has_delivered_it() -> None:
    assert deliver(ScriptedChannel(READY, ChannelEnded("bye"))).state is PrinterState.SENT
    assert deliver(ScriptedChannel({}, ChannelEnded("bye"))).state is PrinterState.SENT


@pytest.mark.parametrize("nonsense", [b"\x00", b"\xff", b"\x11", b"\x13", b"\x93", b"OK"])
def test_what_is_no_status_is_no_answer(nonsense: bytes) -> None:
    channel = ScriptedChannel({b"\x10\x04\x04": nonsense})
    assert Conversation(channel, TIMES).status().state is PrinterState.SILENT


def test_an_answer_in_turn_to_an_earlier_ticket_confirms_nothing() -> None:
    assert deliver(ScriptedChannel(READY, before=b"\x00")).state is PrinterState.SENT


@pytest.mark.parametrize("flow_control", [b"\x11", b"\x13"])
def test_flow_control_is_no_confirmation(flow_control: bytes) -> None:
    assert deliver(ScriptedChannel(READY, flow_control)).state is PrinterState.SENT


def test_an_automatic_report_is_no_confirmation() -> None:
    assert deliver(ScriptedChannel(READY, b"\x14\x00\x00\x0f")).state is PrinterState.SENT
    assert deliver(ScriptedChannel(READY, b"\x14\x00\x00\x0f\x00")).state is PrinterState.PRINTED
