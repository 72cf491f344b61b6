"""`PatientSearch`: a line to type in and, below it, who was found."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.domain.ids import PatientId
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.finding import FoundPatient
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Column
from nextpatient_desktop.ui.widgets.labels import Label
from nextpatient_desktop.ui.widgets.rows import RowItem, RowList
from nextpatient_desktop.ui.widgets.search_field import SearchField


class _SearchLine(SearchField):
    """The line: the arrow goes on to those found."""

    down_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand the arrow key on."""
        if event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)


class PatientSearch(Column):
    """Arrow keys and Enter do all of it: Enter in the line chooses the first who was found."""

    searched = Signal(str)
    patient_chosen = Signal(object)
    patient_taken = Signal()
    """The person pressed Enter on a chosen patient, or clicked twice: this one, and go on."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(theme, gap=Gap.S, parent=parent)
        _ = texts.gettext
        self._search = self.add(_SearchLine(theme, _("Name, phone or record number")))
        self._note = self.add(Label(theme, "", TextRole.SMALL, ink=Ink.MUTED, wraps=True))
        self._list = self.add(RowList(theme, _("Patients found")), 100)
        self.add_stretch()  # takes the room while nobody is found
        self._list.setMinimumHeight(theme.px(160))
        self._found: tuple[FoundPatient, ...] = ()
        self._search.textEdited.connect(self.searched)
        self._search.returnPressed.connect(self._choose_first)
        self._search.down_pressed.connect(self._choose_first)
        self._list.row_selected.connect(self.patient_chosen)
        self._list.row_activated.connect(self._take)

    def render_search(
        self, text: str, found: Sequence[FoundPatient], chosen: PatientId | None, note: str
    ) -> None:
        """Show what was typed, who was found, who is chosen, and a word where nobody was found."""
        if self._search.text() != text:
            self._search.setText(text)
        if tuple(found) != self._found:
            self._found = tuple(found)
            self._list.set_rows(
                [RowItem(key=f.id, title=f.name, detail=f.detail, icon=Icon.PERSON) for f in found]
            )
        if self._list.selected_key() != chosen:
            self._list.select_key(chosen)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._list.setVisible(bool(found))

    def focus_line(self) -> None:
        """Put the keyboard into the line."""
        self._search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_first(self) -> None:
        if self._found:
            self._list.setFocus(Qt.FocusReason.TabFocusReason)
            if self._list.selected_key() is None:
                self._list.setCurrentIndex(self._list.model().index(0, 0))

    def _take(self, patient: PatientId) -> None:
        self.patient_chosen.emit(patient)
        self.patient_taken.emit()
