"""A clinic's logo as printers print it: small, and every dot black or white."""

import base64
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from nextpatient_desktop.clinic.errors import ClinicError

_LARGEST: Final = QSize(360, 144)
"""Has room on 58 mm paper; 18 mm high on 80 mm."""
_MOST_DOTS: Final = 50_000_000


def read_logo(path: Path) -> str:
    """Make a logo of a picture file: a PNG of one bit a dot as base64, greys dithered.

    Raises:
        ClinicError: `logo_invalid`: there is no picture in the file, or a blank or too large one.
    """
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_DOTS:
        raise ClinicError("logo_invalid", field="ticket_logo")
    picture = reader.read()
    if picture.isNull():
        raise ClinicError("logo_invalid", field="ticket_logo")
    return _packed(_dithered(_on_white(picture)))


def _on_white(picture: QImage) -> QImage:
    """What is see-through is paper."""
    sheet = QImage(picture.size(), QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.white)
    painter = QPainter(sheet)
    painter.drawImage(0, 0, picture)
    painter.end()
    return sheet


def _dithered(picture: QImage) -> QImage:
    if picture.width() > _LARGEST.width() or picture.height() > _LARGEST.height():
        picture = picture.scaled(
            _LARGEST, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    levels = set(bytes(grey.constBits()))
    if max(levels) - min(levels) < 64:  # all of one shade: nothing would be seen
        raise ClinicError("logo_invalid", field="ticket_logo")
    return grey.convertToFormat(
        QImage.Format.Format_Mono,
        Qt.ImageConversionFlag.MonoOnly | Qt.ImageConversionFlag.DiffuseDither,
    )


def _packed(picture: QImage) -> str:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs ask for bytes
    return base64.b64encode(bytes(buffer.data().data())).decode()
