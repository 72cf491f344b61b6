"""The last step: the number, large; when; a code to keep; and what the paper does."""

from PySide6.QtCore import QRect, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.kiosk.frame import Space, StepPanel
from nextpatient_desktop.ui.kiosk.reasons import REASON_ICONS
from nextpatient_desktop.ui.kiosk.state import KioskState, Paper, Ticket
from nextpatient_desktop.ui.kiosk.touch import TouchButton
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme, Tint
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Row
from nextpatient_desktop.ui.widgets.buttons import ButtonKind, ButtonSize, PaintedButton
from nextpatient_desktop.ui.widgets.labels import IconView, Label
from nextpatient_desktop.ui.widgets.paint import paint_box
from nextpatient_desktop.ui.widgets.pills import Pill
from nextpatient_desktop.ui.widgets.qr import QrView
from nextpatient_desktop.ui.widgets.specs import PillSpec

_CENTRE = Qt.AlignmentFlag.AlignHCenter
_SMALLEST = 0.4
PAPER_ICONS = {
    Paper.PRINTING: Icon.TICKETS,
    Paper.OUT: Icon.DONE_LARGE,
    Paper.UNKNOWN: Icon.HELP,
    Paper.NONE: Icon.DONE_LARGE,
}
_NOTHING = Ticket(
    paper=Paper.NONE,
    title="",
    department="",
    code="",
    priority="",
    reason=None,
    place="",
    expected_title="",
    expected="",
    qr=(),
    qr_title="",
    qr_text="",
    done="",
    seconds=0,
    foot="",
)


class TicketPanel(StepPanel):
    """Your number."""

    done_pressed = Signal()
    came_out_pressed = Signal()
    not_out_pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.set_parts(self._make_head(theme), self._make_card(theme), self._make_foot(theme))

    def _make_head(self, theme: Theme) -> Column:
        head = Column(theme, gap=Gap.M, pad=(Gap.NONE, Gap.L))
        head.add_stretch()
        self._icon = head.add(IconView(theme, Icon.DONE_LARGE, ink=Ink.SUCCESS_MARK, size=118), align=_CENTRE)
        self._title = head.add(
            Label(theme, "", TextRole.TITLE, ink=Ink.ON_PRIMARY, wraps=True, align=_CENTRE)
        )
        head.add_stretch()
        return head

    def _make_card(self, theme: Theme) -> Column:
        body = Column(theme, gap=Gap.L)
        card = body.add(Card(theme, gap=Gap.S, pad=(Gap.L, Gap.XL), has_border=False))
        self._department = card.add(Label(theme, "", TextRole.PERSON_STRONG, wraps=True, align=_CENTRE))
        self._code = card.add(BigCode(theme))
        pills = card.add(Row(theme, gap=Gap.M))
        pills.add_stretch()
        self._priority = pills.add(Pill(theme, "", Tint.AMBER))
        self._place = pills.add(Pill(theme, "", Tint.PRIMARY))
        pills.add_stretch()
        card.add(Space(theme, Gap.S))
        self._expected_title = card.add(Label(theme, "", TextRole.PERSON, wraps=True, align=_CENTRE))
        self._expected = card.add(Label(theme, "", TextRole.ENTRY, wraps=True, align=_CENTRE))
        self._scan = body.add(Row(theme, gap=Gap.XL))
        self._qr = self._scan.add(QrView(theme, size=300))
        words = self._scan.add(Column(theme, gap=Gap.S), 1)
        words.add_stretch()
        self._qr_title = words.add(Label(theme, "", TextRole.HEADING, ink=Ink.ON_PRIMARY, wraps=True))
        self._qr_text = words.add(Label(theme, "", TextRole.BODY, ink=Ink.ON_PRIMARY_MUTED, wraps=True))
        words.add_stretch()
        body.add_stretch()
        return body

    def _make_foot(self, theme: Theme) -> Column:
        foot = Column(theme, gap=Gap.M)
        self.answers = foot.add(Row(theme, gap=Gap.M))
        self.came_out = self._answer(theme, self.came_out_pressed)
        self.not_out = self._answer(theme, self.not_out_pressed)
        self.done = foot.add(DoneButton(theme))
        self.done.clicked.connect(self.done_pressed)
        self._foot = foot.add(
            Label(theme, "", TextRole.SMALL, ink=Ink.ON_PRIMARY_MUTED, wraps=True, align=_CENTRE)
        )
        return foot

    def _answer(self, theme: Theme, pressed: SignalInstance) -> TouchButton:
        button = TouchButton(theme, "", kind=ButtonKind.SECONDARY, size=ButtonSize.LARGE, wraps=True)
        button.clicked.connect(pressed)
        self.answers.add(button, 1)
        return button

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the screen with success."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.ground(Ground.PRIMARY_STRONG))
        painter.end()

    def render_step(self, state: KioskState) -> None:
        """Show the ticket."""
        if state.ticket is not None:
            self._show(state.ticket)
            self.lay_out()

    def forget(self) -> None:
        """The number is the patient's."""
        self._show(_NOTHING)

    def _show(self, ticket: Ticket) -> None:
        self.setAccessibleName(ticket.title)
        self._icon.set_icon(PAPER_ICONS[ticket.paper])
        self._title.setText(ticket.title)
        self._department.setText(ticket.department)
        self._code.show_code(ticket.code)
        self._render_pills(ticket)
        self._expected_title.setText(ticket.expected_title)
        self._expected.setText(ticket.expected)
        self._scan.setVisible(bool(ticket.qr))
        self._qr.set_modules(ticket.qr)
        self._qr.setAccessibleName(ticket.qr_title)
        self._qr_title.setText(ticket.qr_title)
        self._qr_text.setText(ticket.qr_text)
        is_asked = bool(ticket.came_out)
        self.answers.setVisible(is_asked)
        self.came_out.set_text(ticket.came_out)
        self.not_out.set_text(ticket.not_out)
        self.done.setVisible(not is_asked)
        self.done.show_count(ticket.done, ticket.seconds)
        self._foot.setText(ticket.foot)

    def _render_pills(self, ticket: Ticket) -> None:
        icon = REASON_ICONS.get(ticket.reason, Icon.PRIORITY) if ticket.reason else Icon.PRIORITY
        self._priority.render_spec(PillSpec(text=ticket.priority, tint=Tint.AMBER, icon=icon))
        self._priority.setVisible(bool(ticket.priority))
        self._place.render_spec(PillSpec(text=ticket.place, tint=Tint.PRIMARY))
        self._place.setVisible(bool(ticket.place))


