"""`TicketCard`: what stands on the clinic's tickets, and how one looks that is printed so."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from nextpatient_desktop.domain.model import TicketPart
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.settings.clinic_draft import ClinicDraft
from nextpatient_desktop.ui.settings.parts import CheckLine, ScrolledForm
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonSize
from nextpatient_desktop.ui.widgets.fields import LongTextField
from nextpatient_desktop.ui.widgets.labels import IconLabel, Label


class TicketCard(Card):
    """A logo, the parts that can be left out, the foot, and the ticket itself."""

    part_switched = Signal(object, bool)
    logo_asked = Signal()
    logo_removed = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, gap=Gap.NONE, pad=Gap.NONE)
        _ = texts.gettext
        fields = self.add(ScrolledForm(theme), 1).fields
        logo = fields.add(Column(theme, gap=Gap.XS))
        logo.add(Label(theme, _("Logo on the ticket"), TextRole.LABEL))
        line = logo.add(Row(theme, gap=Gap.S))
        self.choose = line.add(Button(theme, _("Choose…"), size=ButtonSize.SMALL))
        self.remove = line.add(Button(theme, _("Remove"), size=ButtonSize.SMALL))
        line.add_stretch()
        self._logo_error = logo.add(IconLabel(theme, Icon.ERROR, "", TextRole.NOTE, ink=Ink.RED, wraps=True))
        beside = fields.add(Row(theme, gap=Gap.M))  # so that it is seen what a switch does
        parts = beside.add(Column(theme, gap=Gap.NONE), 1)
        parts.add(Label(theme, _("On the ticket"), TextRole.LABEL))
        self.boxes: dict[TicketPart, CheckLine] = {}
        for part, words in _part_words(texts):
            box = self.boxes[part] = parts.add(CheckLine(theme, words))
            box.clicked.connect(lambda is_on, one=part: self.part_switched.emit(one, is_on))
        parts.add_stretch()
        shown = beside.add(Column(theme, gap=Gap.XS), 1)
        self._title = shown.add(Label(theme, _("So it is printed"), TextRole.LABEL, wraps=True))
        self.preview = shown.add(TicketPicture(theme))
        self.preview.setAccessibleName(_("A ticket as it is printed"))
        shown.add_stretch()
        self.foot = fields.add(
            LongTextField(
                theme,
                _("Foot of the ticket"),
                hint=_("Empty: what to do when a call was missed"),
                lines=2,
            )
        )
        fields.add_stretch()
        self.choose.clicked.connect(self.logo_asked)
        self.remove.clicked.connect(self.logo_removed)

    def render_draft(self, draft: ClinicDraft, logo_error: str) -> None:
        """Show what is typed, and what is wrong with the logo."""
        for part, box in self.boxes.items():
            box.setChecked(part not in draft.ticket_omits)
        self.remove.setVisible(bool(draft.ticket_logo))
        self._logo_error.set_text(logo_error)
        self._logo_error.setVisible(bool(logo_error))

    def render_preview(self, png: bytes) -> None:
        """Show the ticket, nothing while there is none."""
        self.preview.show_png(png)
        self._title.setVisible(bool(png))
        self.preview.setVisible(bool(png))


class TicketPicture(QLabel):
    """A ticket, as wide as there is room and never larger than its dots."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._png = b""
        self._picture = QPixmap()
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(theme.px(100))

    def show_png(self, png: bytes) -> None:
        """Show this picture."""
        if png != self._png:
            self._png = png
            self._picture = QPixmap.fromImage(QImage.fromData(png))
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture into the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._picture.isNull():
            return
        width = min(self.width(), self._picture.width())
        fitted = self._picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        self.setPixmap(fitted)
        if self.height() != fitted.height():
            self.setFixedHeight(fitted.height())


def _part_words(texts: Texts) -> tuple[tuple[TicketPart, str], ...]:
    _ = texts.gettext
    return (
        (TicketPart.ADDRESS, _("Address")),
        (TicketPart.SECOND_LANGUAGE, _("Two languages")),
        (TicketPart.PLACE, _("Place in line")),
        (TicketPart.EXPECTED, _("Expected time")),
        (TicketPart.COUNTERS, _("Rooms")),
        (TicketPart.SCAN, _("Code to scan")),
        (TicketPart.FOOT, _("Foot")),
    )
