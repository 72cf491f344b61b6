"""Alerts: told until somebody has read them, and journaled without what they say."""

import pytest

from nextpatient_desktop.clinic.alerts.handlers import raise_alert
from nextpatient_desktop.clinic.alerts.messages import Alert, AlertKind, Alerts, DismissAlert
from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.days.belief import DateBelief
from nextpatient_desktop.clinic.door import SYSTEM, new_command_id
from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.clinic.tokens.messages import Undo
from nextpatient_desktop.domain.ids import AlertId, uuid7
from nextpatient_desktop.domain.model import Role, StationKind
from tests.clinic.house import House, refused, refused_and_unchanged


def raised(house: House, kind: AlertKind = AlertKind.GIVEN_TWICE, **params: str | int) -> Alert:
    """An alert, raised as a handler does it."""

    def work(uow: UnitOfWork) -> Alert:
        ctx = CommandContext(
            uow=uow,
            actor=SYSTEM,
            reading=DateBelief(house.clock).read(uow, is_writing=True),
            tools=house.tools,
            command=new_command_id(),
        )
        return raise_alert(ctx, kind, **params)

    return house.storage.write(work)


def test_an_alert_is_told_to_staff_and_counters_until_it_is_dismissed(house: House) -> None:
    first = raised(house, code="A-B07", called="A-042")
    second = raised(house, AlertKind.TIMES_UNCERTAIN, station="Entrance", count=3)
    doctor = house.as_staff(house.add_staff("Dr Anita Rao", "anita"))
    counter = house.as_station(StationKind.COUNTER)
    assert doctor.ask(Alerts()) == counter.ask(Alerts()) == (first, second)
    assert dict(first.params) == {"code": "A-B07", "called": "A-042"}
    dismissed = doctor.execute(DismissAlert(alert=first.id))
    assert dismissed.dismissed_by is not None
    assert counter.ask(Alerts()) == (second,)


def test_who_dismissed_it_first_stays(house: House) -> None:
    alert = raised(house, code="A-B07", called="A-042")
    anita = house.add_staff("Dr Anita Rao", "anita")
    fatima = house.add_staff("Fatima B", "fatima", Role.RECEPTION)
    first = house.as_staff(anita).execute(DismissAlert(alert=alert.id))
    before = house.storage.position()
    assert house.as_staff(fatima).execute(DismissAlert(alert=alert.id)) == first
    assert first.dismissed_by == anita.id
    assert house.storage.position() == before


def test_an_alert_that_is_not_there_is_unknown(house: House) -> None:
    command = DismissAlert(alert=AlertId(uuid7(0, bytes(10))))
    assert refused_and_unchanged(house, house.as_staff(house.admin), command).code == "alert_unknown"


def test_the_journal_says_that_it_was_told_and_read_but_no_names(house: House) -> None:
    alert = raised(house, AlertKind.TIMES_UNCERTAIN, station="Entrance", count=3)
    admin = house.as_staff(house.admin)
    admin.execute(DismissAlert(alert=alert.id))
    told, read = house.events("alert.raised") + house.events("alert.dismissed")
    assert told.subject == read.subject == alert.id
    assert "times_uncertain" in told.body
    assert "Entrance" not in told.body + read.body
    assert read.staff == house.admin.id


def test_dismissing_is_not_taken_back(house: House) -> None:
    alert = raised(house, code="A-B07", called="A-042")
    admin = house.as_staff(house.admin)
    command = DismissAlert(alert=alert.id)
    admin.execute(command)
    assert refused(admin, Undo(command=command.id)).code == "undo_impossible"


@pytest.mark.parametrize("kind", [StationKind.KIOSK, StationKind.DISPLAY, StationKind.INTEGRATION])
def test_a_waiting_room_reads_no_alerts(house: House, kind: StationKind) -> None:
    raised(house, code="A-B07", called="A-042")
    assert refused(house.as_station(kind), Alerts()).code == "not_allowed"


def test_a_counter_nobody_is_signed_in_at_dismisses_nothing(house: House) -> None:
    alert = raised(house, code="A-B07", called="A-042")
    counter = house.as_station(StationKind.COUNTER)
    assert refused(counter, DismissAlert(alert=alert.id)).code == "not_allowed"
