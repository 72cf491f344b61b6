"""`AttachDialog`: what the chosen files are called and what they are, before they are attached."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.domain.model import DocumentKind
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter import words
from nextpatient_desktop.ui.counter.attaching import AttachState, ChosenFile
from nextpatient_desktop.ui.counter.dialogs import FormDialog
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind, ButtonSize, IconButton
from nextpatient_desktop.ui.widgets.fields import ChoiceField, TextField
from nextpatient_desktop.ui.widgets.labels import ElidedLabel, IconLabel


class _FileCard(Card):
    """One file: its name, its title and kind, or why it cannot be attached."""

    titled = Signal(str)
    kind_chosen = Signal(object)
    left_out = Signal()

    def __init__(self, theme: Theme, texts: Texts, file: ChosenFile, size: str) -> None:
        super().__init__(theme, gap=Gap.S, pad=Gap.M)
        _ = texts.gettext
        head = self.add(Row(theme, gap=Gap.S))
        head.add(ElidedLabel(theme, f"{file.path.name}{words.DOT}{size}", TextRole.SMALL, ink=Ink.MUTED), 1)
        out = head.add(IconButton(theme, Icon.CLOSE, _("Do not attach it"), ink=Ink.MUTED))
        out.clicked.connect(self.left_out)
        self.title: TextField | None = None
        if file.problem:
            self.add(IconLabel(theme, Icon.ERROR, file.problem, TextRole.SMALL, ink=Ink.RED, wraps=True))
            return
        row = self.add(Row(theme, gap=Gap.M))
        self.title = row.add(TextField(theme, _("Title"), max_length=120), 3)
        self.title.set_text(file.title)
        kinds = [(kind, words.document_kind(texts, kind)) for kind in DocumentKind]
        kind: ChoiceField[DocumentKind] = row.add(ChoiceField(theme, _("What it is"), kinds), 2)
        kind.set_value(file.kind)
        title = self.title
        title.edited.connect(lambda: self.titled.emit(title.editor.text()))
        kind.edited.connect(lambda: self.kind_chosen.emit(kind.value))


class AttachDialog(FormDialog):
    """Lays out the form: a card for each file."""

    titled = Signal(int, str)
    kind_chosen = Signal(int, object)
    left_out = Signal(int)
    more_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts, code: str, parent: QWidget) -> None:
        _ = texts.gettext
        super().__init__(theme, texts, _("Attach to {code}").format(code=code), (620, 520), parent=parent)
        self._files: tuple[object, ...] = ()
        self._cards = self.body.add(Column(theme, gap=Gap.M))
        self._more = Button(
            theme, _("More files…"), kind=ButtonKind.QUIET, size=ButtonSize.SMALL, icon=Icon.ADD
        )
        self.body.add(self._more, align=Qt.AlignmentFlag.AlignLeft)
        self.body.add_stretch()
        self._more.clicked.connect(self.more_clicked)

    def render(self, state: AttachState) -> None:  # type: ignore[override]  # QWidget.render draws into a device
        """Show the form."""
        files = tuple((file.path, file.problem) for file in state.files)
        if files != self._files:
            self._files = files
            self._rebuild(state)
        usable = sum(not file.problem for file in state.files)
        words_ = self._texts.ngettext("Attach {n} file", "Attach {n} files", usable).format(n=usable)
        self.set_submit(words_, can_submit=state.can_attach, is_running=state.is_reading)

    def _rebuild(self, state: AttachState) -> None:
        self._cards.clear()
        first: TextField | None = None
        for number, (file, size) in enumerate(zip(state.files, state.sizes, strict=True)):
            card = self._cards.add(_FileCard(self._theme, self._texts, file, size))
            card.titled.connect(lambda title, n=number: self.titled.emit(n, title))
            card.kind_chosen.connect(lambda kind, n=number: self.kind_chosen.emit(n, kind))
            card.left_out.connect(lambda n=number: self.left_out.emit(n))
            first = first or card.title
        if first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            first.editor.selectAll()
