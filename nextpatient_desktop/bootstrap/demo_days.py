"""What happened in the demo's clinic: a few earlier days, and this morning, minute by minute.

A day is a list of acts at instants, written down first and then carried out in order under a moved clock. The
times of a morning are worked out backwards from now, so that the rooms are where the demo wants them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVarTuple

from nextpatient_desktop.bootstrap import demo_papers as papers
from nextpatient_desktop.bootstrap import demo_people as people
from nextpatient_desktop.bootstrap.demo_clinic import KIOSK, DemoClinic, MovableClock
from nextpatient_desktop.bootstrap.demo_morning import Arrival, End, Turn, morning
from nextpatient_desktop.clinic.documents.messages import AttachDocument
from nextpatient_desktop.clinic.door import Actor, Clinic
from nextpatient_desktop.clinic.patients.messages import PatientForm, RegisterPatient
from nextpatient_desktop.clinic.staff.messages import SignIn
from nextpatient_desktop.clinic.tokens.messages import (
    CallNext,
    CallToken,
    Cancel,
    Complete,
    Hold,
    IssuedToken,
    IssueToken,
    MarkNoShow,
    Recall,
    StartServing,
    Transfer,
)
from nextpatient_desktop.clinic.tokens.questions import TokenStatus
from nextpatient_desktop.domain.ids import PatientId
from nextpatient_desktop.domain.model import (
    CallReason,
    DocumentKind,
    EndReason,
    Priority,
    StationKind,
    Token,
)

Parts = TypeVarTuple("Parts")

RECEPTION: Final = "rekha"
LABORATORY: Final = "joseph"

_EARLIER: Final = ((62, 6), (31, 8), (17, 24), (9, 12), (2, 14))
"""Earlier days: how many days ago, and how many came to the general OPD."""
_ANITA_CAME: Final = {62: 3, 31: 5, 17: 19}
"""Her number on the days on which she was here."""
_STEP: Final = timedelta(minutes=8)


def play_days(clinic: Clinic, clock: MovableClock, demo: DemoClinic) -> None:
    """Let everything happen, up to `demo.now`."""
    days = _Days(clinic, clock, demo)
    days.register_patients()
    for days_ago, count in _EARLIER:
        days.play_earlier(days_ago, count)
    days.play_morning()
    clock.set(demo.now)


@dataclass(order=True, slots=True)
class _Act:
    """Something that happens at an instant; those of one instant happen in the order of writing."""

    at: datetime
    number: int
    do: Callable[[], None] = field(compare=False)


class _Days:
    """The clinic while its days are played."""

    def __init__(self, clinic: Clinic, clock: MovableClock, demo: DemoClinic) -> None:
        self._clinic = clinic
        self._clock = clock
        self._demo = demo
        self._acts: list[_Act] = []
        self._patients: dict[str, PatientId] = {}
        self._issued: dict[str, IssuedToken] = {}
        self._at: dict[str, Token] = {}
        self._staff = {room.name: clinic.acting_as(demo.actor(room.login)) for room in people.ROOMS}
        self._desk = clinic.acting_as(demo.actor(RECEPTION))
        kiosk = demo.stations[KIOSK]
        self._kiosk = clinic.acting_as(Actor(station=kiosk, kind=StationKind.KIOSK))

    def register_patients(self) -> None:
        """Make everybody's record, as reception did over the years."""
        for someone in people.PATIENTS:
            form = PatientForm(
                name=someone.name,
                phone=someone.phone,
                age=someone.age,
                gender=someone.gender,
                language=someone.language,
            )
            self._patients[someone.name] = self._desk.execute(RegisterPatient(form=form)).id

    # --- Acting at instants -----------------------------------------------------------------------

    def _plan(self, at: datetime, do: Callable[[*Parts], None], *parts: *Parts) -> None:
        self._acts.append(_Act(at, len(self._acts), partial(do, *parts)))

    def _play(self) -> None:
        for act in sorted(self._acts):
            self._clock.set(act.at)
            act.do()
        self._acts.clear()
        self._issued.clear()
        self._at.clear()

    def _sign_in(self, room: people.Room) -> None:
        counter = self._demo.counters[room.name]
        station = Actor(station=self._demo.stations[room.name], kind=StationKind.COUNTER)
        sign_in = SignIn(login=room.login, password=people.PASSWORD, counter=counter)
        self._clinic.acting_as(station).execute(sign_in)

    # --- Earlier days -----------------------------------------------------------------------------

    def play_earlier(self, days_ago: int, count: int) -> None:
        """A quiet morning in the general OPD: each comes, is called, is seen."""
        begin = self._demo.now - timedelta(days=days_ago, hours=3)
        turn = Turn(call=0, start=0, end=0)
        if days_ago == _EARLIER[0][0]:  # they stay signed in: proving a password takes its time
            for room in people.ROOMS[:2]:
                self._plan(begin - _STEP, self._sign_in, room)
        for number, name in enumerate(self._who_came(days_ago, count)):
            came = begin + number * _STEP / 2
            counter = people.ROOMS[number % 2].name
            self._plan(came, self._issue, Arrival(letter="A", before=0, name=name))
            self._plan(came + 2 * _STEP, self._call, counter, turn)
            self._plan(came + 2 * _STEP + timedelta(seconds=25), self._start, counter)
            length = timedelta(seconds=440 + 37 * number % 35)
            self._plan(came + 2 * _STEP + length, self._end, counter, turn)
        if _ANITA_CAME.get(days_ago) == 19:
            self._plan(begin + 30 * _STEP / 2, self._keep_her_papers)
        self._play()

    def _who_came(self, days_ago: int, count: int) -> Iterator[str]:
        others = [one.name for one in people.PATIENTS if one.name != people.ANITA]
        for number in range(1, count + 1):
            is_her = number == _ANITA_CAME.get(days_ago)
            yield people.ANITA if is_her else others[(days_ago * 7 + number) % len(others)]

    def _keep_her_papers(self) -> None:
        visit = self._issued["A-019"]
        lab, doctor = self._staff["Lab"], self._staff["Room 3"]
        report = papers.blood_report(people.ANITA, visit.day)
        self._attach(lab, visit, DocumentKind.REPORT, "Blood report.pdf", report)
        photo = papers.certificate(people.ANITA, visit.day)
        self._attach(doctor, visit, DocumentKind.CERTIFICATE, "Medical certificate", photo)

    def _attach(self, by: Clinic, visit: IssuedToken, kind: DocumentKind, title: str, data: bytes) -> None:
        sha256 = by.put_blob(data)
        by.execute(AttachDocument(visit=visit.visit, kind=kind, title=title, sha256=sha256))

    # --- This morning -----------------------------------------------------------------------------

    def play_morning(self) -> None:
        """Today, from the first patient to now."""
        mornings = morning()
        for room in people.ROOMS:
            day = mornings[room.name]
            self._plan(self._before(day.opens), self._sign_in, room)
            for arrival in day.arrivals:
                self._plan(self._before(arrival.before), self._issue, arrival)
                if arrival.left is not None:
                    self._plan(self._before(arrival.left), self._leave, arrival)
            for turn in day.turns:
                self._plan_turn(room.name, turn)
        self._plan(self._before(2.2), self._prescribe)
        self._play()

    def _before(self, minutes: float) -> datetime:
        return self._demo.now - timedelta(minutes=minutes)

    def _plan_turn(self, room: str, turn: Turn) -> None:
        self._plan(self._before(turn.call), self._call, room, turn)
        if turn.how is End.MISSED:
            self._plan(self._before(turn.start), self._recall, room)
        else:
            self._plan(self._before(turn.start), self._start, room)
        if turn.end is not None:
            self._plan(self._before(turn.end), self._end, room, turn)

    def _issue(self, arrival: Arrival) -> None:
        """A token: from the kiosk, or from reception where it is an emergency."""
        by = self._desk if arrival.priority is Priority.EMERGENCY else self._kiosk
        someone = next((one for one in people.PATIENTS if one.name == arrival.name), None)
        issued = by.execute(
            IssueToken(
                department=self._demo.departments[arrival.letter],
                priority=arrival.priority,
                reason=arrival.reason,
                patient=None if someone is None else self._patients[someone.name],
                language="" if someone is None else someone.language,
                doctor=None if arrival.doctor is None else self._demo.who(arrival.doctor).id,
            )
        )
        self._issued[issued.code] = issued

    def _leave(self, arrival: Arrival) -> None:
        issued = next(one for one in self._issued.values() if one.issued_at == self._before(arrival.before))
        self._desk.execute(Cancel(token=issued.token, reason=EndReason.PATIENT_LEFT))

    def _call(self, room: str, turn: Turn) -> None:
        counter = self._demo.counters[room]
        by = self._staff[room]
        if turn.out_of_order is None:
            self._at[room] = by.execute(CallNext(counter=counter))
            return
        token = self._waiting_token(turn.out_of_order)
        self._at[room] = by.execute(CallToken(counter=counter, token=token.id, reason=CallReason.SHORT_VISIT))

    def _waiting_token(self, code: str) -> Token:
        return self._desk.ask(TokenStatus(code=code)).token

    def _recall(self, room: str) -> None:
        self._at[room] = self._staff[room].execute(Recall(token=self._at[room].id))

    def _start(self, room: str) -> None:
        self._at[room] = self._staff[room].execute(StartServing(token=self._at[room].id))

    def _end(self, room: str, turn: Turn) -> None:
        by, token = self._staff[room], self._at.pop(room)
        if turn.how is End.MISSED:
            by.execute(MarkNoShow(token=token.id))
        elif turn.how is End.HELD:
            by.execute(Hold(token=token.id))
        elif turn.sent_to is not None:
            department = self._demo.departments[turn.sent_to]
            by.execute(Transfer(token=token.id, department=department, comes_back=turn.comes_back))
        else:
            by.execute(Complete(token=token.id))

    def _prescribe(self) -> None:
        visit = self._issued["A-035"]
        data = papers.prescription(people.ANITA, visit.day)
        self._attach(self._staff["Room 3"], visit, DocumentKind.PRESCRIPTION, "Prescription", data)
