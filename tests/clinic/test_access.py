"""Who may: roles, kinds of station, patients; and that ended access ends at once."""

import pytest

from nextpatient_desktop.clinic.access import actor_key
from nextpatient_desktop.clinic.door import Actor, Who
from nextpatient_desktop.clinic.journal.messages import Journal
from nextpatient_desktop.clinic.registry import Handler, build
from nextpatient_desktop.clinic.staff.messages import CloseStaff, StaffForm, UpdateStaff
from nextpatient_desktop.clinic.stations.messages import CloseStation
from nextpatient_desktop.clinic.tokens.messages import CallNext, IssueToken
from nextpatient_desktop.clinic.tokens.questions import Board, NowServing
from nextpatient_desktop.domain.ids import StaffId, StationId, VisitId
from nextpatient_desktop.domain.model import Role, StationKind
from tests.clinic.hall import Hall
from tests.clinic.house import House, refused, refused_and_unchanged

HANDLERS = sorted(build().values(), key=lambda one: one.message.__name__)


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


def test_access_that_ended_ends_at_once(hall: Hall) -> None:
    hall.issue()
    hall.at3.ask(Board(counter=hall.room3.id))
    hall.house.system.execute(CloseStaff(staff=hall.rao.id))
    assert refused_and_unchanged(hall.house, hall.at3, CallNext(counter=hall.room3.id)).code == "not_allowed"
    assert refused(hall.at3, Board(counter=hall.room3.id)).code == "not_allowed"


def test_a_role_counts_as_it_is_now_and_not_as_it_was_at_the_sign_in(hall: Hall) -> None:
    assert refused(hall.desk, Journal()).code == "not_allowed"
    form = StaffForm(name=hall.reception.name, login=hall.reception.login, role=Role.ADMIN)
    hall.house.system.execute(UpdateStaff(staff=hall.reception.id, form=form))
    assert hall.desk.ask(Journal(limit=1))


def test_a_role_that_somebody_claims_is_not_believed(hall: Hall) -> None:
    liar = hall.house.door.acting_as(Actor(staff=hall.rao.id, role=Role.ADMIN))
    assert refused(liar, Journal()).code == "not_allowed"
    nobody = hall.house.door.acting_as(Actor(role=Role.ADMIN))
    assert refused(nobody, Journal()).code == "not_allowed"
    unknown = hall.house.door.acting_as(Actor(staff=StaffId(hall.opd.id), role=Role.ADMIN))
    assert refused(unknown, NowServing()).code == "not_allowed"


def test_a_station_out_of_use_does_nothing_any_more(hall: Hall) -> None:
    (kiosk,) = hall.house.read(lambda uow: uow.stations.all())
    hall.house.system.execute(CloseStation(station=kiosk.id))
    act = IssueToken(department=hall.opd.id)
    assert refused_and_unchanged(hall.house, hall.kiosk, act).code == "not_allowed"
    assert refused(hall.kiosk, NowServing()).code == "not_allowed"


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda one: one.message.__name__)
def test_every_message_says_who_may(handler: Handler) -> None:
    assert handler.allow or handler.message.__name__ in {"CreateClinic", "KeyStation", "PairStation"}
    if handler.is_command:
        assert Who.ANYONE not in handler.allow or handler.message.__name__ == "SignIn"
        assert StationKind.DISPLAY not in handler.allow


def test_patients_may_little() -> None:
    for_patients = {
        one.message.__name__ for one in HANDLERS if one.allow & {Who.PATIENT, Who.ANYONE} and one.is_command
    }
    assert for_patients <= {"Cancel", "SignIn"}


def test_the_same_key_is_the_same_actor(hall: Hall) -> None:
    station, staff, visit = StationId(hall.opd.id), hall.rao.id, VisitId(hall.lab.id)
    actors = [
        Actor(),
        Actor(is_system=True),
        Actor(station=station),
        Actor(station=station, staff=staff),
        Actor(staff=staff),
        Actor(visit=visit),
        Actor(station=station, visit=visit),
    ]
    assert len({actor_key(actor) for actor in actors}) == len(actors)
    assert actor_key(Actor(staff=staff, role=Role.DOCTOR)) == actor_key(Actor(staff=staff))
