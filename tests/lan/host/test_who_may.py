"""Without a key, with a revoked one, as the wrong kind of station or role: nothing, on any route."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.door import Who
from nextpatient_desktop.clinic.guard import new_secret
from nextpatient_desktop.clinic.printouts.messages import ReportPrinter
from nextpatient_desktop.clinic.registry import Handler, build
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.stations.messages import CloseStation
from nextpatient_desktop.clinic.tokens.adoption import AdoptTokens
from nextpatient_desktop.domain.model import Role, StationKind
from nextpatient_desktop.lan import wire
from tests.lan.examples import example
from tests.lan.serving import NOBODY, Caller, Served, path_of

HANDLERS = sorted(build().values(), key=lambda one: one.message.__name__)
BLOB = wire.BLOBS + "ab" * 32
ROUTES = [
    ("GET", wire.WATCH),
    ("GET", BLOB),
    ("PUT", BLOB),
    ("GET", wire.OPENAPI),
    ("GET", wire.DOCS),
    ("GET", "/"),
    ("GET", "/nothing/there"),
    ("POST", wire.COMMANDS + "Nothing"),
    ("POST", wire.QUERIES + "Nothing"),
    ("GET", wire.COMMANDS + "IssueToken"),
    ("DELETE", wire.WATCH),
    ("OPTIONS", wire.DOCS),
]
"""Everything that is not a message, the routes that there are not among them."""


class People:
    """A host with every kind of station, and with somebody of each role signed in."""

    def __init__(self, folder: Path) -> None:
        self.served = served = Served(folder)
        served.house.add_staff("Dr Rao", "rao", Role.DOCTOR)
        served.house.add_staff("Fatima B", "fatima", Role.RECEPTION)
        counter = served.station(StationKind.COUNTER, "Room 3")
        self.callers: dict[str, tuple[Caller, StationKind, Role | None]] = {
            "kiosk": (served.station(StationKind.KIOSK), StationKind.KIOSK, None),
            "display": (served.station(StationKind.DISPLAY), StationKind.DISPLAY, None),
            "counter": (counter, StationKind.COUNTER, None),
            "doctor": (served.signed_in(counter, "rao"), StationKind.COUNTER, Role.DOCTOR),
            "reception": (served.signed_in(counter, "fatima"), StationKind.COUNTER, Role.RECEPTION),
            "admin": (served.signed_in(counter, "meera"), StationKind.COUNTER, Role.ADMIN),
            "integration": (served.station(StationKind.INTEGRATION), StationKind.INTEGRATION, None),
            "integration of a doctor": (
                served.station(StationKind.INTEGRATION, "Records", acts_as=Role.DOCTOR),
                StationKind.INTEGRATION,
                Role.DOCTOR,
            ),
        }
        closed = served.station(StationKind.COUNTER, "Old one")
        self.revoked = served.signed_in(closed, "meera")
        assert closed.station is not None
        served.house.system.execute(CloseStation(station=closed.station))
        self.strangers = {
            "no key": NOBODY,
            "an unknown key": Caller(key=new_secret()),
            "an empty key": Caller(key=""),
            "a session without a key": Caller(session=self.callers["admin"][0].session),
            "a session as a key": Caller(key=self.callers["admin"][0].session),
            "a key with more": Caller(key=f"{counter.key}x"),
        }


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    people = People(tmp_path_factory.mktemp("people"))
    yield people
    people.served.close()


def is_granted(handler: Handler, kind: StationKind, role: Role | None) -> bool:
    """Whether somebody may, as the handler's grants say it."""
    roles = {grant for grant in handler.allow if isinstance(grant, Role)}
    return (
        Who.ANYONE in handler.allow
        or kind in handler.allow
        or role in roles
        or (role is Role.ADMIN and bool(roles))
    )


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda one: one.message.__name__)
def test_a_message_is_nobodys_without_a_key(people: People, handler: Handler) -> None:
    before = people.served.house.storage.position()
    refused = {
        who: people.served.do(example(handler.message), caller) for who, caller in people.strangers.items()
    }
    assert {(reply.status, reply.code) for reply in refused.values()} == {(401, "not_paired")}
    assert len({reply.body for reply in refused.values()}) == 1
    assert people.served.house.storage.position() == before


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda one: one.message.__name__)
def test_a_revoked_station_may_nothing(people: People, handler: Handler) -> None:
    before = people.served.house.storage.position()
    for caller in (people.revoked, replace(people.revoked, session=None)):
        reply = people.served.do(example(handler.message), caller)
        assert (reply.status, reply.code) == (403, "station_closed")
    assert people.served.house.storage.position() == before


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda one: one.message.__name__)
def test_a_message_is_refused_to_the_wrong_kind_and_the_wrong_role(people: People, handler: Handler) -> None:
    message = example(handler.message)
    before = people.served.house.storage.position()
    for who, (caller, kind, role) in people.callers.items():
        if not is_granted(handler, kind, role):
            reply = people.served.do(message, caller)
            assert (reply.status, reply.code) == (403, "not_allowed"), who
    assert people.served.house.storage.position() == before


