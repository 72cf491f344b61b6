"""`AddDialog`: a token by hand: department, priority, patient."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import Priority
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.adding import AddState, Whose
from nextpatient_desktop.ui.counter.dialogs import FormDialog
from nextpatient_desktop.ui.counter.namesakes import Namesakes
from nextpatient_desktop.ui.counter.patient_fields import PatientFields
from nextpatient_desktop.ui.counter.patient_search import PatientSearch
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Column
from nextpatient_desktop.ui.widgets.fields import ChoiceField
from nextpatient_desktop.ui.widgets.labels import Label
from nextpatient_desktop.ui.widgets.pills import SegmentedPills

_WHOSE = (Whose.KNOWN, Whose.NEW, Whose.NOBODY)


class AddDialog(FormDialog):
    """Lays out the form."""

    department_chosen = Signal(object)
    priority_chosen = Signal(int)
    whose_chosen = Signal(object)
    searched = Signal(str)
    patient_chosen = Signal(object)
    values_changed = Signal(object)

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        _ = texts.gettext
        super().__init__(theme, texts, _("Add a token"), (600, 660), parent=parent)
        self._state: AddState | None = None
        self._department: ChoiceField[DepartmentId] = ChoiceField(theme, _("Department"))
        self._department_note = Label(theme, "", TextRole.NOTE, ink=Ink.MUTED)
        self._priority: ChoiceField[int] = ChoiceField(theme, _("Priority"))
        self._whose = SegmentedPills(theme, [_("Has a record"), _("New patient"), _("No name")], _("Patient"))
        self._search = PatientSearch(theme, texts)
        self._fields = PatientFields(theme, texts, is_whole=False)
        self._nobody = Label(
            theme,
            _("The patient can be named later, at any counter."),
            TextRole.SMALL,
            ink=Ink.MUTED,
            wraps=True,
        )
        where = self.body.add(Column(theme, gap=Gap.XS))
        where.add(self._department)
        where.add(self._department_note)
        self.body.add(self._priority)
        who = self.body.add(Column(theme, gap=Gap.M), 1)
        head = who.add(Column(theme, gap=Gap.S))
        head.add(Label(theme, _("Patient"), TextRole.LABEL))
        head.add(self._whose)
        who.add(self._search, 1)
        who.add(self._fields)
        self._known = who.add(Namesakes(theme, texts))
        who.add(self._nobody)
        who.add_stretch()
        self._connect()

    def render(self, state: AddState) -> None:  # type: ignore[override]  # QWidget.render draws into a device
        """Show the form."""
        before, self._state = self._state, state
        _ = self._texts.gettext
        self._department.set_choices([(d.id, d.label) for d in state.departments])
        self._department.set_value(state.department)
        self._department_note.setText(state.department_note)
        self._department_note.setVisible(bool(state.department_note))
        self._priority.set_choices([(n, choice.label) for n, choice in enumerate(state.priorities)])
        self._priority.set_value(state.priority)
        self._whose.set_segments(
            [_("Has a record"), _("New patient"), _("No name")], _WHOSE.index(state.whose)
        )
        self._search.setVisible(state.whose is Whose.KNOWN)
        self._fields.setVisible(state.whose is Whose.NEW)
        self._nobody.setVisible(state.whose is Whose.NOBODY)
        chosen = state.patient.id if state.patient is not None else None
        self._search.render_search(state.search, state.found, chosen, state.found_note)
        self._fields.render_values(state.values, state.error_in)
        self._known.render_known(state.known if state.whose is Whose.NEW else ())
        self.set_trouble(" ".join(part for part in (state.trouble, state.trouble_detail) if part))
        is_emergency = bool(state.priorities) and (
            state.priorities[state.priority].priority is Priority.EMERGENCY
        )
        submit = _("Add an emergency") if is_emergency else _("Add the token")
        self.set_submit(submit, can_submit=state.can_add, is_running=state.is_running)
        self._move_focus(before, state)

    def _move_focus(self, before: AddState | None, state: AddState) -> None:
        """Put the keyboard where the next thing is typed."""
        if before is None:
            self._search.focus_line()
        elif before.whose is not state.whose:
            if state.whose is Whose.NEW:
                self._fields.name.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            elif state.whose is Whose.KNOWN:
                self._search.focus_line()

    def _connect(self) -> None:
        self._department.edited.connect(lambda: self.department_chosen.emit(self._department.value))
        self._priority.edited.connect(lambda: self.priority_chosen.emit(self._priority.value or 0))
        self._whose.chosen.connect(lambda number: self.whose_chosen.emit(_WHOSE[number]))
        self._search.searched.connect(self.searched)
        self._search.patient_chosen.connect(self.patient_chosen)
        self._search.patient_taken.connect(self.submitted)
        self._known.look_clicked.connect(self._look_at_known)
        self._fields.edited.connect(lambda: self.values_changed.emit(self._fields.values()))
        self._fields.entered.connect(self.submitted)

    def _look_at_known(self) -> None:
        phone = self._fields.values().phone
        self.whose_chosen.emit(Whose.KNOWN)
        self.searched.emit(phone)
