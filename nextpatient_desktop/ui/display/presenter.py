"""What the display does: asks who is served, gives each new call its time, words it all."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.tokens.questions import NextInLine, NowServing, NowServingView, ServedNow
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import Priority, TokenState
from nextpatient_desktop.text import Texts
from nextpatient_desktop.ui.display.calls import CallStage
from nextpatient_desktop.ui.display.state import DisplayState, Mark, NextRow, RoomTile, Stage
from nextpatient_desktop.ui.live import Answer, Refresher
from nextpatient_desktop.ui.ports import Cancellable, Scheduler, TaskRunner, View

_TICK_SECONDS = 1.0
_ASK_SECONDS = 30.0
"""Waits and who is overdue change as time goes by, without an event."""
_TURN_SECONDS = 8
"""How long a page of rooms stays."""
_OLD_AFTER = timedelta(seconds=10)
"""A question that fails once and is answered at the next try is not worth a word."""
_NUMBER_AT_END = re.compile(r"^(?P<kind>.*\S)\s+(?P<number>[0-9]{1,3}[A-Za-z]?)$")

_log = logging.getLogger(__name__)


class DisplayPresenter:
    """The display's behaviour. It speaks `language`; departments are named in the clinic's next one too."""

    def __init__(
        self,
        clinic: Clinic,
        runner: TaskRunner,
        scheduler: Scheduler,
        view: View[DisplayState],
        *,
        texts_of: Callable[[str], Texts],
        language: str,
        departments: tuple[DepartmentId, ...] = (),
    ) -> None:
        self._clinic = clinic
        self._scheduler = scheduler
        self._texts = texts_of(language)
        self._view = view
        self._departments = departments
        self._stage = CallStage()
        self._answer: Answer[NowServingView] = Answer()
        self._refresher: Refresher[NowServingView] = Refresher(
            runner, scheduler, self._ask, self._answered, pause=0.0
        )
        self._timers: list[Cancellable] = []
        self._began_at = scheduler.monotonic()
        self._is_connected = True
        self._shown: DisplayState | None = None

    def start(self) -> None:
        """Show something at once, ask the clinic, and keep the clock going."""
        self._render()
        self._refresher.refresh()
        self._timers.append(self._scheduler.call_every(_TICK_SECONDS, self._ticked))
        self._timers.append(self._scheduler.call_every(_ASK_SECONDS, self._refresher.refresh))

    def stop(self) -> None:
        """Ask and show nothing any more."""
        self._refresher.stop()
        for timer in self._timers:
            timer.cancel()

    def clinic_changed(self) -> None:
        """The journal grew."""
        self._refresher.refresh()

    def _ask(self) -> NowServingView:
        return self._clinic.ask(NowServing(departments=self._departments))

    def _answered(self, answer: Answer[NowServingView]) -> None:
        if answer.error is not None and type(answer.error) is not type(self._answer.error):
            _log.warning("what is shown cannot be asked again: %r", answer.error, exc_info=_bug(answer.error))
        self._answer = answer
        if answer.value is not None and answer.error is None:
            waiting = {row.token for row in answer.value.next}
            self._stage.follow(answer.value.served, self._scheduler.monotonic(), waiting=waiting)
        self._render()

    def _ticked(self) -> None:
        self._look_at_the_connection()
        self._stage.advance(self._scheduler.monotonic())
        self._render()

    def _look_at_the_connection(self) -> None:
        """Lost or back: ask at once, instead of when the next change or half minute comes."""
        before, self._is_connected = self._is_connected, self._clinic.state().is_connected
        if before is not self._is_connected:
            self._refresher.refresh()

    def _render(self) -> None:
        state = self._state()
        if state != self._shown:
            self._shown = state
            self._view.render(state)

    def _state(self) -> DisplayState:
        texts = self._texts
        _ = texts.gettext
        view = self._answer.value
        if view is None:
            opening = _("One moment please")
            return DisplayState(idle_title=opening, quiet_mark=self._quiet_mark(), next_title=_("Next"))
        zone = ZoneInfo(view.time_zone)
        return DisplayState(
            clinic=view.clinic,
            clock=texts.clock(self._scheduler.now(), zone),
            idle_title=_("Please wait for your number"),
            idle_text=_("It appears here when it is your turn."),
            stage=self._staged(),
            rooms=self._rooms(view),
            turn=int(self._scheduler.monotonic() - self._began_at) // _TURN_SECONDS,
            next_title=_("Next"),
            next=tuple(self._next_row(row) for row in view.next),
            nobody_waits=_("Nobody is waiting"),
            summary=self._summary(view),
            notice=view.notice,
            quiet_mark=self._quiet_mark(),
        )

    def _staged(self) -> Stage | None:
        call = self._stage.shown
        if call is None:
            return None
        _ = self._texts.gettext
        kind, place = split_place(call.counter.name_in(self._texts.language))
        title = (
            _("Please go to") if call.state is TokenState.CALLED or self._stage.is_new else _("Now serving")
        )
        return Stage(
            title=title,
            code=call.code,
            place_kind=kind,
            place=place,
            department=self._department(call),
            is_new=self._stage.is_new,
        )

    def _department(self, call: ServedNow) -> str:
        known = self._answer.value.languages if self._answer.value is not None else ()
        mine = self._texts.language
        languages = [mine, *(code for code in known if code != mine)][:2]
        return " · ".join(dict.fromkeys(call.department.name_in(language) for language in languages))

    def _rooms(self, view: NowServingView) -> tuple[RoomTile, ...]:
        on_stage = self._stage.shown.token if self._stage.shown is not None else None
        others = [call for call in view.served if call.token != on_stage]
        language = self._texts.language
        return tuple(
            RoomTile(
                code=call.code,
                room=call.counter.name_in(language),
                is_called=call.state is TokenState.CALLED,
            )
            for call in others
        )

    def _next_row(self, row: NextInLine) -> NextRow:
        _ = self._texts.gettext
        marks = {
            Priority.EMERGENCY: (Mark.EMERGENCY, _("Emergency")),
            Priority.PRIORITY: (Mark.PRIORITY, _("Priority")),
        }
        mark, words = marks.get(row.priority, (Mark.NONE, ""))
        return NextRow(code=row.code, mark=mark, mark_text=words)

    def _summary(self, view: NowServingView) -> str:
        texts = self._texts
        if not view.waiting:
            return ""
        waiting = texts.ngettext("{n} waiting", "{n} waiting", view.waiting).format(n=view.waiting)
        if view.expected is None:
            return waiting
        expected = texts.minute_range(view.expected.shortest, view.expected.longest)
        return texts.gettext("{waiting} · about {expected}").format(waiting=waiting, expected=expected)

    def _quiet_mark(self) -> str:
        """How old what is shown is, in steps of ten seconds, so that it does not draw the eye."""
        if self._answer.error is None:
            return ""
        texts = self._texts
        if self._answer.value is None:
            return texts.gettext("Waiting for the clinic's data")
        age = self._answer.age(self._scheduler.now())
        if age < _OLD_AFTER:
            return ""
        return texts.gettext("As of {age} ago").format(age=texts.duration(age - age % _OLD_AFTER))


def _bug(error: Exception) -> Exception | None:
    """The error if it is one of ours, to be logged with its trace."""
    return None if isinstance(error, ClinicError) else error


def split_place(name: str) -> tuple[str, str]:
    """A counter's name for showing large: ("Room", "3"), ("", "Pharmacy desk")."""
    match = _NUMBER_AT_END.match(name)
    return (match["kind"], match["number"]) if match else ("", name)
