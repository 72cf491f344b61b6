"""Scripts about tokens: issued, called, served, sent on, handed over by a kiosk; and the day they are of."""

from dataclasses import replace
from datetime import date, timedelta

from nextpatient_desktop.clinic.alerts.messages import Alerts, DismissAlert
from nextpatient_desktop.clinic.days.messages import DayStatistics, OpenDay, Today, VoidDay
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.door import new_command_id
from nextpatient_desktop.clinic.printouts.messages import PrintKind, Printouts, PrintResult, ReportPrinting
from nextpatient_desktop.clinic.stations.messages import Stations
from nextpatient_desktop.clinic.tokens.adoption import AdoptTokens, OfflineToken
from nextpatient_desktop.clinic.tokens.messages import (
    CallNext,
    CallToken,
    Cancel,
    Complete,
    CompleteAndCallNext,
    Hold,
    IssuedToken,
    IssueToken,
    MarkNoShow,
    PutBack,
    Recall,
    Resume,
    ReturnToQueue,
    StartServing,
    Transfer,
    Undo,
)
from nextpatient_desktop.clinic.tokens.numbers import LastNumber, ReportNumbers
from nextpatient_desktop.clinic.tokens.questions import Board, Destinations, NowServing, TokenStatus
from nextpatient_desktop.domain.ids import (
    AlertId,
    CommandId,
    CounterId,
    DepartmentId,
    PrintJobId,
    StaffId,
    TokenId,
    VisitId,
    uuid7,
)
from nextpatient_desktop.domain.model import (
    CallReason,
    EndReason,
    Priority,
    PriorityReason,
    StationKind,
)
from tests.clinic.house import MORNING
from tests.contract.play import Play
from tests.contract.scripts.town import Town

NOWHERE = uuid7(0, bytes(10))
NO_TOKEN = TokenId(NOWHERE)
NO_COUNTER = CounterId(NOWHERE)


def tokens_are_issued(play: Play) -> None:
    """At a kiosk, at the reception, by another program."""
    town = Town(play)
    kiosk = play.ground.station(StationKind.KIOSK, "Entrance")
    other = play.ground.station(StationKind.KIOSK, "Side door")
    opd = town.opd.id
    first = play.do(kiosk, IssueToken(department=opd, phone="98450 31777", language="hi"))
    assert first.code == "A-001"
    play.do(kiosk, IssueToken(department=opd, priority=Priority.PRIORITY, reason=PriorityReason.SENIOR))
    play.refused(kiosk, IssueToken(department=opd, priority=Priority.PRIORITY), "reason_missing")
    play.refused(kiosk, IssueToken(department=opd, priority=Priority.EMERGENCY), "not_allowed")
    play.refused(kiosk, IssueToken(department=opd, phone="98x"), "phone_invalid")
    play.refused(kiosk, IssueToken(department=DepartmentId(NOWHERE)), "department_unknown")
    play.refused(kiosk, IssueToken(department=opd, doctor=StaffId(NOWHERE)), "doctor_unknown")
    play.do(town.desk, IssueToken(department=opd, priority=Priority.EMERGENCY))
    play.do(
        town.desk, IssueToken(department=opd, doctor=town.rao.id, phone="9845031777", is_new_patient=True)
    )
    program = play.ground.station(StationKind.INTEGRATION, "Front office")
    second = play.do(program, IssueToken(department=town.lab.id))
    play.do(kiosk, Departments())
    play.do(kiosk, TokenStatus(token=first.token))
    play.do(other, TokenStatus(code="a1"))
    play.do(program, TokenStatus(link=second.link))
    play.refused(kiosk, TokenStatus(code="a77"), "token_unknown")
    play.refused(kiosk, TokenStatus(), "token_unknown")
    play.refused(other, Cancel(token=first.token), "not_allowed")
    play.do(kiosk, Cancel(token=first.token, reason=EndReason.PATIENT_LEFT))
    play.refused(kiosk, Cancel(token=first.token), "move_refused")
    play.refused(kiosk, CallNext(counter=town.room3.id), "not_allowed")


