"""A line that loses, repeats, delays and reorders, between kiosks and the real house: nothing lost or twice.

Hypothesis plays kiosks, a counter, restarts and the line against each other. Whatever was acknowledged to a
patient is in the clinic in the end, once, under the code on the paper, in the order of issue.
"""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from nextpatient_desktop.clinic.door import Clinic, Command, Query
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.tokens.adoption import AdoptTokens
from nextpatient_desktop.clinic.tokens.messages import CallNext, Cancel, Complete, IssuedToken, IssueToken
from nextpatient_desktop.clinic.tokens.numbers import ReportNumbers
from nextpatient_desktop.domain.model import EndReason, StationKind, Token, TokenState
from tests.clinic.hall import MINUTE, SECOND, Hall
from tests.clinic.house import House
from tests.clinic.offline.away import Booth, Line

R = TypeVar("R")

KIOSKS = 2
PHONES = st.sampled_from(["", "9845000001", "9845000002"])
FATES = st.sampled_from(["through", "through", "lost", "answer_lost", "twice", "thrice", "late"])


class LossyLine(Line):
    """What becomes of the next requests is drawn; one that is late arrives when the test says so."""

    def __init__(self, clinic: Clinic, fates: list[str], late: list[Command[object]]) -> None:
        super().__init__(clinic)
        self.fates = fates
        self.late = late

    def execute(self, command: Command[R]) -> R:
        self._require()
        fate = self.fates.pop() if self.fates else "through"
        if fate == "lost":
            raise ClinicError("out_of_reach")
        if fate == "late":
            self.late.append(command)  # type: ignore[arg-type]
            raise ClinicError("out_of_reach")
        for _ in range({"twice": 1, "thrice": 2}.get(fate, 0)):
            self._clinic.execute(command)
        result = self._clinic.execute(command)
        if fate == "answer_lost":
            raise ClinicError("out_of_reach")
        return result

    def ask(self, query: Query[R]) -> R:
        self._require()
        return self._clinic.ask(query)


class LossyBooth(Booth):
    """A kiosk behind a lossy line."""

    def __init__(self, hall: Hall, folder: Path, *, clinic: Clinic, name: str) -> None:
        self.fates: list[str] = []
        self.late: list[Command[object]] = []
        super().__init__(hall, folder, clinic=clinic, name=name)

    def new_line(self) -> Line:
        return LossyLine(self.house_clinic, self.fates, self.late)


