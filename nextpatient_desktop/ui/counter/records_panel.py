"""`RecordsPanel`: documents and history of the patient in hand, and where files are dropped."""

from collections.abc import Hashable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.record_rows import DocumentWidget, UploadWidget, VisitWidget
from nextpatient_desktop.ui.counter.records import DocumentRow, RecordsState, Tab
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Divider, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind, ButtonSize, IconButton
from nextpatient_desktop.ui.widgets.empty import EmptyState
from nextpatient_desktop.ui.widgets.labels import Label
from nextpatient_desktop.ui.widgets.paint import paint_box
from nextpatient_desktop.ui.widgets.tabs import Tabs

_TABS = (Tab.DOCUMENTS, Tab.HISTORY)


class RecordsPanel(Card):
    """Lays out the records. A further page can be put behind a third tab where the window is narrow."""

    tab_chosen = Signal(object)
    attach_clicked = Signal()
    print_clicked = Signal()
    files_dropped = Signal(object)
    """The `Path`s of the files that were dropped."""
    document_opened = Signal(object)
    document_removed = Signal(object)
    upload_tried_again = Signal(int)
    upload_dropped = Signal(int)
    unpin_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, gap=Gap.NONE, pad=(Gap.L, Gap.L))
        self._texts = texts
        self._state: RecordsState | None = None
        self._is_dropping = False
        self._has_page = False
        self._on_page = False
        self._tabs = Tabs(theme, ["", "", ""])
        self._attach = Button(theme, "", size=ButtonSize.SMALL, icon=Icon.ATTACH)
        self._attach.set_hint("Ctrl+O")
        self._print = IconButton(theme, Icon.PRINT, "")
        self._tabs.row.addWidget(self._print)
        self._tabs.row.addWidget(self._attach)
        self.add(self._tabs)
        self._whose = self._make_whose()
        self._empty = EmptyState(theme, Icon.DOCUMENT, "")
        self._list = Column(theme, gap=Gap.NONE)
        inner = Column(theme, gap=Gap.NONE)
        inner.add(self._list)
        inner.add_stretch()
        self._scroll = self._scrolling(inner)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._scroll)
        self._pages.addWidget(self._empty)
        self.add(self._pages, 1)
        self._shown: tuple[Hashable, ...] = ()
        self._tabs.chosen.connect(self.choose_tab)
        self._attach.clicked.connect(self.attach_clicked)
        self._print.clicked.connect(self.print_clicked)
        self.setAcceptDrops(True)
        self.set_texts(texts)
        self.show_page(None)

    def set_texts(self, texts: Texts) -> None:
        """Speak this language from now on."""
        _ = texts.gettext
        self._texts = texts
        self._tabs.set_texts([_("Documents"), _("History"), _("Today")])
        self._tabs.setAccessibleName(_("Records"))
        self._attach.set_text(_("Attach PDF or photo"))
        self._print.set_name(_("Print (Ctrl+Shift+P)"))
        self._back.set_text(_("Back to this counter's patient"))
        self._shown = ()
        self._state = None

    def render(self, state: RecordsState) -> None:  # type: ignore[override]  # QWidget.render draws into a device
        """Show the records."""
        if state == self._state:
            return
        self._state = state
        if not self._on_page:
            self._tabs.set_chosen(_TABS.index(state.tab))
        self._attach.setEnabled(not state.attach_reason)
        self._attach.setToolTip(state.attach_reason)
        self._whose.setVisible(bool(state.whose) and not self._on_page)
        self._whose_words.setText(state.whose)
        if state.empty is not None:
            self._empty.set_icon(state.empty.icon)
            self._empty.render_words(state.empty.text, state.empty.detail)
        self._fill(state)
        self._turn()

    def print_place(self) -> QWidget:
        """Below what the choice of papers opens."""
        return self._print

    def show_page(self, page: QWidget | None) -> None:
        """Put a page behind the third tab, or none."""
        self._has_page = page is not None
        while self._pages.count() > 2:
            gone = self._pages.widget(2)
            if isinstance(gone, QScrollArea):
                gone.takeWidget()
                self._pages.removeWidget(gone)
                gone.deleteLater()
        if page is not None:
            self._pages.addWidget(self._scrolling(page))
            page.show()
        else:
            self._on_page = False
        self._tabs.set_tab_visible(len(_TABS), self._has_page)
        self._turn()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped while there is a patient for them."""
        if event.mimeData().hasUrls() and self._state is not None and not self._state.attach_reason:
            event.acceptProposedAction()
            self._set_dropping(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They went elsewhere."""
        self._set_dropping(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        self._set_dropping(False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card; while files are held over it, as a place that takes them."""
        super().paintEvent(event)
        if self._is_dropping:
            theme = self._theme
            painter = QPainter(self)
            inset = theme.gap(Gap.XS)
            area = self.rect().adjusted(inset, inset, -inset, -inset)
            ink = theme.ink(Ink.PRIMARY)
            paint_box(
                painter,
                area,
                line=ink,
                width=theme.metrics.focus,
                radius=theme.metrics.radius,
                is_dashed=True,
            )
            painter.end()

    def _make_whose(self) -> Row:
        row = Row(self._theme, gap=Gap.M, pad=(Gap.NONE, Gap.S))
        self._whose_words = row.add(Label(self._theme, "", TextRole.LABEL))
        self._back = row.add(
            Button(self._theme, "", kind=ButtonKind.QUIET, size=ButtonSize.SMALL, icon=Icon.BACK)
        )
        row.add_stretch()
        self._back.clicked.connect(self.unpin_clicked)
        row.hide()
        self.add(row)
        return row

    def _scrolling(self, inner: QWidget) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setStyleSheet(stylesheet(self._theme))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        return scroll

    def choose_tab(self, number: int) -> None:
        """The person chose a tab, counted from 0."""
        self._on_page = number >= len(_TABS)
        self._turn()
        if not self._on_page:
            self.tab_chosen.emit(_TABS[number])

    def _turn(self) -> None:
        """Show the page that is meant."""
        is_empty = self._state is not None and self._state.empty is not None
        self._pages.setCurrentIndex(2 if self._on_page else 1 if is_empty else 0)
        self._whose.setVisible(bool(self._state and self._state.whose) and not self._on_page)

    def _set_dropping(self, is_dropping: bool) -> None:
        self._is_dropping = is_dropping
        self.update()

    def _fill(self, state: RecordsState) -> None:
        """Make the rows anew where they differ; where only what they say differs, say it."""
        contents: tuple[Hashable, ...] = (
            state.tab,
            state.uploads,
            tuple(row.id for row in state.documents),
            state.visits,
            state.history_note,
        )
        if contents == self._shown:
            for widget in self._list.findChildren(DocumentWidget):
                row = next((r for r in state.documents if r.id == widget.row.id), None)
                if row is not None and row != widget.row:
                    widget.render_row(row)
            return
        self._shown = contents
        focused = self._focused_document()
        self._list.clear()
        for upload in state.uploads:
            on_its_way = self._list.add(UploadWidget(self._theme, self._texts, upload))
            on_its_way.tried_again.connect(self.upload_tried_again)
            on_its_way.dropped.connect(self.upload_dropped)
        documents = [self._list.add(self._document(row)) for row in state.documents]
        self._focus_again(documents, focused)
        for number, visit in enumerate(state.visits):
            if number:
                self._list.add(Divider(self._theme))
            self._list.add(VisitWidget(self._theme, self._texts, visit, self._document))
        if state.history_note:
            self._list.add(Label(self._theme, state.history_note, TextRole.SMALL, ink=Ink.MUTED))

    def _document(self, row: DocumentRow) -> DocumentWidget:
        widget = DocumentWidget(self._theme, self._texts, row)
        widget.opened.connect(self.document_opened)
        widget.removed.connect(self.document_removed)
        return widget

    def _focused_document(self) -> int | None:
        """Where among the documents the keyboard is."""
        widgets = self._list.findChildren(DocumentWidget)
        return next((n for n, w in enumerate(widgets) if w.hasFocus() or w.holds_focus()), None)

    @staticmethod
    def _focus_again(documents: Sequence[DocumentWidget], focused: int | None) -> None:
        if focused is not None and documents:
            documents[min(focused, len(documents) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
