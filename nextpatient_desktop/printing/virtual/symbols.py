"""QR codes that the printer makes by itself: GS ( k."""

from dataclasses import dataclass

from PIL import Image
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q

_LEVELS = {48: ERROR_CORRECT_L, 49: ERROR_CORRECT_M, 50: ERROR_CORRECT_Q, 51: ERROR_CORRECT_H}


@dataclass
class QrMaker:
    """What was set for the next code."""

    module: int = 3
    level: int = 48
    data: bytes = b""

    def command(self, function: int, values: bytes) -> Image.Image | str | None:
        """Carry out a function of the command; the picture where it prints one, a text where it is wrong."""
        match function:
            case 65 if values[:1] in (b"\x31", b"\x32"):
                return None
            case 67 if values and 1 <= values[0] <= 16:
                self.module = values[0]
                return None
            case 69 if values and values[0] in _LEVELS:
                self.level = values[0]
                return None
            case 80 if values[:1] == b"\x30":
                self.data = values[1:]
                return None
            case 81 if values == b"\x30" and self.data:
                return self._picture()
        return f"a QR code's function {function} with {values!r}"

    def _picture(self) -> Image.Image:
        """Without a quiet zone, as printers do."""
        code = QRCode(error_correction=_LEVELS[self.level], border=0)
        code.add_data(self.data)
        modules = code.get_matrix()
        small = Image.new("1", (len(modules), len(modules)), 255)
        small.putdata([0 if is_dark else 255 for row in modules for is_dark in row])
        side = len(modules) * self.module
        return small.resize((side, side), Image.Resampling.NEAREST)
