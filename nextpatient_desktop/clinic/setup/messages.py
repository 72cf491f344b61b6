"""Messages about the clinic itself."""

from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.domain.model import ClinicInfo
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class CreateClinic(Command[ClinicInfo]):
    """Set up the clinic in an empty database. Refused when there is one: `clinic_exists`."""

    info: ClinicInfo


@dataclass(frozen=True, kw_only=True)
class UpdateClinic(Command[ClinicInfo]):
    """Replace what is known of the clinic itself."""

    info: ClinicInfo


@dataclass(frozen=True, kw_only=True)
class ClinicDetails(Query[ClinicInfo]):
    """The clinic's name, address, languages and settings."""