class LossyLines(RuleBasedStateMachine):
    """The house, two kiosks, and what patients were told."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.house = House(self.folder)
        self.house.set_up()
        self.hall = Hall(self.house)
        self.booths = [
            LossyBooth(
                self.hall,
                self.folder / "stations",
                clinic=self.house.as_station(StationKind.KIOSK, f"Kiosk {number}"),
                name=f"kiosk{number}",
            )
            for number in range(KIOSKS)
        ]
        self.told: dict[object, IssuedToken] = {}
        self.taps: list[tuple[int, IssueToken]] = []
        self.given_up: set[object] = set()
        self.perhaps_given_up: set[object] = set()
        self.called: list[Token] = []

    @initialize(hours=st.sampled_from([0, 3]))
    def begin(self, hours: int) -> None:
        self.hall.clock.advance(hours * 60 * MINUTE)

    # --- what happens -----------------------------------------------------------------------------------

    @rule(
        at=st.integers(0, KIOSKS - 1),
        lab=st.booleans(),
        phone=st.sampled_from(["", "9845000001", "9845000002"]),
    )
    def tap(self, at: int, lab: bool, phone: str) -> None:
        department = self.hall.lab if lab else self.hall.opd
        self.taps.append((at, IssueToken(department=department.id, phone=phone)))
        self._send(*self.taps[-1])

    @precondition(lambda self: self.taps)
    @rule(data=st.data())
    def tap_again(self, data: st.DataObject) -> None:
        self._send(*data.draw(st.sampled_from(self.taps)))

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def give_up(self, data: st.DataObject) -> None:
        at, command = data.draw(st.sampled_from(self.taps))
        issued = self.told.get(command.id)
        if issued is None:
            return
        self._time(at)
        try:
            self.booths[at].clinic.execute(Cancel(token=issued.token))
        except ClinicError as refused:
            assert refused.code in ("out_of_reach", "move_refused"), refused
            self.perhaps_given_up.add(command.id)
        else:
            self.given_up.add(command.id)

    @rule(at=st.integers(0, KIOSKS - 1), fates=st.lists(FATES, max_size=4))
    def fate(self, at: int, fates: list[str]) -> None:
        self.booths[at].fates[:] = fates

    @rule(at=st.integers(0, KIOSKS - 1), is_cut=st.booleans())
    def cut(self, at: int, is_cut: bool) -> None:
        self.booths[at].line.is_cut = is_cut

    @rule(at=st.integers(0, KIOSKS - 1))
    def attend(self, at: int) -> None:
        self._time(at)
        self.booths[at].clinic.attend()

    @rule(at=st.integers(0, KIOSKS - 1))
    def arrive_late(self, at: int) -> None:
        """What was on its way all the time arrives, the last one first."""
        booth = self.booths[at]
        while booth.late:
            self._arrives(booth, booth.late.pop())

    @rule(at=st.integers(0, KIOSKS - 1))
    def restart(self, at: int) -> None:
        self._time(at)
        self.booths[at].restart()

    @rule()
    def call(self) -> None:
        self.hall.clock.advance(SECOND)
        try:
            token = self.hall.at3.execute(CallNext(counter=self.hall.room3.id))
        except ClinicError:
            return
        self.called.append(token)
        self.hall.at3.execute(Complete(token=token.id))

    @rule(minutes=st.integers(1, 30))
    def pass_time(self, minutes: int) -> None:
        self.hall.clock.advance(minutes * MINUTE)

    # --- what always holds --------------------------------------------------------------------------------

    @invariant()
    def no_code_is_told_twice(self) -> None:
        codes = [issued.code for issued in self.told.values()]
        assert len(codes) == len(set(codes))

    def teardown(self) -> None:
        try:
            self._all_comes_together()
        finally:
            for booth in self.booths:
                booth.clinic.close()
            self.house.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _all_comes_together(self) -> None:
        for at, booth in enumerate(self.booths):
            booth.fates.clear()
            self._time(at)
            booth.mend()
            assert booth.clinic.state().waiting_to_sync == 0
            for late in booth.late:
                self._arrives(booth, late)
        self._prove_what_was_told()
        self._prove_that_nothing_else_waits()
        for counter in (self.hall.room3, self.hall.lab_desk):
            waiting = [card.token for card in self.hall.board(counter=counter).waiting]
            assert [one.queued_at for one in waiting] == sorted(one.queued_at for one in waiting)

    def _prove_what_was_told(self) -> None:
        called = {one.id for one in self.called}
        for key, issued in self.told.items():
            token = self.hall.token(issued)
            visit = self.house.read(lambda uow, one=issued: uow.visits.get(one.visit))  # type: ignore[misc]
            assert visit is not None
            assert token.code == visit.code == issued.code
            assert token.issued_at == visit.issued_at == issued.issued_at
            if token.state is TokenState.CANCELLED:
                assert key in self.given_up | self.perhaps_given_up
                assert token.end_reason is EndReason.PATIENT_LEFT
            elif token.id in called:
                assert token.state is TokenState.COMPLETED
            else:
                assert token.state is TokenState.WAITING
                assert key not in self.given_up

    def _prove_that_nothing_else_waits(self) -> None:
        """What nobody was told of was superseded, or called before anybody knew."""
        known = {issued.token for issued in self.told.values()}
        unanswered = {command.id for _, command in self.taps} - set(self.told)
        day = self.hall.day
        for token in self.house.read(lambda uow: list(uow.tokens.of_day(day))):
            if token.id in known or token.state is not TokenState.WAITING:
                continue
            issued = self.house.events("token.issued")
            (event,) = (one for one in issued if one.subject == token.id)
            assert event.command in unanswered

    # --- helpers ------------------------------------------------------------------------------------------

    def _send(self, at: int, command: IssueToken) -> None:
        self._time(at)
        issued = self.booths[at].clinic.execute(command)
        assert self.told.setdefault(command.id, issued) == issued

    def _arrives(self, booth: LossyBooth, command: Command[object]) -> None:
        try:
            booth.house_clinic.execute(command)
        except ClinicError as refused:
            assert isinstance(command, IssueToken | AdoptTokens | Cancel | ReportNumbers)
            assert refused.code in ("command_id_reused", "move_refused"), refused

    def _time(self, at: int) -> None:
        self.hall.clock.advance(timedelta(milliseconds=7))
        self.booths[at].tick(timedelta(0))


BRIEF = settings(
    max_examples=20,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.mark.timeout(600)  # finding the shortest way to a failure takes its time
def test_a_line_that_loses_repeats_delays_and_reorders() -> None:
    run_state_machine_as_test(LossyLines, settings=BRIEF)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_line_that_loses_repeats_delays_and_reorders_for_long() -> None:
    run_state_machine_as_test(LossyLines, settings=settings(BRIEF, max_examples=400, stateful_step_count=60))
