"""`SetupPresenter`: the way from a device that belongs to no clinic to one that does.

No Qt here, nor in anything that is imported here.
"""

from collections.abc import Callable
from dataclasses import replace

from nextpatient_desktop.clinic.joining import FoundHost, Joined, Joining
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.text import Texts, native_name, translated_languages
from nextpatient_desktop.ui.ports import Cancellable, Scheduler, TaskRunner, View
from nextpatient_desktop.ui.setup.join import JoinPresenter
from nextpatient_desktop.ui.setup.new_clinic import NewClinicPresenter
from nextpatient_desktop.ui.setup.ports import MadeClinic, Outcome, Reason, SettingUp
from nextpatient_desktop.ui.setup.state import ClinicDraft, JoinedState, MadeState, SetupState, Step

BEGIN_AFTER = 6
"""Seconds until a device that has joined begins its work without another touch."""

IDLE_SECONDS = 300.0
"""After so long without a touch the first step is shown again, and a code that was typed is gone."""

LOOK_BACK_EVERY = 5.0
"""Seconds between two looks whether the clinic takes this device again."""

_BEFORE = {
    Step.FIND: Step.WELCOME,
    Step.ADDRESS: Step.FIND,
    Step.CLINIC: Step.WELCOME,
    Step.SHARE: Step.RECOVERY,
}
_IN_USE = frozenset({Reason.KEY_UNKNOWN, Reason.OUT_OF_USE})
"""Why the set-up is shown on a device that was at work: patients may stand before it."""

_NOT_LEFT_BY_ITSELF = frozenset({Step.JOINED, Step.CLINIC, Step.RECOVERY, Step.SHARE})