def tokens_are_served(play: Play) -> None:
    """A token's whole life, and everything that is refused on its way."""
    town = Town(play)
    at3, desk, room3 = town.at3, town.desk, town.room3.id
    play.refused(at3, CallNext(counter=room3), "nobody_waiting")
    play.refused(at3, CallNext(counter=NO_COUNTER), "counter_unknown")
    issued = [_issue(town) for _ in range(6)]
    play.do(at3, Board(counter=room3))
    called = play.do(at3, CallNext(counter=room3))
    play.refused(at3, CallNext(counter=room3), "counter_busy")
    play.do(at3, Recall(token=called.id))
    play.refused(at3, Recall(token=issued[1].token), "move_refused")
    play.do(at3, PutBack(token=called.id))
    play.refused(at3, PutBack(token=called.id), "move_refused")
    play.refused(at3, CallToken(counter=room3, token=NO_TOKEN, reason=CallReason.OTHER), "token_unknown")
    urgent = CallToken(counter=room3, token=issued[2].token, reason=CallReason.URGENT)
    play.do(at3, urgent)
    play.do(at3, StartServing(token=issued[2].token))
    play.refused(at3, StartServing(token=issued[2].token), "move_refused")
    play.do(at3, Board(counter=room3))
    play.refused(at3, Board(counter=NO_COUNTER), "counter_unknown")
    play.do(at3, Complete(token=issued[2].token))
    play.refused(at3, Complete(token=issued[2].token), "move_refused")
    play.refused(at3, CompleteAndCallNext(counter=room3, current=issued[2].token), "counter_changed")
    both = play.do(at3, CompleteAndCallNext(counter=room3, current=None))
    assert both.called is not None
    play.do(at3, Hold(token=both.called.id))
    play.refused(at3, Hold(token=both.called.id), "move_refused")
    play.do(at3, Resume(token=both.called.id))
    play.refused(at3, Resume(token=both.called.id), "move_refused")
    _nobody_comes(play, town)
    play.do(desk, NowServing())
    play.do(play.ground.station(StationKind.DISPLAY), NowServing(departments=(town.opd.id,), next_count=2))
    play.do(desk, Cancel(token=issued[5].token, reason=EndReason.MISTAKE))
    play.do(desk, DayStatistics())


def _issue(town: Town) -> IssuedToken:
    return town.play.do(town.desk, IssueToken(department=town.opd.id))


def _nobody_comes(play: Play, town: Town) -> None:
    at3 = town.at3
    called = play.do(at3, CallNext(counter=town.room3.id))
    play.refused(at3, MarkNoShow(token=called.id), "too_few_calls")
    play.wait(31)
    play.do(at3, Recall(token=called.id))
    play.refused(at3, MarkNoShow(token=called.id), "call_again_first")
    play.wait(31)
    play.do(at3, MarkNoShow(token=called.id))
    play.refused(at3, MarkNoShow(token=called.id), "move_refused")
    play.do(at3, ReturnToQueue(token=called.id))
    play.refused(at3, ReturnToQueue(token=called.id), "move_refused")


def visits_are_sent_on(play: Play) -> None:
    """To another department and back, and taken back."""
    town = Town(play)
    at3, room3 = town.at3, town.room3.id
    token = _issue(town).token
    play.refused(at3, Transfer(token=token, department=town.lab.id), "move_refused")
    play.do(at3, CallNext(counter=room3))
    play.do(at3, Destinations(counter=room3))
    play.refused(at3, Destinations(counter=NO_COUNTER), "counter_unknown")
    play.refused(at3, Transfer(token=token, department=DepartmentId(NOWHERE)), "department_unknown")
    sent = play.do(at3, Transfer(token=token, department=town.lab.id, comes_back=True))
    technician = play.sign_in(play.ground.station(StationKind.COUNTER), "sen", town.lab_desk.id)
    play.do(technician, CallNext(counter=town.lab_desk.id))
    play.do(technician, Complete(token=sent.started.id))
    play.do(at3, Board(counter=room3))
    call = CallNext(counter=room3)
    play.do(at3, call)
    play.refused(technician, Undo(command=call.id), "undo_not_yours")
    assert play.do(at3, Undo(command=call.id)).what == "CallNext"
    play.refused(at3, Undo(command=call.id), "undo_overtaken")
    play.refused(at3, Undo(command=CommandId(NOWHERE)), "undo_unknown")
    late = CallNext(counter=room3)
    play.do(at3, late)
    play.wait(61)
    play.refused(at3, Undo(command=late.id), "undo_too_late")


