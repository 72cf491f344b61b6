"""The host out of reach: said, with the age of what is shown; nothing can be done; and back again."""

from datetime import timedelta

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.ui.counter.state import Act, RowAct
from nextpatient_desktop.ui.tokens import Tint
from tests.ui.counter.bench import Bench, act_of

MINUTE = timedelta(minutes=1)


def test_being_connected_is_said_too(rao: Clinic, bench: Bench) -> None:
    bench.board(rao)
    top = bench.view.state.top
    assert top.connection is not None
    assert (top.connection.text, top.connection.tint, top.banner) == ("Connected", Tint.GREEN, "")
    assert top.sync is None


def test_what_waits_to_be_sent_is_shown(rao: Clinic, bench: Bench) -> None:
    bench.line.waiting_to_sync = 14
    bench.board(rao)
    assert bench.view.state.top.sync is not None
    assert bench.view.state.top.sync.text == "14 waiting to sync"


def test_out_of_reach_keeps_what_was_known_and_says_how_old_it_is(rao: Clinic, bench: Bench) -> None:
    bench.board(rao)
    codes = bench.codes()
    bench.line.cut_at = bench.scheduler.now()
    bench.scheduler.advance(181)
    state = bench.view.state
    assert bench.codes() == codes
    assert state.is_stale
    assert state.top.connection is not None
    assert state.top.connection.text == "Out of reach"
    assert "3 min old" in state.top.banner


def test_out_of_reach_refuses_every_act_with_that_reason(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    bench.line.cut_at = bench.scheduler.now()
    bench.scheduler.advance(1)
    reason = "The clinic's host is out of reach"
    assert act_of(bench.view.state, Act.COMPLETE_AND_CALL_NEXT).reason == reason
    assert bench.view.state.list.add_reason == reason
    presenter.next_pressed()
    presenter.row_acted(RowAct.CANCEL, bench.view.state.list.rows[0].token, "staff")
    assert bench.notices.texts == [reason, reason]
    assert not bench.line.sent


def test_a_question_that_is_not_answered_counts_as_out_of_reach(rao: Clinic, bench: Bench) -> None:
    """The clinic believes itself connected until its next heartbeat; the question knows better."""
    presenter = bench.board(rao)
    bench.line.check = _raise_out_of_reach  # type: ignore[method-assign]
    presenter.refresh()
    assert bench.view.state.top.connection is not None
    assert bench.view.state.top.connection.text == "Out of reach"
    assert not bench.notices.errors


def test_it_comes_back_by_itself(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    bench.line.cut_at = bench.scheduler.now()
    presenter.refresh()
    bench.scheduler.advance(10)
    bench.line.cut_at = None
    bench.scheduler.advance(3)
    assert bench.view.state.top.banner == ""
    presenter.next_pressed()
    assert bench.view.state.current.code == "A-014"


def test_another_error_of_the_board_is_said_once(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    bench.line.check = _raise_storage_failed  # type: ignore[method-assign]
    presenter.refresh()
    bench.scheduler.advance(20)
    assert [getattr(error, "code", "") for error in bench.notices.errors] == ["storage_failed"]


def _raise_out_of_reach() -> None:
    raise ClinicError("out_of_reach")


def _raise_storage_failed() -> None:
    raise ClinicError("storage_failed")
