"""What a cut-off kiosk gave is taken over: once, in order, and never refused."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from nextpatient_desktop.clinic.alerts.messages import AlertKind, Alerts
from nextpatient_desktop.clinic.days.messages import DayStatistics, OpenDay, VoidDay
from nextpatient_desktop.clinic.departments.messages import (
    ClosedBecause,
    CloseDepartment,
    DepartmentForm,
    Departments,
    UpdateDepartment,
)
from nextpatient_desktop.clinic.patients.messages import PatientForm, RegisterPatient
from nextpatient_desktop.clinic.stations.messages import CloseStation
from nextpatient_desktop.clinic.stations.pairing import KeyStation
from nextpatient_desktop.clinic.tokens.adoption import MOST_ADOPTED, Adoption, AdoptTokens, OfflineToken
from nextpatient_desktop.clinic.tokens.messages import (
    CallNext,
    Complete,
    IssueToken,
    StartServing,
    Transfer,
    Undo,
)
from nextpatient_desktop.clinic.tokens.questions import TokenStatus
from nextpatient_desktop.domain.ids import TokenId, VisitId
from nextpatient_desktop.domain.model import (
    EndReason,
    OpeningSpan,
    Patient,
    Priority,
    PriorityReason,
    StationKind,
    Token,
    TokenState,
    Visit,
)
from tests.clinic.hall import MINUTE, SECOND, Hall
from tests.clinic.house import House, refused, refused_and_unchanged
from tests.clinic.offline_kiosk import CutOffKiosk, new_id

DAY = timedelta(days=1)


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


@pytest.fixture
def kiosk(hall: Hall) -> CutOffKiosk:
    return CutOffKiosk(hall)


def stored(hall: Hall, token: OfflineToken) -> Token:
    (found,) = hall.house.read(lambda uow: uow.tokens.of_visit(token.visit))
    return found


def visit_of(hall: Hall, token: OfflineToken) -> Visit:
    found = hall.house.read(lambda uow: uow.visits.get(token.visit))
    assert found is not None
    return found


def patient_of(hall: Hall, token: OfflineToken) -> Patient | None:
    key = visit_of(hall, token).patient
    return None if key is None else hall.house.read(lambda uow: uow.patients.get(key))


def alerts(hall: Hall) -> list[tuple[AlertKind, dict[str, str | int]]]:
    return [(one.kind, dict(one.params)) for one in hall.desk.ask(Alerts())]


def require_sound(hall: Hall) -> None:
    """What `nextpatient clinic check` looks through."""
    assert hall.house.place.findings() == []


def lost_request(hall: Hall, **more: object) -> IssueToken:
    """A request that the clinic did, and whose answer never came."""
    hall.clock.advance(SECOND)
    request = IssueToken(department=hall.opd.id, **more)  # type: ignore[arg-type]
    hall.kiosk.execute(request)
    return request


# --- what is kept ---------------------------------------------------------------------------------------


def test_code_instant_day_and_link_stay(hall: Hall, kiosk: CutOffKiosk) -> None:
    token = kiosk.give(
        priority=Priority.PRIORITY, reason=PriorityReason.SENIOR, language="hi", doctor=hall.rao.id
    )
    hall.clock.advance(MINUTE)
    (adopted,) = kiosk.hand_over().tokens
    assert (adopted.code, adopted.became, adopted.superseded) == ("A-A01", Adoption.WAITING, None)
    visit, waiting = visit_of(hall, token), stored(hall, token)
    assert (visit.code, visit.day, visit.key, visit.language) == ("A-A01", hall.day, token.key, "hi")
    assert (visit.issued_at, visit.station) == (token.issued_at, kiosk.station.id)
    assert (waiting.id, waiting.issued_at, waiting.queued_at) == (
        token.token,
        token.issued_at,
        token.issued_at,
    )
    assert (waiting.state, waiting.priority, waiting.doctor) == (
        TokenState.WAITING,
        Priority.PRIORITY,
        hall.rao.id,
    )
    assert alerts(hall) == []


def test_the_queue_is_in_the_order_of_issue(hall: Hall, kiosk: CutOffKiosk) -> None:
    kiosk.give()
    hall.issue()
    kiosk.give()
    kiosk.give()
    hall.issue()
    kiosk.hand_over()
    assert hall.waiting() == ["A-A01", "A-001", "A-A02", "A-A03", "A-002"]


def test_a_ticket_is_found_by_its_code_and_its_link(hall: Hall, kiosk: CutOffKiosk) -> None:
    token = kiosk.give()
    kiosk.hand_over()
    assert hall.desk.ask(TokenStatus(code="aa1")).visit == token.visit
    assert hall.desk.ask(TokenStatus(link=f"nextpatient:t/{token.key}")).visit == token.visit


def test_the_journal_tells_of_each_and_nothing_private(hall: Hall, kiosk: CutOffKiosk) -> None:
    kiosk.give(phone="98450 31777")
    kiosk.give()
    kiosk.hand_over(to_come=3)
    events = hall.house.events("token.adopted")
    assert [event.station for event in events] == [kiosk.station.id] * 2
    assert not any("98450" in event.body for event in hall.house.events())
    (told,) = hall.house.events("tokens.handed_over")
    assert (json.loads(told.body)["count"], json.loads(told.body)["to_come"]) == (2, 3)


def test_numbers_of_the_department_go_on_untouched(hall: Hall, kiosk: CutOffKiosk) -> None:
    hall.issue()
    for _ in range(5):
        kiosk.give()
    kiosk.hand_over()
    assert hall.issue().code == "A-002"
    require_sound(hall)


# --- never refused --------------------------------------------------------------------------------------


def test_neither_hours_nor_closing_nor_limits_refuse_it(hall: Hall, kiosk: CutOffKiosk) -> None:
    form = DepartmentForm(
        letter="A",
        name="General OPD",
        daily_limit=1,
        hours=(OpeningSpan(weekday=0, opens=60, closes=120),),
    )
    hall.house.system.execute(UpdateDepartment(department=hall.opd.id, form=form))
    hall.house.system.execute(CloseDepartment(department=hall.opd.id))
    hall.house.system.execute(CloseDepartment(department=hall.lab.id, for_good=True))
    for department in (hall.opd, hall.opd, hall.lab):
        kiosk.give(department)
    assert {one.became for one in kiosk.hand_over().tokens} == {Adoption.WAITING}


def test_what_the_kiosk_gave_counts_in_the_daily_limit(hall: Hall, kiosk: CutOffKiosk) -> None:
    form = DepartmentForm(letter="A", name="General OPD", daily_limit=4)
    hall.house.system.execute(UpdateDepartment(department=hall.opd.id, form=form))
    hall.issue()
    kiosk.give()
    kiosk.give(cancelled_at=hall.clock.now() + MINUTE)
    kiosk.hand_over()
    assert hall.kiosk.execute(IssueToken(department=hall.opd.id)).code == "A-002"
    assert refused(hall.kiosk, IssueToken(department=hall.opd.id)).code == "department_full"
    status = next(one for one in hall.kiosk.ask(Departments()) if one.department.id == hall.opd.id)
    assert (status.closed_because, status.issued) == (ClosedBecause.FULL, 4)


def test_what_no_longer_is_or_never_was_known_is_left_out(hall: Hall, kiosk: CutOffKiosk) -> None:
    now = hall.clock.now()
    token = kiosk.give(
        phone="nobody's",
        patient=new_id(now),
        doctor=hall.technician.id,
        language="xx",
        priority=Priority.EMERGENCY,
    )
    kiosk.hand_over()
    waiting = stored(hall, token)
    assert (waiting.doctor, waiting.priority) == (None, Priority.PRIORITY)
    assert (visit_of(hall, token).language, patient_of(hall, token)) == ("", None)


def test_an_unknown_department_is_the_one_with_its_letter(hall: Hall, kiosk: CutOffKiosk) -> None:
    token = replace(kiosk.give(hall.lab), department=new_id(hall.clock.now()))
    kiosk.hand_over(token)
    assert stored(hall, token).department == hall.lab.id


def test_a_link_that_is_none_gets_a_fresh_secret(hall: Hall, kiosk: CutOffKiosk) -> None:
    first = kiosk.give()
    same, bad = kiosk.give(), kiosk.give()
    kiosk.hand_over(first, replace(same, key=first.key), replace(bad, key="../.."))
    keys = {visit_of(hall, one).key for one in (first, same, bad)}
    assert first.key in keys
    assert len(keys) == 3


# --- whose it is ----------------------------------------------------------------------------------------


def test_a_phone_gets_a_record_number_as_it_would_have(hall: Hall, kiosk: CutOffKiosk) -> None:
    form = PatientForm(name="Anita Joseph", phone="9845031777")
    anita = hall.desk.execute(RegisterPatient(form=form))
    for name in ("Ravi Kumar", "Lata Kumar"):
        hall.desk.execute(RegisterPatient(form=PatientForm(name=name, phone="9845000001")))
    hers = kiosk.give(phone="98450 31777")
    shared = kiosk.give(phone="9845000001")
    unknown = kiosk.give(phone="9845000002")
    new = kiosk.give(phone="9845031777", is_new_patient=True)
    chosen = kiosk.give(patient=anita.id)
    nobody = kiosk.give()
    kiosk.hand_over()
    assert patient_of(hall, hers) == anita
    assert patient_of(hall, chosen) == anita
    assert patient_of(hall, shared) is patient_of(hall, nobody) is None
    made, also = patient_of(hall, unknown), patient_of(hall, new)
    assert made is not None
    assert also is not None
    assert (made.phone, made.record_number) == ("9845000002", "P-000004")
    assert (also.phone, also.record_number) == ("9845031777", "P-000005")


def test_two_tokens_of_one_new_phone_are_one_patient(hall: Hall, kiosk: CutOffKiosk) -> None:
    first, second = kiosk.give(phone="9845000002"), kiosk.give(hall.lab, phone="9845000002")
    kiosk.hand_over()
    assert patient_of(hall, first) == patient_of(hall, second) is not None


# --- once -----------------------------------------------------------------------------------------------


def test_the_same_hand_over_again_does_nothing(hall: Hall, kiosk: CutOffKiosk) -> None:
    kiosk.give()
    command = kiosk.command()
    first = hall.kiosk.execute(command)
    before = hall.house.storage.position()
    hall.clock.advance(MINUTE)
    assert hall.kiosk.execute(command) == first
    assert hall.house.storage.position() == before


def test_a_token_is_taken_over_once_in_whatever_hand_over(hall: Hall, kiosk: CutOffKiosk) -> None:
    first = kiosk.give()
    kiosk.hand_over()
    second = kiosk.give()
    became = [one.became for one in kiosk.hand_over(first, second, second).tokens]
    assert became == [Adoption.KNOWN, Adoption.WAITING, Adoption.KNOWN]
    assert len(hall.house.events("token.adopted")) == 2


def test_what_the_patient_gave_up_comes_cancelled(hall: Hall, kiosk: CutOffKiosk) -> None:
    token = kiosk.give()
    cancelled_at = token.issued_at + MINUTE
    hall.clock.advance(2 * MINUTE)
    (adopted,) = kiosk.hand_over(replace(token, cancelled_at=cancelled_at)).tokens
    ended = stored(hall, token)
    assert adopted.became is Adoption.CANCELLED
    assert (ended.state, ended.end_reason, ended.ended_at) == (
        TokenState.CANCELLED,
        EndReason.PATIENT_LEFT,
        cancelled_at,
    )


def test_what_was_given_up_after_its_hand_over_is_cancelled_then(hall: Hall, kiosk: CutOffKiosk) -> None:
    token, called = kiosk.give(), kiosk.give(hall.lab)
    kiosk.hand_over()
    hall.serve_everything(hall.lab)
    hall.call()
    gone = [replace(one, cancelled_at=hall.clock.now()) for one in (token, called)]
    became = [one.became for one in kiosk.hand_over(*gone).tokens]
    assert became == [Adoption.CANCELLED, Adoption.KNOWN]
    assert stored(hall, token).end_reason is EndReason.PATIENT_LEFT
    assert stored(hall, called).state is TokenState.CALLED


# --- a request whose answer was lost ----------------------------------------------------------------------


def test_a_number_given_for_the_lost_request_is_superseded(hall: Hall, kiosk: CutOffKiosk) -> None:
    request = lost_request(hall, phone="9845000002")
    token = kiosk.give(phone="9845000002", is_new_patient=True, follows=request.id)
    (adopted,) = kiosk.hand_over().tokens
    assert (adopted.became, adopted.superseded) == (Adoption.WAITING, "A-001")
    assert hall.waiting() == ["A-A01"]
    given = hall.house.read(lambda uow: uow.visits.by_code(hall.day, "A-001"))
    assert given is not None
    (ended,) = hall.house.read(lambda uow: uow.tokens.of_visit(given.id))
    assert (ended.state, ended.end_reason) == (TokenState.CANCELLED, EndReason.SUPERSEDED)
    assert given.patient == visit_of(hall, token).patient is not None
    assert alerts(hall) == []


def test_a_request_that_was_not_done_is_not_done_later(hall: Hall, kiosk: CutOffKiosk) -> None:
    request = IssueToken(department=hall.opd.id)
    kiosk.give(follows=request.id)
    kiosk.hand_over()
    assert refused_and_unchanged(hall.house, hall.kiosk, request).code == "command_id_reused"
    assert hall.waiting() == ["A-A01"]


def test_a_request_that_was_refused_gave_no_number(hall: Hall, kiosk: CutOffKiosk) -> None:
    request = IssueToken(department=hall.opd.id, phone="12")
    refused(hall.kiosk, request)
    kiosk.give(follows=request.id)
    assert kiosk.hand_over().tokens[0].superseded is None


@pytest.mark.parametrize(
    "state", [TokenState.CALLED, TokenState.SERVING, TokenState.COMPLETED, TokenState.NO_SHOW]
)
def test_where_the_lost_number_was_called_both_stay_and_staff_are_told(
    hall: Hall, kiosk: CutOffKiosk, state: TokenState
) -> None:
    request = lost_request(hall, phone="9845000002")
    called = hall.call()
    if state is TokenState.SERVING:
        hall.at3.execute(StartServing(token=called.id))
    elif state is TokenState.COMPLETED:
        hall.at3.execute(Complete(token=called.id))
    elif state is TokenState.NO_SHOW:
        hall.miss(called)
    token = kiosk.give(phone="9845000002", follows=request.id)
    (adopted,) = kiosk.hand_over().tokens
    assert (adopted.became, adopted.superseded) == (Adoption.WAITING, None)
    assert hall.token(called).state is state
    name = kiosk.station.name
    assert alerts(hall) == [(AlertKind.GIVEN_TWICE, {"code": "A-A01", "called": "A-001", "station": name})]
    assert visit_of(hall, token).patient == hall.house.read(lambda uow: uow.visits.get(called.visit)).patient  # type: ignore[union-attr]


def test_where_the_lost_number_was_sent_on_staff_are_told(hall: Hall, kiosk: CutOffKiosk) -> None:
    request = lost_request(hall)
    hall.at3.execute(Transfer(token=hall.call().id, department=hall.lab.id))
    kiosk.give(follows=request.id)
    kiosk.hand_over()
    assert [kind for kind, _ in alerts(hall)] == [AlertKind.GIVEN_TWICE]


def test_a_request_of_staff_is_not_touched(hall: Hall, kiosk: CutOffKiosk) -> None:
    request = IssueToken(department=hall.opd.id)
    hall.desk.execute(request)
    kiosk.give(follows=request.id)
    assert kiosk.hand_over().tokens[0].superseded is None
    assert hall.waiting() == ["A-001", "A-A01"]


# --- days -----------------------------------------------------------------------------------------------


def test_a_day_that_was_closed_takes_its_tokens_as_expired(hall: Hall, kiosk: CutOffKiosk) -> None:
    hall.issue()
    tokens = [kiosk.give(), kiosk.give()]
    yesterday = hall.day
    hall.clock.advance(DAY)
    hall.house.system.execute(OpenDay())
    today = kiosk.give(day=yesterday + DAY)
    assert [one.became for one in kiosk.hand_over().tokens] == [
        Adoption.EXPIRED,
        Adoption.EXPIRED,
        Adoption.WAITING,
    ]
    assert [stored(hall, one).state for one in (*tokens, today)] == [
        TokenState.EXPIRED,
        TokenState.EXPIRED,
        TokenState.WAITING,
    ]
    figures = hall.desk.ask(DayStatistics(day=yesterday))
    assert (figures.issued, figures.expired) == (3, 3)
    told = {"count": 2, "day": yesterday.isoformat(), "station": kiosk.station.name}
    assert alerts(hall) == [(AlertKind.CAME_AFTER_THE_DAY, told)]
    require_sound(hall)


def test_staff_are_told_once_of_one_thing(hall: Hall, kiosk: CutOffKiosk) -> None:
    first, second = kiosk.give(), kiosk.give()
    hall.clock.advance(DAY)
    hall.house.system.execute(OpenDay())
    kiosk.hand_over(first)
    kiosk.hand_over(second)
    ((_, told),) = alerts(hall)
    assert told["count"] == 2


def test_a_day_that_nobody_opened_is_made(hall: Hall, kiosk: CutOffKiosk) -> None:
    between = hall.day + DAY
    token = kiosk.give(day=between, after=DAY)
    hall.clock.advance(DAY)
    hall.house.system.execute(OpenDay())
    assert kiosk.hand_over().tokens[0].became is Adoption.EXPIRED
    made = hall.house.read(lambda uow: uow.days.get(between))
    assert made is not None
    assert (made.day.opened_at, made.day.closed_at) == (token.issued_at, hall.clock.now())
    assert hall.desk.ask(DayStatistics(day=between)).expired == 1
    require_sound(hall)


def test_the_hand_over_opens_the_day_it_is_first_needed_in(hall: Hall, kiosk: CutOffKiosk) -> None:
    kiosk.give(day=hall.day + DAY, after=DAY)
    assert kiosk.hand_over().tokens[0].became is Adoption.WAITING


def test_a_voided_day_that_was_not_empty_after_all_is_there_again(hall: Hall, kiosk: CutOffKiosk) -> None:
    next_day = hall.day + DAY
    token = kiosk.give(day=next_day, after=DAY)
    hall.house.system.execute(OpenDay())
    hall.house.system.execute(VoidDay())
    hall.clock.advance(DAY)
    hall.house.system.execute(OpenDay())
    assert kiosk.hand_over().tokens[0].became is Adoption.EXPIRED
    assert stored(hall, token).day == next_day
    made = hall.house.read(lambda uow: uow.days.get(next_day))
    assert made is not None
    assert not made.day.voided


def test_a_day_with_handed_over_tokens_is_not_empty(hall: Hall, kiosk: CutOffKiosk) -> None:
    kiosk.give()
    kiosk.hand_over()
    assert refused(hall.house.system, VoidDay()).code == "day_not_empty"


def test_tokens_that_came_late_are_there_again_with_their_day(hall: Hall, kiosk: CutOffKiosk) -> None:
    token = kiosk.give()
    hall.clock.advance(DAY)
    hall.house.system.execute(OpenDay())
    kiosk.hand_over()
    hall.house.system.execute(VoidDay())
    assert stored(hall, token).state is TokenState.WAITING


# --- wrong clocks ---------------------------------------------------------------------------------------


def test_a_clock_that_was_wrong_is_put_right_and_staff_are_told(hall: Hall, kiosk: CutOffKiosk) -> None:
    late = timedelta(hours=5)
    kiosk.give()
    hall.issue()
    kiosk.give()
    stated = [replace(one, issued_at=one.issued_at + late) for one in kiosk.given]
    hall.clock.advance(MINUTE)
    kiosk.hand_over(*stated, handed_over_at=hall.clock.now() + late + SECOND)
    assert hall.waiting() == ["A-A01", "A-001", "A-A02"]
    assert [stored(hall, one).issued_at for one in kiosk.given] == [one.issued_at for one in kiosk.given]
    told = {"count": 2, "station": kiosk.station.name}
    assert alerts(hall) == [(AlertKind.TIMES_UNCERTAIN, told)]
    bodies = [json.loads(one.body) for one in hall.house.events("token.adopted")]
    assert [body["is_uncertain"] for body in bodies] == [True, True]
    assert [datetime.fromisoformat(body["stated_at"]) for body in bodies] == [one.issued_at for one in stated]


def test_a_date_that_cannot_be_is_the_one_of_its_instant(hall: Hall, kiosk: CutOffKiosk) -> None:
    future = kiosk.give(day=hall.day + 3 * DAY, number=1)
    past = kiosk.give(day=hall.day - 30 * DAY, number=2)
    kiosk.hand_over()
    assert [visit_of(hall, one).day for one in (future, past)] == [hall.day] * 2
    assert [stored(hall, one).state for one in (future, past)] == [TokenState.WAITING] * 2


# --- codes ----------------------------------------------------------------------------------------------


def test_a_code_that_is_there_already_goes_on_under_another(hall: Hall, kiosk: CutOffKiosk) -> None:
    hall.issue()
    first, second = kiosk.give(number=1), kiosk.give(number=1)
    adopted = kiosk.hand_over().tokens
    assert [one.code for one in adopted] == ["A-A01", "A-002"]
    assert visit_of(hall, second).code == stored(hall, second).code == "A-002"
    told = {"code": "A-A01", "given": "A-002", "station": kiosk.station.name}
    assert alerts(hall) == [(AlertKind.CODE_TAKEN, told)]
    assert stored(hall, first).code == "A-A01"
    require_sound(hall)


def test_a_kiosk_that_was_paired_as_a_new_one_hands_over_what_it_gave_as_the_old_one(
    hall: Hall, kiosk: CutOffKiosk
) -> None:
    request = lost_request(hall)
    kiosk.give(follows=request.id)
    anew = hall.house.as_station(StationKind.KIOSK, "Kiosk 9")  # "Kiosk 1" is still listed as in use
    (adopted,) = anew.execute(kiosk.command()).tokens
    assert (adopted.code, adopted.superseded) == ("A-A01", "A-001")
    assert hall.waiting() == ["A-A01"]
    require_sound(hall)


@pytest.mark.parametrize("code", ["A-007", "A-a07", "A A7"])
def test_what_is_no_kiosks_code_is_refused(hall: Hall, kiosk: CutOffKiosk, code: str) -> None:
    command = kiosk.command(replace(kiosk.give(), code=code))
    assert refused(hall.kiosk, command).code in ("request_invalid", "token_unknown")


def test_a_revoked_kiosk_that_is_paired_anew_hands_over_its_old_series(
    hall: Hall, kiosk: CutOffKiosk
) -> None:
    request = lost_request(hall)
    kiosk.give(follows=request.id)
    hall.house.system.execute(CloseStation(station=kiosk.station.id))
    assert refused(hall.kiosk, kiosk.command()).code == "not_allowed"
    anew = hall.house.as_station(StationKind.KIOSK, "Kiosk 9")
    (adopted,) = anew.execute(kiosk.command()).tokens
    assert (adopted.code, adopted.superseded) == ("A-A01", "A-001")


def test_a_series_that_nobody_knows_is_taken(hall: Hall, kiosk: CutOffKiosk) -> None:
    kiosk.hand_over(replace(kiosk.give(), code="A-ZZ01"))
    assert hall.waiting() == ["A-ZZ01"]


def test_a_series_that_the_kiosk_had_before_is_its_own(hall: Hall, kiosk: CutOffKiosk) -> None:
    old = kiosk.give()
    hall.house.system.execute(KeyStation(kind=StationKind.KIOSK, station=kiosk.station.id))
    assert kiosk.station.series != "A"
    new = kiosk.give(number=1)
    assert [one.code for one in kiosk.hand_over(old, new).tokens] == [old.code, new.code]


def test_a_series_that_a_kiosk_had_before_is_nobody_elses(hall: Hall, kiosk: CutOffKiosk) -> None:
    hall.house.system.execute(KeyStation(kind=StationKind.KIOSK, station=kiosk.station.id))
    other = CutOffKiosk(hall, hall.house.as_station(StationKind.KIOSK, "Kiosk 2"))
    assert [kiosk.station.series, other.station.series] == ["B", "C"]


def test_too_many_at_once_are_refused(hall: Hall, kiosk: CutOffKiosk) -> None:
    token = kiosk.give()
    command = kiosk.command(*[token] * (MOST_ADOPTED + 1))
    assert refused(hall.kiosk, command).code == "request_invalid"


# --- who may, and undo ------------------------------------------------------------------------------------


def test_only_a_kiosk_hands_over(hall: Hall, kiosk: CutOffKiosk) -> None:
    kiosk.give()
    for clinic in (hall.at3, hall.desk, hall.house.system, hall.house.as_station(StationKind.DISPLAY)):
        assert refused(clinic, kiosk.command()).code == "not_allowed"


def test_it_is_never_taken_back(hall: Hall, kiosk: CutOffKiosk) -> None:
    kiosk.give()
    command = kiosk.command()
    hall.kiosk.execute(command)
    assert refused(hall.kiosk, Undo(command=command.id)).code in ("undo_impossible", "not_allowed")
    assert refused(hall.house.system, Undo(command=command.id)).code == "undo_impossible"


def test_a_visit_or_token_id_that_is_taken_does_no_harm(hall: Hall, kiosk: CutOffKiosk) -> None:
    issued = hall.issue()
    strange = replace(kiosk.give(), token=TokenId(issued.token))
    same_visit = replace(kiosk.give(), visit=VisitId(issued.visit), cancelled_at=hall.clock.now())
    first, second = kiosk.hand_over(strange, same_visit).tokens
    assert (first.became, second.became) == (Adoption.WAITING, Adoption.KNOWN)
    assert sorted(hall.waiting()) == ["A-001", "A-A01"]


def test_two_hundred_come_in_seconds(hall: Hall, kiosk: CutOffKiosk) -> None:
    tokens = [kiosk.give(phone=f"98450{number:05d}") for number in range(200)]
    commands = [
        AdoptTokens(
            tokens=tuple(tokens[start : start + MOST_ADOPTED]),
            last_contact=kiosk.last_contact,
            handed_over_at=hall.clock.now(),
            to_come=200 - start - MOST_ADOPTED,
        )
        for start in (0, MOST_ADOPTED)
    ]
    for command in commands:
        hall.kiosk.execute(command)
    assert hall.waiting() == [one.code for one in tokens]
    called = hall.at3.execute(CallNext(counter=hall.room3.id))
    assert called.code == "A-A01"
