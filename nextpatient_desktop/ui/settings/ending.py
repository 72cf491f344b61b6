"""`SessionNotices`: notices in which the end of the session is no message but the sign-in again."""

from collections.abc import Callable

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.ui.ports import NoticeAction, Notices

SESSION_ENDED = "session_ended"


def has_ended(error: Exception) -> bool:
    """Whether the clinic wants the person to sign in again."""
    return isinstance(error, ClinicError) and error.code == SESSION_ENDED


class SessionNotices:
    """Passes everything on; a session that ended goes to whoever asks for the sign-in."""

    def __init__(self, notices: Notices, ended: Callable[[], None]) -> None:
        self._notices = notices
        self._ended = ended

    def info(self, text: str, *, detail: str = "", action: NoticeAction | None = None) -> None:
        """As `Notices.info`."""
        self._notices.info(text, detail=detail, action=action)

    def success(self, text: str, *, detail: str = "", action: NoticeAction | None = None) -> None:
        """As `Notices.success`."""
        self._notices.success(text, detail=detail, action=action)

    def warning(self, text: str, *, detail: str = "", action: NoticeAction | None = None) -> None:
        """As `Notices.warning`."""
        self._notices.warning(text, detail=detail, action=action)

    def error(self, error: Exception, *, action: NoticeAction | None = None) -> None:
        """As `Notices.error`, but for the end of the session."""
        if has_ended(error):
            self._ended()
            return
        self._notices.error(error, action=action)
