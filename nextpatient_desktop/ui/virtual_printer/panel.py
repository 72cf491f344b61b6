"""The virtual printer's window as it is laid out: paper at the left, switches at the right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from nextpatient_desktop.text import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.virtual_printer.state import FaultGroup, Piece, VirtualPrinterState
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Row
from nextpatient_desktop.ui.widgets.empty import EmptyState
from nextpatient_desktop.ui.widgets.labels import Label
from nextpatient_desktop.ui.widgets.switch import Switch

_SHOWN_AT = 0.75  # of a dot's size on screen: a ticket of 80 mm is 432 pixels wide


class VirtualPrinterPanel(Row):
    """Shows the paper and the faults."""

    fault_switched = Signal(str, bool)

    def __init__(self, theme: Theme, texts: Texts, address: str, folder: str) -> None:
        """`address` is where stations print, `folder` where the pictures are."""
        super().__init__(theme, gap=Gap.L, pad=Gap.L)
        _ = texts.gettext
        self._theme = theme
        self._switches: dict[str, Switch] = {}
        self._shown: list[int] = []
        self._paper = Column(theme, gap=Gap.L, pad=Gap.M)
        self._empty = self._paper.add(
            EmptyState(
                theme,
                Icon.TICKETS,
                _("No tickets yet"),
                _("A kiosk prints here with this address: {address}").format(address=address),
            ),
            1,
        )
        self._paper.add_stretch(0)
        self.add(_scrolling(theme, self._paper), 1)
        self._side = self.add(Card(theme, gap=Gap.M))
        self._side.add(Label(theme, _("Virtual printer"), TextRole.HEADING))
        self._add_fact(_("Address"), address)
        self._add_fact(_("Pictures"), folder)
        self._printed = self._side.add(Label(theme, role=TextRole.SMALL, ink=Ink.MUTED))
        self._groups = self._side.add(Column(theme, gap=Gap.XS))
        self._side.add_stretch()

    def render(self, state: VirtualPrinterState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show this state."""
        self._printed.setText(state.printed)
        if not self._switches:
            self._add_groups(state.groups)
        for group in state.groups:
            for fault in group.switches:
                self._switches[fault.name].setChecked(fault.is_on)
        self._show(state.pieces)

    def _add_fact(self, title: str, words: str) -> None:
        fact = self._side.add(Column(self._theme, gap=Gap.XS))
        fact.add(Label(self._theme, title, TextRole.NOTE, ink=Ink.MUTED))
        label = fact.add(Label(self._theme, words, TextRole.SMALL, wraps=True))
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _add_groups(self, groups: tuple[FaultGroup, ...]) -> None:
        for group in groups:
            self._groups.add(Label(self._theme, group.title, TextRole.LABEL))
            for fault in group.switches:
                switch = self._groups.add(Switch(self._theme, fault.words))
                # Of the person only: what the state says is no wish.
                switch.clicked.connect(
                    lambda is_on, name=fault.name: self.fault_switched.emit(name, bool(is_on))
                )
                self._switches[fault.name] = switch

    def _show(self, pieces: tuple[Piece, ...]) -> None:
        """Put new pieces on top and take the oldest away; what is shown stays as it is."""
        self._empty.setVisible(not pieces)
        numbers = [piece.number for piece in pieces]
        for piece in reversed(pieces):
            if piece.number not in self._shown:
                self._shown.insert(0, piece.number)
                self._paper.line.insertWidget(0, _picture(piece), 0, Qt.AlignmentFlag.AlignHCenter)
        while len(self._shown) > len(numbers):
            item = self._paper.line.takeAt(len(self._shown) - 1)
            self._shown.pop()
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _picture(piece: Piece) -> QWidget:
    image = QImage.fromData(piece.png)
    label = QLabel()
    label.setObjectName(f"ticket-{piece.number}")
    size = image.size() * _SHOWN_AT
    label.setPixmap(
        QPixmap.fromImage(image).scaled(
            size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    )
    return label


def _scrolling(theme: Theme, content: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setStyleSheet(stylesheet(theme))
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setWidget(content)
    return scroll
