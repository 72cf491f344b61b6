"""All colours, sizes and fonts of the screens, with the tables in `tokens`. Nothing else in `ui` names one.

A `Theme` is a value that is passed to every widget. Where a screen scales with its window (kiosk, display),
the panel makes a new theme when it is resized and hands it down with `spread_theme`. Sizes are in pixels of
Qt's own device-independent kind, as drawn in the design for 1440x900 (desk), 1080x1920 (kiosk) and 1920x1080
(display).
"""

import math
from dataclasses import replace
from functools import lru_cache
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.resources import resource
from nextpatient_desktop.ui.tokens import (
    CAPITAL_OF_EM,
    FONT_FAMILIES,
    LIGHT,
    METRICS,
    MINIMUM_CAPITAL_DEGREES,
    MINIMUM_TOUCH_MM,
    NIGHT,
    SEEN_FROM_AFAR,
    STRONG,
    TYPE_PX,
    Gap,
    Ground,
    Ink,
    Metrics,
    Mode,
    Palette,
    TextRole,
    Tint,
)

__all__ = [
    "LIGHT",
    "NIGHT",
    "Gap",
    "Ground",
    "Ink",
    "Metrics",
    "Mode",
    "Palette",
    "TextRole",
    "Theme",
    "Themed",
    "Tint",
    "capital_mm",
    "contrast",
    "desk_theme",
    "display_theme",
    "kiosk_theme",
    "load_fonts",
    "qt_palette",
    "spread_theme",
]


@dataclass(frozen=True, kw_only=True)
class Theme:
    """One look: a design, its palette and the scale at which it is drawn.

    `text_scale` enlarges the text alone (the kiosk's large-text switch). `px_per_mm` is the screen's physical
    density, `viewing_distance_m` how far away a display is read; 0 where they do not matter.
    """

    mode: Mode
    palette: Palette
    scale: float = 1.0
    text_scale: float = 1.0
    px_per_mm: float = 0.0
    viewing_distance_m: float = 0.0

    def px(self, size: float) -> int:
        """A size of the design at this scale, in whole pixels; something stays at least one pixel."""
        return max(1, round(size * self.scale)) if size else 0

    def font(self, role: TextRole) -> QFont:
        """The font for a role. The caller owns it."""
        return QFont(_font(self.font_px(role), role in STRONG, role is TextRole.ENTRY))

    def font_px(self, role: TextRole) -> int:
        """The size of a role's font in pixels; what must be read from afar is never too small for that."""
        size = TYPE_PX[self.mode][role] * self.scale * self.text_scale
        if self.mode is Mode.DISPLAY and role in SEEN_FROM_AFAR:
            size = max(size, self._smallest_readable_px())
        return max(8, round(size))

    def _smallest_readable_px(self) -> float:
        if not (self.px_per_mm and self.viewing_distance_m):
            return 0.0
        return capital_mm(self.viewing_distance_m) * self.px_per_mm / CAPITAL_OF_EM

    @property
    def metrics(self) -> Metrics:
        """Distances and sizes at this scale; touch targets are at least as large as a finger needs."""
        return _scaled_metrics(self.mode, self.scale, self.px_per_mm)

    def gap(self, gap: Gap) -> int:
        """A distance in pixels."""
        return 0 if gap is Gap.NONE else int(getattr(self.metrics, gap))

    def ink(self, ink: Ink) -> QColor:
        """A colour for text, icons and lines."""
        return QColor(getattr(self.palette, ink))

    def ground(self, ground: Ground) -> QColor:
        """A colour to draw on."""
        return QColor(getattr(self.palette, ground))

    def ink_of(self, tint: Tint) -> QColor:
        """The colour of text and icons that carry a tint."""
        names = {Tint.NEUTRAL: self.palette.ink, Tint.PRIMARY: self.palette.primary_strong}
        return QColor(names.get(tint) or getattr(self.palette, tint))

    def ground_of(self, tint: Tint) -> QColor:
        """The ground behind a tint's text."""
        return QColor(self.palette.raised if tint is Tint.NEUTRAL else getattr(self.palette, f"{tint}_tint"))

    def square(self, size: float) -> QSize:
        """A size of the design as a square at this scale."""
        return QSize(self.px(size), self.px(size))

    def with_text_scale(self, text_scale: float) -> "Theme":
        """The same look with larger text."""
        return replace(self, text_scale=text_scale)


