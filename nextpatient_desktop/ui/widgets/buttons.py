"""What is pressed: `Button` in its kinds and sizes, `IconButton`, `ChoiceTile`.

They are QPushButtons that draw themselves, so Space, Enter, screen readers and signals work as people know
them.
"""

from enum import StrEnum

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from nextpatient_desktop.ui.icons import paint_icon
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.paint import (
    came_by_keyboard,
    mirrored,
    paint_box,
    paint_focus,
    under_pointer,
)


class ButtonKind(StrEnum):
    """What a button is for."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    DANGER = "danger"
    QUIET = "quiet"


class ButtonSize(StrEnum):
    """How high a button is; the value is its name in the metrics."""

    SMALL = "button_small"
    NORMAL = "button"
    TALL = "button_tall"
    LARGE = "button_large"


class PaintedButton(QPushButton):
    """What all buttons share: the theme, a text that is never read for `&`, a shortcut, the focus ring."""

    def __init__(
        self, theme: Theme, text: str = "", *, shortcut: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._shortcut = shortcut
        self._shows_focus = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.set_text(text)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def set_text(self, text: str) -> None:
        """Say something else. The shortcut stays."""
        self._text = text
        self.setText(text.replace("&", "&&"))
        if self._shortcut:
            self.setShortcut(self._shortcut)
        self.updateGeometry()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring if the keyboard brought the focus."""
        self._shows_focus = came_by_keyboard(event)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        self._shows_focus = False
        super().focusOutEvent(event)

    def _key_text(self) -> str:
        """The shortcut as the system writes it."""
        if not self._shortcut:
            return ""
        from PySide6.QtGui import QKeySequence  # takes 1 ms, and a kiosk has no shortcuts

        return self.shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def _fill(self, ground: QColor) -> QColor:
        if self.isEnabled() and (self.isDown() or self.underMouse()):
            return under_pointer(ground, is_pressed=self.isDown())
        return ground

    def _paint_focus(self, painter: QPainter, radius: float, ground: QColor) -> None:
        if not (self._shows_focus and self.hasFocus()):
            return
        is_dark = ground.lightness() < 128
        ring = self._theme.ink(Ink.ON_PRIMARY if is_dark else Ink.PRIMARY)
        width = self._theme.metrics.focus
        area = self.rect().adjusted(width, width, -width, -width) if is_dark else self.rect()
        paint_focus(
            painter, area, line=ring, gap=ground, width=width, radius=radius - (width if is_dark else 0)
        )


