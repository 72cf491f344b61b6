"""`Doer`: runs what the settings change, one at a time, so that an act intended once is done once.

A step is what the person sees while pressing: saving these values, closing this department. Its command's id
is kept until the outcome is known, so a press after an answer that never came asks for the same thing again.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

from nextpatient_desktop.clinic.door import new_command_id
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.ui.ports import Lane
from nextpatient_desktop.ui.settings.surroundings import OUT_OF_REACH, Surroundings

R = TypeVar("R")


class Doer:
    """Runs one step at a time and says which."""

    def __init__(self, near: Surroundings, changed: Callable[[], None]) -> None:
        """`changed` is called when a step begins or ends."""
        self._near = near
        self._changed = changed
        self._ids: dict[Hashable, CommandId] = {}
        self._running: Hashable | None = None

    @property
    def is_running(self) -> bool:
        """Whether a step has no answer yet."""
        return self._running is not None

    def is_doing(self, step: Hashable) -> bool:
        """Whether it is this step that has no answer yet."""
        return self._running is not None and self._running == step

    def do(
        self,
        step: Hashable,
        job: Callable[[CommandId], R],
        done: Callable[[R, CommandId], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> bool:
        """Run `job` with the step's id on the clinic's lane. While one runs: nothing, and False.

        `failed` gets what was raised instead of the notices, for a form that shows it beside its field.
        """
        if self._running is not None:
            return False
        command = self._ids.setdefault(step, new_command_id())
        self._running = step
        self._changed()

        def answered(result: R) -> None:
            self._end(step, is_known=True)
            done(result, command)

        def refused(error: Exception) -> None:
            self._end(step, is_known=isinstance(error, ClinicError) and error.code != OUT_OF_REACH)
            (failed or self._near.notices.error)(error)

        self._near.tasks.run(Lane.CLINIC, lambda: job(command), answered, refused)
        return True

    def _end(self, step: Hashable, *, is_known: bool) -> None:
        self._running = None
        if is_known:
            self._ids.pop(step, None)
        self._changed()
