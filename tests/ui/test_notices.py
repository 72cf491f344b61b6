"""Messages to the person: one at a time, the newest first, nothing important lost."""

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.notices import MOST_WAITING, SECONDS_SHOWN, NoticeBoard
from nextpatient_desktop.ui.ports import Notice, NoticeAction, NoticeKind
from tests.fakes.scheduler import ManualScheduler


class Place:
    """Where notices are shown: remembers what is there now and what was."""

    def __init__(self) -> None:
        self.now: Notice | None = None
        self.seen: list[str] = []

    def show_notice(self, notice: Notice) -> None:
        self.now = notice
        self.seen.append(notice.text)

    def hide_notice(self) -> None:
        self.now = None

    @property
    def text(self) -> str | None:
        return self.now.text if self.now else None


@pytest.fixture
def scheduler() -> ManualScheduler:
    return ManualScheduler()


@pytest.fixture
def bugs() -> list[Exception]:
    return []


@pytest.fixture
def board(scheduler: ManualScheduler, bugs: list[Exception]) -> NoticeBoard:
    return NoticeBoard(load_texts("en"), scheduler, bugs.append)


@pytest.fixture
def place(board: NoticeBoard) -> Place:
    made = Place()
    board.attach(made)
    return made


def test_a_notice_is_shown_and_goes_by_itself(
    board: NoticeBoard, place: Place, scheduler: ManualScheduler
) -> None:
    board.info("The printer is ready.")
    assert place.text == "The printer is ready."
    scheduler.advance(SECONDS_SHOWN[NoticeKind.INFO])
    assert place.text is None


def test_messages_wait_for_a_view(board: NoticeBoard, scheduler: ManualScheduler) -> None:
    board.warning("first")
    board.info("second")
    place = Place()
    board.attach(place)
    assert place.text == "first"
    scheduler.advance(SECONDS_SHOWN[NoticeKind.WARNING])
    assert place.text == "second"


def test_the_newest_is_shown_at_once(board: NoticeBoard, place: Place) -> None:
    board.success("A-035 is completed.")
    board.success("A-036 is called.")
    assert place.text == "A-036 is called."
    board.dismiss()
    assert place.text is None


def test_an_error_that_nobody_can_have_read_comes_again(
    board: NoticeBoard, place: Place, scheduler: ManualScheduler
) -> None:
    board.error(ClinicError("not_allowed"))
    told = place.text
    board.success("Saved.")
    assert place.text == "Saved."
    scheduler.advance(SECONDS_SHOWN[NoticeKind.SUCCESS])
    assert place.text == told


def test_an_error_that_was_read_does_not_come_again(
    board: NoticeBoard, place: Place, scheduler: ManualScheduler
) -> None:
    board.error(ClinicError("not_allowed"))
    scheduler.advance(4)
    board.success("Saved.")
    scheduler.advance(SECONDS_SHOWN[NoticeKind.SUCCESS])
    assert place.text is None


def test_the_same_again_only_stays_longer(
    board: NoticeBoard, place: Place, scheduler: ManualScheduler
) -> None:
    board.warning("No paper.")
    scheduler.advance(1)
    board.warning("No paper.")
    scheduler.advance(SECONDS_SHOWN[NoticeKind.WARNING] - 0.5)
    assert place.text == "No paper."
    scheduler.advance(0.5)
    assert place.text is None


def test_a_refusal_is_said_in_the_persons_words(board: NoticeBoard, place: Place) -> None:
    board.error(ClinicError("from_the_future"))
    assert place.now is not None
    assert place.now.kind is NoticeKind.ERROR
    assert "from_the_future" in place.now.text
    assert place.now.detail


def test_a_bug_is_no_notice(board: NoticeBoard, place: Place, bugs: list[Exception]) -> None:
    bug = ZeroDivisionError("a bug")
    board.error(bug)
    assert place.now is None
    assert bugs == [bug]


def test_the_offered_action_is_taken_once(board: NoticeBoard, place: Place) -> None:
    done: list[str] = []
    board.success("A-035 is completed.", action=NoticeAction(label="Undo", run=lambda: done.append("undo")))
    board.act()
    assert done == ["undo"]
    assert place.now is None
    board.act()
    assert done == ["undo"]


def test_what_waits_is_bounded_and_keeps_what_matters(board: NoticeBoard, scheduler: ManualScheduler) -> None:
    board.warning("No paper.")
    for number in range(2 * MOST_WAITING):
        board.info(f"info {number}")
    place = Place()
    board.attach(place)
    for _ in range(3 * MOST_WAITING):
        board.dismiss()
    assert len(place.seen) == MOST_WAITING
    assert place.seen[0] == "No paper."
    assert place.seen[-1] == f"info {2 * MOST_WAITING - 1}"


def test_without_a_view_notices_wait_again(
    board: NoticeBoard, place: Place, scheduler: ManualScheduler
) -> None:
    board.detach(place)
    board.info("later")
    scheduler.advance(100)
    assert place.text is None
    board.attach(place)
    assert place.text == "later"


def test_errors_are_worded_in_the_language_of_now(board: NoticeBoard, place: Place) -> None:
    board.set_texts(load_texts("hi"))
    board.error(ClinicError("from_the_future"))
    assert place.text is not None
    assert "from_the_future" in place.text