class Button(PaintedButton):
    """A button with a text and maybe an icon; the key that does the same is shown dimmer behind the text.

    `shortcut` ("F9") both works, while the button is visible and enabled, and is shown. With `wraps` the text
    may take a second line before it is cut; without, the button asks for all the width that it needs.
    `is_round` gives it half circles at its ends, as the kiosk's languages have.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        kind: ButtonKind = ButtonKind.SECONDARY,
        size: ButtonSize = ButtonSize.NORMAL,
        icon: str = "",
        icon_ink: Ink | None = None,
        icon_after: bool = False,
        shortcut: str = "",
        wraps: bool = False,
        is_round: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._kind = kind
        self._shown_hint: str | None = None
        self._is_round = is_round
        self._size = size
        self._icon = icon
        self._icon_ink = icon_ink
        self._icon_after = icon_after
        self._wraps = wraps
        super().__init__(theme, text, shortcut=shortcut, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str) -> None:
        """Show another icon, or none."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_hint(self, hint: str) -> None:
        """Show this as the key that does the same, where the key itself is taken elsewhere."""
        self._shown_hint = hint
        self.updateGeometry()
        self.update()

    def set_kind(self, kind: ButtonKind) -> None:
        """Make it more or less important."""
        if kind is not self._kind:
            self._kind = kind
            self.update()

    def sizeHint(self) -> QSize:
        """Room for icon, text and key in one line."""
        return QSize(
            self._beside_text() + self._text_metrics().horizontalAdvance(self._text) + 1, self._height()
        )

    def minimumSizeHint(self) -> QSize:
        """Room for all of it, or for the longest word where the text may wrap."""
        if not self._wraps:
            return self.sizeHint()
        metrics = self._text_metrics()
        longest = max((metrics.horizontalAdvance(word) for word in self._text.split()), default=0)
        return QSize(self._beside_text() + longest + 1, self._height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon, text, key and focus."""
        with QPainter(self) as painter:
            metrics = self._theme.metrics
            radius = self.height() / 2 if self._is_round else metrics.radius_button
            ground = self._ground()
            has_line = self._kind in (ButtonKind.SECONDARY, ButtonKind.DANGER)
            paint_box(
                painter,
                self.rect(),
                fill=self._fill(ground) if ground.alpha() else self._quiet_fill(),
                line=self._theme.ink(Ink.LINE) if has_line else None,
                width=metrics.border,
                radius=radius,
            )
            self._paint_content(painter)
            behind = ground if ground.alpha() else self._theme.ground(Ground.SURFACE)
            self._paint_focus(painter, radius, behind)

    def _paint_content(self, painter: QPainter) -> None:
        pad = self._theme.metrics.button_pad
        room = self.width() - self._beside_text()
        needed = self._text_metrics().horizontalAdvance(self._text)
        text_width = min(needed, room)
        if self._wraps and needed > room:
            text_width = room
        used = self._beside_text() - 2 * pad + text_width
        x = max(pad, (self.width() - used) // 2)
        parts = self._parts(text_width)
        for part, width in reversed(parts) if mirrored(self) else parts:
            area = QRect(x, 0, width, self.height())
            if part == "icon":
                paint_icon(painter, area, self._icon, self._icon_colour())
            elif part == "text":
                self._paint_text(painter, area)
            elif part == "hint":
                painter.setFont(self._theme.font(self._hint_role()))
                painter.setPen(self._hint_colour())
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._hint())
            x += width

    def _paint_text(self, painter: QPainter, area: QRect) -> None:
        painter.setFont(self._theme.font(self._role()))
        painter.setPen(self._text_colour())
        if self._wraps and self._text_metrics().horizontalAdvance(self._text) > area.width():
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._text)
            return
        shown = self._text_metrics().elidedText(self._text, Qt.TextElideMode.ElideRight, area.width() + 1)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)

    def _parts(self, text_width: int) -> list[tuple[str, int]]:
        """What stands in the button from left to right, with its width."""
        gap = self._theme.gap(Gap.S)
        icon = [("icon", self._icon_width())] if self._icon else []
        text = [("text", text_width)] if self._text else []
        hint = [("hint", self._hint_width())] if self._hint() else []
        order = text + icon + hint if self._icon_after else icon + text + hint
        spaced: list[tuple[str, int]] = []
        for part in order:
            if spaced:
                spaced.append(("gap", gap))
            spaced.append(part)
        return spaced

    def _beside_text(self) -> int:
        return 2 * self._theme.metrics.button_pad + sum(
            width for part, width in self._parts(0) if part != "text"
        )

    def _height(self) -> int:
        return int(getattr(self._theme.metrics, self._size))

    def _role(self) -> TextRole:
        return TextRole.BUTTON_LARGE if self._size is ButtonSize.LARGE else TextRole.BUTTON

    def _hint_role(self) -> TextRole:
        return TextRole.HINT if self._size is ButtonSize.LARGE else TextRole.BUTTON

    def _hint(self) -> str:
        if self._shown_hint is not None:
            return self._shown_hint
        return self._key_text()

    def _hint_width(self) -> int:
        return QFontMetrics(self._theme.font(self._hint_role())).horizontalAdvance(self._hint())

    def _icon_width(self) -> int:
        return round(self._theme.font_px(self._role()) * 1.1)

    def _text_metrics(self) -> QFontMetrics:
        return QFontMetrics(self._theme.font(self._role()))

    def _ground(self) -> QColor:
        if self._kind is ButtonKind.QUIET:
            return QColor(Qt.GlobalColor.transparent)
        if not self.isEnabled():
            return self._theme.ground(Ground.DISABLED)
        return self._theme.ground(Ground.PRIMARY if self._kind is ButtonKind.PRIMARY else Ground.SURFACE)

    def _quiet_fill(self) -> QColor | None:
        if self.isEnabled() and (self.isDown() or self.underMouse()):
            return self._theme.ground(Ground.PRIMARY_TINT)
        return None

    def _text_colour(self) -> QColor:
        if not self.isEnabled():
            return self._theme.ink(Ink.MUTED)
        inks = {ButtonKind.PRIMARY: Ink.ON_PRIMARY, ButtonKind.DANGER: Ink.RED}
        return self._theme.ink(inks.get(self._kind, Ink.INK))

    def _icon_colour(self) -> QColor:
        if self._icon_ink is not None and self.isEnabled():
            return self._theme.ink(self._icon_ink)
        return self._text_colour()

    def _hint_colour(self) -> QColor:
        is_primary = self._kind is ButtonKind.PRIMARY and self.isEnabled()
        return self._theme.ink(Ink.ON_PRIMARY_MUTED if is_primary else Ink.MUTED)


class IconButton(PaintedButton):
    """A square button with an icon alone. `name` says what it does: to screen readers and as its tool tip."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        *,
        ink: Ink = Ink.INK,
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._icon = icon
        self._ink = ink
        super().__init__(theme, "", shortcut=shortcut, parent=parent)
        self.set_name(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """Say what it does."""
        self.setAccessibleName(name)
        key = self._key_text()
        self.setToolTip(f"{name} ({key})" if key else name)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def sizeHint(self) -> QSize:
        """As large as a finger or a pointer needs."""
        return QSize(self._theme.metrics.touch, self._theme.metrics.touch)

    def minimumSizeHint(self) -> QSize:
        """The same: it does not shrink."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon, and a ground under the pointer."""
        with QPainter(self) as painter:
            metrics = self._theme.metrics
            if self.isEnabled() and (self.isDown() or self.underMouse()):
                fill = self._fill(self._theme.ground(Ground.RAISED))
                paint_box(painter, self.rect(), fill=fill, radius=metrics.radius_field)
            area = QRect(0, 0, metrics.icon, metrics.icon)
            area.moveCenter(self.rect().center())
            paint_icon(
                painter, area, self._icon, self._theme.ink(self._ink if self.isEnabled() else Ink.FAINT)
            )
            self._paint_focus(painter, metrics.radius_field, self._theme.ground(Ground.SURFACE))


class ChoiceTile(PaintedButton):
    """A large tile with an icon above a word, on or off: "60 or older"."""

    def __init__(
        self, theme: Theme, icon: str, text: str, *, is_checkable: bool = True, parent: QWidget | None = None
    ) -> None:
        self._icon = icon
        super().__init__(theme, text, parent=parent)
        self.setCheckable(is_checkable)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Room for the icon above one line of text."""
        return QSize(self._text_width() + 2 * self._theme.gap(Gap.L), self._theme.px(168))

    def minimumSizeHint(self) -> QSize:
        """Room for the longest word; the text wraps."""
        metrics = QFontMetrics(self._theme.font(TextRole.SMALL))
        longest = max((metrics.horizontalAdvance(word) for word in self._text.split()), default=0)
        touch = self._theme.metrics.touch
        return QSize(max(touch, longest + 2 * self._theme.gap(Gap.S)), max(touch, self._theme.px(150)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tile, stronger while it is chosen."""
        with QPainter(self) as painter:
            theme, metrics = self._theme, self._theme.metrics
            is_on = self.isChecked()
            ground = theme.ground(Ground.PRIMARY_TINT if is_on else Ground.SURFACE)
            paint_box(
                painter,
                self.rect(),
                fill=self._fill(ground),
                line=theme.ink(Ink.PRIMARY if is_on else Ink.LINE),
                width=metrics.border * (2 if is_on else 1)
                if metrics.border == 1
                else metrics.border + (1 if is_on else 0),
                radius=metrics.radius,
            )
            font = theme.font(TextRole.LABEL)
            font.setPixelSize(theme.font_px(TextRole.SMALL))
            text_height = self._text_height(QFontMetrics(font))
            icon_px, gap = metrics.icon_large, theme.gap(Gap.XS)
            top = (self.height() - icon_px - gap - text_height) // 2
            paint_icon(painter, QRect(0, top, self.width(), icon_px), self._icon, theme.ink(Ink.PRIMARY))
            painter.setFont(font)
            painter.setPen(theme.ink(Ink.INK))
            pad = theme.gap(Gap.XS)
            text_area = QRect(pad, top + icon_px + gap, self.width() - 2 * pad, text_height)
            painter.drawText(text_area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._text)
            self._paint_focus(painter, metrics.radius, ground)

    def _text_width(self) -> int:
        return QFontMetrics(self._theme.font(TextRole.LABEL)).horizontalAdvance(self._text)

    def _text_height(self, metrics: QFontMetrics) -> int:
        room = QRect(0, 0, max(1, self.width() - 2 * self._theme.gap(Gap.XS)), 10_000)
        return metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._text).height()
