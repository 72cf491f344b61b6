"""What staff have to know, until somebody dealt with it; and which stations are away."""

from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.alerts.messages import Alert, AlertKind, DismissAlert
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import Contact
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.clinic.printouts.messages import ReportPrinter
from nextpatient_desktop.clinic.stations.pairing import KeyStation
from nextpatient_desktop.domain.ids import AlertId, uuid7
from nextpatient_desktop.domain.model import Station, StationKind
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.counter import news_words
from nextpatient_desktop.ui.counter.news import CHECK_SECONDS, SHOWN, NewsState
from nextpatient_desktop.ui.counter.presenter import CounterPresenter
from nextpatient_desktop.ui.tokens import Tint
from tests.clinic.house import MORNING
from tests.ui.counter.bench import Bench


def told(bench: Bench, kind: AlertKind, **params: str | int) -> Alert:
    """Staff have to know this."""
    house = bench.practice.house
    now = house.clock.now()
    alert = Alert(id=AlertId(uuid7(int(now.timestamp() * 1000), bytes(10))), kind=kind, at=now, params=params)
    house.storage.write(lambda uow: uow.alerts.add(alert))
    house.clock.advance(timedelta(seconds=1))
    return alert


def kiosk(bench: Bench, name: str, minutes_ago: int, to_come: int = 0) -> Station:
    """A paired kiosk that was last heard of so long ago."""
    house = bench.practice.house
    station = house.system.execute(KeyStation(kind=StationKind.KIOSK, name=name)).station
    assert station is not None
    contact = Contact(
        station=station.id,
        seen_at=house.clock.now() - timedelta(minutes=minutes_ago),
        is_listening=not minutes_ago,
        to_come=to_come,
    )
    house.storage.write(lambda uow: uow.contacts.save(contact))
    return station


def news(bench: Bench) -> NewsState:
    return bench.window.news_panel.state


def again(bench: Bench, presenter: CounterPresenter) -> None:
    presenter.position_grew()
    bench.scheduler.advance(1)


def test_an_alert_is_shown_until_somebody_dealt_with_it(rao: Clinic, bench: Bench) -> None:
    alert = told(bench, AlertKind.GIVEN_TWICE, code="A-B07", called="A-042", station="Kiosk 2")
    presenter = bench.signed_in()
    assert [line.id for line in news(bench).alerts] == [alert.id]
    assert "A-B07" in news(bench).alerts[0].text and "A-042" in news(bench).alerts[0].text
    presenter.dismissed(alert.id)
    bench.scheduler.advance(1)
    assert not news(bench).alerts
    kept = bench.practice.house.read(lambda uow: uow.alerts.get(alert.id))
    assert kept is not None and kept.dismissed_by == bench.practice.rao.id


def test_an_alert_that_comes_meanwhile_is_shown_by_itself(rao: Clinic, bench: Bench) -> None:
    presenter = bench.signed_in()
    assert not news(bench).alerts
    told(bench, AlertKind.TIMES_UNCERTAIN, count=3, station="Kiosk 2")
    again(bench, presenter)
    assert news(bench).alerts[0].text.startswith("3 tokens of Kiosk 2")


def test_many_alerts_come_up_a_few_at_a_time_oldest_first(rao: Clinic, bench: Bench) -> None:
    for number in range(SHOWN + 3):
        told(bench, AlertKind.CODE_TAKEN, code=f"A-B0{number}", station="Kiosk 2", given="A-B99")
    presenter = bench.signed_in()
    assert len(news(bench).alerts) == SHOWN and news(bench).count == SHOWN + 3
    assert "A-B00" in news(bench).alerts[0].text
    presenter.dismissed(news(bench).alerts[0].id)
    bench.scheduler.advance(1)
    assert "A-B01" in news(bench).alerts[0].text and news(bench).count == SHOWN + 2


def test_somebody_else_who_dealt_with_it_takes_it_away_here(rao: Clinic, bench: Bench) -> None:
    alert = told(bench, AlertKind.TIMES_UNCERTAIN, count=1, station="Kiosk 2")
    presenter = bench.signed_in()
    bench.practice.desk.execute(DismissAlert(alert=alert.id))
    again(bench, presenter)
    assert not news(bench).alerts


def test_nothing_is_dealt_with_while_the_host_is_out_of_reach(rao: Clinic, bench: Bench) -> None:
    alert = told(bench, AlertKind.TIMES_UNCERTAIN, count=1, station="Kiosk 2")
    presenter = bench.signed_in()
    bench.line.cut_at = bench.scheduler.now()
    bench.scheduler.advance(CHECK_SECONDS)
    assert news(bench).alerts and news(bench).refusal
    presenter.dismissed(alert.id)
    assert bench.notices.texts == ["The clinic's host is out of reach"]
    bench.line.cut_at = None
    bench.scheduler.advance(CHECK_SECONDS)
    assert not news(bench).refusal


