"""After a long holiday the PC's date is not believed until somebody at a counter says that it is right."""

from datetime import datetime, timedelta

import pytest

from nextpatient_desktop.clinic.clock import SystemClock
from nextpatient_desktop.clinic.days.messages import Today
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from tests.clinic.house import PASSWORD
from tests.clinic.test_days import over
from tests.ui.counter.bench import Bench

HOLIDAY = timedelta(days=30)


def after_the_holiday(bench: Bench) -> Clinic:
    """The program started again a month later."""
    house = bench.practice.house
    head = house.read(lambda uow: uow.journal.head())
    assert head is not None
    started = head.at + HOLIDAY
    bench.scheduler.advance(HOLIDAY.total_seconds())

    def wall() -> datetime:
        return started

    return over(house, SystemClock(head.at, wall=wall, elapsed=lambda: timedelta()))


def test_who_signs_in_after_a_holiday_confirms_the_date_with_one_press(rao: Clinic, bench: Bench) -> None:
    clinic = after_the_holiday(bench)
    old = clinic.ask(Today())
    bench.practice.station = clinic.acting_as(bench.practice.actor)
    counter = bench.counter()
    counter.sign_in.submitted("rao", PASSWORD)
    assert counter.session is not None, bench.window.sign_in_panel.state.error
    bench.rest()
    counter.session.board.next_pressed()
    asked = bench.notices.notices[-1]
    assert "That may be wrong" in asked.text
    assert asked.action is not None and asked.action.label == "The date is right"
    assert clinic.ask(Today()) == old
    asked.action.run()
    new = clinic.ask(Today())
    assert old is not None and new is not None
    assert new.date == old.date + HOLIDAY
    assert bench.notices.texts[-1].startswith("Today is ")
    assert bench.notices.errors == []
    issued = clinic.execute(IssueToken(department=bench.practice.opd.id))
    assert (issued.code, issued.day) == ("A-001", new.date)


def test_until_then_no_number_is_given(rao: Clinic, bench: Bench) -> None:
    clinic = after_the_holiday(bench)
    with pytest.raises(ClinicError) as refused:
        clinic.execute(IssueToken(department=bench.practice.opd.id))
    assert refused.value.code == "date_needs_confirmation"
