"""Messages about staff. Fields marked secret are not stored with a command's outcome, nor hashed into it."""

from dataclasses import field

from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.domain.ids import CounterId, StaffId
from nextpatient_desktop.domain.model import Availability, BreakReason, Role, Staff
from nextpatient_desktop.domain.records import dataclass

SECRET = {"secret": True}


@dataclass(frozen=True, kw_only=True)
class StaffForm:
    """What an admin fills in for a staff member. `login` is typed at sign-in and compared without case."""

    name: str
    login: str
    role: Role


@dataclass(frozen=True, kw_only=True)
class AddStaff(Command[Staff]):
    """Add a staff member. A login in use or a password under 6 characters is refused, naming the field."""

    form: StaffForm
    password: str = field(repr=False, metadata=SECRET)


@dataclass(frozen=True, kw_only=True)
class UpdateStaff(Command[Staff]):
    """Replace a staff member's settings, and the password where one is given.

    The last active admin can not be made something else: `last_admin`.
    """

    staff: StaffId
    form: StaffForm
    password: str | None = field(default=None, repr=False, metadata=SECRET)


@dataclass(frozen=True, kw_only=True)
class CloseStaff(Command[Staff]):
    """End a staff member's access at once. The last active admin stays: `last_admin`."""

    staff: StaffId


@dataclass(frozen=True, kw_only=True)
class ReopenStaff(Command[Staff]):
    """Take back a `CloseStaff`."""

    staff: StaffId


@dataclass(frozen=True, kw_only=True)
class SignIn(Command[Staff]):
    """Sign in with login and password; at a counter, take the counter and become available.

    Wrong login or password: `sign_in_refused`, the same for both. After five wrong tries in a row
    `sign_in_locked` with `seconds` to wait. A counter where somebody else has a token open:
    `counter_taken`. In process the caller then acts as `Actor(staff=..., role=...)`.
    """

    login: str
    password: str = field(repr=False, metadata=SECRET)
    counter: CounterId | None = None


@dataclass(frozen=True, kw_only=True)
class SignOut(Command[None]):
    """Leave the counter, if at one, and become away. Refused while it has a token: `counter_busy`."""


@dataclass(frozen=True, kw_only=True)
class SetAvailability(Command[Staff]):
    """Say whether a staff member takes patients now: oneself, or (an admin, reception) somebody else."""

    availability: Availability
    reason: BreakReason | None = None
    staff: StaffId | None = None


@dataclass(frozen=True, kw_only=True)
class StaffMembers(Query[tuple[Staff, ...]]):
    """All staff by name; those whose access ended only when asked."""

    include_inactive: bool = False
