"""Words for errors between a host and its stations: reach, pairing, keys, sessions, who owns the file."""

from typing import TYPE_CHECKING

from nextpatient_desktop.text.errors.forms import field_of
from nextpatient_desktop.text.errors.table import ErrorTable, ErrorWords, Params

if TYPE_CHECKING:
    from nextpatient_desktop.text.texts import Texts

TABLE = ErrorTable()


@TABLE.words_for("out_of_reach")
def out_of_reach(texts: "Texts", params: Params) -> ErrorWords:
    """The host does not answer."""
    _ = texts.gettext
    if params.get("address"):  # somebody typed it, and may have mistyped it
        return ErrorWords(
            _("Nothing answers at {address}.").format_map(params),
            _(
                "Compare the address with the one that the PC with the clinic's data shows in its settings, "
                "under Stations. See that the program is open there, and that both are on one network."
            ),
        )
    return ErrorWords(
        _("The clinic's host is out of reach."),
        _("Check that the PC with the clinic's data is on, and that this device is on the clinic's network."),
    )


@TABLE.words_for("not_paired")
def not_paired(texts: "Texts", params: Params) -> ErrorWords:
    """No key, or one that is nobody's."""
    _ = texts.gettext
    return ErrorWords(
        _("This device does not belong to the clinic."),
        _("Ask the clinic's administrator to pair it in the settings, under Stations."),
    )


@TABLE.words_for("station_closed")
def station_closed(texts: "Texts", params: Params) -> ErrorWords:
    """An administrator took the station out of use."""
    _ = texts.gettext
    return ErrorWords(
        _("An administrator took this device out of use."),
        _("Ask the clinic's administrator to pair it anew, if it is to be used again."),
    )


@TABLE.words_for("session_ended")
def session_ended(texts: "Texts", params: Params) -> ErrorWords:
    """Signed out, a new password, access ended, or sixteen hours."""
    _ = texts.gettext
    return ErrorWords(_("You are no longer signed in here."), _("Sign in again."))


@TABLE.words_for("pairing_closed")
def pairing_closed(texts: "Texts", params: Params) -> ErrorWords:
    """Nobody opened a pairing, its time is over, or its tries are."""
    _ = texts.gettext
    return ErrorWords(
        _("The clinic does not take a new device just now."),
        _("Ask the clinic's administrator for a new code. Each code works for two minutes."),
        field_of(params),
    )


@TABLE.words_for("pairing_code_wrong")
def pairing_code_wrong(texts: "Texts", params: Params) -> ErrorWords:
    """Another code than the one that was shown."""
    _ = texts.gettext
    left = params.get("tries_left")
    if not isinstance(left, int) or left < 1:
        todo = _("Ask the clinic's administrator for a new code.")
    else:
        todo = texts.ngettext(
            "Type it again. {tries_left} try is left.",
            "Type it again. {tries_left} tries are left.",
            left,
        ).format(tries_left=left)
    return ErrorWords(_("This is not the code."), todo, field_of(params) or "code")


@TABLE.words_for("pairing_kind_wrong")
def pairing_kind_wrong(texts: "Texts", params: Params) -> ErrorWords:
    """The administrator has another kind of device in mind."""
    _ = texts.gettext
    match params.get("kind"):
        case "kiosk":
            what = _("This code is for a kiosk.")
        case "counter":
            what = _("This code is for a counter.")
        case "display":
            what = _("This code is for a display.")
        case "integration":
            what = _("This code is for another program.")
        case _other:
            what = _("This code is for another kind of device.")
    return ErrorWords(
        what, _("Set this device up as that, or ask the clinic's administrator for another code.")
    )


@TABLE.words_for("rights_for_integrations")
def rights_for_integrations(texts: "Texts", params: Params) -> ErrorWords:
    """A kiosk, a counter or a display with somebody's rights."""
    _ = texts.gettext
    return ErrorWords(
        _("Only other programs are given rights of their own."),
        _("At this station whoever signs in has theirs."),
        field_of(params) or "acts_as",
    )


@TABLE.words_for("alert_unknown")
def alert_unknown(texts: "Texts", params: Params) -> ErrorWords:
    """There is no such alert."""
    _ = texts.gettext
    return ErrorWords(_("This message does not exist."), _("Look at the list again."))