class SetupPresenter:
    """Holds which step is shown, and the language; what a step holds is its own presenter's."""

    def __init__(
        self,
        joining: Joining,
        set_up: SettingUp | None,
        runner: TaskRunner,
        scheduler: Scheduler,
        view: View[SetupState],
        *,
        texts_of: Callable[[str], Texts],
        language: str,
        kind: StationKind | None,
        done: Callable[[Outcome], None],
        report_bug: Callable[[Exception], None],
        reason: Reason = Reason.FIRST_START,
        address: str = "",
        can_quit: bool = False,
        look_back: Callable[[], None] | None = None,
    ) -> None:
        """`address` is where this device's clinic was before, if it had one.

        `look_back` is called now and then, and on a touch, while nobody is beyond the first step: whether the
        clinic takes this device again.

        Where patients may stand before the device nobody is offered to quit, or to begin another clinic.
        """
        self._scheduler = scheduler
        self._view = view
        self._texts_of = texts_of
        self._language = language
        self._kind = kind
        self._done = done
        self._reason = reason
        self._address = address
        stands_before_patients = kind in (StationKind.KIOSK, StationKind.DISPLAY) and reason in _IN_USE
        self._can_quit = can_quit and not stands_before_patients
        self._look_back = look_back
        self._looking: Cancellable | None = None
        self._join = JoinPresenter(
            joining,
            runner,
            scheduler,
            kind=kind,
            changed=self._show,
            chosen=self._host_chosen,
            joined=self._has_joined,
            report_bug=report_bug,
        )
        self._clinic: NewClinicPresenter | None = None
        if set_up is not None:
            self._clinic = NewClinicPresenter(
                set_up,
                runner,
                texts=self._texts,
                changed=self._show,
                made=self._was_made,
                report_bug=report_bug,
            )
        self._can_set_up = set_up is not None and not stands_before_patients
        has_choice = set_up is not None or reason is not Reason.FIRST_START
        self._first = Step.WELCOME if has_choice else Step.FIND
        self._step = self._first
        self._came_from = Step.FIND
        self._joined: JoinedState | None = None
        self._made: MadeState | None = None
        self._ticking: Cancellable | None = None
        self._idling: Cancellable | None = None
        self._is_over = False

    def start(self) -> None:
        """Show the first step."""
        self.touched()
        if self._look_back is not None:
            self._looking = self._scheduler.call_every(LOOK_BACK_EVERY, self._look)
        if self._address:
            self._join.ask_known(self._address)
        self._go_to(self._first)

    def stop(self) -> None:
        """The window is gone: ask, show and call nothing any more."""
        self._is_over = True
        self._join.find_no_more()
        for one in (self._ticking, self._idling, self._looking):
            if one is not None:
                one.cancel()

    # --- the person -----------------------------------------------------------------------------------------

    def touched(self) -> None:
        """Somebody is here."""
        if self._idling is not None:
            self._idling.cancel()
        if not self._is_over:
            self._idling = self._scheduler.call_later(IDLE_SECONDS, self._idle)
            self._look()

    def language_chosen(self, language: str) -> None:
        """Speak this language from now on."""
        if language != self._language:
            self._language = language
            self._show()

    def join_chosen(self) -> None:
        """The person wants to join a clinic."""
        self._go_to(Step.FIND)

    def new_clinic_chosen(self) -> None:
        """The person wants to set up a new clinic here."""
        if self._clinic is not None and self._can_set_up:
            self._clinic.start(self._language)
            self._go_to(Step.CLINIC)

    def address_wanted(self) -> None:
        """The person wants to type an address."""
        self._go_to(Step.ADDRESS)

    def host_chosen(self, host: FoundHost) -> None:
        """The person wants to join this clinic."""
        self._join.host_chosen(host)

    def address_typed(self, address: str) -> None:
        """The address is this now."""
        self._join.address_typed(address)

    def address_submitted(self) -> None:
        """Ask who is at the address."""
        self._join.address_submitted()

    def digit_pressed(self, digit: str) -> None:
        """One more figure of the code."""
        self._join.digit_pressed(digit)

    def digit_deleted(self) -> None:
        """The last figure was wrong."""
        self._join.digit_deleted()

    def digits_cleared(self) -> None:
        """The whole code was wrong."""
        self._join.digits_cleared()

    def code_submitted(self) -> None:
        """Join."""
        self._join.code_submitted()

    def begin_pressed(self) -> None:
        """Begin with what this device is for."""
        if self._joined is not None:
            self._finish(Outcome(language=self._language, joined=self._joined.joined))

    def clinic_edited(self, draft: ClinicDraft) -> None:
        """An input of the new clinic's form changed."""
        if self._clinic is not None:
            self._clinic.edited(draft)

    def clinic_left(self, name: str) -> None:
        """The person is done with an input of that form."""
        if self._clinic is not None:
            self._clinic.left(name)

    def clinic_submitted(self) -> None:
        """Make the clinic."""
        if self._clinic is not None:
            self._clinic.submitted()

    def written_ticked(self, is_written: bool) -> None:
        """The recovery code was written down, or not yet."""
        if self._made is not None:
            self._made = replace(self._made, is_written=is_written)
            self._show()

    def recovery_done(self) -> None:
        """Go on from the recovery code."""
        if self._made is not None and self._made.is_written:
            self._go_to(Step.SHARE)

    def sharing_switched(self, is_on: bool) -> None:
        """Other stations may join this PC's clinic, or not."""
        if self._made is not None:
            self._made = replace(self._made, shares_clinic=is_on)
            self._show()

    def share_done(self) -> None:
        """Begin with the new clinic."""
        if self._made is not None:
            outcome = Outcome(
                language=self._language, made=self._made.made, shares_clinic=self._made.shares_clinic
            )
            self._finish(outcome)

    def back_pressed(self) -> None:
        """One step back, as long as nothing is on its way."""
        if self._can_go_back():
            self._join.forget()
            self._go_to(self._before() or self._first)

    @property
    def is_at_first_step(self) -> bool:
        """Whether nobody has begun anything here that would be lost."""
        return not self._is_over and self._step is self._first

    # --- inside ---------------------------------------------------------------------------------------------

    def _look(self) -> None:
        if self._look_back is not None and self.is_at_first_step:
            self._look_back()

    def _before(self) -> Step | None:
        if self._step is self._first:
            return None
        return self._came_from if self._step is Step.CODE else _BEFORE.get(self._step)

    def _can_go_back(self) -> bool:
        is_busy = self._join.is_joining or (self._clinic is not None and self._clinic.is_busy)
        return self._before() is not None and not is_busy

    def _go_to(self, step: Step) -> None:
        self._step = step
        if step is Step.FIND:
            self._join.find()
        else:
            self._join.find_no_more()
        self._show()

    def _host_chosen(self) -> None:
        self._came_from = self._step if self._step in (Step.FIND, Step.ADDRESS) else Step.FIND
        self._go_to(Step.CODE)

    def _has_joined(self, joined: Joined) -> None:
        if self._is_over:
            return
        self._joined = JoinedState(joined=joined, seconds_left=BEGIN_AFTER)
        self._ticking = self._scheduler.call_every(1.0, self._tick)
        self._go_to(Step.JOINED)

    def _tick(self) -> None:
        if self._joined is None:
            return
        self._joined = replace(self._joined, seconds_left=self._joined.seconds_left - 1)
        if self._joined.seconds_left <= 0:
            self.begin_pressed()
        else:
            self._show()

    def _was_made(self, made: MadeClinic) -> None:
        self._made = MadeState(made=made)
        self._go_to(Step.RECOVERY)

    def _finish(self, outcome: Outcome) -> None:
        if not self._is_over:
            self.stop()
            self._done(outcome)

    def _idle(self) -> None:
        is_busy = self._join.is_joining or self._step in _NOT_LEFT_BY_ITSELF
        if not is_busy and self._step is not self._first:
            self._join.forget()
            self._go_to(self._first)
        self.touched()

    def _texts(self) -> Texts:
        return self._texts_of(self._language)

    def _show(self) -> None:
        if self._is_over:
            return
        texts, step = self._texts(), self._step
        codes = dict.fromkeys((*translated_languages(), self._language))
        self._view.render(
            SetupState(
                step=step,
                language=self._language,
                languages=tuple((code, native_name(code)) for code in codes),
                reason=self._reason,
                kind=self._kind,
                can_set_up=self._can_set_up,
                can_go_back=self._can_go_back(),
                can_quit=self._can_quit,
                find=self._join.find_state(texts) if step is Step.FIND else None,
                address=self._join.address_state(texts) if step is Step.ADDRESS else None,
                code=self._join.code_state(texts) if step is Step.CODE else None,
                joined=self._joined if step is Step.JOINED else None,
                clinic=self._clinic.state() if self._clinic is not None and step is Step.CLINIC else None,
                made=self._made if step in (Step.RECOVERY, Step.SHARE) else None,
            )
        )
