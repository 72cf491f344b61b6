"""`Undoing`: the last change can be taken back for a minute, by its notice, a button and Ctrl+Z."""

from collections.abc import Callable
from dataclasses import dataclass

from nextpatient_desktop.clinic.door import Clinic, new_command_id
from nextpatient_desktop.clinic.tokens.messages import Undo
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.ui.ports import Cancellable, Lane, NoticeAction
from nextpatient_desktop.ui.settings.surroundings import Surroundings

UNDO_SECONDS = 60.0
"""As long as the clinic takes a command back."""

KEY = "Ctrl+Z"


@dataclass(frozen=True, kw_only=True, eq=False)
class Offer:
    """What can be taken back: `words` say what was done, `job` takes it back (on the clinic's lane)."""

    words: str
    job: Callable[[], object]


class Undoing:
    """Holds the offer, and takes it back once."""

    def __init__(self, near: Surroundings, changed: Callable[[], None], undone: Callable[[], None]) -> None:
        """`changed` is called when there is another offer or none, `undone` after one was taken."""
        self._near = near
        self._changed = changed
        self._undone = undone
        self._offer: Offer | None = None
        self._ending: Cancellable | None = None

    @property
    def words(self) -> str:
        """What would be taken back, empty while there is nothing."""
        return self._offer.words if self._offer is not None else ""

    def done(self, words: str, clinic: Clinic, *commands: CommandId) -> None:
        """Say that it was done, and offer to take these commands back, the last one first."""

        def take_back() -> None:
            for command, undo in reversed([(one, new_command_id()) for one in commands]):
                clinic.execute(Undo(id=undo, command=command))

        self.done_with(words, take_back)

    def done_with(self, words: str, job: Callable[[], object]) -> None:
        """Say that it was done; `job` takes it back."""
        offer = Offer(words=words, job=job)
        self.forget()
        self._offer = offer
        self._ending = self._near.scheduler.call_later(UNDO_SECONDS, self.forget)
        _ = self._near.texts.gettext
        action = NoticeAction(label=_("Undo"), run=lambda: self._take_back(offer), hint=KEY)
        self._near.notices.success(words, action=action)
        self._changed()

    def undo(self) -> None:
        """Take back what is offered, if anything is."""
        if self._offer is not None:
            self._take_back(self._offer)

    def forget(self) -> None:
        """Offer nothing."""
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None
        if self._offer is not None:
            self._offer = None
            self._changed()

    def _take_back(self, offer: Offer) -> None:
        if offer is not self._offer:
            return
        self.forget()
        _ = self._near.texts.gettext

        def undone(_result: object) -> None:
            self._near.notices.success(_("Taken back: {what}").format(what=offer.words))
            self._undone()

        def failed(error: Exception) -> None:
            self._near.notices.error(error)
            self._undone()

        self._near.tasks.run(Lane.CLINIC, offer.job, undone, failed)
