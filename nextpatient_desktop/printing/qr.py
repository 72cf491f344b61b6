"""QR codes as modules: the same for paper and screen."""

import functools

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4  # modules of ground on each side: ISO/IEC 18004, 9.1

MIN_MODULE = 3
"""Dots of a module on paper: below 3 dots (0.4 mm) phones begin to fail."""


@functools.lru_cache(maxsize=16)
def qr_modules(text: str, border: int = 0) -> tuple[tuple[bool, ...], ...]:
    """The rows of a QR code, True is dark, with error correction M (15%).

    Raises:
        ValueError: the text is longer than a QR code can hold.
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, border=border)
    code.add_data(text)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def module_dots(text: str, side: int, width: int) -> int:
    """How many dots a module of a code has that is to be `side` dots wide, on paper of `width` dots.

    Whole dots: a module of 5.5 dots would be 5 here and 6 there, and harder to read.

    Raises:
        ValueError: the code is wider than the paper, or the text longer than a code can hold.
    """
    across = len(qr_modules(text, QUIET_ZONE))
    module = min(max(side // across, MIN_MODULE), width // across)
    if not module:
        raise ValueError("the text of a QR code is too long for the paper")
    return module
