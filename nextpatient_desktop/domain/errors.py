"""The one error for people: a rule said no. Raised by rules, carried over the wire, worded by the station."""

from collections.abc import Mapping
from typing import TypeAlias

Param: TypeAlias = str | int | float | bool | None


class ClinicError(Exception):
    """A rule's refusal, the same in process and over the wire.

    Attributes:
        code: what was refused, a word that never changes (`token_not_waiting`).
        params: what the wording needs: codes, names of counters, limits; `field` names the input at fault.
    """

    def __init__(self, code: str, params: Mapping[str, Param] | None = None, /, **more: Param) -> None:
        """Make the error `code` with its parameters."""
        self.code = code
        self.params: dict[str, Param] = {**(params or {}), **more}
        super().__init__(code, self.params)

    def __str__(self) -> str:
        """The English line for logs: no names, no phones, as no rule puts them in."""
        return f"{self.code} {self.params}" if self.params else self.code

    def __eq__(self, other: object) -> bool:
        """Two refusals are equal when they say the same."""
        return isinstance(other, ClinicError) and (self.code, self.params) == (other.code, other.params)

    def __hash__(self) -> int:
        """By code: the parameters of one code differ rarely."""
        return hash(self.code)
