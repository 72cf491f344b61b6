"""Where a token stands, for whoever holds it, and why it stands there."""

from collections.abc import Callable

import pytest

from nextpatient_desktop.clinic.door import Actor, Clinic
from nextpatient_desktop.clinic.tokens.messages import Complete, IssueToken, Transfer
from nextpatient_desktop.clinic.tokens.questions import CalledBecause, TokenStatus, TokenStatusView
from nextpatient_desktop.domain.ids import TokenId
from nextpatient_desktop.domain.model import StationKind, TokenState
from tests.clinic.hall import SECOND, Hall
from tests.clinic.house import House, refused


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


def status(hall: Hall, code: str) -> TokenStatusView:
    return hall.kiosk.ask(TokenStatus(code=code))


def test_who_is_before_it_and_why(hall: Hall) -> None:
    for make in (hall.issue, hall.issue, hall.issue, hall.issue_priority, hall.issue_emergency):
        make()
    third = status(hall, "A-003")
    assert (third.place, third.because) == (5, CalledBecause.TURN)
    assert [(one.code, one.because) for one in third.before] == [
        ("A-005", CalledBecause.EMERGENCY),
        ("A-001", CalledBecause.TURN),
        ("A-002", CalledBecause.TURN),
        ("A-004", CalledBecause.PRIORITY),
    ]
    assert third.expected is not None and third.department == "General OPD"


@pytest.mark.parametrize("typed", ["a1", "A-001", "a 001", "A001", " a-1 "])
def test_codes_as_people_type_them(hall: Hall, typed: str) -> None:
    hall.issue()
    assert status(hall, typed).token.code == "A-001"


@pytest.mark.parametrize("typed", ["A-002", "Z-001", "", "hello", "42"])
def test_what_is_no_token_of_today(hall: Hall, typed: str) -> None:
    hall.issue()
    assert refused(hall.kiosk, TokenStatus(code=typed)).code == "token_unknown"


def test_a_ticket_finds_its_token_by_its_link_or_its_key(hall: Hall) -> None:
    issued = hall.issue()
    key = issued.link.rsplit("/", 1)[1]
    for link in (issued.link, key, f"https://sunrise.example/t/{key}"):
        found = hall.kiosk.ask(TokenStatus(link=link))
        assert (found.token.id, found.link) == (issued.token, issued.link)
    for wrong in (key[:-1], "0" * 32, "https://sunrise.example/"):
        assert refused(hall.kiosk, TokenStatus(link=wrong)).code == "token_unknown"


def test_where_it_was_called_to(hall: Hall) -> None:
    hall.issue()
    hall.call()
    shown = status(hall, "A-001")
    assert (shown.counter, shown.place, shown.before, shown.expected) == ("Room 3", None, (), None)


def test_a_code_follows_the_visit_to_the_next_department(hall: Hall) -> None:
    hall.issue()
    hall.at3.execute(Transfer(token=hall.call().id, department=hall.lab.id))
    shown = status(hall, "A-001")
    assert (shown.department, shown.token.state, shown.place) == ("Laboratory", TokenState.WAITING, 1)


def test_an_ended_visit_says_how_it_ended(hall: Hall) -> None:
    hall.issue()
    hall.at3.execute(Complete(token=hall.call().id))
    shown = status(hall, "A-001")
    assert (shown.token.state, shown.place) == (TokenState.COMPLETED, None)


def test_the_link_is_for_those_who_have_a_right_to_it(hall: Hall) -> None:
    hall.clock.advance(SECOND)
    issued = hall.kiosk.execute(IssueToken(department=hall.opd.id))
    by_token = TokenStatus(token=issued.token)
    other = hall.house.as_station(StationKind.KIOSK, "Kiosk at the gate")
    entitled: list[Clinic] = [
        hall.kiosk,
        hall.desk,
        hall.house.door.acting_as(Actor(visit=issued.visit)),
    ]
    assert [one.ask(by_token).link for one in entitled] == [issued.link] * 3
    assert other.ask(by_token).link == ""


def test_a_patient_sees_only_their_own(hall: Hall) -> None:
    mine, theirs = hall.issue(), hall.issue()
    me = hall.house.door.acting_as(Actor(visit=mine.visit))
    assert me.ask(TokenStatus(token=mine.token)).place == 1
    assert refused(me, TokenStatus(token=theirs.token)).code == "not_allowed"


@pytest.mark.parametrize(
    "query",
    [lambda hall: TokenStatus(), lambda hall: TokenStatus(token=TokenId(hall.opd.id))],
)
def test_unknown(hall: Hall, query: Callable[[Hall], TokenStatus]) -> None:
    assert refused(hall.kiosk, query(hall)).code == "token_unknown"