def days_come_and_go(play: Play) -> None:
    """A day is opened, ends with what waits, and is voided if it was opened by mistake."""
    town = Town(play)
    play.do(town.desk, Today())
    play.refused(town.desk, VoidDay(), "day_not_open")
    play.do(town.at3, OpenDay())
    _issue(town)
    play.refused(town.desk, VoidDay(), "day_not_empty")
    play.refused(town.at3, VoidDay(), "not_allowed")
    play.wait(24 * 3600)
    play.do(town.system, OpenDay())
    play.do(town.system, VoidDay())
    play.do(town.system, Today())
    play.do(town.system, DayStatistics(day=date(2026, 11, 20)))
    play.do(town.system, DayStatistics(day=date(1999, 1, 1)))
    kiosk = play.ground.station(StationKind.KIOSK)
    play.refused(kiosk, DayStatistics(), "not_allowed")
    play.refused(kiosk, OpenDay(), "not_allowed")
    play.wait(30 * 24 * 3600)
    play.do(town.system, OpenDay(is_date_confirmed=True))


def a_kiosk_hands_over(play: Play) -> None:
    """What a kiosk gave while it was cut off, and what staff are told of it."""
    town = Town(play)
    kiosk = play.ground.station(StationKind.KIOSK, "Entrance")
    series = next(one.series for one in play.do(kiosk, Stations()) if one.name == "Entrance")
    lost = IssueToken(department=town.opd.id)
    play.do(kiosk, lost)
    play.do(town.at3, CallNext(counter=town.room3.id))
    given = [
        OfflineToken(
            visit=VisitId(uuid7(number, bytes(10))),
            token=TokenId(uuid7(number, bytes(9) + b"\1")),
            code=f"A-{series}{number:02d}",
            department=town.opd.id,
            day=MORNING.date(),
            issued_at=play.now + timedelta(minutes=number),
            key=f"{number:032x}",
            phone="9845031777" if number == 1 else "",
            is_new_patient=number == 1,
            follows=lost.id if number == 1 else None,
            cancelled_at=play.now + timedelta(minutes=9) if number == 3 else None,
        )
        for number in (1, 2, 3)
    ]
    play.wait(600)
    hand_over = AdoptTokens(tokens=tuple(given), last_contact=MORNING, handed_over_at=play.now)
    play.refused(town.desk, hand_over, "not_allowed")
    adopted = play.do(kiosk, replace(hand_over, id=new_command_id(), handed_over_at=play.now))
    assert len(adopted.tokens) == 3
    printed = ReportPrinting(
        what=PrintKind.TICKET,
        outcome=PrintResult.SENT,
        job=PrintJobId(NOWHERE),
        visit=given[0].visit,
        token=given[0].token,
        day=MORNING.date(),
        asked_at=given[0].issued_at,
    )
    play.refused(kiosk, replace(printed, visit=VisitId(NOWHERE)), "visit_unknown")
    play.do(kiosk, replace(printed, id=new_command_id()))
    play.do(town.desk, Printouts(visit=given[0].visit))
    play.refused(town.desk, Printouts(visit=VisitId(NOWHERE)), "visit_unknown")
    play.do(kiosk, replace(hand_over, id=new_command_id()))
    highest = (LastNumber(letter="A", number=7), LastNumber(letter="Z", number=9))
    report = ReportNumbers(day=MORNING.date(), highest=highest)
    play.refused(town.desk, report, "not_allowed")
    play.do(kiosk, replace(report, id=new_command_id()))
    play.refused(kiosk, ReportNumbers(day=report.day, highest=highest * 51), "request_invalid")
    assert play.do(kiosk, IssueToken(department=town.opd.id)).code == "A-008"
    play.refused(kiosk, replace(hand_over, id=new_command_id(), tokens=(given[0],) * 101), "request_invalid")
    alerts = play.do(town.desk, Alerts())
    assert alerts
    play.do(town.desk, DismissAlert(alert=alerts[0].id))
    play.refused(town.desk, DismissAlert(alert=AlertId(NOWHERE)), "alert_unknown")
    play.do(town.desk, Alerts())