def test_stations_that_are_away_are_counted_and_named(rao: Clinic, bench: Bench) -> None:
    kiosk(bench, "Kiosk 1", 0, to_come=14)
    kiosk(bench, "Kiosk 2", 18)
    bench.practice.house.system.execute(KeyStation(kind=StationKind.DISPLAY, name="Hall"))
    bench.signed_in()
    since = load_texts("en").clock(bench.scheduler.now() - timedelta(minutes=18), bench.desk.zone)
    mark = news(bench).mark
    assert mark is not None and (mark.text, mark.tint) == ("1 station away", Tint.AMBER)
    assert [line.text for line in news(bench).stations] == [
        "Hall was not heard of yet",
        "Kiosk 1: 14 tokens to come",
        f"Kiosk 2 away since {since}",
    ]


def test_a_station_that_goes_away_and_comes_back_is_noticed_without_any_change(
    rao: Clinic, bench: Bench
) -> None:
    station = kiosk(bench, "Kiosk 1", 0)
    bench.signed_in()
    assert news(bench).mark is None and not news(bench).stations
    bench.scheduler.advance(200)
    assert news(bench).mark is not None
    house = bench.practice.house
    house.storage.write(
        lambda uow: uow.contacts.save(
            Contact(station=station.id, seen_at=house.clock.now(), is_listening=True)
        )
    )
    bench.scheduler.advance(CHECK_SECONDS)
    assert news(bench).mark is None


def test_nothing_of_the_news_stays_for_the_next_person(rao: Clinic, bench: Bench) -> None:
    told(bench, AlertKind.TIMES_UNCERTAIN, count=1, station="Kiosk 2")
    presenter = bench.signed_in(bench.practice.joseph, "Lab")
    presenter.sign_out()
    if bench.window.shown == "sign_in":
        assert news(bench) == NewsState()


@pytest.mark.parametrize("kind", list(AlertKind))
@pytest.mark.parametrize("language", ["en", "hi"])
def test_every_kind_of_alert_has_words_that_fit_what_it_says(kind: AlertKind, language: str) -> None:
    params: dict[str, str | int] = {
        "code": "A-B07",
        "called": "A-042",
        "given": "A-B99",
        "station": "Kiosk 2",
        "day": "2026-11-19",
        "count": 3,
    }
    alert = Alert(id=AlertId(uuid7(0, bytes(10))), kind=kind, at=MORNING, params=params)
    what, todo = news_words.alert(load_texts(language), alert)
    assert what and todo and "{" not in what + todo
    bare = Alert(id=alert.id, kind=kind, at=MORNING, params={})
    assert "?" in " ".join(news_words.alert(load_texts(language), bare))


def test_a_host_that_knows_no_news_leaves_the_counter_in_peace(rao: Clinic, bench: Bench) -> None:
    presenter = bench.signed_in()
    session = presenter.session
    assert session is not None
    session.news._refresher.ask_instead(_unknown)  # type: ignore[arg-type]
    bench.scheduler.advance(30)
    assert not bench.notices.errors


def _unknown() -> object:
    raise ClinicError("message_unknown")


def printing_kiosk(bench: Bench, name: str) -> Clinic:
    """A kiosk of this PC, as itself."""
    return bench.practice.house.as_station(StationKind.KIOSK, name)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (PrinterState.NO_PAPER, "Kiosk 7 has no paper"),
        (PrinterState.COVER_OPEN, "Kiosk 7: the printer is open"),
        (PrinterState.NOT_READY, "Kiosk 7: the printer reports an error"),
        (PrinterState.UNREACHABLE, "Kiosk 7: the printer does not answer"),
    ],
)
def test_a_printer_that_stops_is_seen_by_whoever_works_at_a_counter(
    rao: Clinic, bench: Bench, state: PrinterState, said: str
) -> None:
    kiosk = printing_kiosk(bench, "Kiosk 7")
    presenter = bench.signed_in()
    kiosk.execute(ReportPrinter(state=state))
    bench.scheduler.advance(CHECK_SECONDS + 1)
    assert [line.text for line in news(bench).stations] == [said]
    mark = news(bench).mark
    assert mark is not None and (mark.text, mark.tint) == (said, Tint.AMBER)
    kiosk.execute(ReportPrinter(state=PrinterState.READY))
    again(bench, presenter)
    assert news(bench).stations == () and news(bench).mark is None


def test_paper_that_is_low_is_said_where_it_disturbs_nobody(rao: Clinic, bench: Bench) -> None:
    printing_kiosk(bench, "Kiosk 7").execute(ReportPrinter(state=PrinterState.READY, is_paper_low=True))
    bench.signed_in()
    assert [line.text for line in news(bench).stations] == ["Kiosk 7: paper low"]
    assert news(bench).mark is None


def test_several_troubles_are_counted(rao: Clinic, bench: Bench) -> None:
    for name in ("Kiosk 7", "Kiosk 8"):
        printing_kiosk(bench, name).execute(ReportPrinter(state=PrinterState.NO_PAPER))
    presenter = bench.signed_in()
    mark = news(bench).mark
    assert mark is not None and mark.text == "2 printers give no paper"
    kiosk(bench, "Kiosk 9", minutes_ago=20)
    again(bench, presenter)
    mark = news(bench).mark
    assert mark is not None and mark.text == "3 stations need a look"
