"""What presenters draw on, for tests: they remember."""

from typing import Generic, TypeVar

from nextpatient_desktop.ui.ports import Notice, NoticeAction, NoticeKind

S = TypeVar("S")


class RecordingView(Generic[S]):
    """A view that keeps every state that it was given."""

    def __init__(self) -> None:
        self.states: list[S] = []

    def render(self, state: S) -> None:
        self.states.append(state)

    @property
    def state(self) -> S:
        """What is shown now."""
        assert self.states, "nothing was rendered"
        return self.states[-1]


class RecordingNotices:
    """A `Notices` that keeps what the person was told. Errors are kept as they are, not worded."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.errors: list[Exception] = []

    def info(self, text: str, *, detail: str = "", action: NoticeAction | None = None) -> None:
        self._keep(NoticeKind.INFO, text, detail, action)

    def success(self, text: str, *, detail: str = "", action: NoticeAction | None = None) -> None:
        self._keep(NoticeKind.SUCCESS, text, detail, action)

    def warning(self, text: str, *, detail: str = "", action: NoticeAction | None = None) -> None:
        self._keep(NoticeKind.WARNING, text, detail, action)

    def error(self, error: Exception, *, action: NoticeAction | None = None) -> None:
        self.errors.append(error)

    @property
    def texts(self) -> list[str]:
        """What was said, in order."""
        return [notice.text for notice in self.notices]

    def _keep(self, kind: NoticeKind, text: str, detail: str, action: NoticeAction | None) -> None:
        self.notices.append(Notice(kind=kind, text=text, detail=detail, action=action))
