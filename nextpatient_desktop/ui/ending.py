"""When a session or a station's place in the clinic ends: no message then, but the sign-in again. No Qt."""

from collections.abc import Callable
from typing import Final

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.ui.ports import NoticeAction, Notices

STATION_ENDED: Final = frozenset({"not_paired", "station_closed"})
"""The clinic does not know this device, or took it out of use."""

ENDED: Final = STATION_ENDED | {"session_ended"}
"""Nothing can be done here before somebody signs in again, or the device is paired anew."""


def has_ended(error: Exception | None) -> bool:
    """Whether the clinic wants the person to sign in again, or does not want this device any more."""
    return isinstance(error, ClinicError) and error.code in ENDED


def station_has_ended(error: Exception | None) -> bool:
    """Whether the clinic does not want this device any more."""
    return isinstance(error, ClinicError) and error.code in STATION_ENDED


class SessionNotices:
    """Passes everything on; that a session has ended goes to whoever asks for the sign-in."""

    def __init__(self, notices: Notices, ended: Callable[[], bool]) -> None:
        """`ended` says whether it took care of it; else it is a message as any other."""
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
        if has_ended(error) and self._ended():
            return
        self._notices.error(error, action=action)
