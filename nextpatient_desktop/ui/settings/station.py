"""The section This station: what this device keeps for itself, a test ticket, and the way out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from nextpatient_desktop.clinic.counters.messages import Counters
from nextpatient_desktop.clinic.door import new_command_id
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.stations.messages import Stations, UpdateStation
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.domain.model import ClinicInfo
from nextpatient_desktop.text.languages import LANGUAGES
from nextpatient_desktop.ui.ports import Lane, NoticeAction
from nextpatient_desktop.ui.settings.acting import Doer
from nextpatient_desktop.ui.settings.asking import confirmation, unsaved
from nextpatient_desktop.ui.settings.connection import ConnectionPart, ConnectionState
from nextpatient_desktop.ui.settings.device import Connection as Connection
from nextpatient_desktop.ui.settings.device import Device as Device
from nextpatient_desktop.ui.settings.device import ScreenChoice as ScreenChoice
from nextpatient_desktop.ui.settings.drafts import Form, error_in_place
from nextpatient_desktop.ui.settings.printer_part import NOTHING_GOES_ON, PrinterPart, PrinterPartState
from nextpatient_desktop.ui.settings.section import Session
from nextpatient_desktop.ui.settings.station_draft import StationDraft, draft_of, errors_of, settings_of
from nextpatient_desktop.ui.settings.surroundings import OUT_OF_REACH
from nextpatient_desktop.ui.station_settings import TICKET_WIDTHS, StationSettings


@dataclass(frozen=True, kw_only=True)
class StationState:
    """The section."""

    form: Form[StationDraft] | None = None
    connection: ConnectionState | None = None
    is_busy: bool = False
    printer: PrinterPartState = NOTHING_GOES_ON
    languages: tuple[tuple[str, str], ...] = ()
    counters: tuple[tuple[str, str], ...] = ()
    widths: tuple[tuple[int, str], ...] = ()
    screens: tuple[tuple[str, str], ...] = ()
    needs_restart: bool = False
    can_quit: bool = False


class StationView(Protocol):
    """Where the section is drawn."""

    def render(self, state: StationState) -> None:
        """Show this state."""
        ...


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """What the device keeps, and what the clinic says as far as it answers."""

    settings: StationSettings
    counters: tuple[str, ...]
    info: ClinicInfo
    error: ClinicError | None = None


class StationPresenter:
    """Holds the section's state."""

    inputs = frozenset({"clinic", "name", "counter", "url", "screen", "distance"})

    def __init__(self, session: Session, view: StationView, device: Device) -> None:
        self._session = session
        self._near = session.near
        self._view = view
        self._device = device
        self._doer = Doer(session.near, self._show)
        self._kept: _Kept | None = None
        self._first_clinic: str | None = None
        self._form: Form[StationDraft] | None = None
        self._is_stopped = False
        self._printer = PrinterPart(session, device, self._refused, self._show)
        self._connection = ConnectionPart(session, device, self._doer, self._now_kept, self._show)

    @property
    def connection(self) -> ConnectionPart:
        """What can be done about how the clinic is reached."""
        return self._connection

    @property
    def form(self) -> Form[StationDraft] | None:
        """The form at work."""
        return self._form

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed and not saved."""
        return self._form is not None and self._form.is_dirty

    def start(self) -> None:
        """Show what is known and read the rest."""
        self._show()
        self.refresh()

    def stop(self) -> None:
        """Show nothing any more."""
        self._is_stopped = True

    def refresh(self) -> None:
        """Something may have changed elsewhere: rooms were added, another program keeps other settings."""
        clinic, store, known = self._session.clinic, self._device.store, self._kept

        def read() -> _Kept:
            settings = store.load()
            try:
                counters = tuple(one.counter.name for one in clinic.ask(Counters()))
                return _Kept(settings=settings, counters=counters, info=clinic.ask(ClinicDetails()))
            except ClinicError as error:  # what this device keeps for itself needs no clinic
                if known is not None:
                    return replace(known, settings=settings, error=error)
                return _Kept(settings=settings, counters=(), info=ClinicInfo(name=""), error=error)

        if not self._doer.is_running:
            self._near.tasks.run(Lane.CLINIC, read, self._read, self._near.notices.error)

    def edited(self, draft: StationDraft) -> None:
        """The person changed an input."""
        if self._form is not None:
            if (draft.printer, draft.width_dots) != (self._form.draft.printer, self._form.draft.width_dots):
                self._printer.forget_result()
            self._form = self._form.edited(draft)
            self._show()

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

        name = self._near.texts.gettext("this station")
        self._session.asking.ask(
            unsaved(self._near.texts, name, save=lambda: self.save(then), discard=discard)
        )

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save the form, and go on after it if there was something to go to."""
        form, kept = self._form, self._kept
        if form is None or kept is None or not form.is_dirty:
            return
        errors = errors_of(self._near.texts, form.draft)
        if errors:
            self._form = form.refused(errors)
            self._show()
            return
        self._keep(settings_of(form.draft, kept.settings), form.draft, then)

    def full_screen_switched(self, is_on: bool) -> None:
        """Fill the screen, or open as a window. At once."""
        kept = self._kept
        if kept is None or kept.settings.screen.is_full_screen is is_on:
            return
        _ = self._near.texts.gettext
        before = kept.settings
        wanted = replace(before, screen=replace(before.screen, is_full_screen=is_on))
        said = _("The program fills the screen from its next start on")
        if not is_on:
            said = _("The program opens in a window from its next start on")

        def done(_nothing: None, _id: CommandId) -> None:
            self._now_kept(wanted)
            self._offer_undo(said, before)

        def failed(error: Exception) -> None:
            self._near.notices.error(error)
            self._show()

        self._doer.do(("full_screen", is_on), lambda _id: self._device.store.save(wanted), done, failed)

    def test_clicked(self) -> None:
        """Print the test page on the printer as it is typed, saved or not."""
        if self._form is not None:
            self._printer.test(self._form.draft)

    def look_clicked(self) -> None:
        """Look for printers."""
        self._printer.look()

    def quit_clicked(self) -> None:
        """Ask whether the program is really to end."""
        quit_program = self._device.quit_program
        if quit_program is None:
            return
        _ = self._near.texts.gettext
        self.leave(
            lambda: self._session.asking.ask(
                confirmation(
                    self._near.texts,
                    _("Close the program?"),
                    _("This device stops working for patients and staff until it is started again."),
                    _("Close the program"),
                    quit_program,
                )
            )
        )

    # --- inside ---------------------------------------------------------------------------------------------

    def _read(self, kept: _Kept) -> None:
        before, self._kept = self._kept, kept
        if kept.error is not None and kept.error.code != OUT_OF_REACH:
            self._near.notices.error(kept.error)
        if self._first_clinic is None:
            self._first_clinic = kept.settings.clinic
        if before is not None and before.settings != kept.settings:
            self._device.settings_saved(kept.settings)
        draft = draft_of(kept.settings)
        if self._form is None:
            self._form = Form(key=None, base=draft, draft=draft)
        else:
            self._form = self._form.rebased(draft)
        self._show()

    def _keep(self, wanted: StationSettings, sent: StationDraft, then: Callable[[], None] | None) -> None:
        kept = self._kept
        if kept is None:
            return
        before = kept.settings

        def done(_nothing: None, _id: CommandId) -> None:
            if self._form is not None:
                self._form = replace(
                    Form(key=None, base=sent, draft=self._form.draft).rebased(draft_of(wanted)),
                    is_overtaken=False,
                )
            self._now_kept(wanted)
            self._say_saved(before, wanted)
            if then is not None:
                then()

        self._doer.do(("save", sent), lambda id_: self._write(id_, wanted), done, self._refused)

    def _write(self, id_: CommandId, wanted: StationSettings) -> None:
        """Keep the settings, once printer and clinic have nothing against them. On the clinic's lane."""
        self._device.open_printer(wanted.printer.url, wanted.printer.width_dots).close()
        clinic, store = self._session.clinic, self._device.store
        if (
            store.load().name != wanted.name
        ):  # the rest is this device's alone, and kept without the clinic too
            known = next((one for one in clinic.ask(Stations()) if one.id == wanted.station), None)
            if known is not None and known.name != wanted.name:
                rename = UpdateStation(id=id_, station=known.id, name=wanted.name, counter=known.counter)
                clinic.execute(rename)
        store.save(wanted)

    def _now_kept(self, settings: StationSettings) -> None:
        if self._kept is not None:
            self._kept = replace(self._kept, settings=settings)
        if self._form is not None:
            self._form = self._form.rebased(draft_of(settings))
        self._device.settings_saved(settings)
        self._show()

    def _say_saved(self, before: StationSettings, after: StationSettings) -> None:
        _ = self._near.texts.gettext
        self._offer_undo(_("This station is saved"), before)
        if after.clinic != before.clinic:
            restart = self._device.restart
            action = NoticeAction(label=_("Start again"), run=restart) if restart is not None else None
            self._near.notices.warning(
                _("The other clinic is used once the program is started again."), action=action
            )

    def _offer_undo(self, said: str, before: StationSettings) -> None:
        """Offer to keep again what was kept before, the station's name in the clinic with it."""
        id_ = new_command_id()

        def put_back() -> None:
            self._write(id_, before)

        self._session.undoing.done_with(said, put_back)

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
        kept, form = self._kept, self._form
        self._view.render(
            StationState(
                form=form,
                connection=self._connection.state(kept.settings, kept.info) if kept is not None else None,
                is_busy=self._doer.is_running,
                printer=self._printer.state(),
                languages=tuple((code, one.name) for code, one in LANGUAGES.items()),
                counters=self._counters(),
                widths=self._widths(),
                screens=self._screens(),
                needs_restart=kept is not None and kept.settings.clinic != self._first_clinic,
                can_quit=self._device.quit_program is not None,
            )
        )

    def _counters(self) -> tuple[tuple[str, str], ...]:
        _ = self._near.texts.gettext
        names = self._kept.counters if self._kept is not None else ()
        chosen = self._form.draft.counter if self._form is not None else ""
        gone = ((chosen, chosen),) if chosen and chosen not in names else ()
        return (("", _("Asked at sign-in")), *((name, name) for name in names), *gone)

    def _widths(self) -> tuple[tuple[int, str], ...]:
        _ = self._near.texts.gettext
        paper = {576: _("80 mm"), 384: _("58 mm")}
        return tuple((width, paper[width]) for width in TICKET_WIDTHS)

    def _screens(self) -> tuple[tuple[str, str], ...]:
        _ = self._near.texts.gettext
        choices = [("", _("The main screen"))]
        for one in self._device.screens:
            said = _("{name}, {width} × {height}, main") if one.is_main else _("{name}, {width} × {height}")
            choices.append((one.name, said.format(name=one.name, width=one.width, height=one.height)))
        chosen = self._form.draft.screen if self._form is not None else ""
        if chosen and chosen not in [name for name, _words in choices]:
            choices.append((chosen, _("{name}, not connected").format(name=chosen)))
        return tuple(choices)
