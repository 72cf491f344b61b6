"""Icons, drawn from the font file that QtAwesome ships without importing QtAwesome (385 ms at start)."""

import sys
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPainter, QPixmap

from nextpatient_desktop.resources import resources_folder
from nextpatient_desktop.ui.icon_names import CODE_POINTS, DEPARTMENT_ICONS, Icon

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

__all__ = ["CODE_POINTS", "DEPARTMENT_ICONS", "Icon", "department_icon", "icon", "paint_icon", "pixmap"]

_FILE = "materialdesignicons6-webfont-*.ttf"


def department_icon(name: str) -> str:
    """The icon of a department as it is stored; the general one where this version does not know it."""
    return name if name in CODE_POINTS else Icon.DEPARTMENTS


def paint_icon(painter: QPainter, area: QRect | QRectF, name: str, colour: QColor | str) -> None:
    """Draw an icon as large as fits, centred in `area`. Sharp on every screen, as it is drawn like text.

    Raises:
        KeyError: the icon is not in `CODE_POINTS`.
    """
    glyph = chr(CODE_POINTS[name])
    area = QRectF(area)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.setFont(_icon_font(round(min(area.width(), area.height()))))
    painter.setPen(QColor(colour))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, glyph)
    painter.restore()


def pixmap(name: str, colour: QColor | str, size: int, ratio: float | None = None) -> QPixmap:
    """An icon of `size` pixels for a screen with this device pixel ratio; by default the sharpest one."""
    if ratio is None:
        ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    picture = QPixmap(QSize(size, size) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        paint_icon(painter, QRect(0, 0, size, size), name, colour)
    return picture


def icon(name: str, colour: QColor | str, size: int, disabled: QColor | str | None = None) -> "QIcon":
    """An icon for Qt's own menus, tabs and windows; `disabled` is its colour while that is disabled."""
    from PySide6.QtGui import QIcon  # takes 2 ms, and most screens draw with paint_icon

    made = QIcon()
    for ratio in (1.0, 2.0, 3.0):
        made.addPixmap(pixmap(name, colour, size, ratio))
        if disabled is not None:
            made.addPixmap(pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return made


@lru_cache(maxsize=64)
def _icon_font(size: int) -> QFont:
    font = QFont(_family())
    font.setPixelSize(max(1, size))
    font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    return font


@lru_cache(maxsize=1)
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(_font_file()))
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    if not families:
        raise FileNotFoundError("the icons' font cannot be read")
    return families[0]


def _font_file() -> Path:
    for folder in _font_folders():
        for path in sorted(folder.glob(_FILE)):
            return path
    raise FileNotFoundError(f"the icons' font {_FILE} is missing: is QtAwesome installed?")


def _font_folders() -> Iterator[Path]:
    """Where the font may lie: in the frozen program, in the installed QtAwesome."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        yield Path(frozen) / "qtawesome" / "fonts"
        yield resources_folder() / "fonts"
    spec = find_spec("qtawesome")  # finds the package without running it
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / "fonts"
