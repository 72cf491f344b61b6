"""The set-up's words that depend on why and where it is shown. No Qt here."""

from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.setup.ports import Reason


def welcome(texts: Texts, reason: Reason, kind: StationKind | None) -> tuple[str, str]:
    """The first page's title and what is below it.

    Patients may stand before a kiosk or a display that was in use: they are told where to go.
    """
    _ = texts.gettext
    if reason in (Reason.KEY_UNKNOWN, Reason.OUT_OF_USE):
        if kind is StationKind.KIOSK:
            return _("This kiosk is not in use"), _("Please ask for your token at the desk.")
        if kind is StationKind.DISPLAY:
            return _("This display is not in use"), _("Please listen for your number, or ask at the desk.")
        if reason is Reason.OUT_OF_USE:
            return (
                _("This device was taken out of use"),
                _("An administrator did this in the settings. With a new code it can join again."),
            )
        return (
            _("The clinic does not know this device any more"),
            _("It can join again with a code from the administrator: settings, Stations, “Give a new key”."),
        )
    if reason is Reason.LEFT:
        return _("This device has left its clinic"), _("It can join again, or begin with another clinic.")
    return _("Welcome"), _("How is this device to be used?")


def short_address(address: str) -> str:
    """An address as people type it: without what every host's has."""
    return address.removeprefix("https://").rstrip("/")
