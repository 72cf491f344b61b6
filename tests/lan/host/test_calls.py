"""Messages over the wire: answered as in process, once, and refused in one form."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.context import QueryContext
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.door import Command, Query, Who, new_command_id
from nextpatient_desktop.clinic.registry import build, collect, handles
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.staff.messages import AddStaff, SignIn, SignOut, StaffForm, StaffMembers
from nextpatient_desktop.clinic.stations.pairing import OpenPairing, PairingCode, PairStation
from nextpatient_desktop.clinic.tokens.messages import IssuedToken, IssueToken
from nextpatient_desktop.domain.model import ClinicInfo, Department, Role, Staff, StationKind
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.lan import wire
from tests.clinic.house import PASSWORD
from tests.lan.serving import NOBODY, Caller, Served, path_of


@pytest.fixture
def opd(served: Served) -> Department:
    return served.house.add_department()


@pytest.fixture
def kiosk(served: Served) -> Caller:
    return served.station(StationKind.KIOSK)


def test_a_command_is_done_and_answered_as_in_process(served: Served, kiosk: Caller, opd: Department) -> None:
    reply = served.do(IssueToken(department=opd.id, phone="9845031777"), kiosk)
    issued: IssuedToken = codec.read(IssuedToken, reply.body.decode())
    assert (reply.status, issued.code) == (200, "A-001")
    visit = served.house.read(lambda uow: uow.visits.get(issued.visit))
    assert visit is not None
    assert visit.station == kiosk.station


def test_a_query_is_answered_as_in_process(served: Served, kiosk: Caller, opd: Department) -> None:
    reply = served.do(ClinicDetails(), kiosk)
    assert codec.read(ClinicInfo, reply.body.decode()) == served.house.system.ask(ClinicDetails())
    listed = json.loads(served.do(Departments(), kiosk).body)
    assert [one["department"]["name"] if "department" in one else one["name"] for one in listed] == [opd.name]


def test_the_same_command_is_done_once_however_often_it_comes(
    served: Served, kiosk: Caller, opd: Department
) -> None:
    command = IssueToken(department=opd.id)
    first = served.do(command, kiosk)
    assert served.do(command, kiosk).body == first.body
    assert served.do(replace(command, phone="9845031777"), kiosk).code == "command_id_reused"
    assert len(served.house.events("token.issued")) == 1


def test_every_answer_has_the_hosts_clock_and_protocol(served: Served, kiosk: Caller) -> None:
    replies = [
        served.do(ClinicDetails(), kiosk),
        served.do(ClinicDetails()),
        served.call("GET", wire.HEALTH),
        served.call("GET", "/nothing", None, kiosk),
        served.call("POST", wire.PAIR, "{"),
    ]
    for reply in replies:
        assert datetime.fromisoformat(reply.headers[wire.TIME]) == served.house.clock.instant
        assert reply.headers[wire.PROTOCOL_HEADER] == str(wire.PROTOCOL)
        assert "server" not in reply.headers


def test_a_refusal_has_code_parameters_and_english(served: Served, kiosk: Caller) -> None:
    reply = served.call("POST", wire.COMMANDS + "Nothing", "{}", kiosk)
    assert reply.status == 404
    assert reply.json == {
        "code": "message_unknown",
        "params": {"message": "Nothing"},
        "message": reply.json["message"],
    }
    assert reply.json["message"].startswith("This clinic's program does not know how to do that (Nothing).")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("", "department"),
        ("{}", "department"),
        ("{", "body"),
        ("[]", "body"),
        ("null", "body"),
        ('{"department": 5}', "department"),
        ('{"department": "A"}', "department"),
        ('{"department": "01a1f700-0000-7000-8000-00000000dead", "priority": "soon"}', "priority"),
        ('{"department": "01a1f700-0000-7000-8000-00000000dead", "phone": ["9"]}', "phone"),
        ('{"department": "01a1f700-0000-7000-8000-00000000dead", "phone": "9\\u0000"}', "phone"),
        ('{"id": "later", "department": "01a1f700-0000-7000-8000-00000000dead"}', "id"),
        (b'{"department": "\xff\xfe"}', "body"),
        ("[" * 100_000, "body"),
        ('{"a":' * 10_000, "body"),
        ("9" * 10_000, "body"),
    ],
)
def test_what_is_no_such_message_is_refused_with_its_field(
    served: Served, kiosk: Caller, body: str | bytes, field: str
) -> None:
    reply = served.call("POST", path_of(IssueToken), body, kiosk)
    assert (reply.status, reply.code, reply.field) == (400, "request_invalid", field)


def test_what_was_sent_is_never_repeated(served: Served, kiosk: Caller) -> None:
    body = json.dumps({"department": "9845031777", "phone": {"name": "Lakshmi"}})
    reply = served.call("POST", path_of(IssueToken), body, kiosk)
    assert reply.status == 400
    assert b"9845031777" not in reply.body
    assert b"Lakshmi" not in reply.body


def test_a_message_without_fields_needs_no_body(served: Served, kiosk: Caller) -> None:
    assert served.call("POST", path_of(ClinicDetails), None, kiosk).status == 200


def test_fields_that_nobody_knows_are_passed_over(served: Served, kiosk: Caller, opd: Department) -> None:
    body = json.dumps({"department": str(opd.id), "colour": "blue", "more": {"deep": [1]}})
    assert served.call("POST", path_of(IssueToken), body, kiosk).status == 200


def test_a_body_that_is_too_large_is_not_read(served: Served, kiosk: Caller) -> None:
    reply = served.call("POST", path_of(IssueToken), b" " * (1024 * 1024 + 1), kiosk)
    assert (reply.status, reply.code, reply.field) == (413, "request_invalid", "body")
    assert reply.headers["connection"] == "close"


@pytest.mark.parametrize("header", [wire.PROTOCOL_HEADER, wire.TO_COME])
@pytest.mark.parametrize("value", ["x", "-1", "1.5", "9" * 5000, "٣"])
def test_a_header_that_is_no_number_is_refused(
    served: Served, kiosk: Caller, header: str, value: str
) -> None:
    reply = served.call(
        "POST", path_of(ClinicDetails), "{}", kiosk, **{header: value.encode().decode("latin-1")}
    )
    assert (reply.status, reply.field) == (400, header)


# --- Signing in ----------------------------------------------------------------------------------------


def test_who_signs_in_gets_a_session_that_acts_for_them(served: Served) -> None:
    counter = served.station(StationKind.COUNTER)
    admin = served.signed_in(counter, "meera")
    form = StaffForm(name="Dr Arun Sen", login="sen", role=Role.DOCTOR)
    assert served.do(AddStaff(form=form, password=PASSWORD), counter).code == "not_allowed"
    reply = served.do(AddStaff(form=form, password=PASSWORD), admin)
    assert reply.status == 200
    assert codec.read(Staff, reply.body.decode()).name == "Dr Arun Sen"
    event = served.house.events("staff.added")[-1]
    assert (event.staff, event.station) == (served.house.admin.id, counter.station)


def test_a_session_is_in_no_body(served: Served) -> None:
    counter = served.station(StationKind.COUNTER)
    reply = served.do(SignIn(login="meera", password=PASSWORD), counter)
    assert reply.headers[wire.STAFF].encode() not in reply.body


def test_a_session_ends_with_signing_out(served: Served) -> None:
    admin = served.signed_in(served.station(StationKind.COUNTER), "meera")
    assert served.do(SignOut(), admin).status == 200
    reply = served.do(StaffMembers(), admin)
    assert (reply.status, reply.code) == (401, "session_ended")


def test_a_wrong_password_gives_no_session(served: Served) -> None:
    reply = served.do(SignIn(login="meera", password="wrong"), served.station(StationKind.COUNTER))
    assert (reply.status, reply.code) == (401, "sign_in_refused")
    assert wire.STAFF not in reply.headers


def test_the_system_needs_no_session(served: Served) -> None:
    reply = served.do(SignIn(login="meera", password=PASSWORD), served.local)
    assert reply.status == 200
    assert wire.STAFF not in reply.headers


def test_sessions_and_keys_outlive_the_host(served: Served, opd: Department) -> None:
    kiosk = served.station(StationKind.KIOSK)
    admin = served.signed_in(served.station(StationKind.COUNTER), "meera")
    port = served.host.port
    served.stop()
    served.start(port)
    assert served.do(StaffMembers(), admin).status == 200
    assert served.do(IssueToken(department=opd.id), kiosk).status == 200


# --- Pairing -------------------------------------------------------------------------------------------


def test_a_device_becomes_a_station_with_the_code_that_was_shown(served: Served, opd: Department) -> None:
    admin = served.signed_in(served.station(StationKind.COUNTER), "meera")
    opened = served.do(OpenPairing(kind=StationKind.KIOSK, name="Hall"), admin)
    shown: PairingCode = codec.read(PairingCode, opened.body.decode())
    assert shown.fingerprint == served.identity.fingerprint
    wrong = f"{(int(shown.code) + 1) % 1_000_000:06d}"
    refused = served.call("POST", wire.PAIR, json.dumps({"code": wrong, "kind": None}))
    assert (refused.status, refused.code) == (403, "pairing_code_wrong")
    assert refused.json["params"] == {"field": "code", "tries_left": 4}
    other = served.call("POST", wire.PAIR, json.dumps({"code": shown.code, "kind": "display"}))
    assert (other.status, other.code, other.json["params"]["kind"]) == (403, "pairing_kind_wrong", "kiosk")
    paired = served.call("POST", wire.PAIR, json.dumps({"code": shown.code, "kind": "kiosk"}))
    assert paired.status == 200
    assert paired.json["station"]["name"] == "Hall"
    assert served.do(IssueToken(department=opd.id), Caller(key=paired.json["key"])).status == 200


def test_a_code_is_no_use_twice(served: Served) -> None:
    shown = served.house.system.execute(OpenPairing(kind=StationKind.DISPLAY))
    body = json.dumps({"code": shown.code})
    assert served.call("POST", wire.PAIR, body).status == 200
    reply = served.call("POST", wire.PAIR, body)
    assert (reply.status, reply.code) == (403, "pairing_closed")


def test_one_address_may_not_try_all_day(served: Served) -> None:
    body = json.dumps({"code": "000000"})
    codes = [served.call("POST", wire.PAIR, body).code for _ in range(11)]
    assert codes == ["pairing_closed"] * 10 + ["asked_too_often"]
    reply = served.call("POST", wire.PAIR, body, NOBODY, **{"x-forwarded-for": "203.0.113.9"})
    assert (reply.status, reply.code) == (429, "asked_too_often")
    assert 0 < reply.json["params"]["seconds"] <= 60


def test_a_station_can_not_pair_by_command(served: Served) -> None:
    admin = served.signed_in(served.station(StationKind.COUNTER), "meera")
    shown = served.house.system.execute(OpenPairing(kind=StationKind.DISPLAY))
    assert served.do(PairStation(code=shown.code), admin).code == "not_allowed"


# --- When the host itself is at fault ----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Stumble(Query[None]):
    """Ask for a fault."""


@dataclass(frozen=True, kw_only=True)
class Trip(Command[None]):
    """Do what fails."""


def _broken() -> ModuleType:
    made = ModuleType("broken")

    @handles(Stumble, allow=(Who.ANYONE,))
    def stumble(ctx: QueryContext, query: Stumble) -> None:
        raise ZeroDivisionError("the patient Lakshmi")

    @handles(Trip, allow=(Who.ANYONE,))
    def trip(ctx: object, command: Trip) -> None:
        raise ZeroDivisionError("the patient Lakshmi")

    for function in (stumble, trip):
        function.__module__ = "broken"
        setattr(made, function.__name__, function)
    return made


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Served]:
    registry = {**build(), **collect([_broken()])}
    served = Served(tmp_path, registry=registry)
    yield served
    served.close()


@pytest.mark.parametrize("message", [Stumble(), Trip(id=new_command_id())], ids=["query", "command"])
def test_a_fault_is_logged_and_told_without_its_insides(
    broken: Served, message: Command[None] | Query[None], caplog: pytest.LogCaptureFixture
) -> None:
    kiosk = broken.station(StationKind.KIOSK)
    with caplog.at_level(logging.ERROR):
        reply = broken.do(message, kiosk)
    assert (reply.status, reply.code, reply.json["params"]) == (500, "host_fault", {})
    assert b"ZeroDivision" not in reply.body
    assert b"Lakshmi" not in reply.body
    assert any(one.exc_info and one.exc_info[0] is ZeroDivisionError for one in caplog.records)
    assert broken.do(ClinicDetails(), kiosk).status == 200
