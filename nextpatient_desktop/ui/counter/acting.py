"""`Doer`: runs the commands of one screen, one at a time, so that an act intended once is done once.

A step is what the person looks at while pressing: an act on a token in one state. Its command's id is kept
until the outcome is known. So a second press before the answer does nothing, and a press after an answer that
never came asks for the same thing again instead of for another.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

from nextpatient_desktop.clinic.door import Clinic, Command, new_command_id
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.ui.counter.confirming import ask_about_date, is_date_in_doubt
from nextpatient_desktop.ui.counter.desk import OUT_OF_REACH, Desk
from nextpatient_desktop.ui.ending import has_ended
from nextpatient_desktop.ui.ports import Cancellable, Lane, NoticeAction

R = TypeVar("R")

SLOW_AFTER = 0.3
"""Seconds after which a person starts to wonder whether the press was taken."""


class Doer:
    """Runs one command at a time and says which step is running."""

    def __init__(self, clinic: Clinic, desk: Desk, changed: Callable[[], None]) -> None:
        """`changed` is called when a step begins, becomes slow or ends."""
        self._clinic = clinic
        self._desk = desk
        self._changed = changed
        self._ids: dict[Hashable, CommandId] = {}
        self._running: Hashable | None = None
        self._is_slow = False
        self._slow: Cancellable | None = None

    @property
    def running(self) -> Hashable | None:
        """The step that has no answer yet."""
        return self._running

    @property
    def is_slow(self) -> bool:
        """Whether the running step takes so long that it has to be shown."""
        return self._is_slow

    def do(
        self,
        step: Hashable,
        make: Callable[[CommandId], Command[R]],
        done: Callable[[R], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> bool:
        """Run the command that `make` makes with the step's id. While one runs: nothing, and False.

        `failed` gets what was raised instead of the notices, for a form that shows it beside its field.
        """
        if self._running is not None:
            return False
        command = make(self._ids.setdefault(step, new_command_id()))
        self._begin(step)

        def answered(result: R) -> None:
            self._end(step, is_known=True)
            done(result)

        def refused(error: Exception) -> None:
            self._end(step, is_known=_is_refusal(error))
            if is_date_in_doubt(error):
                ask_about_date(error, self._clinic, self._desk)
            if has_ended(error):
                self._desk.session_over()
            if failed is not None:
                failed(error)
            elif not is_date_in_doubt(error):
                self._desk.notices.error(error)

        self._desk.tasks.run(Lane.CLINIC, lambda: self._clinic.execute(command), answered, refused)
        return True

    def forget(self) -> None:
        """Make fresh ids from now on: the steps are shown anew. What runs keeps its own."""
        running = self._running
        self._ids = {step: known for step, known in self._ids.items() if step == running}

    def _begin(self, step: Hashable) -> None:
        self._running = step
        self._slow = self._desk.scheduler.call_later(SLOW_AFTER, self._became_slow)
        self._changed()

    def _became_slow(self) -> None:
        self._is_slow = True
        self._changed()

    def _end(self, step: Hashable, *, is_known: bool) -> None:
        if self._slow is not None:
            self._slow.cancel()
        self._slow = None
        self._running = None
        self._is_slow = False
        if is_known:
            self._ids.pop(step, None)
        self._changed()


def _is_refusal(error: Exception) -> bool:
    """Whether the error is the command's outcome, so that another press is another try."""
    return isinstance(error, ClinicError) and error.code != OUT_OF_REACH


def undo_action(desk: Desk, undo: Callable[[CommandId], None], command: CommandId) -> NoticeAction:
    """What a notice offers after something was done."""
    return NoticeAction(label=desk.texts.gettext("Undo"), run=lambda: undo(command), hint="Ctrl+Z")
