"""What the clinic makes of the numbers that a kiosk reports to have on paper."""

from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.tokens.messages import IssuedToken, IssueToken
from nextpatient_desktop.clinic.tokens.numbers import MOST_LETTERS, LastNumber, ReportNumbers
from nextpatient_desktop.clinic.tokens.raising import MOST_AHEAD
from tests.clinic.hall import Hall
from tests.clinic.house import House, refused_and_unchanged


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


def report(hall: Hall, **numbers: int) -> ReportNumbers:
    highest = tuple(LastNumber(letter=letter, number=number) for letter, number in numbers.items())
    return ReportNumbers(day=hall.day, highest=highest)


def issued(hall: Hall) -> IssuedToken:
    return hall.kiosk.execute(IssueToken(department=hall.opd.id))


def test_only_what_is_higher_and_possible_is_believed(hall: Hall) -> None:
    hall.kiosk.execute(report(hall, A=12, L=1 + MOST_AHEAD, Z=3))
    (event,) = hall.house.events("numbers.raised")
    assert '"last":0,"letter":"A","raised_to":12' in event.body
    assert issued(hall).code == "A-013"
    hall.kiosk.execute(report(hall, A=4))
    assert issued(hall).code == "A-014"
    assert hall.house.place.findings() == []


def test_another_day_is_left_alone(hall: Hall) -> None:
    position = hall.house.storage.position()
    for days in (-1, 1):
        day = hall.day + timedelta(days=days)
        hall.kiosk.execute(ReportNumbers(day=day, highest=(LastNumber(letter="A", number=9),)))
    assert hall.house.storage.position() == position
    assert issued(hall).code == "A-001"


def test_a_new_morning_is_not_opened_for_nothing(hall: Hall) -> None:
    issued(hall)
    hall.clock.advance(timedelta(days=1))
    position = hall.house.storage.position()
    hall.kiosk.execute(report(hall, A=1))
    hall.kiosk.execute(report(hall, A=9))
    assert hall.house.storage.position() == position
    today = ReportNumbers(day=hall.day + timedelta(days=1), highest=(LastNumber(letter="A", number=9),))
    hall.kiosk.execute(today)
    assert issued(hall).code == "A-010"


def test_a_report_without_measure_is_refused(hall: Hall) -> None:
    one = LastNumber(letter="A", number=9)
    endless = ReportNumbers(day=hall.day, highest=(one,) * (MOST_LETTERS + 1))
    assert refused_and_unchanged(hall.house, hall.kiosk, endless).code == "request_invalid"
