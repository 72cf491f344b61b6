"""Joining a clinic: looks for hosts, asks one at an address, exchanges the code. No Qt here."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.joining import FoundHost, Joined, Joining
from nextpatient_desktop.clinic.stations.pairing import CODE_DIGITS
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.text import Texts, words_for_error
from nextpatient_desktop.ui.ports import Cancellable, Lane, Scheduler, TaskRunner
from nextpatient_desktop.ui.setup.state import NO_TROUBLE, AddressState, CodeState, FindState, Trouble

FIND_SECONDS = 2.0
"""How long one look over the network takes: what it found is shown after each."""

PAUSE_SECONDS = 1.0
ROUNDS_KEPT = 4
"""A host that was not heard of in so many looks is no longer offered."""

LONG_SECONDS = 8.0
"""After so long without any host it is said what may be the matter."""

ADDRESS_LENGTH = 200


class JoinPresenter:
    """Holds what joining shows. Errors are kept as they are and worded when they are asked for."""

    def __init__(
        self,
        joining: Joining,
        runner: TaskRunner,
        scheduler: Scheduler,
        *,
        kind: StationKind | None,
        changed: Callable[[], None],
        chosen: Callable[[], None],
        joined: Callable[[Joined], None],
        report_bug: Callable[[Exception], None],
    ) -> None:
        """`changed` asks to draw; `chosen` hears that there is a host to type the code for."""
        self._joining = joining
        self._runner = runner
        self._scheduler = scheduler
        self._kind = kind
        self._changed = changed
        self._chosen = chosen
        self._joined = joined
        self._report_bug = report_bug
        self._found: dict[str, tuple[FoundHost, int]] = {}
        self._known: FoundHost | None = None
        self._round = 0
        self._is_finding = False
        self._wants_hosts = False
        self._since = 0.0
        self._waiting: Cancellable | None = None
        self._find_error: ClinicError | None = None
        self._address = AddressState()
        self._address_error: ClinicError | None = None
        self._code: CodeState | None = None
        self._code_error: ClinicError | None = None
        self._act = 0

    # --- finding --------------------------------------------------------------------------------------------

    def find(self) -> None:
        """Look for hosts from now on, again and again."""
        if self._wants_hosts:
            return
        self._wants_hosts = True
        self._since = self._scheduler.monotonic()
        self._look_around()

    def find_no_more(self) -> None:
        """Another step is shown, or the window is gone."""
        self._wants_hosts = False
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def ask_known(self, address: str) -> None:
        """Ask the host at an address where this device's clinic was before, and offer it with the others."""

        def found(host: FoundHost) -> None:
            self._known = host
            self._changed()

        def not_there(error: Exception) -> None:
            if not isinstance(error, ClinicError):  # a host that does not answer is simply not offered
                self._report_bug(error)

        self._runner.run(Lane.CLINIC, lambda: self._joining.look(address), found, not_there)

    def host_chosen(self, host: FoundHost) -> None:
        """The person wants to join this one."""
        self._choose(host)

    # --- a typed address ------------------------------------------------------------------------------------

    def address_typed(self, address: str) -> None:
        """The address is this now."""
        address = address[:ADDRESS_LENGTH]
        if address != self._address.address:
            self._act += 1  # an answer about another address is not wanted any more
            self._address = AddressState(address=address)
            self._address_error = None
            self._changed()

    def address_submitted(self) -> None:
        """Ask who is there."""
        address = self._address.address.strip()
        if self._address.is_looking:
            return
        if not address:
            self._address_error = ClinicError("address_invalid", address="")
            self._changed()
            return
        self._address_error = None
        self._address = replace(self._address, is_looking=True)
        act = self._begin()

        def found(host: FoundHost) -> None:
            if act == self._act:
                self._address = replace(self._address, is_looking=False)
                self._choose(host)

        def failed(error: Exception) -> None:
            if act == self._act:
                self._address = replace(self._address, is_looking=False)
                self._address_error = self._refusal(error)
                self._changed()

        self._runner.run(Lane.CLINIC, lambda: self._joining.look(address), found, failed)

    # --- the code -------------------------------------------------------------------------------------------

    def digit_pressed(self, digit: str) -> None:
        """One more figure."""
        code = self._code
        if code is None or code.is_joining or len(code.code) >= CODE_DIGITS or not digit.isdecimal():
            return
        self._set_code(code.code + digit)

    def digit_deleted(self) -> None:
        """The last figure was wrong."""
        if self._code is not None and not self._code.is_joining:
            self._set_code(self._code.code[:-1])

    def digits_cleared(self) -> None:
        """All of it was wrong."""
        if self._code is not None and not self._code.is_joining:
            self._set_code("")

    def code_submitted(self) -> None:
        """Exchange the code for a key."""
        code = self._code
        if code is None or code.is_joining or len(code.code) < CODE_DIGITS:
            return
        host, typed, kind = code.host, code.code, self._kind
        self._code = replace(code, is_joining=True)
        self._code_error = None
        act = self._begin()

        def failed(error: Exception) -> None:
            if act != self._act or self._code is None:
                return
            refusal = self._refusal(error)
            self._code_error = refusal
            keeps = refusal is not None and refusal.code == "out_of_reach"
            self._code = replace(self._code, is_joining=False, code=typed if keeps else "")
            self._changed()

        # also when the person went back meanwhile: the key is kept on this device, it is a station now
        self._runner.run(Lane.CLINIC, lambda: self._joining.join(host, typed, kind), self._joined, failed)

    def forget(self) -> None:
        """The person went back: what was typed for one host is for no other."""
        self._act += 1
        self._code = None
        self._code_error = None
        self._address = replace(self._address, is_looking=False)

    @property
    def is_joining(self) -> bool:
        """Whether the code is on its way, so that nobody should go back."""
        return self._code is not None and self._code.is_joining

    # --- what is shown --------------------------------------------------------------------------------------

    def find_state(self, texts: Texts) -> FindState:
        """The hosts, by their clinics' names."""
        hosts = {host.pin: host for host, _seen in self._found.values()}
        if self._known is not None:
            hosts.setdefault(self._known.pin, self._known)
        waited = self._scheduler.monotonic() - self._since
        return FindState(
            hosts=tuple(sorted(hosts.values(), key=lambda one: (one.clinic.casefold(), one.address))),
            is_long=not hosts and waited >= LONG_SECONDS,
            trouble=_trouble(texts, self._find_error),
        )

    def address_state(self, texts: Texts) -> AddressState:
        """The typed address."""
        return replace(self._address, trouble=_trouble(texts, self._address_error))

    def code_state(self, texts: Texts) -> CodeState | None:
        """The typed code."""
        code = self._code
        if code is None:
            return None
        return replace(
            code,
            can_join=len(code.code) == CODE_DIGITS and not code.is_joining,
            trouble=_trouble(texts, self._code_error),
        )

    # --- inside ---------------------------------------------------------------------------------------------

    def _look_around(self) -> None:
        self._waiting = None
        if not self._wants_hosts or self._is_finding:
            return
        self._is_finding = True
        self._runner.run(
            Lane.NET, lambda: self._joining.find(FIND_SECONDS), self._found_some, self._found_error
        )

    def _found_some(self, hosts: Sequence[FoundHost]) -> None:
        self._round += 1
        for host in hosts:
            self._found[host.pin] = (host, self._round)
        self._found = {
            pin: (host, seen) for pin, (host, seen) in self._found.items() if seen > self._round - ROUNDS_KEPT
        }
        self._find_error = None
        self._look_again()

    def _found_error(self, error: Exception) -> None:
        self._find_error = self._refusal(error)
        self._look_again()

    def _look_again(self) -> None:
        self._is_finding = False
        if self._wants_hosts:
            self._waiting = self._scheduler.call_later(PAUSE_SECONDS, self._look_around)
            self._changed()

    def _choose(self, host: FoundHost) -> None:
        self._code = CodeState(host=host)
        self._code_error = None
        self._chosen()

    def _set_code(self, digits: str) -> None:
        if self._code is not None and self._code.code != digits:
            self._code = replace(self._code, code=digits)
            if digits:  # what was wrong with the last code stays until there is another
                self._code_error = None
            self._changed()

    def _begin(self) -> int:
        self._act += 1
        self._changed()
        return self._act

    def _refusal(self, error: Exception) -> ClinicError | None:
        """An error for people; a bug is reported, and the person is told that it did not work."""
        if isinstance(error, ClinicError):
            return error
        self._report_bug(error)
        return None


def _trouble(texts: Texts, error: ClinicError | None) -> Trouble:
    if error is None:
        return NO_TROUBLE
    said = words_for_error(texts, error.code, error.params)
    return Trouble(what=said.what, what_to_do=said.what_to_do)
