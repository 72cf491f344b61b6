"""`NoticeBoard`: messages to the person, shown one at a time; while no view is there they wait for one."""

from collections import deque
from collections.abc import Callable
from typing import Protocol

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.text import Texts, words_for_error
from nextpatient_desktop.ui.ports import Cancellable, Notice, NoticeAction, NoticeKind, Scheduler

SECONDS_SHOWN = {
    NoticeKind.INFO: 6.0,
    NoticeKind.SUCCESS: 6.0,
    NoticeKind.WARNING: 12.0,
    NoticeKind.ERROR: 20.0,
}
SECONDS_TO_READ = 3.0
MOST_WAITING = 20

_IMPORTANT = frozenset({NoticeKind.WARNING, NoticeKind.ERROR})


class NoticeView(Protocol):
    """Where notices are shown: `widgets.notice_bar.NoticeBar`, or a screen's own place."""

    def show_notice(self, notice: Notice) -> None:
        """Show it instead of the one before."""
        ...

    def hide_notice(self) -> None:
        """Show nothing."""
        ...


class NoticeBoard:
    """The `Notices` of one program.

    The newest notice is shown at once, as it answers what the person just did. A warning or an error that it
    pushes aside before anybody can have read it comes again afterwards. The same again only stays longer.
    """

    def __init__(self, texts: Texts, scheduler: Scheduler, report_bug: Callable[[Exception], None]) -> None:
        """`report_bug` gets errors that are not for people: the crash handler."""
        self._texts = texts
        self._scheduler = scheduler
        self._report_bug = report_bug
        self._view: NoticeView | None = None
        self._shown: Notice | None = None
        self._shown_at = 0.0
        self._waiting: deque[Notice] = deque()
        self._timer: Cancellable | None = None

    def info(self, text: str, *, detail: str = "", action: NoticeAction | None = None) -> None:
        """Something worth knowing."""
        self.post(Notice(kind=NoticeKind.INFO, text=text, detail=detail, action=action))

    def success(self, text: str, *, detail: str = "", action: NoticeAction | None = None) -> None:
        """What was asked for is done."""
        self.post(Notice(kind=NoticeKind.SUCCESS, text=text, detail=detail, action=action))

    def warning(self, text: str, *, detail: str = "", action: NoticeAction | None = None) -> None:
        """Something needs attention but work goes on."""
        self.post(Notice(kind=NoticeKind.WARNING, text=text, detail=detail, action=action))

    def error(self, error: Exception, *, action: NoticeAction | None = None) -> None:
        """A `ClinicError` in the person's words; anything else goes to the crash handler."""
        if not isinstance(error, ClinicError):
            self._report_bug(error)
            return
        words = words_for_error(self._texts, error.code, error.params)
        self.post(Notice(kind=NoticeKind.ERROR, text=words.what, detail=words.what_to_do, action=action))

    def post(self, notice: Notice) -> None:
        """Show this notice now, or keep it until there is a view."""
        if self._view is None:
            self._keep(notice)
            return
        if self._shown is not None and _says_the_same(notice, self._shown):
            self._show(notice)
            return
        if self._shown is not None and self._was_hardly_seen(self._shown):
            self._waiting.appendleft(self._shown)
        self._show(notice)

    def set_texts(self, texts: Texts) -> None:
        """Word errors in this language from now on."""
        self._texts = texts

    def attach(self, view: NoticeView) -> None:
        """Show notices here from now on, beginning with what waits."""
        self._view = view
        self._show_next()

    def detach(self, view: NoticeView) -> None:
        """Forget this view; notices wait for the next one."""
        if self._view is view:
            self._cancel_timer()
            self._view, self._shown = None, None

    def dismiss(self) -> None:
        """The person closed the notice: show the next one that waits."""
        self._show_next()

    def act(self) -> None:
        """The person took the action of the notice that is shown."""
        action = self._shown.action if self._shown is not None else None
        self._show_next()
        if action is not None:
            action.run()

    def _keep(self, notice: Notice) -> None:
        if any(_says_the_same(notice, waiting) for waiting in self._waiting):
            return
        self._waiting.append(notice)
        if len(self._waiting) > MOST_WAITING:
            unimportant = next((n for n in self._waiting if n.kind not in _IMPORTANT), self._waiting[0])
            self._waiting.remove(unimportant)

    def _show(self, notice: Notice) -> None:
        if self._view is None:
            return
        self._cancel_timer()
        self._shown = notice
        self._shown_at = self._scheduler.monotonic()
        self._timer = self._scheduler.call_later(SECONDS_SHOWN[notice.kind], self._show_next)
        self._view.show_notice(notice)

    def _show_next(self) -> None:
        self._cancel_timer()
        self._shown = None
        if self._view is None:
            return
        if self._waiting:
            self._show(self._waiting.popleft())
        else:
            self._view.hide_notice()

    def _was_hardly_seen(self, notice: Notice) -> bool:
        seconds = self._scheduler.monotonic() - self._shown_at
        return notice.kind in _IMPORTANT and seconds < SECONDS_TO_READ

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _says_the_same(one: Notice, other: Notice) -> bool:
    return (one.kind, one.text, one.detail) == (other.kind, other.text, other.detail)
