"""What the set-up's window is given and what it gives back. No Qt here.

Joining a clinic is `clinic.joining.Joining`; setting up a new one is `SettingUp`.
"""

from dataclasses import field
from enum import StrEnum
from typing import Protocol

from nextpatient_desktop.clinic.joining import Joined
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class NewClinic:
    """What a person typed to set up a clinic on this PC, with its first administrator."""

    name: str
    languages: tuple[str, ...]
    admin_name: str
    login: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class MadeClinic:
    """A clinic that is set up. `place` is the folder or file that holds it, as it is shown to people.

    `url` is what the station keeps as `StationSettings.clinic`, empty for this PC's own.
    """

    name: str
    recovery_code: str = field(repr=False)
    place: str = ""
    url: str = ""


class SettingUp(Protocol):
    """Sets up a new clinic on this PC. Blocks for a second or more: never on the GUI thread."""

    def set_up(self, form: NewClinic) -> MadeClinic:
        """Make the clinic's data with its first administrator; leaves nothing behind when it raises.

        Raises:
            ClinicError: what a rule refuses, naming its field (`name`, `login`, `password`);
                `clinic_exists`; what the machine refuses (disk full, folder not writable).
        """
        ...


class Reason(StrEnum):
    """Why this device is no part of a clinic now."""

    FIRST_START = "first_start"
    LEFT = "left"
    """An administrator took it out of its clinic here."""
    KEY_UNKNOWN = "key_unknown"
    """It had a key, and its clinic knows it no more (`not_paired`)."""
    OUT_OF_USE = "out_of_use"
    """The clinic took it out of use (`station_closed`)."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the set-up came to: exactly one of `joined` and `made`.

    `language` is the one that the person chose for this device. `shares_clinic` says that other stations may
    join the clinic that was made here (`StationSettings.shares_clinic`).
    """

    language: str
    joined: Joined | None = None
    made: MadeClinic | None = None
    shares_clinic: bool = False
