"""A printer that can be talked to: opens a channel for each talk, remembers what it learnt of the printer.

A channel is opened for each job, not kept: many printers serve one connection at a time, and several stations
may share one.
"""

import logging
from collections.abc import Callable

from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus, PrintOutcome
from nextpatient_desktop.printing.channel import Channel, ChannelError
from nextpatient_desktop.printing.conversation import BAND_ROWS, HINDRANCES, Conversation, PrinterTimes
from nextpatient_desktop.printing.deadline import Deadline

_log = logging.getLogger(__name__)


class TalkingDevice:
    """Jobs for one printer, over channels that `open_channel` makes. Not safe in threads."""

    def __init__(
        self, name: str, open_channel: Callable[[Deadline], Channel], width_dots: int, times: PrinterTimes
    ) -> None:
        """Talk to the printer behind `open_channel`, called `name` in the log, `width_dots` wide."""
        self._name = name
        self._open_channel = open_channel
        self._times = times
        self._largest_band = BAND_ROWS * ((width_dots + 7) // 8)
        self._confirms: bool | None = None
        self._is_mid_job = False

    def status(self) -> PrinterStatus:
        """Ask the printer how it is."""
        try:
            channel = self._open_channel(Deadline(self._times.connect))
        except ChannelError as error:
            _log.warning("printer %s: %s", self._name, error)
            return PrinterStatus(state=PrinterState.UNREACHABLE)
        try:
            status = Conversation(channel, self._times).status()
        except ChannelError as error:
            _log.warning("printer %s: %s", self._name, error)
            channel.abort()
            return PrinterStatus(state=PrinterState.UNREACHABLE)
        channel.close(Deadline(self._times.close))
        return status

    def deliver(self, job: bytes) -> PrintOutcome:
        """Print a job and say what became of it."""
        outcome = self._talk(self._after_a_break() + job)
        if outcome.state is PrinterState.FAILED_MIDWAY and outcome.reason is None:
            outcome = PrintOutcome(state=outcome.state, reason=self._hindrance())
        if outcome.state not in (PrinterState.PRINTED, PrinterState.SENT):
            _log.warning("printer %s: ticket %s, reason %s", self._name, outcome.state, outcome.reason)
        return outcome

    def _talk(self, job: bytes) -> PrintOutcome:
        try:
            channel = self._open_channel(Deadline(self._times.connect))
        except ChannelError as error:
            _log.warning("printer %s: %s", self._name, error)
            return PrintOutcome(state=PrinterState.UNREACHABLE)
        conversation = Conversation(channel, self._times)
        outcome = PrintOutcome(state=PrinterState.FAILED_MIDWAY)
        try:
            outcome = conversation.deliver(job, confirms=self._confirms is not False)
        finally:
            # The rest of a ticket that broke off is of no use to anybody.
            if outcome.is_on_paper:
                channel.close(Deadline(self._times.close))
            else:
                channel.abort()
        self._learn(outcome, is_silent=conversation.is_silent)
        return outcome

    def _learn(self, outcome: PrintOutcome, *, is_silent: bool) -> None:
        if outcome.is_on_paper:
            self._is_mid_job = False
        elif outcome.state is PrinterState.FAILED_MIDWAY:
            self._is_mid_job = True
        if outcome.state is PrinterState.PRINTED:
            self._confirms = True
        elif outcome.state is PrinterState.SENT and self._confirms is None and not is_silent:
            self._confirms = False

    def _after_a_break(self) -> bytes:
        """What ends a picture that broke off.

        The printer may still wait for its dots, and would take the next job for them. Zeros are white dots to
        a printer that waits for dots, and nothing to one that waits for commands.
        """
        return bytes(self._largest_band) if self._is_mid_job else b""

    def _hindrance(self) -> PrinterState | None:
        """Why it broke off, if the printer can say: over a new channel, as the old one is of no use."""
        state = self.status().state
        return state if state in HINDRANCES else None
