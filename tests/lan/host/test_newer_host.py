"""A host that is one version ahead of its stations serves them; one that left them behind says so."""

import json
from collections.abc import Iterator
from dataclasses import fields, make_dataclass
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import pytest

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.context import CommandContext, QueryContext
from nextpatient_desktop.clinic.door import Command, Who
from nextpatient_desktop.clinic.reading import read_answer
from nextpatient_desktop.clinic.registry import Registry, build, collect, handles
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.tokens.messages import IssuedToken, IssueToken
from nextpatient_desktop.domain.model import ClinicInfo, StationKind
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.lan import wire
from tests.lan.serving import Caller, Served

AHEAD = wire.PROTOCOL + 1


@dataclass(frozen=True, kw_only=True)
class Sing(Command[str]):
    """What only the newer host can."""


def _newer() -> ModuleType:
    made = ModuleType("newer")

    @handles(Sing, allow=(Who.ANYONE,))
    def sing(ctx: CommandContext, command: Sing) -> str:
        return "la"

    @handles(ClinicDetails, allow=(Who.ANYONE,))
    def details(ctx: QueryContext, query: ClinicDetails) -> object:
        known = [(one.name, one.type) for one in fields(ClinicInfo)]
        later: Any = make_dataclass("ClinicInfo", [*known, ("anthem", str)], frozen=True)
        return later(**{name: getattr(ctx.clinic, name) for name, _type in known}, anthem="la")

    for function in (sing, details):
        function.__module__ = "newer"
        setattr(made, function.__name__, function)
    return made


@pytest.fixture
def newer(tmp_path: Path) -> Iterator[Served]:
    """A host one version ahead: more commands, more fields in its answers."""
    registry: Registry = MappingProxyType({**build(), **collect([_newer()])})
    served = Served(tmp_path, registry=registry, protocol=AHEAD, oldest_protocol=wire.PROTOCOL)
    yield served
    served.close()


def test_a_station_of_one_version_before_is_served(newer: Served) -> None:
    opd = newer.house.add_department()
    kiosk = newer.station(StationKind.KIOSK)
    reply = newer.do(IssueToken(department=opd.id), kiosk)
    assert reply.headers[wire.PROTOCOL_HEADER] == str(AHEAD)
    assert codec.read(IssuedToken, reply.body.decode()).code == "A-001"


def test_fields_that_a_station_does_not_know_are_passed_over(newer: Served) -> None:
    reply = newer.do(ClinicDetails(), newer.station(StationKind.KIOSK))
    assert reply.json["anthem"] == "la"
    expected = ClinicInfo(name="Sunrise Community Clinic")
    assert codec.read(ClinicInfo, reply.body.decode()) == expected
    assert read_answer(ClinicInfo, json.loads(reply.body)) == expected


def test_fields_that_the_host_does_not_know_are_passed_over(newer: Served) -> None:
    opd = newer.house.add_department()
    body = json.dumps({"department": str(opd.id), "tune": "march"})
    kiosk = newer.station(StationKind.KIOSK)
    assert newer.call("POST", wire.COMMANDS + "IssueToken", body, kiosk).status == 200


def test_a_newer_station_finds_out_what_its_host_does_not_know(newer: Served) -> None:
    station = Caller(key=newer.station(StationKind.KIOSK).key, headers={wire.PROTOCOL_HEADER: str(AHEAD + 1)})
    assert newer.do(Sing(), station).json == "la"
    reply = newer.call("POST", wire.COMMANDS + "Dance", "{}", station)
    assert (reply.status, reply.code) == (404, "message_unknown")


def test_health_says_which_versions_are_served(newer: Served) -> None:
    health = newer.call("GET", wire.HEALTH).json
    assert (health["oldest"], health["protocol"]) == (wire.PROTOCOL, AHEAD)


def test_whoever_says_no_version_is_taken_for_a_present_one(newer: Served) -> None:
    kiosk = newer.station(StationKind.KIOSK)
    headers = {wire.AUTHORIZATION: f"Bearer {kiosk.key}"}
    connection = newer.connect()
    try:
        connection.request("POST", wire.QUERIES + "ClinicDetails", "{}", headers)
        assert connection.getresponse().status == 200
    finally:
        connection.close()


def test_a_station_that_was_left_behind_is_told(tmp_path: Path) -> None:
    served = Served(tmp_path, protocol=AHEAD + 1, oldest_protocol=AHEAD)
    try:
        kiosk = served.station(StationKind.KIOSK)
        for reply in (
            served.do(ClinicDetails(), kiosk),
            served.call("GET", wire.WATCH, None, kiosk),
            served.call("GET", wire.OPENAPI, None, kiosk),
            served.call("POST", wire.PAIR, '{"code": "123456"}', Caller()),
        ):
            assert (reply.status, reply.code) == (426, "program_too_old")
        assert served.call("GET", wire.HEALTH).status == 200
        assert served.do(ClinicDetails()).code == "not_paired"
    finally:
        served.close()