class BigCode(QWidget):
    """The code, as large as the card allows: `A-042`, also `A-1042`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._code = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_code(self, code: str) -> None:
        """Show this code."""
        self._code = code
        self.setAccessibleName(code)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the figures and a little air."""
        return QSize(self._theme.px(500), int(self._theme.font_px(TextRole.CODE_HERO) * 0.92))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        font = self._theme.font(TextRole.CODE_HERO)
        painter.setFont(font)
        needed = painter.fontMetrics().horizontalAdvance(self._code)
        if needed > self.width():
            font.setPixelSize(max(8, int(font.pixelSize() * max(_SMALLEST, self.width() / needed))))
            painter.setFont(font)
        painter.setPen(self._theme.ink(Ink.INK))
        metrics = painter.fontMetrics()
        x = (self.width() - metrics.horizontalAdvance(self._code)) // 2
        painter.drawText(x, (self.height() + metrics.capHeight()) // 2, self._code)
        painter.end()


class DoneButton(PaintedButton):
    """Done, and the seconds until the screen does it by itself."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._seconds = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_count(self, text: str, seconds: int) -> None:
        """Show these."""
        self._seconds = seconds
        self.set_text(text)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a large button."""
        return QSize(self._theme.px(600), self._theme.metrics.button_large)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the white ground, the word and the count."""
        painter = QPainter(self)
        theme = self._theme
        ground = theme.ground(Ground.SURFACE)
        paint_box(painter, self.rect(), fill=self._fill(ground), radius=theme.metrics.radius_button)
        painter.setFont(theme.font(TextRole.BUTTON_LARGE))
        count = f" · {self._seconds}"
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(self._text)
        left = (self.width() - width - metrics.horizontalAdvance(count)) // 2
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.ink(Ink.PRIMARY_STRONG))
        painter.drawText(QRect(left, 0, width + 1, self.height()), align, self._text)
        painter.setPen(theme.ink(Ink.MUTED))
        painter.drawText(QRect(left + width, 0, self.width(), self.height()), align, count)
        self._paint_focus(painter, theme.metrics.radius_button, ground)
        painter.end()
