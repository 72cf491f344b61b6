"""What a kiosk keeps on its own disk, as a Protocol: what it remembers, what it gave, what is handed over.

Each call is one transaction, durable when it returns, whole or not at all; several threads may call. Refused
by the machine: `disk_full`, `storage_busy`, `storage_readonly`, `storage_failed`, `storage_damaged`.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Protocol

from nextpatient_desktop.clinic.tokens.adoption import AdoptTokens, OfflineToken
from nextpatient_desktop.domain.ids import CommandId, DepartmentId, TokenId
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class KeptAnswer:
    """What a command was answered at this kiosk: the hash of what it said, and the answer as JSON."""

    payload: bytes
    answer: str


@dataclass(frozen=True, kw_only=True)
class Given:
    """A token as the kiosk gives it, with the command that asked for it and what that is answered.

    `contact_at` is when the clinic had last answered before, by the clinic's clock.
    """

    token: OfflineToken
    command: CommandId
    answer: KeptAnswer
    contact_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class LastGiven:
    """The last token that was given: its instant, and the latest day that any was given for."""

    at: datetime
    day: date


@dataclass(frozen=True, kw_only=True)
class ToHandOver:
    """What goes into one hand-over: tokens of one series in the order in which they were given.

    `contact_at` is the first one's (see `Given`); `to_come` is how many are left after these.
    """

    tokens: tuple[OfflineToken, ...]
    contact_at: datetime | None
    to_come: int


@dataclass(frozen=True, kw_only=True)
class NotHandedOver:
    """Tokens of a department that wait to be handed over; `waiting` without those that were given up."""

    given: int
    waiting: int


class OfflineStore(Protocol):
    """A kiosk's own database."""

    def recall(self, name: str, /) -> str | None:
        """What was remembered under a name, None for nothing."""
        ...

    def remember(self, values: Mapping[str, str], /) -> None:
        """Remember these in place of what was remembered under the same names."""
        ...

    def answer(self, command: CommandId, /) -> KeptAnswer | None:
        """What a command was answered at this kiosk."""
        ...

    def keep_answer(
        self, command: CommandId, answer: KeptAnswer, at: datetime, /, values: Mapping[str, str] = ...
    ) -> None:
        """Keep what a command was answered; a kept one stays. `values` are remembered with it."""
        ...

    def forget_answers(self, before: datetime, /) -> None:
        """Drop answers that were kept before an instant."""
        ...

    def give(self, day: date, letter: str, series: str, make: Callable[[int], Given], /) -> Given:
        """Take the next number of a series in a department's day and keep what `make` makes of it.

        Numbers begin with 1 and leave no gap. The same command never gives twice: what it gave before is
        found by `answer`.
        """
        ...

    def last_given(self) -> LastGiven | None:
        """The last token that was given, handed over or not; None before the first."""
        ...

    def find(self, token: TokenId, /) -> OfflineToken | None:
        """A token that is not handed over yet, as far as this kiosk knows."""
        ...

    def cancel(self, token: TokenId, at: datetime, command: CommandId, answer: KeptAnswer, /) -> None:
        """The patient gave a token up that is not handed over yet."""
        ...

    def to_come(self) -> int:
        """How many tokens are still to be handed over."""
        ...

    def not_handed_over(self, day: date, /) -> Mapping[DepartmentId, NotHandedOver]:
        """How many tokens of a day are still to be handed over, by department."""
        ...

    def batch(self) -> AdoptTokens | None:
        """The hand-over that was begun and whose outcome is not known: it is to be repeated as it is."""
        ...

    def begin_batch(self, most: int, make: Callable[[ToHandOver], AdoptTokens], /) -> AdoptTokens | None:
        """Keep and return the next hand-over, of at most `most` tokens.

        None when nothing is left but what was put off, or one is begun already.
        """
        ...

    def end_batch(self, command: CommandId, /) -> None:
        """It was answered: its tokens are handed over.

        A token that was given up after the batch was made remains, to be told.
        """
        ...

    def drop_batch(self, command: CommandId, /, *, puts_off: bool = False) -> None:
        """It was refused: its tokens are to be handed over anew, with another command.

        `puts_off` leaves them alone until `resume`, so that they hold up no others.
        """
        ...

    def resume(self) -> None:
        """Try again what was put off."""
        ...

    def close(self) -> None:
        """Let go of the file. Safe to call twice."""
        ...
