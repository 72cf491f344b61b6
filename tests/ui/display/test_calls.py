"""Each call has its time on the stage; calls queue and never cut each other off."""

from tests.ui.display.waiting_room import Onlooker, WaitingRoom


def test_a_new_call_fills_the_stage_for_ten_seconds(room: WaitingRoom) -> None:
    room.issue()
    onlooker = Onlooker(room)
    assert onlooker.code() == ""
    room.call()
    onlooker.look()
    stage = onlooker.stage
    assert (stage.title, stage.code, stage.place_kind, stage.place, stage.is_new) == (
        "Please go to", "A-001", "Room", "3", True,
    )  # fmt: skip
    onlooker.wait(9.5)
    assert onlooker.stage.is_new
    onlooker.wait(1.5)
    assert (onlooker.code(), onlooker.stage.is_new) == ("A-001", False)


def test_three_calls_at_once_each_have_their_ten_seconds(room: WaitingRoom) -> None:
    for department in (room.opd, room.opd, room.lab):
        room.issue(department)
    onlooker = Onlooker(room)
    for counter in (room.room3, room.room4, room.window):
        room.call(counter)
    onlooker.look()
    seen: list[tuple[str, bool]] = []
    for _second in range(36):
        seen.append((onlooker.code(), onlooker.stage.is_new))
        onlooker.wait(1)
    for code in ("A-001", "A-002", "L-001"):
        assert seen.count((code, True)) >= 10
    assert [code for code, _ in dict.fromkeys(seen)][:3] == ["A-001", "A-002", "L-001"], "in their order"


def test_a_call_that_comes_later_waits_for_the_first_one(room: WaitingRoom) -> None:
    room.issue(), room.issue()
    onlooker = Onlooker(room)
    room.call(room.room3)
    onlooker.look(4)
    room.call(room.room4)
    onlooker.look(5)
    assert onlooker.code() == "A-001"
    onlooker.wait(2)
    assert onlooker.code() == "A-002"
    onlooker.wait(8.5)
    assert onlooker.stage.is_new, "it has ten seconds from when it came up"


def test_a_recall_of_the_call_on_stage_renews_it(room: WaitingRoom) -> None:
    room.issue()
    onlooker = Onlooker(room)
    token = room.call()
    onlooker.look(8)
    room.recall(token)
    onlooker.look(8)
    assert (onlooker.code(), onlooker.stage.is_new) == ("A-001", True)
    onlooker.wait(3)
    assert not onlooker.stage.is_new


def test_a_recall_does_not_keep_others_waiting_for_ever(room: WaitingRoom) -> None:
    room.issue(), room.issue()
    onlooker = Onlooker(room)
    token = room.call(room.room3)
    onlooker.look(1)
    room.call(room.room4)
    onlooker.look(1)
    room.recall(token)
    onlooker.look(9)
    assert onlooker.code() == "A-002"
    onlooker.wait(10)
    assert (onlooker.code(), onlooker.stage.is_new) == ("A-001", True)


def test_a_recall_after_its_time_brings_it_back(room: WaitingRoom) -> None:
    room.issue(), room.issue()
    onlooker = Onlooker(room)
    first = room.call(room.room3)
    onlooker.look(11)
    room.call(room.room4)
    onlooker.look(11)
    assert onlooker.code() == "A-002"
    room.recall(first)
    onlooker.look()
    assert (onlooker.code(), onlooker.stage.is_new) == ("A-001", True)


def test_what_was_put_back_while_it_waited_is_never_shown(room: WaitingRoom) -> None:
    room.issue(), room.issue()
    onlooker = Onlooker(room)
    room.call(room.room3)
    second = room.call(room.room4)
    onlooker.look(2)
    room.put_back(second, room.room4)
    onlooker.look(30)
    codes = {state.stage.code for state in onlooker.view.states if state.stage is not None}
    assert codes == {"A-001"}


def test_a_call_that_is_taken_back_leaves_the_stage_at_once(room: WaitingRoom) -> None:
    """Nobody must be sent to a room that does not expect them."""
    room.issue()
    onlooker = Onlooker(room)
    token = room.call()
    onlooker.look(2)
    room.put_back(token)
    onlooker.look()
    assert onlooker.code() == ""
    assert [row.code for row in onlooker.state.next] == ["A-001"]


def test_who_is_called_again_after_being_put_back_is_new_again(room: WaitingRoom) -> None:
    """Also when the display saw nothing of it in between, and in another room."""
    room.issue()
    onlooker = Onlooker(room)
    token = room.call(room.room3)
    onlooker.look(11)
    room.put_back(token, room.room3)
    room.scheduler.advance(1)
    room.call(room.room4)
    onlooker.look()
    assert (onlooker.stage.place, onlooker.stage.is_new) == ("4", True)


def test_a_patient_who_came_at_once_keeps_the_stage_for_its_time(room: WaitingRoom) -> None:
    room.issue()
    onlooker = Onlooker(room)
    token = room.call()
    onlooker.look(2)
    room.start(token)
    onlooker.look(2)
    assert (onlooker.code(), onlooker.stage.is_new, onlooker.stage.title) == ("A-001", True, "Please go to")
    room.complete(token)
    onlooker.look(2)
    assert onlooker.code() == "A-001", "the doctor was quick, who was called may not have seen it"
    onlooker.wait(10)
    assert onlooker.code() == ""


def test_a_room_that_calls_its_next_patient_has_the_stage_for_them(room: WaitingRoom) -> None:
    room.issue(), room.issue()
    onlooker = Onlooker(room)
    first = room.call()
    onlooker.look(2)
    room.complete(first)
    room.call()
    onlooker.look()
    assert (onlooker.code(), onlooker.stage.is_new) == ("A-002", True)


def test_who_is_served_when_their_turn_on_stage_comes_is_passed_over(room: WaitingRoom) -> None:
    room.issue(), room.issue()
    onlooker = Onlooker(room)
    room.call(room.room3)
    second = room.call(room.room4)
    onlooker.look(2)
    room.start(second, room.room4)
    onlooker.look(12)
    assert onlooker.code() == "A-001"
    assert [(tile.code, tile.is_called) for tile in onlooker.state.rooms] == [("A-002", False)]


def test_calls_from_before_the_display_began_are_no_news(room: WaitingRoom) -> None:
    room.issue(), room.issue()
    room.call(room.room3)
    room.scheduler.advance(1)
    room.call(room.room4)
    onlooker = Onlooker(room)
    assert (onlooker.code(), onlooker.stage.is_new) == ("A-002", False)
    assert [tile.code for tile in onlooker.state.rooms] == ["A-001"]


def test_calls_during_an_outage_are_shown_after_it(room: WaitingRoom) -> None:
    room.issue()
    onlooker = Onlooker(room)
    room.line.is_cut = ConnectionResetError("the host is gone")
    room.call()
    onlooker.look(20)
    assert onlooker.code() == ""
    room.line.is_cut = None
    onlooker.wait(2)
    assert (onlooker.code(), onlooker.stage.is_new) == ("A-001", True)


def test_a_doctor_in_a_hurry_gets_the_stage_for_whoever_is_called_now(room: WaitingRoom) -> None:
    room.issue(), room.issue()
    onlooker = Onlooker(room)
    first = room.call(room.room3)
    onlooker.look(2)
    room.complete(first)
    room.call(room.room3)
    onlooker.look(1)
    assert onlooker.code() == "A-002", "the first one has left the room already"
