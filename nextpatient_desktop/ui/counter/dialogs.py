"""`FormDialog`: what the counter's forms share: a title, a body, and below it what to do. None blocks."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme, qt_palette
from nextpatient_desktop.ui.widgets.boxes import Column, Divider, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind
from nextpatient_desktop.ui.widgets.labels import IconLabel, Label


class FormDialog(QDialog):
    """A form over the window. Ctrl+Enter does what its main button says, Escape closes it."""

    submitted = Signal()

    def __init__(
        self,
        theme: Theme,
        texts: Texts,
        title: str,
        size: tuple[float, float],
        *,
        has_submit: bool = True,
        parent: QWidget,
    ) -> None:
        """`size` is width and height; less where the window is smaller, then the body scrolls."""
        super().__init__(parent)
        self._theme = theme
        self._texts = texts
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setPalette(qt_palette(theme))
        # Pills are drawn for the surface of a card, so a form has that too.
        self.setStyleSheet(f"{stylesheet(theme)} QDialog {{ background: {theme.palette.surface}; }}")
        self._title = Label(theme, title, TextRole.HEADING, wraps=True)
        self.body = Column(theme, gap=Gap.L, pad=(Gap.XL, Gap.L))
        self._trouble = IconLabel(theme, Icon.ERROR, "", TextRole.SMALL, ink=Ink.RED, wraps=True)
        _ = texts.gettext
        self._close = Button(theme, _("Cancel") if has_submit else _("Close"))
        self._submit = Button(theme, "", kind=ButtonKind.PRIMARY)
        self._arrange()
        self.setFixedSize(self._fitted(size, parent.window().size()))
        self._submit.setVisible(has_submit)
        self._close.clicked.connect(self.reject)
        self._submit.clicked.connect(self.submitted)
        if has_submit:
            for key in ("Ctrl+Return", "Ctrl+Enter"):
                QShortcut(QKeySequence(key), self).activated.connect(self.submitted)

    def set_submit(self, words: str, *, can_submit: bool, is_running: bool) -> None:
        """Say what the main button does, and whether it can."""
        self._submit.set_text(self._texts.gettext("One moment…") if is_running else words)
        self._submit.setEnabled(can_submit and not is_running)

    def set_trouble(self, what: str) -> None:
        """Say what went wrong that belongs to no field."""
        self._trouble.set_text(what)
        self._warning.setVisible(bool(what))

    @property
    def submit_button(self) -> Button:
        """The main button."""
        return self._submit

    def _fitted(self, size: tuple[float, float], window: QSize) -> QSize:
        edge = self._theme.gap(Gap.XXL)
        return QSize(
            min(self._theme.px(size[0]), max(self._theme.px(320), window.width() - edge)),
            min(self._theme.px(size[1]), max(self._theme.px(320), window.height() - edge)),
        )

    def _arrange(self) -> None:
        theme = self._theme
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = Column(theme, pad=(Gap.XL, Gap.L))
        head.add(self._title)
        layout.addWidget(head)
        layout.addWidget(Divider(theme))
        layout.addWidget(self._scrolled(), 1)
        self._warning = Column(theme, pad=(Gap.XL, Gap.S))
        self._warning.add(self._trouble)
        self._warning.hide()
        layout.addWidget(self._warning)
        layout.addWidget(Divider(theme))
        foot = Row(theme, gap=Gap.M, pad=(Gap.XL, Gap.M))
        foot.add_stretch()
        foot.add(self._close)
        foot.add(self._submit)
        layout.addWidget(foot)

    def _scrolled(self) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(self.body)
        self.body.setAutoFillBackground(False)
        return scroll
