"""The application object of every mode: fonts, colours, sharp screens, a clean end. Nothing heavy here."""

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QLoggingCategory, QRect, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from nextpatient_desktop import __version__
from nextpatient_desktop.ui.icons import Icon, paint_icon
from nextpatient_desktop.ui.theme import (
    Ground,
    Ink,
    Mode,
    TextRole,
    Theme,
    desk_theme,
    display_theme,
    kiosk_theme,
    load_fonts,
    qt_palette,
)
from nextpatient_desktop.ui.widgets.paint import paint_box

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

_ICON_SIZES = (16, 32, 48, 128)


def make_application(mode: Mode) -> QApplication:
    """The one application object, ready for windows of a mode.

    The program's own arguments never reach Qt, which would take some of them for its own. The theme of the
    first window is found with `first_theme`.
    """
    # Noto's families are one per script: Qt asks each in turn and says at length which does not have it
    QLoggingCategory.setFilterRules("qt.text.font.db=false")
    policy = Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(policy)
    # The system's own style has colours of its own. As an argument: asking for the style that is set, or
    # being given it by setStyle, makes Qt for Python load a hundred classes to see what it was given.
    application = QApplication([*sys.argv[:1], "-style", "Fusion"])
    application.setApplicationName("nextpatient")
    application.setApplicationDisplayName("NextPatient")
    application.setApplicationVersion(__version__)
    application.setOrganizationName("NextPatient")
    application.setDesktopFileName(f"nextpatient-{mode}")
    application.styleHints().setColorScheme(Qt.ColorScheme.Light)
    load_fonts()
    theme = first_theme(mode)
    application.setFont(theme.font(TextRole.BODY))
    application.setPalette(qt_palette(theme))
    return application


def first_theme(mode: Mode) -> Theme:
    """The theme before a window knows its size: that of the primary screen."""
    if mode is Mode.DESK:
        return desk_theme()
    screen = QGuiApplication.primaryScreen()
    width, height = screen.size().width(), screen.size().height()
    return kiosk_theme(width, height) if mode is Mode.KIOSK else display_theme(width, height)


def window_icon(theme: Theme) -> "QIcon":
    """The program's sign: a white cross on a square of the primary colour."""
    from PySide6.QtGui import QIcon

    made = QIcon()
    for size in _ICON_SIZES:
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            area = QRect(0, 0, size, size)
            paint_box(painter, area, fill=theme.ground(Ground.PRIMARY), radius=size * 0.22)
            inset = size // 5
            paint_icon(
                painter, area.adjusted(inset, inset, -inset, -inset), Icon.BRAND, theme.ink(Ink.ON_PRIMARY)
            )
        made.addPixmap(picture)
    return made
