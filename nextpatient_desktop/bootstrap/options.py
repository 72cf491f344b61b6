"""What the command line asks of a mode: the one value that it hands to the windows."""

from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class ModeOptions:
    """How a mode was started; None where the command line said nothing and the station's settings decide.

    Attributes:
        clinic: The clinic's URL or the path of its file.
        counter: The name of the counter that the station serves, as staff read it ("Room 3").
        printer: The URL of the ticket printer.
        is_windowed: Whether to open a movable window instead of filling the screen.
        station: The name under which this device is known in the clinic.
    """

    clinic: str | None = None
    counter: str | None = None
    printer: str | None = None
    is_windowed: bool = False
    station: str | None = None
