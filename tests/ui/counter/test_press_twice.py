"""One intended act is done once: double presses, lost answers, held keys."""

import pytest

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.tokens.messages import CompleteAndCallNext, StartServing
from nextpatient_desktop.ui.counter.board import BoardPresenter
from nextpatient_desktop.ui.counter.state import Act, Standing
from tests.fakes.tasks import ManualRunner
from tests.ui.counter.bench import Bench, act_of


@pytest.fixture
def runner() -> ManualRunner:
    return ManualRunner()


@pytest.fixture
def board(rao: Clinic, bench: Bench, runner: ManualRunner) -> BoardPresenter:
    bench.desk_with(runner)
    presenter = bench.board(rao)
    runner.finish_all()
    bench.scheduler.advance(1)
    return presenter


def test_a_second_press_before_the_answer_does_nothing(
    board: BoardPresenter, bench: Bench, runner: ManualRunner
) -> None:
    board.next_pressed()
    board.next_pressed()
    board.pressed(Act.COMPLETE)
    runner.finish_all()
    assert [type(command) for command in bench.line.sent] == [CompleteAndCallNext]


def test_a_press_after_the_answer_waits_for_the_board(
    board: BoardPresenter, bench: Bench, runner: ManualRunner
) -> None:
    """The command is done, but the screen still shows the token before."""
    board.next_pressed()
    runner.finish_next()
    board.next_pressed()
    assert len(bench.line.sent) == 1


def test_the_second_half_of_a_double_click_does_not_reach_the_next_token(
    board: BoardPresenter, bench: Bench, runner: ManualRunner
) -> None:
    """An answer takes 15 ms, a double click 200: the next token must not be started by it."""
    board.next_pressed()
    runner.finish_all()
    bench.scheduler.advance(0.2)
    runner.finish_all()
    board.pressed(Act.START)
    runner.finish_all()
    assert [type(command) for command in bench.line.sent] == [CompleteAndCallNext]
    bench.scheduler.advance(0.3)
    board.pressed(Act.START)
    runner.finish_all()
    assert [type(command) for command in bench.line.sent] == [CompleteAndCallNext, StartServing]


def test_a_lost_answer_is_not_a_lost_call(board: BoardPresenter, bench: Bench, runner: ManualRunner) -> None:
    """The clinic did it, the answer never came: the board shows what is so, and nothing is called twice."""
    bench.line.loses_answers = True
    board.next_pressed()
    runner.finish_all()
    assert [getattr(error, "code", "") for error in bench.notices.errors] == ["out_of_reach"]
    assert bench.view.state.current.standing is Standing.CALLED
    assert bench.view.state.current.code == "A-014"


def test_the_same_step_pressed_again_after_no_answer_is_the_same_command(
    board: BoardPresenter, bench: Bench, runner: ManualRunner
) -> None:
    board.next_pressed()
    bench.line.cut_at = bench.scheduler.now()
    runner.finish_next()
    bench.line.cut_at = None
    runner.finish_all()
    bench.scheduler.advance(1)
    board.next_pressed()
    runner.finish_all()
    first, second = bench.line.ids()
    assert first == second
    assert bench.view.state.current.standing is Standing.CALLED


def test_a_refused_command_gets_a_fresh_id_on_the_next_press(
    board: BoardPresenter, bench: Bench, runner: ManualRunner
) -> None:
    """A refusal is an outcome: sent again with the same id, it would only be answered again."""
    bench.line.refusal = ClinicError("storage_failed")
    board.pressed(Act.COMPLETE)
    runner.finish_all()
    bench.line.refusal = None
    bench.scheduler.advance(1)
    board.pressed(Act.COMPLETE)
    runner.finish_all()
    first, second = bench.line.ids()
    assert first != second
    assert bench.view.state.current.standing is Standing.IDLE


def test_a_slow_command_is_shown_after_a_third_of_a_second(
    board: BoardPresenter, bench: Bench, runner: ManualRunner
) -> None:
    board.next_pressed()
    assert not act_of(bench.view.state, Act.COMPLETE_AND_CALL_NEXT).is_running
    bench.scheduler.advance(0.31)
    assert act_of(bench.view.state, Act.COMPLETE_AND_CALL_NEXT).is_running
    runner.finish_all()
    assert bench.view.state.current.standing is Standing.CALLED


def test_an_undo_pressed_twice_is_sent_once(
    board: BoardPresenter, bench: Bench, runner: ManualRunner
) -> None:
    board.next_pressed()
    runner.finish_all()
    bench.scheduler.advance(1)
    runner.finish_all()
    board.undo_pressed()
    board.undo_pressed()
    runner.finish_all()
    assert len(bench.line.sent) == 2
    assert bench.view.state.current.code == "A-008"
