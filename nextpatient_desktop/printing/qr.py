"""QR codes as modules: the same for paper and screen."""

import functools

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4  # modules of ground on each side: ISO/IEC 18004, 9.1


@functools.lru_cache(maxsize=16)
def qr_modules(text: str, border: int = 0) -> tuple[tuple[bool, ...], ...]:
    """The rows of a QR code, True is dark, with error correction M (15%).

    Raises:
        ValueError: the text is longer than a QR code can hold.
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, border=border)
    code.add_data(text)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())
