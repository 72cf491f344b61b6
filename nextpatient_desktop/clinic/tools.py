"""`Tools`: what handlers use besides the unit of work; made once by bootstrap and given to the door."""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import field
from typing import TYPE_CHECKING

from nextpatient_desktop.clinic.patients.asking import FamilyLimit
from nextpatient_desktop.clinic.ports import Blobs, Inspector, Passwords, UnitOfWork
from nextpatient_desktop.clinic.staff.tries import SignInTries
from nextpatient_desktop.clinic.tokens.waits import WaitMemory
from nextpatient_desktop.domain.records import dataclass

if TYPE_CHECKING:
    from nextpatient_desktop.domain.calling import CallingPolicy


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What a clinic was given to work with.

    `read` opens one consistent state for a `prepare` step, which runs before the transaction. `chance` gives
    that many random bytes. `policies` are the calling policies by name, built in and installed. `tries`
    counts sign-ins that went wrong, `family_limit` kiosks' questions; `waits` remembers estimates for some
    seconds.
    """

    read: Callable[[], AbstractContextManager[UnitOfWork]]
    policies: "Mapping[str, CallingPolicy]"
    blobs: Blobs
    inspector: Inspector
    passwords: Passwords
    chance: Callable[[int], bytes] = os.urandom
    tries: SignInTries = field(default_factory=SignInTries)
    family_limit: FamilyLimit = field(default_factory=FamilyLimit)
    waits: WaitMemory = field(default_factory=WaitMemory)
