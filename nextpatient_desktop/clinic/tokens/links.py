"""What a ticket's QR code holds, made and taken apart."""

import re

from nextpatient_desktop.domain.model import ClinicInfo, Visit

_KEY = re.compile(r"(?:.*[/:]t/)?([0-9a-f]{32})")


def link_of(clinic: ClinicInfo, visit: Visit) -> str:
    """The link of a visit: a page where the clinic has one, else one that only this program reads."""
    base = clinic.link_base.rstrip("/")
    return f"{base}/t/{visit.key}" if base else f"nextpatient:t/{visit.key}"


def key_of(link: str) -> str | None:
    """The key in a link, or the key itself; None when it is neither."""
    match = _KEY.fullmatch(link.strip())
    return match[1] if match else None
