"""Handlers of the clinic itself: set up once, corrected, read."""

import base64
import re
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from nextpatient_desktop.clinic.context import CommandContext, QueryContext
from nextpatient_desktop.clinic.door import Who
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.inputs import require_between, require_language
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.setup.messages import ClinicDetails, CreateClinic, UpdateClinic
from nextpatient_desktop.domain.model import ClinicInfo, Role, TicketPart
from nextpatient_desktop.domain.validation import clean_name, clean_text

_COUNTRY_CODE: Final = re.compile(r"[1-9][0-9]{0,2}")  # E.164: one to three digits, none begins with 0
_PHONES: Final = re.compile(r"[0-9+ ()/,.\-]*")
_LAST_MINUTE: Final = 24 * 60 - 1
_LONGEST_LOGO: Final = 20_000
_LARGEST_LOGO: Final = (576, 240)  # dots across 80 mm paper, and 30 mm of it


# Nobody is signed in before there is a clinic: only the program itself sets one up.
@handles(CreateClinic, allow=(), can_be_undone=False)
def create_clinic(ctx: CommandContext, command: CreateClinic) -> ClinicInfo:
    """Set up the clinic in an empty database."""
    existing = ctx.uow.clinic.get()
    if existing is not None:
        raise ClinicError("clinic_exists", name=existing.name)
    info = _checked(command.info)
    ctx.uow.clinic.save(info)
    ctx.changed("clinic.created", None, info)
    return info


@handles(UpdateClinic, allow=(Role.ADMIN,))
def update_clinic(ctx: CommandContext, command: UpdateClinic) -> ClinicInfo:
    """Replace what is known of the clinic. The zone and the day's hour count from now on."""
    before = ctx.clinic
    info = _checked(command.info)
    if info != before:
        ctx.uow.clinic.save(info)
        ctx.changed("clinic.updated", before, info)
    return info


@handles(ClinicDetails, allow=(Who.ANYONE,))
def clinic_details(ctx: QueryContext, query: ClinicDetails) -> ClinicInfo:
    """The clinic; what stands on its tickets and screens is no secret."""
    return ctx.clinic


def _checked(info: ClinicInfo) -> ClinicInfo:
    _require_zone(info.time_zone)
    require_between(info.day_starts, 0, _LAST_MINUTE, field="day_starts")
    return replace(
        info,
        name=clean_name(info.name),
        address=clean_text(info.address, field="address"),
        phone=_checked_phones(info.phone),
        languages=_checked_languages(info.languages),
        country_code=_checked_country_code(info.country_code),
        link_base=_checked_link_base(info.link_base),
        ticket_foot=clean_text(info.ticket_foot, field="ticket_foot"),
        ticket_logo=_checked_logo(info.ticket_logo),
        ticket_omits=tuple(part for part in TicketPart if part in info.ticket_omits),
        display_notice=clean_text(info.display_notice, field="display_notice"),
    )


def _require_zone(name: str) -> None:
    """Refuse a name that is no time zone of the IANA database."""
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        raise ClinicError("time_zone_unknown", field="time_zone", name=name[:60]) from error


def _checked_phones(text: str) -> str:
    """The clinic's own phone as it stands on the ticket: one number or several, grouped as people know it."""
    phones = clean_text(text, field="phone", limit=60)
    if not _PHONES.fullmatch(phones):
        raise ClinicError("phone_invalid", field="phone")
    return phones


def _checked_languages(languages: tuple[str, ...]) -> tuple[str, ...]:
    """The languages in their order, each once."""
    if not languages:
        raise ClinicError("language_missing", field="languages")
    for language in languages:
        require_language(language, field="languages")
    return tuple(dict.fromkeys(languages))


def _checked_logo(png: str) -> str:
    """A picture as printers print it: a small PNG of one bit a dot, as base64."""
    if not png:
        return ""
    try:
        data = base64.b64decode(png, validate=True)
    except ValueError as error:
        raise ClinicError("logo_invalid", field="ticket_logo") from error
    # Source: PNG, 11.2.1 IHDR: signature, length, type, width, height, bits of a sample.
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    is_picture = data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and data[24:25] == b"\x01"
    fits = 0 < width <= _LARGEST_LOGO[0] and 0 < height <= _LARGEST_LOGO[1]
    if not is_picture or not fits or len(png) > _LONGEST_LOGO:
        raise ClinicError("logo_invalid", field="ticket_logo")
    return png


def _checked_country_code(text: str) -> str:
    code = text.strip().removeprefix("+").removeprefix("00")
    if not _COUNTRY_CODE.fullmatch(code):
        raise ClinicError("country_code_invalid", field="country_code")
    return code


def _checked_link_base(text: str) -> str:
    """Where the tickets' links lead: an address to which a path is added."""
    base = text.strip().rstrip("/")
    if not base:
        return ""
    try:
        parts = urlsplit(base)
        is_good = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    else:
        is_good = is_good and not (parts.query or parts.fragment or any(sign.isspace() for sign in base))
    if not is_good:
        raise ClinicError("link_invalid", field="link_base")
    return base
