"""The section Clinic: what the clinic is called, where it is, what it speaks, when its day begins. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.setup.messages import ClinicDetails, UpdateClinic
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.domain.model import ClinicInfo
from nextpatient_desktop.text import native_name, words_for_error
from nextpatient_desktop.ui.ending import has_ended
from nextpatient_desktop.ui.live import Answer, Refresher
from nextpatient_desktop.ui.ports import Lane
from nextpatient_desktop.ui.settings.acting import Doer
from nextpatient_desktop.ui.settings.asking import unsaved
from nextpatient_desktop.ui.settings.clinic_draft import ClinicDraft, draft_of, errors_of, info_of, offered
from nextpatient_desktop.ui.settings.device import Device
from nextpatient_desktop.ui.settings.drafts import Form, error_in_place
from nextpatient_desktop.ui.settings.section import Session
from nextpatient_desktop.ui.settings.ticket_preview import TicketPreview


@dataclass(frozen=True, kw_only=True)
class ClinicSectionState:
    """The section. `trouble` says why nothing is known."""

    form: Form[ClinicDraft] | None = None
    languages: tuple[tuple[str, str], ...] = ()
    chosen: tuple[tuple[str, str], ...] = ()
    trouble: str = ""
    trouble_detail: str = ""
    is_busy: bool = False
    preview: bytes = field(default=b"", repr=False)


class ClinicSectionView(Protocol):
    """Where the section is drawn."""

    def render(self, state: ClinicSectionState) -> None:
        """Show this state."""
        ...


class ClinicSectionPresenter:
    """Holds the section's state."""

    inputs = frozenset(
        {
            "name",
            "address",
            "phone",
            "country_code",
            "languages",
            "day_starts",
            "ticket_foot",
            "ticket_logo",
            "display_notice",
        }
    )

    def __init__(self, session: Session, view: ClinicSectionView, device: Device) -> None:
        self._session = session
        self._near = session.near
        self._read_logo = device.read_logo
        self._preview: TicketPreview | None = None
        if device.draw_ticket is not None:
            self._preview = TicketPreview(session.near.tasks, device.draw_ticket, self._show)
        self._view = view
        self._doer = Doer(session.near, self._show)
        self._info: ClinicInfo | None = None
        self._error: Exception | None = None
        self._form: Form[ClinicDraft] | None = None
        self._is_stopped = False
        self._refresher: Refresher[ClinicInfo] = Refresher(
            self._near.tasks,
            self._near.scheduler,
            lambda: session.clinic.ask(ClinicDetails()),
            self._answered,
        )

    @property
    def form(self) -> Form[ClinicDraft] | None:
        """The form at work."""
        return self._form

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed and not saved."""
        return self._form is not None and self._form.is_dirty

    def start(self) -> None:
        """Show what is known and ask for the rest."""
        self._show()
        self._refresher.refresh()

    def stop(self) -> None:
        """Ask and show nothing any more."""
        self._is_stopped = True
        self._refresher.stop()

    def refresh(self) -> None:
        """The clinic changed, or time went by."""
        self._refresher.refresh()

    def edited(self, draft: ClinicDraft) -> None:
        """The person changed an input."""
        if self._form is not None:
            self._form = self._form.edited(draft)
            self._show()

    def logo_chosen(self, path: Path) -> None:
        """The person chose a picture file for the logo."""
        read_logo = self._read_logo
        if read_logo is not None:
            self._near.tasks.run(Lane.PRINT, lambda: read_logo(path), self._logo_read, self._refused)

    def _logo_read(self, logo: str) -> None:
        if self._form is not None:
            self.edited(replace(self._form.draft, ticket_logo=logo))

    def left(self, name: str) -> None:
        """The person is done with an input: say at once what is wrong with it."""
        if self._form is None or not self._form.is_dirty:
            return
        errors = errors_of(self._near.texts, self._form.draft)
        if name in errors:
            self._form = self._form.warned(name, errors[name])
            self._show()

    def cancelled(self) -> None:
        """The person does not want what was typed."""
        if self._form is not None:
            self._form = self._form.reset()
            self._show()

    def leave(self, then: Callable[[], None]) -> None:
        """Go on once nothing is unsaved, or the person said what is to become of it."""
        if not self.is_dirty:
            then()
            return

        def discard() -> None:
            self.cancelled()
            then()

        name = self._near.texts.gettext("the clinic")
        self._session.asking.ask(
            unsaved(self._near.texts, name, save=lambda: self.save(then), discard=discard)
        )

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save the form, and go on after it if there was something to go to."""
        form, info = self._form, self._info
        if form is None or info is None or not form.is_dirty or self._doer.is_running:
            return
        errors = errors_of(self._near.texts, form.draft)
        if errors:
            self._form = form.refused(errors)
            self._show()
            return
        sent, wanted = form.draft, info_of(form.draft, info)

        def done(saved: ClinicInfo, command: CommandId) -> None:
            self._was_saved(saved, sent, command)
            if then is not None:
                self.leave(then)  # more may have been typed meanwhile

        clinic = self._session.clinic
        self._doer.do(
            ("save", sent), lambda id_: clinic.execute(UpdateClinic(id=id_, info=wanted)), done, self._refused
        )

    # --- inside ---------------------------------------------------------------------------------------------

    def _answered(self, answer: Answer[ClinicInfo]) -> None:
        self._error = answer.error
        if answer.error is not None and has_ended(answer.error):
            self._session.ended()
        elif answer.error is not None and not isinstance(answer.error, ClinicError):
            self._near.notices.error(answer.error)
        elif answer.error is None and answer.value is not None:
            self._info = answer.value
            draft = draft_of(self._near.texts, answer.value)
            known = self._form or Form(key=None, base=draft, draft=draft)
            self._form = known.rebased(draft)
        self._show()

    def _was_saved(self, saved: ClinicInfo, sent: ClinicDraft, command: CommandId) -> None:
        self._info = saved
        if self._form is not None:
            fresh: Form[ClinicDraft] = Form(key=None, base=sent, draft=self._form.draft)
            self._form = fresh.rebased(draft_of(self._near.texts, saved))
        _ = self._near.texts.gettext
        self._session.undoing.done(_("The clinic is saved"), self._session.clinic, command)
        self._show()
        self.refresh()

    def _refused(self, error: Exception) -> None:
        here = error_in_place(self._near.texts, error, self.inputs)
        if here and self._form is not None:
            self._form = self._form.refused(here)
            self._show()
        else:
            self._near.notices.error(error)

    def _show(self) -> None:
        if self._is_stopped:
            return
        trouble = detail = ""
        if self._info is None and isinstance(self._error, ClinicError):
            said = words_for_error(self._near.texts, self._error.code, self._error.params)
            trouble, detail = said.what, said.what_to_do
        preview = b""
        if self._preview is not None:
            self._draw_preview(self._preview)
            preview = self._preview.png
        chosen = self._form.draft.languages if self._form is not None else ()
        self._view.render(
            ClinicSectionState(
                form=self._form,
                languages=offered(),
                chosen=tuple((code, native_name(code)) for code in chosen),
                trouble=trouble,
                trouble_detail=detail,
                is_busy=self._doer.is_running,
                preview=preview,
            )
        )

    def _draw_preview(self, preview: TicketPreview) -> None:
        """Draw what is typed, as far as it can be kept."""
        if self._form is None or self._info is None or errors_of(self._near.texts, self._form.draft):
            return
        preview.show(info_of(self._form.draft, self._info), self._near.scheduler.now())