@TABLE.words_for("host_changed")
def host_changed(texts: "Texts", params: Params) -> ErrorWords:
    """Another certificate than the one that this station knows."""
    _ = texts.gettext
    return ErrorWords(
        _("Another PC answers in place of the clinic's host."),
        _("If the clinic's data moved to another PC, pair this device anew. If not, tell the administrator."),
    )


@TABLE.words_for("host_not_one")
def host_not_one(texts: "Texts", params: Params) -> ErrorWords:
    """Something answers there, but no clinic's host."""
    _ = texts.gettext
    return ErrorWords(
        _("What answers at this address is no clinic's host."),
        _("Look up the address on the PC with the clinic's data, in the settings under Stations."),
        field_of(params) or "address",
    )


@TABLE.words_for("address_invalid")
def address_invalid(texts: "Texts", params: Params) -> ErrorWords:
    """Typed, but no address."""
    _ = texts.gettext
    return ErrorWords(
        _("This is not an address."),
        _("Type it as the host's PC shows it, for example 192.168.1.20."),
        field_of(params) or "address",
    )


@TABLE.words_for("program_too_old")
def program_too_old(texts: "Texts", params: Params) -> ErrorWords:
    """The other side speaks a protocol that this program does not know, or no longer."""
    _ = texts.gettext
    return ErrorWords(
        _("This device and the clinic's host have versions of the program that do not fit."),
        _("Bring the program to the same version on all devices."),
    )


@TABLE.words_for("request_invalid")
def request_invalid(texts: "Texts", params: Params) -> ErrorWords:
    """A program sent what the host does not understand."""
    _ = texts.gettext
    return ErrorWords(
        _("The clinic's host did not understand what was sent."),
        _("Bring the program to the same version on all devices."),
        field_of(params),
    )


@TABLE.words_for("asked_too_often")
def asked_too_often(texts: "Texts", params: Params) -> ErrorWords:
    """A kiosk looks up one phone after another."""
    _ = texts.gettext
    seconds = params.get("seconds")
    wait = seconds if isinstance(seconds, int) else 60
    return ErrorWords(
        _("This was asked too often in a short time."),
        texts.ngettext("Try again in {seconds} second.", "Try again in {seconds} seconds.", wait).format(
            seconds=wait
        ),
    )


@TABLE.words_for("host_not_started")
def host_not_started(texts: "Texts", params: Params) -> ErrorWords:
    """The host that this station starts by itself ended at once, or said nothing in time."""
    _ = texts.gettext
    return ErrorWords(
        _("The host on this PC did not start, so the other stations cannot join."),
        _("Start the program again. If it happens again, send its log to whoever looks after it."),
    )


@TABLE.words_for("clinic_has_host")
def clinic_has_host(texts: "Texts", params: Params) -> ErrorWords:
    """The file is the host's."""
    _ = texts.gettext
    address = params.get("address")
    if address:
        what = _("A host at {address} keeps this clinic's data.").format(address=address)
    else:
        what = _("A host on this PC keeps this clinic's data.")
    return ErrorWords(what, _("Join that host with this program, or stop it first."))


@TABLE.words_for("clinic_in_use")
def clinic_in_use(texts: "Texts", params: Params) -> ErrorWords:
    """The host wants the file alone."""
    _ = texts.gettext
    return ErrorWords(
        _("Other windows of this program have the clinic's data open on this PC."),
        _("Close them, start the host, and open them again."),
    )


@TABLE.words_for("port_in_use")
def port_in_use(texts: "Texts", params: Params) -> ErrorWords:
    """Another program listens where the host would."""
    _ = texts.gettext
    return ErrorWords(
        _("Another program on this PC uses port {port}.").format_map(params),
        _("Stop that program, or start the host with another port."),
    )


@TABLE.words_for("address_not_here")
def address_not_here(texts: "Texts", params: Params) -> ErrorWords:
    """The host was told to listen at an address that this PC has not."""
    _ = texts.gettext
    return ErrorWords(
        _("This PC does not have the address {address}.").format_map(params),
        _("Start the host with one of its addresses, or without one to listen at all of them."),
    )


@TABLE.words_for("host_fault")
def host_fault(texts: "Texts", params: Params) -> ErrorWords:
    """A bug: the host's log tells more."""
    _ = texts.gettext
    return ErrorWords(
        _("The clinic's host could not do this because of a fault in the program."),
        _(
            "Try again. If it happens again, send the log of the host's PC to whoever looks after this "
            "program."
        ),
    )