def desk_theme(*, text_scale: float = 1.0) -> Theme:
    """The counter, the settings, the set-up: windows that people resize; text keeps its size."""
    return Theme(mode=Mode.DESK, palette=LIGHT, scale=1.0, text_scale=text_scale)


def kiosk_theme(width: int, height: int, *, large_text: bool = False, px_per_mm: float = 0.0) -> Theme:
    """A kiosk's window of this size, portrait or landscape.

    In landscape the content stands in two halves side by side, each narrower than a portrait screen is wide,
    so it is drawn a little smaller than the height alone would allow.
    """
    scale = min(width / 1080, height / 1920) if height >= width else min(width / 1920, height / 1080) * 0.9
    return Theme(
        mode=Mode.KIOSK,
        palette=LIGHT,
        scale=_bounded(scale),
        text_scale=1.2 if large_text else 1.0,
        px_per_mm=px_per_mm,
    )


def display_theme(
    width: int, height: int, *, px_per_mm: float = 0.0, viewing_distance_m: float = 0.0
) -> Theme:
    """A display's window of this size; with its density and distance, codes are as large as people need."""
    scale = min(width / 1920, height / 1080) if width >= height else min(width / 1080, height / 1920)
    return Theme(
        mode=Mode.DISPLAY,
        palette=NIGHT,
        scale=_bounded(scale),
        px_per_mm=px_per_mm,
        viewing_distance_m=viewing_distance_m,
    )


def capital_mm(distance_m: float) -> float:
    """How high a capital must be to be read at a distance: 61 mm at 5 m (EN 301 549, 5.1.4)."""
    return math.tan(math.radians(MINIMUM_CAPITAL_DEGREES)) * distance_m * 1000


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two `#RRGGBB` colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@runtime_checkable
class Themed(Protocol):
    """A widget that can be drawn in another theme."""

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        ...


def spread_theme(root: QWidget, theme: Theme) -> None:
    """Hand a theme down to every themed widget below `root`, which calls this in its `apply_theme`."""
    for widget in root.findChildren(QWidget):
        if isinstance(widget, Themed):
            widget.apply_theme(theme)


def load_fonts() -> None:
    """Make the program's own fonts known to Qt. Once, after the application object was made.

    Raises:
        FileNotFoundError: the installation is broken.
    """
    for path in sorted(resource("fonts").glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(f"the font {path} cannot be read")


def qt_palette(theme: Theme) -> QPalette:
    """The colours for Qt's own parts: selections, placeholders, tool tips."""
    colours = theme.palette
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.canvas,
        QPalette.ColorRole.WindowText: colours.ink,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.canvas,
        QPalette.ColorRole.Text: colours.ink,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.ink,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Highlight: colours.primary,
        QPalette.ColorRole.HighlightedText: colours.on_primary,
        QPalette.ColorRole.ToolTipBase: colours.ink,
        QPalette.ColorRole.ToolTipText: colours.surface,
        QPalette.ColorRole.Link: colours.primary,
        QPalette.ColorRole.Accent: colours.primary,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.muted))
    return palette


def _bounded(scale: float) -> float:
    return min(max(scale, 0.3), 6.0)


@lru_cache(maxsize=256)
def _font(size: int, strong: bool, spaced: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(FONT_FAMILIES))
    font.setPixelSize(size)
    font.setWeight(QFont.Weight.Bold if strong else QFont.Weight.Normal)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    font.setFeature(QFont.Tag("tnum"), 1)
    if spaced:
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 104)
    return font


@lru_cache(maxsize=64)
def _scaled_metrics(mode: Mode, scale: float, px_per_mm: float) -> Metrics:
    design = METRICS[mode]
    scaled = {name: max(1, round(size * scale)) for name, size in design._asdict().items()}
    if mode is Mode.KIOSK and px_per_mm:
        finger = math.ceil(MINIMUM_TOUCH_MM * px_per_mm)
        for name in ("touch", "button", "button_tall", "button_large", "button_small", "field"):
            scaled[name] = max(scaled[name], finger)
    return Metrics(**scaled)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
