"""`ErrorTable`: the words for the error codes of one topic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from nextpatient_desktop.domain.records import dataclass

if TYPE_CHECKING:
    from nextpatient_desktop.text.texts import Texts

Params = Mapping[str, object]


@dataclass(frozen=True)
class ErrorWords:
    """An error as it is told: two whole sentences, and the input at fault if it is one (`phone`)."""

    what: str
    what_to_do: str = ""
    field: str | None = None


class ErrorTable:
    """The wordings of one topic by error code. Filled while its module is imported, then only read."""

    def __init__(self) -> None:
        self._wordings: dict[str, Callable[[Texts, Params], ErrorWords]] = {}

    def words_for(
        self, *codes: str
    ) -> Callable[[Callable[[Texts, Params], ErrorWords]], Callable[[Texts, Params], ErrorWords]]:
        """Decorate the function that words these codes.

        Raises:
            ValueError: a code has words already.
        """

        def enter(
            wording: Callable[[Texts, Params], ErrorWords],
        ) -> Callable[[Texts, Params], ErrorWords]:
            for code in codes:
                if code in self._wordings:
                    raise ValueError(f"{code} has words already")
                self._wordings[code] = wording
            return wording

        return enter

    def get(self, code: str) -> Callable[[Texts, Params], ErrorWords] | None:
        """The function that words a code."""
        return self._wordings.get(code)

    def __iter__(self) -> Iterator[str]:
        return iter(self._wordings)
