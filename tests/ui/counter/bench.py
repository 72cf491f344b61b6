"""`Bench`: a counter's presenters over a real clinic, with time and answers in the test's hands."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from nextpatient_desktop.clinic.door import Actor, Clinic, ClinicState, Command, Position, Query
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.print_queue.ports import Printing
from nextpatient_desktop.clinic.staff.messages import SignIn
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.domain.model import Counter, Staff
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.counter.board import BoardEvents, BoardPresenter
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.explaining import ExplainState
from nextpatient_desktop.ui.counter.news import NewsState
from nextpatient_desktop.ui.counter.presenter import CounterPresenter
from nextpatient_desktop.ui.counter.private_files import PrivateFolder
from nextpatient_desktop.ui.counter.records import RecordsState, Subject
from nextpatient_desktop.ui.counter.sign_in import SignInState
from nextpatient_desktop.ui.counter.state import Act, ActState, BoardState
from nextpatient_desktop.ui.ports import TaskRunner
from tests.clinic.house import PASSWORD
from tests.fakes.tasks import ImmediateRunner
from tests.fakes.views import RecordingNotices, RecordingView
from tests.ui.counter.practice import ClinicScheduler, Practice

R = TypeVar("R")


class CuttableClinic:
    """A clinic that a test can put out of reach. It remembers the commands that were sent.

    `loses_answers` lets a command be done and its answer be lost on the way, as a cut cable does.
    """

    def __init__(self, inner: Clinic, line: "Line | None" = None, *, is_staff: bool = False) -> None:
        self._inner = inner
        self.line = line or Line()
        self._is_staff = is_staff

    def execute(self, command: Command[R]) -> R:
        self.line.sent.append(command)
        self._check()
        if self.line.refusal is not None and isinstance(command, self.line.refuses):
            raise self.line.refusal
        result = self._inner.execute(command)
        if isinstance(command, SignIn):
            self.line.ended = ""
        if self.line.loses_answers:
            raise ClinicError("out_of_reach")
        return result

    def ask(self, query: Query[R]) -> R:
        self._check()
        return self._inner.ask(query)

    def watch(self, after: Position | None = None) -> Iterator[Position]:
        yield from self._inner.watch(after)

    def put_blob(self, data: bytes) -> str:
        self._check()
        return self._inner.put_blob(data)

    def acting_as(self, actor: Actor) -> "CuttableClinic":
        return CuttableClinic(self._inner.acting_as(actor), self.line, is_staff=actor.staff is not None)

    def _check(self) -> None:
        self.line.check()
        if self.line.ended and (self._is_staff or self.line.ended != "session_ended"):
            raise ClinicError(self.line.ended)

    def state(self) -> ClinicState:
        since = self.line.cut_at
        state = self._inner.state()
        if since is None:
            return ClinicState(since=state.since, waiting_to_sync=self.line.waiting_to_sync)
        return ClinicState(is_connected=False, since=since, waiting_to_sync=self.line.waiting_to_sync)

    def close(self) -> None:
        self._inner.close()


class Line:
    """What is between a station and its clinic.

    `ended` is the error by which the host sends away: a session until somebody signs in, or the whole device.
    """

    def __init__(self) -> None:
        self.ended = ""
        self.cut_at: datetime | None = None
        self.loses_answers = False
        self.refusal: ClinicError | None = None
        self.refuses: type[Command[Any]] = Command
        self.waiting_to_sync: int | None = None
        self.sent: list[Command[Any]] = []

    def check(self) -> None:
        if self.cut_at is not None:
            raise ClinicError("out_of_reach")

    def ids(self) -> list[CommandId]:
        return [command.id for command in self.sent]


class RecordingBoard(RecordingView[BoardState]):
    """A board that remembers, explanations too."""

    def __init__(self) -> None:
        super().__init__()
        self.explanations: list[ExplainState] = []

    def show_explanation(self, state: ExplainState) -> None:
        self.explanations.append(state)


class RecordingWindow:
    """The window as the presenter sees it."""

    def __init__(self) -> None:
        self.sign_in_panel: RecordingView[SignInState] = RecordingView()
        self.board_panel = RecordingBoard()
        self.records_panel: RecordingView[RecordsState] = RecordingView()
        self.news_panel: RecordingView[NewsState] = RecordingView()
        self.shown = ""

    def show_sign_in_again(self) -> None:
        self.shown = "sign_in_again"

    def show_sign_in(self) -> None:
        self.shown = "sign_in"

    def show_board(self) -> None:
        self.shown = "board"


class Bench:
    """Everything a presenter is given, and short ways to what it shows."""

    def __init__(self, practice: Practice, folder: Path) -> None:
        self.practice = practice
        self.scheduler = ClinicScheduler(practice.house)
        self.notices = RecordingNotices()
        self.opened: list[Path] = []
        self.open_file: Callable[[Path], None] = self.opened.append
        self.files = PrivateFolder(folder)
        self.view = RecordingBoard()
        self.window = RecordingWindow()
        self.subjects: list[Subject | None] = []
        self.turned_away = 0
        self.line = Line()
        self.printing: Printing | None = None
        self.desk = self.desk_with(ImmediateRunner())

    def desk_with(self, runner: TaskRunner) -> Desk:
        self.desk = Desk(tasks=runner, scheduler=self.scheduler, notices=self.notices, texts=load_texts("en"))
        return self.desk

    def board(
        self, clinic: Clinic, counter: Counter | None = None, staff: Staff | None = None
    ) -> BoardPresenter:
        """The board of Room 3 with Dr Rao, unless told."""
        events = BoardEvents(
            subject_changed=lambda subject, _refusal: self.subjects.append(subject),
            position_changed=lambda: None,
            signed_out_elsewhere=self._turn_away,
        )
        presenter = BoardPresenter(
            clinic=CuttableClinic(clinic, self.line),
            desk=self.desk,
            view=self.view,
            counter=counter or self.practice.room3,
            staff=staff or self.practice.rao,
            events=events,
        )
        presenter.start()
        self.rest()
        return presenter

    def counter(self, counter_name: str = "Room 3") -> CounterPresenter:
        """The whole counter, with nobody signed in."""
        presenter = CounterPresenter(
            clinic=CuttableClinic(self.practice.station, self.line),
            desk=self.desk,
            view=self.window,
            station=self.practice.actor,
            open_file=lambda path: self.open_file(path),
            files=self.files,
            counter_name=counter_name,
            printing=self.printing,
        )
        presenter.start()
        return presenter

    def signed_in(self, staff: Staff | None = None, counter_name: str = "Room 3") -> CounterPresenter:
        """The whole counter, with Dr Rao signed in unless told."""
        presenter = self.counter(counter_name)
        presenter.sign_in.submitted((staff or self.practice.rao).login, PASSWORD)
        assert presenter.session is not None, self.window.sign_in_panel.state.error
        self.rest()
        return presenter

    def pass_double_press(self) -> None:
        """Let the time pass in which a second press is taken for half of a double click."""
        self.scheduler.advance(0.5)

    def rest(self) -> None:
        """Let the moment pass in which the board is not asked again."""
        self.scheduler.advance(0.15)

    def codes(self) -> list[str]:
        return [row.code for row in self.view.state.list.rows]

    def _turn_away(self) -> None:
        self.turned_away += 1


def act_of(state: BoardState, act: Act) -> ActState:
    """The button for an act, as it is shown."""
    current = state.current
    shown = [a for a in (current.main, *current.beside, *current.below) if a is not None]
    return next(a for a in shown if a.act is act)
