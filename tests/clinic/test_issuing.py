"""Issuing: numbers, whose visit it is, who may when, and everything that a ticket says."""

import json
from datetime import timedelta
from typing import Any

import pytest

from nextpatient_desktop.clinic.departments.messages import CloseDepartment, DepartmentForm, UpdateDepartment
from nextpatient_desktop.clinic.door import Actor
from nextpatient_desktop.clinic.patients.messages import PatientForm, RegisterPatient
from nextpatient_desktop.clinic.setup.messages import UpdateClinic
from nextpatient_desktop.clinic.staff.messages import SetAvailability, SignOut
from nextpatient_desktop.clinic.tokens.messages import CallNext, Cancel, IssueToken
from nextpatient_desktop.domain.ids import PatientId
from nextpatient_desktop.domain.model import (
    Availability,
    BreakReason,
    ClinicInfo,
    EndReason,
    KioskAsks,
    OpeningSpan,
    Patient,
    Priority,
    PriorityReason,
    StationKind,
    TokenState,
)
from tests.clinic.hall import MINUTE, SECOND, Hall
from tests.clinic.house import House, refused, refused_and_unchanged


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


def change(hall: Hall, **settings: object) -> None:
    form = DepartmentForm(**{"letter": "A", "name": "General OPD", **settings})  # type: ignore[arg-type]
    hall.house.system.execute(UpdateDepartment(department=hall.opd.id, form=form))


def patients(hall: Hall, phone: str = "9845031777") -> list[Patient]:
    return list(hall.house.read(lambda uow: uow.patients.by_phone(phone)))


def patient_of(hall: Hall, phone: str = "98450 31777", **more: Any) -> PatientId | None:  # noqa: ANN401
    issued = hall.kiosk.execute(IssueToken(department=hall.opd.id, phone=phone, **more))
    visit = hall.house.read(lambda uow: uow.visits.get(issued.visit))
    assert visit is not None
    return visit.patient


def test_numbers_are_counted_by_department(hall: Hall) -> None:
    codes = [hall.issue(d).code for d in (hall.opd, hall.lab, hall.opd, hall.opd, hall.lab)]
    assert codes == ["A-001", "L-001", "A-002", "A-003", "L-002"]


def test_a_ticket_says_everything(hall: Hall) -> None:
    hall.house.system.execute(
        UpdateClinic(info=ClinicInfo(name="Sunrise", link_base="https://sunrise.example/"))
    )
    hall.issue()
    hall.clock.advance(MINUTE)
    issued = hall.kiosk.execute(
        IssueToken(
            department=hall.opd.id,
            priority=Priority.PRIORITY,
            reason=PriorityReason.PREGNANT,
            language="hi",
        )
    )
    assert (issued.code, issued.department, issued.day) == ("A-002", hall.opd.id, hall.day)
    assert (issued.priority, issued.reason) == (Priority.PRIORITY, PriorityReason.PREGNANT)
    assert issued.issued_at == hall.clock.instant
    assert (issued.place, issued.language) == (2, "hi")
    assert issued.counters == ("Room 3", "Room 4")
    visit = hall.house.read(lambda uow: uow.visits.get(issued.visit))
    assert visit is not None
    assert (visit.code, visit.language, visit.department) == ("A-002", "hi", hall.opd.id)
    assert len(visit.key) == 32
    assert issued.link == f"https://sunrise.example/t/{visit.key}"
    assert issued.expected is not None
    token = hall.token(issued)
    assert token.promised_from == issued.issued_at + issued.expected.shortest
    assert token.promised_to == issued.issued_at + issued.expected.longest


def test_without_a_page_for_patients_the_link_is_for_this_program(hall: Hall) -> None:
    issued = hall.issue()
    visit = hall.house.read(lambda uow: uow.visits.get(issued.visit))
    assert visit is not None and issued.link == f"nextpatient:t/{visit.key}"


def test_nobody_at_work_is_no_promise(hall: Hall) -> None:
    hall.at3.execute(SignOut())
    hall.at4.execute(SetAvailability(availability=Availability.ON_BREAK, reason=BreakReason.MEAL))
    issued = hall.issue()
    assert issued.expected is None
    assert hall.token(issued).promised_to is None


def test_a_phone_nobody_has_makes_a_record(hall: Hall) -> None:
    patient = patient_of(hall, "+91 98450-31777", language="hi")
    (made,) = patients(hall)
    assert (made.id, made.record, made.name, made.language) == (patient, 1, "", "hi")


def test_a_phone_that_one_has_is_theirs(hall: Hall) -> None:
    known = hall.desk.execute(RegisterPatient(form=PatientForm(name="Anita", phone="9845031777")))
    assert patient_of(hall) == known.id