BY_STATIONS_ALONE = {AdoptTokens, ReportPrinter}
"""What a station says of itself: the system is none."""


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda one: one.message.__name__)
def test_the_local_key_may_what_the_system_may(people: People, handler: Handler) -> None:
    message = example(handler.message)
    reply = people.served.do(message, people.served.local)
    assert reply.status < 500
    if reply.status != 200 and handler.message not in BY_STATIONS_ALONE:
        assert reply.code not in {"not_allowed", "not_paired", "request_invalid"}


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_no_other_route_answers_without_a_key(people: People, method: str, path: str) -> None:
    body = b"x" if method in {"POST", "PUT"} else None
    refused = [people.served.call(method, path, body, caller) for caller in people.strangers.values()]
    assert {(reply.status, reply.code) for reply in refused} == {(401, "not_paired")}
    reply = people.served.call(method, path, body, people.revoked)
    assert (reply.status, reply.code) == (403, "station_closed")


def test_the_local_key_counts_on_this_pc_only(people: People, tmp_path: Path) -> None:
    for header in ("x-forwarded-for", "forwarded", "x-real-ip"):
        # It came from this PC: no header makes it come from elsewhere, nor would one the other way round.
        reply = people.served.call(
            "POST", wire.QUERIES + "Stations", "{}", people.served.local, **{header: "203.0.113.9"}
        )
        assert reply.status == 200
    guard = people.served.guard
    with pytest.raises(Exception, match="not_paired"):
        guard.actor(people.served.local.key, is_local=False)


def test_a_session_of_another_station_does_not_count(people: People) -> None:
    kiosk = people.callers["kiosk"][0]
    stolen = replace(kiosk, session=people.callers["admin"][0].session)
    reply = people.served.call("POST", wire.QUERIES + "StaffMembers", "{}", stolen)
    assert (reply.status, reply.code) == (401, "session_ended")


def test_health_says_whose_host_it_is_and_nothing_else(people: People) -> None:
    reply = people.served.call("GET", wire.HEALTH)
    assert reply.status == 200
    assert reply.json == {
        "service": "nextpatient",
        "clinic": people.served.house.system.ask(ClinicDetails()).name,
        "protocol": wire.PROTOCOL,
        "oldest": wire.OLDEST_PROTOCOL,
        "version": reply.json["version"],
        "fingerprint": people.served.identity.fingerprint,
    }
    assert people.served.call("POST", wire.HEALTH).status == 405
    assert people.served.call("GET", wire.PAIR).status == 405


def test_every_message_has_its_route(people: People) -> None:
    for handler in HANDLERS:
        reply = people.served.call("POST", path_of(handler.message), "[]", people.served.local)
        assert reply.code == "request_invalid", handler.message
