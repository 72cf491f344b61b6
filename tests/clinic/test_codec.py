"""JSON and back, and what of a change the journal may know."""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.changes import KINDS, PRIVATE, Changes, body_of, identity
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.staff.messages import AddStaff, SignIn, SignOut, StaffForm
from nextpatient_desktop.clinic.tokens.messages import CallNext, IssueToken, Transfer, Transferred
from nextpatient_desktop.domain.ids import CommandId, CounterId, DepartmentId, PatientId, TokenId, VisitId
from nextpatient_desktop.domain.model import (
    ClinicInfo,
    Department,
    Gender,
    OpeningSpan,
    Patient,
    Priority,
    QueueState,
    Role,
    Token,
    TokenState,
    WaitRange,
)

NOW = datetime(2026, 11, 20, 3, 30, 0, 123000, tzinfo=UTC)
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))

TOKEN = Token(
    id=TokenId(ONE),
    visit=VisitId(TWO),
    code="A-042",
    department=DepartmentId(THREE),
    day=date(2026, 11, 20),
    state=TokenState.WAITING,
    priority=Priority.NORMAL,
    issued_at=NOW,
    queued_at=NOW,
)
DEPARTMENT = Department(
    id=DepartmentId(THREE),
    letter="A",
    name="General OPD",
    names=MappingProxyType({"hi": "सामान्य"}),
    hours=(OpeningSpan(weekday=0, opens=540, closes=780),),
    overdue_after=timedelta(minutes=90),
)
PATIENT = Patient(
    id=PatientId(ONE),
    record=812,
    name="Anita Joshi",
    phone="9845031777",
    birth_year=1982,
    gender=Gender.FEMALE,
    address="4 Lake Road",
    abha="91720000000000",
    created_at=NOW,
)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Token, TOKEN),
        (Department, DEPARTMENT),
        (Patient, PATIENT),
        (Transferred, Transferred(ended=TOKEN, started=replace(TOKEN, comes_back=True))),
        (tuple[Department, ...], (DEPARTMENT,)),
        (WaitRange | None, None),
        (type(None), None),
        (IssueToken, IssueToken(department=DepartmentId(ONE), priority=Priority.PRIORITY)),
    ],
)
def test_what_is_written_is_read_again(kind: Any, value: object) -> None:  # noqa: ANN401
    assert codec.read(kind, codec.write(value)) == value


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)))
def test_lengths_of_time_keep_their_milliseconds(length: timedelta) -> None:
    whole = timedelta(milliseconds=length // timedelta(milliseconds=1))
    assert codec.read(timedelta, codec.write(whole)) == whole


def test_json_of_another_type_is_refused() -> None:
    with pytest.raises(ValueError, match="state"):
        codec.read(Token, codec.write(TOKEN).replace("waiting", "dancing"))
    with pytest.raises(TypeError):
        codec.write(object())


def test_what_a_message_is_answered_with() -> None:
    assert codec.answer_type(CallNext) is Token
    assert codec.answer_type(SignOut) is type(None)
    assert codec.answer_type(ClinicDetails) is ClinicInfo
    assert codec.answer_type(Transfer) is Transferred


def test_a_refusal_comes_back_as_it_was() -> None:
    error = ClinicError("call_again_first", code="A-042", seconds=21, field=None, share=0.5, done=True)
    assert codec.read_error(codec.write_error(error)) == error


def test_a_payloads_hash_knows_everything_but_the_id_and_secrets() -> None:
    command = SignIn(login="rao", password="one secret", counter=CounterId(ONE))
    same = replace(command, id=CommandId(TWO), password="another")
    assert codec.payload_hash(command) == codec.payload_hash(same)
    assert codec.payload_hash(command) != codec.payload_hash(replace(command, login="sen"))
    form = StaffForm(name="A", login="a", role=Role.DOCTOR)
    add = AddStaff(form=form, password="x")
    assert codec.payload_hash(add) != codec.payload_hash(replace(add, form=replace(form, name="B")))


def test_a_change_says_only_what_differs() -> None:
    change = Changes().change(TOKEN, replace(TOKEN, state=TokenState.CALLED, counter=CounterId(TWO)))
    assert change.before == {"state": "waiting", "counter": None}
    assert change.after == {"state": "called", "counter": str(TWO)}
    assert change.touches == {str(TWO)}
    assert (change.of, change.id, change.subject) == ("token", str(ONE), ONE)


def test_a_new_thing_says_what_is_not_at_its_default() -> None:
    change = Changes().change(None, TOKEN)
    assert change.before is None
    assert set(change.after) == {
        *("visit", "code", "department", "day", "state", "priority", "issued_at", "queued_at")
    }


def test_a_body_is_canonical() -> None:
    change = Changes().change(None, QueueState(day=TOKEN.day, department=TOKEN.department, normals=2))
    body = body_of((change,), {"reason": Role.ADMIN})
    assert body == (
        '{"changes":[{"after":{"day":"2026-11-20","department":"00000000-0000-0000-0000-000000000003",'
        '"normals":2},"before":null,"id":"2026-11-20 00000000-0000-0000-0000-000000000003",'
        '"of":"queue"}],"reason":"admin","touches":[]}'
    )
    assert codec.canonical(json.loads(body)) == body


def test_what_identifies_a_person_is_kept_apart() -> None:
    changes = Changes()
    after = Patient(id=PATIENT.id, record=PATIENT.record, created_at=NOW, language="hi")
    change = changes.change(PATIENT, after)
    body = body_of((change,), {})
    for name in PRIVATE[Patient]:
        assert str(getattr(PATIENT, name)) not in body
    assert change.private == ("name", "phone", "birth_year", "gender", "address", "abha")
    assert change.after == {"language": "hi"}
    memo = json.loads(changes.private_memo() or "")
    assert memo == {
        f"patient:{PATIENT.id}": {name: codec.plain(getattr(PATIENT, name)) for name in change.private}
    }


def test_the_first_of_several_private_values_is_the_one_from_before() -> None:
    changes = Changes()
    second = replace(PATIENT, name="Anita K")
    changes.change(PATIENT, second)
    changes.change(second, replace(second, name="Anita L"))
    assert json.loads(changes.private_memo() or "")[f"patient:{PATIENT.id}"]["name"] == "Anita Joshi"


def test_private_fields_are_fields() -> None:
    assert set(PRIVATE) == set(KINDS.values())
    for kind, names in PRIVATE.items():
        assert names <= {one.name for one in fields(kind)}
        for name in ("name", "names", "phone", "address", "title", "login", "abha", "key"):
            if name in {one.name for one in fields(kind)}:
                assert name in names


def test_changes_are_of_one_thing() -> None:
    with pytest.raises(ValueError, match="deleted"):
        Changes().change(TOKEN, None)
    with pytest.raises(ValueError, match="different"):
        Changes().change(TOKEN, replace(TOKEN, id=TokenId(TWO)))
    assert identity(ClinicInfo(name="Sunrise")) == ""
