"""Once only: the same command never acts twice, and its id is nobody else's."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from nextpatient_desktop.clinic.door import SYSTEM, Actor, Command, new_command_id
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.local import Core, LocalClinic
from nextpatient_desktop.clinic.ports import Outcome
from nextpatient_desktop.clinic.registry import build
from nextpatient_desktop.clinic.staff.messages import AddStaff, SignIn, StaffForm
from nextpatient_desktop.clinic.tokens.messages import CallNext, Complete, IssueToken, Transfer
from nextpatient_desktop.domain.model import Priority, Role
from tests.clinic.hall import MINUTE, Hall
from tests.clinic.house import PASSWORD, House, refused, refused_and_unchanged


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


def test_every_tap_on_a_step_is_one_token(hall: Hall) -> None:
    tap = IssueToken(department=hall.opd.id, phone="98450 31777")
    first = hall.kiosk.execute(tap)
    hall.clock.advance(MINUTE)
    assert [hall.kiosk.execute(tap) for _ in range(2)] == [first, first]
    assert len(hall.house.events("token.issued")) == 1
    assert hall.issue().code == "A-002"


def test_taps_at_the_same_moment_are_one_token(hall: Hall) -> None:
    tap = IssueToken(department=hall.opd.id)
    gate = threading.Barrier(8)
    answers: list[object] = []

    def press() -> None:
        gate.wait()
        answers.append(hall.kiosk.execute(tap))

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(answers) == 8
    assert all(answer == answers[0] for answer in answers)
    assert len(hall.house.events("token.issued")) == 1


def test_the_answer_survives_a_restart(hall: Hall) -> None:
    tap = IssueToken(department=hall.opd.id, priority=Priority.NORMAL)
    answer = hall.house.system.execute(tap)
    again = LocalClinic(
        Core(storage=hall.house.storage, tools=hall.house.tools, clock=hall.house.clock, registry=build())
    ).acting_as(SYSTEM)
    assert again.execute(tap) == answer


def test_another_payload_with_the_same_id_is_refused(hall: Hall) -> None:
    tap = IssueToken(department=hall.opd.id)
    hall.kiosk.execute(tap)
    for other in (replace(tap, department=hall.lab.id), replace(tap, language="hi")):
        assert refused_and_unchanged(hall.house, hall.kiosk, other).code == "command_id_reused"


def test_another_type_with_the_same_id_is_refused(hall: Hall) -> None:
    issued = hall.issue()
    call = CallNext(counter=hall.room3.id)
    hall.at3.execute(call)
    other = Complete(id=call.id, token=issued.token)
    assert refused_and_unchanged(hall.house, hall.at3, other).code == "command_id_reused"


def test_another_actor_with_the_same_id_is_refused(hall: Hall) -> None:
    tap = IssueToken(department=hall.opd.id)
    hall.kiosk.execute(tap)
    assert refused_and_unchanged(hall.house, hall.desk, tap).code == "command_id_reused"


def test_a_refusal_is_the_answer_too(hall: Hall) -> None:
    call = CallNext(counter=hall.room3.id)
    first = refused_and_unchanged(hall.house, hall.at3, call)
    assert first.code == "nobody_waiting"
    hall.issue()
    again = refused_and_unchanged(hall.house, hall.at3, call)
    assert again == first
    assert hall.at3.execute(CallNext(counter=hall.room3.id)).code == "A-001"


def test_a_refusal_with_figures_comes_back_whole(hall: Hall) -> None:
    issued = hall.issue()
    hall.call()
    act = Transfer(token=issued.token, department=hall.opd.id)
    first = refused(hall.at3, act)
    assert first.code == "already_there"
    assert refused(hall.at3, act) == first


def test_a_refused_right_is_no_answer_to_keep(hall: Hall) -> None:
    issued = hall.issue()
    act = Complete(token=issued.token)
    assert refused(hall.kiosk, act).code == "not_allowed"
    assert refused(hall.at3, act).code == "move_refused"


def test_a_wrong_password_does_not_use_up_the_id(hall: Hall) -> None:
    wrong = SignIn(login="rao", password="not it")
    assert refused(hall.house.system, wrong).code == "sign_in_refused"
    assert hall.house.system.execute(replace(wrong, password=PASSWORD)).id == hall.rao.id


def test_secrets_are_neither_hashed_nor_stored(hall: Hall) -> None:
    form = StaffForm(name="Dr Iqbal", login="iqbal", role=Role.DOCTOR)
    command = AddStaff(form=form, password="first secret")
    made = hall.house.system.execute(command)
    assert hall.house.system.execute(replace(command, password="second secret")) == made
    stored = hall.house.read(lambda uow: uow.outcomes.get(command.id))
    assert stored is not None and stored.answer is not None
    assert "secret" not in stored.answer


def test_an_answer_that_is_no_longer_kept_still_blocks(hall: Hall) -> None:
    tap = IssueToken(department=hall.opd.id)
    hall.kiosk.execute(tap)
    hall.house.storage.write(
        lambda uow: uow.outcomes.forget(
            answers_before=hall.clock.instant + MINUTE, private_before=hall.clock.instant
        )
    )
    assert refused_and_unchanged(hall.house, hall.kiosk, tap).code == "answer_not_kept"


def test_answers_older_than_ninety_days_go_by_themselves(hall: Hall) -> None:
    tap = IssueToken(department=hall.opd.id)
    hall.kiosk.execute(tap)
    for _ in range(12):
        hall.clock.advance(timedelta(days=6, hours=23))
        hall.issue()

    def outcome() -> Outcome:
        found = hall.house.read(lambda uow: uow.outcomes.get(tap.id))
        assert found is not None
        return found

    assert hall.kiosk.execute(tap).code == "A-001"
    assert outcome().answer is not None
    hall.clock.advance(timedelta(days=6, hours=23))
    hall.issue()
    assert outcome().answer is None


def test_a_failure_of_ours_leaves_nothing_and_may_be_tried_again(hall: Hall) -> None:
    class Unlucky(Exception):
        """What a bug raises."""

    registry = dict(build())
    issue = registry[IssueToken]

    def fails_late(ctx: Any, command: Any) -> object:  # noqa: ANN401
        issue.run(ctx, command)
        raise Unlucky

    registry[IssueToken] = replace(issue, run=fails_late)
    core = Core(storage=hall.house.storage, tools=hall.house.tools, clock=hall.house.clock, registry=registry)
    tap = IssueToken(department=hall.opd.id)
    position = hall.house.storage.position()
    with pytest.raises(Unlucky):
        LocalClinic(core, SYSTEM).execute(tap)
    assert hall.house.storage.position() == position
    assert hall.house.system.execute(tap).code == "A-001"


def test_a_message_nobody_handles_is_refused(hall: Hall) -> None:
    class Dance(Command[None]):
        """Not one of ours."""

    refusal = refused(hall.house.system, Dance(id=new_command_id()))
    assert refusal == ClinicError("message_unknown", message="Dance")


def test_nobody_is_somebody_else(hall: Hall) -> None:
    assert refused(hall.house.door.acting_as(Actor()), IssueToken(department=hall.opd.id)).code == (
        "not_allowed"
    )