def test_a_familys_phone_leaves_open_who_it_is(hall: Hall) -> None:
    for name in ("Anita", "Suresh"):
        hall.desk.execute(RegisterPatient(form=PatientForm(name=name, phone="9845031777")))
    assert patient_of(hall) is None
    assert len(patients(hall)) == 2


def test_a_new_patient_gets_a_record_whoever_has_the_phone(hall: Hall) -> None:
    known = hall.desk.execute(RegisterPatient(form=PatientForm(name="Anita", phone="9845031777")))
    patient = patient_of(hall, is_new_patient=True)
    assert patient not in (None, known.id)
    assert len(patients(hall)) == 2


def test_a_chosen_patient_is_the_one(hall: Hall) -> None:
    known = hall.desk.execute(RegisterPatient(form=PatientForm(name="Anita", phone="9845031777")))
    assert patient_of(hall, phone="", patient=known.id) == known.id
    unknown = IssueToken(department=hall.opd.id, patient=PatientId(hall.opd.id))
    assert refused_and_unchanged(hall.house, hall.kiosk, unknown).code == "patient_unknown"


def test_what_the_kiosk_must_ask_is_not_left_out(hall: Hall) -> None:
    change(hall, asks=KioskAsks.PHONE)
    missing = refused_and_unchanged(hall.house, hall.kiosk, IssueToken(department=hall.opd.id))
    assert (missing.code, missing.params) == ("phone_missing", {"field": "phone"})
    assert hall.desk.execute(IssueToken(department=hall.opd.id)).code == "A-001"
    new = IssueToken(department=hall.opd.id, is_new_patient=True)
    assert refused(hall.desk, new).code == "phone_missing"


@pytest.mark.parametrize("language", ["xx", "en\0", "English"])
def test_a_language_that_the_program_does_not_speak_is_refused(hall: Hall, language: str) -> None:
    command = IssueToken(department=hall.opd.id, language=language)
    refusal = refused_and_unchanged(hall.house, hall.house.system, command)
    assert (refusal.code, refusal.params["field"]) == ("language_unknown", "language")


def test_a_wrong_phone_is_refused_by_its_field(hall: Hall) -> None:
    wrong = refused_and_unchanged(hall.house, hall.kiosk, IssueToken(department=hall.opd.id, phone="12"))
    assert (wrong.code, wrong.params["field"]) == ("phone_invalid", "phone")


def test_a_priority_has_a_reason(hall: Hall) -> None:
    act = IssueToken(department=hall.opd.id, priority=Priority.PRIORITY)
    missing = refused_and_unchanged(hall.house, hall.kiosk, act)
    assert (missing.code, missing.params) == ("reason_missing", {"field": "reason"})
    plain = hall.kiosk.execute(IssueToken(department=hall.opd.id, reason=PriorityReason.STAFF))
    assert (plain.priority, plain.reason) == (Priority.NORMAL, None)


def test_an_emergency_is_for_staff_to_say(hall: Hall) -> None:
    act = IssueToken(department=hall.opd.id, priority=Priority.EMERGENCY)
    assert refused_and_unchanged(hall.house, hall.kiosk, act).code == "not_allowed"
    assert hall.desk.execute(act).priority is Priority.EMERGENCY


def test_a_token_can_be_meant_for_a_doctor_and_nobody_else(hall: Hall) -> None:
    assert hall.token(hall.issue(doctor=hall.rao)).doctor == hall.rao.id
    act = IssueToken(department=hall.opd.id, doctor=hall.reception.id)
    assert refused_and_unchanged(hall.house, hall.desk, act).code == "doctor_unknown"


@pytest.mark.parametrize(
    ("settings", "minutes", "code", "because"),
    [
        (
            {"hours": (OpeningSpan(weekday=4, opens=600, closes=720),)},
            0,
            "department_closed",
            "outside_hours",
        ),
        (
            {"hours": (OpeningSpan(weekday=4, opens=480, closes=570),)},
            30,
            "department_closed",
            "outside_hours",
        ),
        ({"daily_limit": 2}, 0, "department_full", None),
    ],
)
def test_patients_get_no_token_where_staff_still_may(
    hall: Hall, settings: dict[str, object], minutes: int, code: str, because: str | None
) -> None:
    hall.issue()
    hall.issue()
    change(hall, **settings)
    hall.clock.advance(minutes * MINUTE)
    refusal = refused_and_unchanged(hall.house, hall.kiosk, IssueToken(department=hall.opd.id))
    assert refusal.code == code
    assert refusal.params.get("because") == because
    assert refusal.params["department"] == "General OPD"
    issued = hall.desk.execute(IssueToken(department=hall.opd.id))
    assert issued.code == "A-003"
    body = json.loads(hall.house.events("token.issued")[-1].body)
    assert body["despite"] == (because or "full")


