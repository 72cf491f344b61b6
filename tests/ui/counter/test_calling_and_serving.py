"""The centre of the board: calling, serving, and the buttons that say what can be done now."""

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.tokens.messages import CallNext, CompleteAndCallNext
from nextpatient_desktop.domain.model import EndReason
from nextpatient_desktop.ui.counter.state import Act, RowAct, Standing
from nextpatient_desktop.ui.ports import NoticeKind
from tests.ui.counter.bench import Bench, act_of
from tests.ui.counter.practice import Practice


def test_serving_shows_the_patient_and_the_running_time(rao: Clinic, bench: Bench) -> None:
    bench.board(rao)
    bench.scheduler.advance(90)
    current = bench.view.state.current
    assert current.standing is Standing.SERVING
    assert (current.overline, current.code, current.person) == ("NOW SERVING", "A-008", "Anita Joshi")
    assert current.particulars == "44 · Female · 98450 31777"
    assert current.timer == "03:31"
    assert current.timer_note == "usual 7 min"
    assert "P-000008" in [mark.text for mark in current.marks]
    assert "Waited 21 min" in [mark.text for mark in current.marks]
    assert "Visit 1" in [mark.text for mark in current.marks]


def test_the_time_ticks_without_asking_again(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    before, board = bench.view.state.current.timer, presenter.board
    bench.scheduler.advance(5)
    assert bench.view.state.current.timer != before
    assert presenter.board is board


def test_complete_and_call_next_says_which_token_was_shown(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.next_pressed()
    sent = bench.line.sent[-1]
    assert isinstance(sent, CompleteAndCallNext)
    assert sent.current is not None
    current = bench.view.state.current
    assert (current.standing, current.code) == (Standing.CALLED, "A-014")
    assert "Emergency" in [mark.text for mark in current.marks]


def test_a_called_patient_is_started_with_the_large_button(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.next_pressed()
    bench.scheduler.advance(20.9)
    current = bench.view.state.current
    assert current.overline == "CALLED 20 s AGO"
    assert current.timer == "00:20"
    assert current.timer_note == "called once, again in 10 s"
    assert current.main is not None
    assert (current.main.act, current.main.key) == (Act.START, "F5")
    assert [a.act for a in current.beside] == [Act.COMPLETE_AND_CALL_NEXT, Act.CALL_AGAIN]
    assert [a.act for a in current.below] == [Act.SEND, Act.PUT_BACK, Act.NO_SHOW]


def test_no_show_gives_its_reason_until_the_calls_are_made(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.next_pressed()
    bench.scheduler.advance(31)
    assert act_of(bench.view.state, Act.NO_SHOW).reason == "Call 1 more time first"
    presenter.pressed(Act.CALL_AGAIN)
    bench.pass_double_press()
    assert act_of(bench.view.state, Act.NO_SHOW).reason == "Possible in 30 s"
    bench.scheduler.advance(31)
    assert act_of(bench.view.state, Act.NO_SHOW).is_enabled
    presenter.pressed(Act.NO_SHOW)
    bench.rest()
    assert bench.view.state.current.standing is Standing.IDLE


def test_a_refused_button_says_why_when_it_is_pressed(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.pressed(Act.NO_SHOW)
    assert bench.notices.texts == ["The visit of A-008 has begun"]
    assert not bench.line.sent


def test_completing_works_by_key_on_a_called_token_too(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.next_pressed()
    bench.pass_double_press()
    presenter.pressed(Act.COMPLETE)
    assert bench.view.state.current.standing is Standing.IDLE


def test_an_idle_counter_names_who_would_be_next(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.pressed(Act.COMPLETE)
    current = bench.view.state.current
    assert (current.overline, current.code, current.person) == ("NEXT", "A-014", "Suresh K")
    assert current.main is not None
    assert (current.main.act, current.main.key) == (Act.CALL_NEXT, "F9")
    bench.pass_double_press()
    presenter.next_pressed()
    assert isinstance(bench.line.sent[-1], CallNext)
    assert bench.view.state.current.standing is Standing.CALLED


def test_an_idle_counter_says_that_nobody_waits(practice: Practice, bench: Bench) -> None:
    clinic = practice.sign_in(practice.rao, practice.room3)
    presenter = bench.board(clinic)
    current = bench.view.state.current
    assert current.empty is not None
    assert current.empty.text == "Nobody is waiting"
    assert current.main is None
    presenter.next_pressed()
    assert bench.notices.texts == ["Nobody is waiting"]


def test_hold_and_put_back_leave_the_counter_free(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.pressed(Act.HOLD)
    assert bench.view.state.current.standing is Standing.IDLE
    bench.pass_double_press()
    presenter.next_pressed()
    bench.pass_double_press()
    presenter.pressed(Act.PUT_BACK)
    bench.rest()
    assert bench.view.state.current.standing is Standing.IDLE
    assert bench.codes()[0] == "A-014"


def test_undo_offers_what_was_done_and_takes_it_back(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.next_pressed()
    undo = bench.view.state.current.undo
    assert undo is not None
    assert "completed" in undo.text
    bench.rest()
    presenter.undo_pressed()
    current = bench.view.state.current
    assert (current.standing, current.code) == (Standing.SERVING, "A-008")
    assert bench.notices.notices[-1].kind is NoticeKind.INFO


def test_undo_ends_after_a_minute(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.next_pressed()
    bench.scheduler.advance(61)
    assert bench.view.state.current.undo is None
    presenter.undo_pressed()
    assert bench.notices.texts[-1] == "There is nothing to take back."


def test_a_call_that_came_too_late_completes_nobody_elses_visit(rao: Clinic, bench: Bench) -> None:
    """Somebody else completed and called in between; the screen had not heard of it."""
    presenter = bench.board(rao)
    token = presenter.board.current.token.id if presenter.board and presenter.board.current else None
    other = rao.execute(CompleteAndCallNext(counter=bench.practice.room3.id, current=token)).called
    presenter.next_pressed()
    assert [getattr(error, "code", "") for error in bench.notices.errors] == ["counter_changed"]
    assert other is not None
    assert bench.view.state.current.code == other.code


def test_other_rooms_and_the_day_stand_at_the_right(rao: Clinic, bench: Bench) -> None:
    bench.board(rao)
    assert {f.label: f.value for f in bench.view.state.today}["Seen"] == "4"
    assert [f.label for f in bench.view.state.rooms] == ["Lab · A-007", "Pharmacy · P-001"]


def test_unknown_figures_are_a_dash_and_never_zero(practice: Practice, bench: Bench) -> None:
    bench.board(practice.sign_in(practice.rao, practice.room3))
    figures = {f.label: f.value for f in bench.view.state.today}
    assert figures["Average visit"] == "–"
    assert figures["Finish about"] == "–"


def test_send_names_the_last_department_that_was_sent_to(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    assert act_of(bench.view.state, Act.SEND).label == "Send to Laboratory…"
    presenter.sent(bench.practice.pharmacy.id)
    assert act_of(bench.view.state, Act.SEND).label == "Send to Pharmacy…"


def test_the_reason_of_a_cancelled_token_is_the_one_that_was_chosen(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    row = bench.view.state.list.rows[-1]
    presenter.row_acted(RowAct.CANCEL, row.token, EndReason.PATIENT_LEFT.value)
    token = bench.practice.house.read(lambda uow: uow.tokens.get(row.token))
    assert token is not None
    assert token.end_reason is EndReason.PATIENT_LEFT
    assert row.code not in bench.codes()
    notice = bench.notices.notices[-1]
    assert notice.action is not None
    bench.rest()
    notice.action.run()
    assert row.code in bench.codes()
