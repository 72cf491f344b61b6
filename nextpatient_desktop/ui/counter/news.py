"""What a counter is told besides its board: what staff have to know, which stations are away. No Qt."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from nextpatient_desktop.clinic.alerts.messages import Alert, Alerts, DismissAlert
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.stations.pairing import StationStates, StationStatus
from nextpatient_desktop.domain.ids import AlertId
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.ui.counter import news_words
from nextpatient_desktop.ui.counter.acting import Doer
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.state import Mark
from nextpatient_desktop.ui.ending import has_ended
from nextpatient_desktop.ui.icon_names import Icon
from nextpatient_desktop.ui.live import Answer, Refresher
from nextpatient_desktop.ui.ports import Cancellable, View
from nextpatient_desktop.ui.tokens import Tint

CHECK_SECONDS: Final = 10.0
"""That a station goes away is in no journal, so it is asked for now and then."""

SHOWN: Final = 2
"""So many alerts are shown at once; the others come up as these are dealt with."""


@dataclass(frozen=True, kw_only=True)
class AlertLine:
    """One thing that staff have to know, what to do about it, and since when it is so."""

    id: AlertId
    text: str
    todo: str
    time: str


@dataclass(frozen=True, kw_only=True)
class StationLine:
    """A station that is not as it should be, in one line."""

    text: str
    icon: Icon


@dataclass(frozen=True, kw_only=True)
class NewsState:
    """`alerts` are the first of `count`; `mark` says shortly what `stations` say one by one.

    `refusal` is why nothing can be dealt with now, empty when it can.
    """

    alerts: tuple[AlertLine, ...] = ()
    count: int = 0
    stations: tuple[StationLine, ...] = ()
    mark: Mark | None = None
    is_busy: bool = False
    refusal: str = ""


@dataclass(frozen=True, kw_only=True)
class _Known:
    alerts: tuple[Alert, ...]
    stations: tuple[StationStatus, ...]


class NewsPresenter:
    """Holds it for whoever is signed in."""

    def __init__(
        self, *, clinic: Clinic, desk: Desk, view: View[NewsState], refusal: Callable[[], str]
    ) -> None:
        """`refusal` says why nothing can be changed now, empty when it can."""
        self._clinic = clinic
        self._desk = desk
        self._view = view
        self._refusal = refusal
        self._known = _Known(alerts=(), stations=())
        self._reported: type[Exception] | None = None
        self._is_stopped = False
        self._asking: Cancellable | None = None
        self._doer = Doer(clinic, desk, self.redraw)
        self._refresher: Refresher[_Known] = Refresher(
            desk.tasks, desk.scheduler, self._ask, self._answered, pause=0.5
        )

    def start(self) -> None:
        """Ask, and go on asking."""
        self.redraw()
        self._refresher.refresh()
        self._asking = self._desk.scheduler.call_every(CHECK_SECONDS, self._refresher.refresh)

    def stop(self) -> None:
        """Ask and show nothing any more; the panel belongs to the next person."""
        self._view.render(NewsState())
        self._is_stopped = True
        self._refresher.stop()
        if self._asking is not None:
            self._asking.cancel()

    def refresh(self) -> None:
        """Something in the clinic changed."""
        self._refresher.refresh()

    def dismissed(self, alert: AlertId) -> None:
        """The person read it and has dealt with it."""
        if refusal := self._refusal():
            self._desk.notices.warning(refusal)
            return
        self._doer.do(
            ("dismiss", alert), lambda id_: DismissAlert(id=id_, alert=alert), lambda _alert: self.refresh()
        )

    def redraw(self) -> None:
        """Show the same, in the desk's present language and with its present age."""
        if self._is_stopped:
            return
        known = self._known
        running = self._doer.running
        open_ = [one for one in known.alerts if running != ("dismiss", one.id)]
        away = [one for one in known.stations if one.is_away and one.last_seen is not None]
        stopped = [one for one in known.stations if news_words.stops_tickets(one)]
        self._view.render(
            NewsState(
                alerts=tuple(self._alert_line(one) for one in open_[:SHOWN]),
                count=len(open_),
                stations=(
                    *(self._station_line(one) for one in self._worth_saying()),
                    *self._printer_lines(),
                ),
                mark=self._mark(len(away), stopped),
                is_busy=running is not None,
                refusal=self._refusal(),
            )
        )

    # --- inside ---------------------------------------------------------------------------------------------

    def _ask(self) -> _Known:
        return _Known(alerts=self._clinic.ask(Alerts()), stations=self._clinic.ask(StationStates()))

    def _answered(self, answer: Answer[_Known]) -> None:
        error = answer.error
        if error is None and answer.value is not None:
            self._known, self._reported = answer.value, None
        elif error is not None and self._is_worth_telling(error):
            self._desk.notices.error(error)
        self.redraw()

    def _is_worth_telling(self, error: Exception) -> bool:
        """What people can do something about, the board says; a bug is told once, not again and again."""
        if isinstance(error, ClinicError):
            return has_ended(error)
        is_new, self._reported = type(error) is not self._reported, type(error)
        return is_new

    def _worth_saying(self) -> tuple[StationStatus, ...]:
        return tuple(one for one in self._known.stations if one.is_away or one.to_come)

    def _mark(self, away: int, stopped: list[StationStatus]) -> Mark | None:
        """What nobody may miss: stations that are gone, and printers that give patients no paper."""
        texts = self._desk.texts
        if away and stopped:
            text = news_words.stations_in_need(texts, away + len(stopped))
        elif away:
            text = news_words.stations_away(texts, away)
        elif len(stopped) == 1:
            text = news_words.printer(texts, stopped[0])
        elif stopped:
            text = news_words.printers_stopped(texts, len(stopped))
        else:
            return None
        return Mark(text=text, tint=Tint.AMBER, icon=Icon.DISCONNECTED if away else Icon.PRINT_FAILED)

    def _printer_lines(self) -> tuple[StationLine, ...]:
        lines = ((one, news_words.printer(self._desk.texts, one)) for one in self._known.stations)
        return tuple(
            StationLine(text=text, icon=Icon.PRINT_FAILED if news_words.stops_tickets(one) else Icon.TICKETS)
            for one, text in lines
            if text
        )

    def _alert_line(self, alert: Alert) -> AlertLine:
        text, todo = news_words.alert(self._desk.texts, alert)
        return AlertLine(id=alert.id, text=text, todo=todo, time=self._when(alert.at))

    def _station_line(self, status: StationStatus) -> StationLine:
        seen = self._when(status.last_seen) if status.last_seen is not None else ""
        icon = Icon.DISCONNECTED if status.is_away else Icon.TOKENS
        return StationLine(text=news_words.station(self._desk.texts, status, seen), icon=icon)

    def _when(self, instant: datetime) -> str:
        """An instant, with its day where that is not today."""
        zone = self._desk.zone
        if instant.astimezone(zone).date() == self._desk.scheduler.now().astimezone(zone).date():
            return self._desk.texts.clock(instant, zone)
        return self._desk.texts.short_date_and_clock(instant, zone)