def test_closed_for_today_opens_again_tomorrow(hall: Hall) -> None:
    hall.house.system.execute(CloseDepartment(department=hall.opd.id))
    refusal = refused(hall.kiosk, IssueToken(department=hall.opd.id))
    assert refusal.params["because"] == "closed_today"
    hall.clock.advance(timedelta(days=1))
    assert hall.kiosk.execute(IssueToken(department=hall.opd.id)).code == "A-001"


def test_a_department_closed_for_good_gives_nobody_a_token(hall: Hall) -> None:
    hall.house.system.execute(CloseDepartment(department=hall.opd.id, for_good=True))
    for clinic in (hall.kiosk, hall.desk):
        refusal = refused_and_unchanged(hall.house, clinic, IssueToken(department=hall.opd.id))
        assert (refusal.code, refusal.params["because"]) == ("department_closed", "for_good")


def test_a_cancelled_number_stays_given(hall: Hall) -> None:
    change(hall, daily_limit=1)
    issued = hall.kiosk.execute(IssueToken(department=hall.opd.id))
    hall.desk.execute(Cancel(token=issued.token))
    assert refused(hall.kiosk, IssueToken(department=hall.opd.id)).code == "department_full"


def test_a_kiosk_cancels_only_its_own_while_they_wait(hall: Hall) -> None:
    hall.clock.advance(SECOND)
    issued = hall.kiosk.execute(IssueToken(department=hall.opd.id))
    other = hall.house.as_station(StationKind.KIOSK, "Kiosk at the gate")
    assert refused_and_unchanged(hall.house, other, Cancel(token=issued.token)).code == "not_allowed"
    ended = hall.kiosk.execute(Cancel(token=issued.token))
    assert (ended.state, ended.end_reason) == (TokenState.CANCELLED, EndReason.PATIENT_LEFT)
    again = hall.kiosk.execute(IssueToken(department=hall.opd.id))
    hall.call()
    late = refused_and_unchanged(hall.house, hall.kiosk, Cancel(token=again.token))
    assert (late.code, late.params["counter"]) == ("move_refused", "Room 3")


def test_a_patient_cancels_only_their_own(hall: Hall) -> None:
    mine, theirs = hall.issue(), hall.issue()
    me = hall.house.door.acting_as(Actor(visit=mine.visit))
    assert refused_and_unchanged(hall.house, me, Cancel(token=theirs.token)).code == "not_allowed"
    assert me.execute(Cancel(token=mine.token)).end_reason is EndReason.PATIENT_LEFT


def test_who_issues(hall: Hall) -> None:
    act = IssueToken(department=hall.opd.id)
    for kind in StationKind:
        station = hall.house.as_station(kind, f"A new {kind}")
        if kind in (StationKind.KIOSK, StationKind.INTEGRATION):
            station.execute(IssueToken(department=hall.opd.id))
        else:
            assert refused(station, act).code == "not_allowed"


def test_one_event_says_all_and_nothing_private(hall: Hall) -> None:
    hall.kiosk.execute(IssueToken(department=hall.opd.id, phone="98450 31777"))
    event = hall.house.events()[-1]
    assert event.kind == "token.issued"
    changes = json.loads(event.body)["changes"]
    assert [(one["of"], one["before"]) for one in changes] == [
        ("token", None),
        ("visit", None),
        ("patient", None),
    ]
    assert changes[0]["after"]["code"] == "A-001"
    assert "9845031777" not in event.body
    visit = hall.house.read(lambda uow: uow.visits.by_code(hall.day, "A-001"))
    assert visit is not None and visit.key not in event.body


def test_the_place_told_is_the_place_had(hall: Hall) -> None:
    """However the queue is made up, the first of many tells its own place as the explained order does."""
    makers = [
        hall.issue,
        hall.issue_priority,
        hall.issue,
        hall.issue,
        hall.issue_emergency,
        hall.issue_priority,
    ]
    for policy in ("ratio", "strict", "arrival"):
        change(hall, policy=policy)
        for turn in range(18):
            issued = makers[turn % len(makers)]()
            assert issued.place is not None
            assert hall.waiting()[issued.place - 1] == issued.code
            if turn % 5 == 4:
                hall.at4.execute(CallNext(counter=hall.room4.id))
                called = hall.board(hall.at4, hall.room4).current
                assert called is not None
                hall.desk.execute(Cancel(token=called.token.id))


def test_the_place_told_counts_who_is_overdue(hall: Hall) -> None:
    change(hall, overdue_after=timedelta(minutes=30))
    hall.issue()
    hall.issue_priority()
    hall.issue()
    hall.clock.advance(31 * MINUTE)
    hall.issue_priority()
    hall.issue()
    for make in (hall.issue, hall.issue_priority, hall.issue):
        issued = make()
        assert issued.place is not None
        assert hall.waiting()[issued.place - 1] == issued.code
