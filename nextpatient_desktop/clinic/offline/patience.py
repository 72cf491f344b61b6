"""Waiting for an answer, but only so long: what a kiosk does with a call that may hang."""

import logging
import threading
from collections.abc import Callable
from typing import Final, Protocol, TypeVar

T = TypeVar("T")

_log = logging.getLogger(__name__)

FOR_PATIENTS: Final = 1.0
"""Seconds that a patient waits for the clinic before the kiosk goes on by itself.

A host in the same building answers in some hundredths of a second. What comes later is not lost: the token
that the kiosk gives names the request, and whatever came of that is superseded.
"""
FOR_SCREENS: Final = 3.0
"""The same for what a screen asks now and then: nobody stands there and waits for it."""


class NoAnswerError(Exception):
    """It was not answered in time. Whether it was done, or is done later, nobody knows."""


class Patience(Protocol):
    """Makes a call that may hang."""

    def __call__(self, call: Callable[[], T], seconds: float, /) -> T:
        """The call's result, or what it raised, if that came within so many seconds.

        Raises:
            NoAnswerError: it did not.
        """
        ...


def patiently(call: Callable[[], T], seconds: float, /) -> T:
    """`Patience` on a thread of its own, which is left to itself when it takes too long."""
    done = threading.Event()
    results: list[T] = []
    errors: list[Exception] = []

    def work() -> None:
        try:
            results.append(call())
        except Exception as error:  # handed to whoever waits
            errors.append(error)
        done.set()

    threading.Thread(target=work, name="nextpatient-call", daemon=True).start()
    if not done.wait(seconds):
        _log.info("no answer within %s s", seconds)
        raise NoAnswerError
    if errors:
        raise errors[0]
    return results[0]
