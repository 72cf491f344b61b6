"""Signing in to the settings: only an administrator goes on."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.staff.messages import SignIn
from nextpatient_desktop.domain.model import Role, Staff
from nextpatient_desktop.text import words_for_error
from nextpatient_desktop.ui.ports import Cancellable, View
from nextpatient_desktop.ui.settings.acting import Doer
from nextpatient_desktop.ui.settings.surroundings import Surroundings


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInState:
    """The sign-in. `error` and `error_detail` belong to the input `error_field`.

    `seconds_left` counts down while too many wrong tries keep everybody out; `locked_for` names whoever's
    changes wait behind the sign-in.
    """

    login: str = ""
    error: str = ""
    error_detail: str = ""
    error_field: str = ""
    seconds_left: int = 0
    is_running: bool = False
    locked_for: str = ""

    @property
    def can_submit(self) -> bool:
        """Whether another try is worth making now."""
        return not self.is_running and not self.seconds_left


class SignInPresenter:
    """Holds the sign-in's state."""

    def __init__(
        self,
        *,
        clinic: Clinic,
        near: Surroundings,
        view: View[SignInState],
        signed_in: Callable[[Staff], None],
    ) -> None:
        """`signed_in` gets the administrator."""
        self._clinic = clinic
        self._near = near
        self._view = view
        self._signed_in = signed_in
        self._doer = Doer(near, self._show)
        self._ticking: Cancellable | None = None
        self._locked_until = 0.0
        self._tries = 0
        self._is_stopped = False
        self._state = SignInState()

    def start(self, *, locked_for: str = "", login: str = "") -> None:
        """Show an empty sign-in, or the one that keeps somebody's changes from others."""
        self._state = replace(SignInState(login=login, locked_for=locked_for), seconds_left=self._left())
        self._show()

    def stop(self) -> None:
        """Show and call nothing any more."""
        self._is_stopped = True
        self._stop_ticking()

    def submitted(self, login: str, password: str) -> None:
        """Try."""
        _ = self._near.texts.gettext
        if not self._state.can_submit or self._doer.is_running:
            return
        login = login.strip()
        self._set(login=login, error="", error_detail="", error_field="")
        if not login:
            self._set(error=_("Type your login."), error_field="login")
            return
        if not password:
            self._set(error=_("Type your password."), error_field="password")
            return
        self._tries += 1  # every try is another one, also with the same words
        self._doer.do(
            ("sign_in", self._tries),
            lambda id_: self._clinic.execute(SignIn(id=id_, login=login, password=password)),
            lambda staff, _id: self._known(staff),
            self._refused,
        )

    def _known(self, staff: Staff) -> None:
        if self._is_stopped:
            return
        if staff.role is Role.ADMIN:
            self._signed_in(staff)
            return
        _ = self._near.texts.gettext
        self._set(
            error=_("This needs an administrator."),
            error_detail=_("Sign in as one, or ask one to change it."),
            error_field="login",
        )

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, ClinicError):
            self._near.notices.error(error)
            return
        seconds = error.params.get("seconds") if error.code == "sign_in_locked" else None
        if isinstance(seconds, int) and seconds > 0:
            self._lock(seconds)
            return
        if error.code == "not_allowed":
            _ = self._near.texts.gettext
            self._set(error=_("This needs an administrator."), error_detail="", error_field="login")
            return
        said = words_for_error(self._near.texts, error.code, error.params)
        field = said.field if said.field in ("login", "password") else "password"
        self._set(error=said.what, error_detail=said.what_to_do, error_field=field)

    def _lock(self, seconds: int) -> None:
        self._stop_ticking()
        self._locked_until = self._near.scheduler.monotonic() + seconds
        self._ticking = self._near.scheduler.call_every(1.0, self._tick)
        self._tick()

    def _stop_ticking(self) -> None:
        if self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None

    def _left(self) -> int:
        left = self._locked_until - self._near.scheduler.monotonic()
        return max(0, -int(-left // 1))

    def _tick(self) -> None:
        left = self._left()
        if not left:
            self._stop_ticking()
            self._set(error="", error_detail="", error_field="", seconds_left=0)
            return
        said = words_for_error(self._near.texts, "sign_in_locked", {"seconds": left})
        self._set(error=said.what, error_detail=said.what_to_do, error_field="password", seconds_left=left)

    def _set(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self._show()

    def _show(self) -> None:
        if self._is_stopped:
            return
        self._view.render(replace(self._state, is_running=self._doer.is_running))
