"""A system whose commands are only written down: what was run, and what each of them answers."""

from collections.abc import Sequence

from nextpatient_desktop.bootstrap.service import Done


class FakeSystem:
    """Takes every command but those that it is told to refuse."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self._answers: list[tuple[str, Done]] = []

    def answer(self, beginning: str, code: int = 0, said: str = "") -> None:
        """What commands that begin like this come to; the last word counts."""
        self._answers.insert(0, (beginning, Done(code=code, said=said)))

    def __call__(self, command: Sequence[str]) -> Done:
        line = " ".join(command)
        self.ran.append(line)
        return next((done for beginning, done in self._answers if line.startswith(beginning)), Done(code=0))
