"""The section Rooms: its list, and the form of one room."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal

from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.settings.department_draft import with_name
from nextpatient_desktop.ui.settings.list_panel import ListPanel, SectionWords
from nextpatient_desktop.ui.settings.name_fields import NameFields
from nextpatient_desktop.ui.settings.parts import CheckLine, Choices
from nextpatient_desktop.ui.settings.rooms import RoomDraft, RoomsState, ServedChoice
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Column
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind
from nextpatient_desktop.ui.widgets.fields import TextField
from nextpatient_desktop.ui.widgets.labels import IconLabel, Label


class RoomPanel(ListPanel):
    """Lays out the section."""

    close_clicked = Signal()
    reopen_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        _ = texts.gettext
        super().__init__(
            theme,
            texts,
            SectionWords(
                title=_("Rooms"),
                add=_("Add room"),
                icon=Icon.COUNTERS,
                empty=_("No rooms yet"),
                empty_detail=_("Patients are called to a room, a desk or a window. Add the first one."),
                can_order=True,
            ),
        )
        self._draft: RoomDraft | None = None
        self._choices: tuple[ServedChoice, ...] = ()
        self._boxes: dict[DepartmentId, CheckLine] = {}
        self._name = self.fields.add(
            TextField(theme, _("Name"), hint=_("As it is called out: Room 3, Lab window"), max_length=120)
        )
        self._names = self.fields.add(NameFields(theme, texts))
        served = self.fields.add(Column(theme, gap=Gap.XS))
        served.add(Label(theme, _("Departments served here"), TextRole.LABEL))
        self._served = served.add(Choices(theme))
        self._no_departments = served.add(
            Label(theme, _("Add a department first."), TextRole.SMALL, ink=Ink.MUTED, wraps=True)
        )
        self._served_error = served.add(
            IconLabel(theme, Icon.ERROR, "", TextRole.NOTE, ink=Ink.RED, wraps=True)
        )
        self._served_error.hide()
        self.fields.add_stretch()
        self._close = Button(theme, _("Take out of use…"), kind=ButtonKind.DANGER)
        self._reopen = Button(theme, _("Reopen"), icon=Icon.UNLOCK)
        self.foot.line.insertWidget(0, self._close)
        self.foot.line.insertWidget(0, self._reopen)
        self.name_inputs({"name": self._name.editor, "names": self._names, "departments": self._served})
        self._name.edited.connect(self._name_typed)
        self._names.name_edited.connect(self._name_edited)
        self._close.clicked.connect(self.close_clicked)
        self._reopen.clicked.connect(self.reopen_clicked)

    def render(self, state: RoomsState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show this state."""
        self._names.set_languages(state.languages)
        self._offer(state.departments)
        form = state.list.form
        if form is not None:
            self._draft = form.draft
            self._name.set_text(form.draft.name)
            self._names.set_names(form.draft.names)
            for key, box in self._boxes.items():
                box.setChecked(key in form.draft.departments)
        self._close.setVisible(state.can_close)
        self._reopen.setVisible(state.can_reopen)
        self._close.setEnabled(not state.list.is_busy)
        self._reopen.setEnabled(not state.list.is_busy)
        self.render_list(state.list)

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Put what is wrong beside its input."""
        self._name.set_error(errors.get("name", ""))
        self._names.set_error(errors.get("names", ""))
        said = errors.get("departments", "")
        self._served_error.set_text(said)
        self._served_error.setVisible(bool(said))

    def _offer(self, choices: tuple[ServedChoice, ...]) -> None:
        """Have a box for each department."""
        if choices == self._choices:
            return
        self._choices = choices
        _ = self._texts.gettext
        self._served.clear()
        self._boxes = {}
        for choice in choices:
            closed = _("{department} (closed for good)").format(department=choice.name)
            words = closed if choice.is_closed else choice.name
            box = self._served.add(CheckLine(self._theme, words, choice.icon))
            box.clicked.connect(self._boxes_changed)
            self._boxes[choice.id] = box
        self._served.chain(*self._boxes.values())
        self._no_departments.setVisible(not choices)

    def _name_typed(self) -> None:
        if self._draft is not None:
            self.edited.emit(replace(self._draft, name=self._name.editor.text()))

    def _name_edited(self, language: str, name: str) -> None:
        if self._draft is not None:
            self.edited.emit(replace(self._draft, names=with_name(self._draft.names, language, name)))

    def _boxes_changed(self) -> None:
        if self._draft is None:
            return
        chosen = tuple(key for key, box in self._boxes.items() if box.isChecked())
        self.edited.emit(replace(self._draft, departments=chosen))
