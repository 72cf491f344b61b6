"""Pictures side by side: what Qt drew, and what came out of a printer."""

from io import BytesIO

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage
from pyzbar.pyzbar import ZBarSymbol, decode


def pillow(image: QImage) -> Image.Image:
    """The same picture for Pillow, by way of a PNG, so that no bit order is taken for granted."""
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs ask for bytes
    return Image.open(BytesIO(store.data())).convert("1")


def inked(picture: Image.Image) -> tuple[int, int, int, int]:
    """The box (left, top, right, bottom) around everything black."""
    box = picture.convert("L").point(lambda level: 255 - level).getbbox()
    assert box
    return box


def trimmed(picture: Image.Image) -> Image.Image:
    """The picture without the white below its last black dot."""
    return picture.crop((0, 0, picture.width, inked(picture)[3]))


def is_same(one: Image.Image, other: Image.Image) -> bool:
    """Are the two equal dot for dot?"""
    return one.size == other.size and one.tobytes() == other.tobytes()


def read_qr(picture: Image.Image) -> list[str]:
    """What a phone would read, with the white of the paper around the picture."""
    codes = decode(picture.convert("L"), symbols=[ZBarSymbol.QRCODE])
    return [code.data.decode() for code in codes]
