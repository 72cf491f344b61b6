"""The errors for people, as everybody behind and before the door imports them."""

from nextpatient_desktop.domain.errors import ClinicError, Param

__all__ = ["ClinicError", "Param"]
