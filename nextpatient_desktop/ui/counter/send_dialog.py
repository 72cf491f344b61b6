"""`SendDialog`: where a visit goes next."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.dialogs import FormDialog
from nextpatient_desktop.ui.counter.sending import SendState
from nextpatient_desktop.ui.icons import Icon, department_icon
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Column
from nextpatient_desktop.ui.widgets.empty import EmptyState
from nextpatient_desktop.ui.widgets.fields import ChoiceField
from nextpatient_desktop.ui.widgets.labels import Label
from nextpatient_desktop.ui.widgets.rows import RowItem, RowList
from nextpatient_desktop.ui.widgets.switch import Switch

_ANYBODY = ""


class SendDialog(FormDialog):
    """Lays out the form. Arrows choose the department, Enter sends."""

    department_chosen = Signal(object)
    doctor_chosen = Signal(object)
    comes_back_set = Signal(bool)

    def __init__(self, theme: Theme, texts: Texts, code: str, parent: QWidget) -> None:
        _ = texts.gettext
        super().__init__(theme, texts, _("Send {code} on").format(code=code), (560, 690), parent=parent)
        self._state: SendState | None = None
        self._list = RowList(theme, _("Departments"))
        self._empty = EmptyState(theme, Icon.DEPARTMENTS, _("There is no other department."))
        self._doctor: ChoiceField[str] = ChoiceField(theme, _("Doctor"))
        self._comes_back = Switch(theme, _("Comes back to me"))
        self.body.add(self._list, 1)
        self.body.add(self._empty, 1)
        self.body.add(self._doctor)
        self.body.add(self._make_switch(texts))
        self._list.row_selected.connect(self._choose)
        self._list.row_activated.connect(lambda _key: self.submitted.emit())
        self._doctor.edited.connect(self._choose_doctor)
        self._comes_back.clicked.connect(self.comes_back_set)

    def render(self, state: SendState) -> None:  # type: ignore[override]  # QWidget.render draws into a device
        """Show the form."""
        before, self._state = self._state, state
        self._list.set_rows(
            [
                RowItem(key=d.id, title=d.name, detail=d.note, icon=department_icon(d.icon))
                for d in state.destinations
            ]
        )
        self._list.setVisible(bool(state.destinations) or state.is_loading)
        self._empty.setVisible(not state.destinations and not state.is_loading)
        if self._list.selected_key() != state.department:
            self._list.select_key(state.department)
        self._doctor.set_choices([(_key(d.id), d.name) for d in state.doctors])
        self._doctor.set_value(_key(state.doctor))
        self._comes_back.setChecked(state.comes_back)
        self.set_trouble(state.trouble)
        self.set_submit(state.submit, can_submit=state.can_send, is_running=state.is_running)
        if (before is None or before.is_loading) and not state.is_loading:
            self._list.setFocus()

    def _make_switch(self, texts: Texts) -> Column:
        column = Column(self._theme, gap=Gap.NONE)
        column.add(self._comes_back)
        note = texts.gettext("The patient then keeps the place of this visit.")
        column.add(Label(self._theme, note, TextRole.NOTE, ink=Ink.MUTED, wraps=True))
        return column

    def _choose(self, department: DepartmentId | None) -> None:
        if department is not None:
            self.department_chosen.emit(department)

    def _choose_doctor(self) -> None:
        value = self._doctor.value or _ANYBODY
        doctors = self._state.doctors if self._state is not None else ()
        self.doctor_chosen.emit(next((d.id for d in doctors if _key(d.id) == value), None))


def _key(doctor: object) -> str:
    return _ANYBODY if doctor is None else str(doctor)
