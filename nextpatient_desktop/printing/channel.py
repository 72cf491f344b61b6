"""What the talk with a printer needs of a connection, whatever it is made of: bytes in both directions."""

from typing import Protocol

from nextpatient_desktop.printing.deadline import Deadline
from nextpatient_desktop.printing.transport import ChannelError, WriteError

__all__ = ["Channel", "ChannelEnded", "ChannelError", "WriteError"]


class ChannelEnded(ChannelError):
    """The printer closed the connection in good order."""


class Channel(Protocol):
    """A connection to one printer. Each call ends with its deadline."""

    def write(self, data: bytes, deadline: Deadline, /) -> None:
        """Hand over all of `data`.

        Raises:
            WriteError: it could not be, or not in time.
        """
        ...

    def read(self, deadline: Deadline, /) -> bytes:
        """What the printer said, as soon as it says anything; nothing if it is silent until the deadline.

        Raises:
            ChannelEnded: it will say nothing more.
            ChannelError: the connection is broken.
        """
        ...

    def close(self, deadline: Deadline, /) -> None:
        """Let the printer have what was handed over, and let go."""
        ...

    def abort(self) -> None:
        """Let go at once and drop what the printer has not taken yet."""
        ...
