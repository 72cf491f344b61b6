"""Thousands of wrong requests: none makes the host fail or hang, none is answered with a patient's data."""

import contextlib
import http.client
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nextpatient_desktop.clinic.patients.messages import PatientForm, RegisterPatient
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.tokens.messages import CallNext, IssueToken
from nextpatient_desktop.domain.model import Role, StationKind
from nextpatient_desktop.lan import wire
from tests.lan.serving import NOBODY, Caller, Reply, Served, reply_of
from tests.lan.wrong_requests import WrongRequest, wrong_requests

CANARIES = {
    "Zorblatt": "9845012001",
    "Quixwell": "9845012002",
    "Vandrosk": "9845012003",
}
"""Family names that nobody else has, and their phones."""
STREET = "Karnivor Lane"
HUNG_AFTER = 10.0


class Town:
    """A host with patients, tokens, and callers who may and may not know of them."""

    def __init__(self, folder: Path) -> None:
        self.served = served = Served(folder)
        house = served.house
        house.add_staff("Dr Rao", "rao", Role.DOCTOR)
        victim = house.add_staff("Joseph T", "joseph", Role.RECEPTION)
        opd, lab = house.add_department(), house.add_department("L", "Laboratory")
        room, desk = house.add_counter(opd), house.add_counter(opd, lab, name="Desk")
        patients = [
            house.system.execute(
                RegisterPatient(form=PatientForm(name=f"Lakshmi {name}", phone=phone, address=STREET))
            )
            for name, phone in CANARIES.items()
        ]
        issued = [
            house.system.execute(IssueToken(department=opd.id, patient=patient.id))
            for patient in patients * 3
        ]
        counter = served.station(StationKind.COUNTER, "Room 3")
        doctor = served.signed_in(counter, "rao")
        served.do(CallNext(counter=room.id), doctor)
        spare = served.station(StationKind.DISPLAY, "Spare")
        self.known: Mapping[str, Sequence[str]] = {
            "DepartmentId": [str(opd.id), str(lab.id)],
            "CounterId": [str(room.id), str(desk.id)],
            "StaffId": [str(victim.id)],
            "StationId": [str(spare.station)],
            "PatientId": [str(one.id) for one in patients],
            "VisitId": [str(one.visit) for one in issued],
            "TokenId": [str(one.token) for one in issued],
        }
        self.strangers = [
            NOBODY,
            Caller(key="x" * 43),
            served.station(StationKind.KIOSK),
            served.station(StationKind.DISPLAY, "Hall"),
            counter,
            served.station(StationKind.INTEGRATION),
        ]
        self.trusted = [served.local, doctor, served.signed_in(counter, "meera")]
        self._connection: http.client.HTTPSConnection | None = None

    def ask(self, request: WrongRequest, caller: Caller) -> Reply:
        """Send it on a kept connection, if it ends as requests do."""
        connection = self._connection or self.served.connect()
        self._connection = None
        headers = caller.all_headers() | dict(request.headers)
        length = len(request.body) if request.length is None else request.length
        began = time.monotonic()
        try:
            connection.putrequest(request.method, request.path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value.encode("latin-1", "replace"))
            connection.putheader("content-length", str(length))
            connection.endheaders()
            with contextlib.suppress(OSError):  # it may have refused and ended already
                connection.send(request.body[:length])
            response = connection.getresponse()
            reply = reply_of(response)
        except (http.client.HTTPException, OSError):
            connection.close()
            raise
        assert time.monotonic() - began < HUNG_AFTER
        if response.will_close or request.method in {"HEAD", "BREW"}:
            connection.close()
        else:
            self._connection = connection
        return reply

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self.served.close()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("town"))
    yield town
    town.close()


def leaks(reply: Reply, request: WrongRequest, *, may_know: bool) -> list[str]:
    """What of the patients is in an answer that should not be."""
    if may_know and reply.status == 200:
        return []
    text = reply.body.decode(errors="replace")
    secrets = [*CANARIES, *CANARIES.values(), STREET]
    return [secret for secret in secrets if secret in text and secret.encode() not in request.body]


def throw(town: Town, count: int, *, is_random: bool) -> None:
    """Let Hypothesis make that many wrong requests, and look at every answer."""

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=not is_random,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        request=wrong_requests(town.known),
        who=st.integers(0, len(town.strangers) + len(town.trusted) - 1),
    )
    def check(request: WrongRequest, who: int) -> None:
        may_know = who >= len(town.strangers)
        caller = town.trusted[who - len(town.strangers)] if may_know else town.strangers[who]
        reply = town.ask(request, caller)
        assert 200 <= reply.status < 500, reply.body
        assert leaks(reply, request, may_know=may_know) == []
        if reply.status >= 400 and request.method != "HEAD":
            assert set(reply.json) == {"code", "params", "message"}
            if caller.key is None and request.path != wire.PAIR and request.method != "BREW":
                assert (reply.status, reply.code) == (401, "not_paired")

    check()


def test_two_thousand_wrong_requests(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        throw(town, 2_000, is_random=False)
    assert [one.getMessage() for one in caplog.records] == []
    assert town.served.do(ClinicDetails(), town.served.local).status == 200


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_twenty_thousand_wrong_requests(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        throw(town, 20_000, is_random=True)
    assert [one.getMessage() for one in caplog.records] == []
    assert town.served.do(ClinicDetails(), town.served.local).status == 200
