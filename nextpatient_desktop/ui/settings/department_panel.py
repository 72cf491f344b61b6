"""The section Departments: its list, and the form of one department."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.domain.model import KioskAsks
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icon_names import DEPARTMENT_ICONS
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.settings import words
from nextpatient_desktop.ui.settings.department_draft import DepartmentDraft, with_name
from nextpatient_desktop.ui.settings.departments import DepartmentsState
from nextpatient_desktop.ui.settings.icon_picker import IconField, IconGrid
from nextpatient_desktop.ui.settings.list_panel import ListPanel, SectionWords
from nextpatient_desktop.ui.settings.name_fields import NameFields
from nextpatient_desktop.ui.settings.parts import FieldLine, number_field, put_text
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Column, Divider
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind, ButtonSize
from nextpatient_desktop.ui.widgets.fields import ChoiceField, NumberField, OptionalNumberField, TextField
from nextpatient_desktop.ui.widgets.labels import Label
from nextpatient_desktop.ui.widgets.switch import Switch

_LINES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "letter", "icon"),
    "hours": ("hours", "daily_limit"),
    "policy": ("policy",),
    "limits": ("ratio_normals", "overdue_after"),
    "missed": ("return_after",),
    "calls": ("minimum_calls", "usual_visit"),
}
"""The lines of the form with the inputs that stand in them."""


class DepartmentPanel(ListPanel):
    """Lays out the section."""

    close_today_clicked = Signal()
    reopen_clicked = Signal()
    close_for_good_clicked = Signal()
    priority_switched = Signal(bool)

    def __init__(self, theme: Theme, texts: Texts) -> None:
        _ = texts.gettext
        super().__init__(
            theme,
            texts,
            SectionWords(
                title=_("Departments"),
                add=_("Add department"),
                icon=Icon.DEPARTMENTS,
                empty=_("No departments yet"),
                empty_detail=_("Patients take tokens for a department. Add the first one."),
                can_order=True,
            ),
        )
        self._draft: DepartmentDraft | None = None
        self._lines: dict[str, FieldLine] = {}
        self._make_naming()
        self._make_opening()
        self._make_calling()
        self._make_kiosk()
        self._make_ending()
        self._make_foot()
        self._connect_inputs()

    def render(self, state: DepartmentsState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show this state."""
        self._names.set_languages(state.languages)
        self._policy.set_choices(state.policies)
        form = state.list.form
        if form is not None:
            self._put(form.draft)
            self._lines["hours"].set_note(state.hours_words)
            self._ending.setVisible(state.can_close_for_good)
        self._close_today.setVisible(state.can_close_today)
        self._reopen.setVisible(state.can_reopen)
        for button in (self._close_today, self._reopen, self._close_for_good):
            button.setEnabled(not state.list.is_busy)
        self.render_list(state.list)

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Put what is wrong below the line of its input."""
        for line, inputs in _LINES.items():
            said = next((errors[name] for name in inputs if name in errors), "")
            wrong = [self._inputs[name] for name in inputs if name in errors]
            fine = [self._inputs[name] for name in inputs if name not in errors]
            self._lines[line].set_error("", *fine)
            self._lines[line].set_error(said, *wrong)
        self._names.set_error(errors.get("names", ""))

    # --- what it is made of ---------------------------------------------------------------------------------

    def _put_line(self, name: str, *parts: tuple[QWidget, int]) -> None:
        self._lines[name] = self.fields.add(FieldLine(self._theme, *parts))

    def _make_naming(self) -> None:
        theme, _ = self._theme, self._texts.gettext
        self._name = TextField(theme, _("Name"), max_length=120)
        self._letter = TextField(theme, _("Letter"), max_length=4)
        self._letter.setFixedWidth(theme.px(84))
        picture = Column(theme, gap=Gap.XS)
        picture.line.setSpacing(theme.gap(Gap.XS) + theme.metrics.border)
        label = picture.add(Label(theme, _("Picture"), TextRole.LABEL))
        self._icon = picture.add(IconField(theme, _("Picture")))
        label.setBuddy(self._icon)
        picture.setFixedWidth(theme.px(84))
        self._put_line("name", (self._name, 1), (self._letter, 0), (picture, 0))
        self._icons = self.fields.add(IconGrid(theme, self._texts, DEPARTMENT_ICONS))
        self._icons.hide()
        self._names = self.fields.add(NameFields(theme, self._texts))

    def _make_opening(self) -> None:
        theme, _ = self._theme, self._texts.gettext
        self._hours = TextField(
            theme, _("Open"), placeholder=_("Mon–Sat 09:00 – 13:00, 14:00 – 17:00"), max_length=400
        )
        self._limit = OptionalNumberField(theme, _("Tokens a day"), none_text=_("No limit"), digits=4)
        self._limit.setFixedWidth(theme.px(118))
        self._put_line("hours", (self._hours, 1), (self._limit, 0))

    def _make_calling(self) -> None:
        theme, _ = self._theme, self._texts.gettext
        minutes = " " + _("min")
        self._policy: ChoiceField[str] = ChoiceField(theme, _("Who is called next"))
        self._ratio = number_field(theme, NumberField(theme, _("Others per priority"), low=1, high=20))
        self._overdue = number_field(
            theme, NumberField(theme, _("Longest wait"), low=1, high=1440, suffix=minutes)
        )
        self._missed: ChoiceField[bool] = ChoiceField(theme, _("Missed tokens"))
        self._places = number_field(theme, NumberField(theme, _("Places back"), low=1, high=99))
        self._calls = number_field(theme, NumberField(theme, _("Calls before a no-show"), low=1, high=10))
        self._visit = number_field(
            theme, NumberField(theme, _("Usual visit"), low=1, high=240, suffix=minutes)
        )
        self._places.setFixedWidth(theme.px(118))
        self._put_line("policy", (self._policy, 1))
        self._put_line("limits", (self._ratio, 1), (self._overdue, 1))
        self._put_line("missed", (self._missed, 1), (self._places, 0))
        self._put_line("calls", (self._calls, 1), (self._visit, 1))

    def _make_kiosk(self) -> None:
        theme, texts, _ = self._theme, self._texts, self._texts.gettext
        choices = [(asks, words.kiosk_asks(texts, asks)) for asks in KioskAsks]
        self._asks: ChoiceField[KioskAsks] = ChoiceField(theme, _("At the kiosk ask for"), choices)
        self.fields.add(self._asks)
        self._priority = self.fields.add(Switch(theme, _("Offer a priority at the kiosk")))

    def _make_ending(self) -> None:
        theme, _ = self._theme, self._texts.gettext
        self._ending = self.fields.add(Column(theme, gap=Gap.S))
        self._ending.add(Divider(theme))
        note = _("A department that is not needed any more disappears from the kiosk and the counters.")
        self._ending.add(Label(theme, note, TextRole.SMALL, ink=Ink.MUTED, wraps=True))
        self._close_for_good = Button(
            theme, _("Close for good…"), kind=ButtonKind.DANGER, size=ButtonSize.SMALL
        )
        row = self._ending.add(Column(theme, gap=Gap.NONE))
        row.line.addWidget(self._close_for_good, 0)
        self._close_for_good.setMaximumWidth(self._close_for_good.sizeHint().width())
        self.fields.add_stretch()

    def _make_foot(self) -> None:
        theme, _ = self._theme, self._texts.gettext
        self._close_today = Button(theme, _("Close for today"), kind=ButtonKind.DANGER)
        self._reopen = Button(theme, _("Reopen"), icon=Icon.UNLOCK)
        self.foot.line.insertWidget(0, self._close_today)
        self.foot.line.insertWidget(0, self._reopen)
        self._reopen.hide()

    def _connect_inputs(self) -> None:
        self.name_inputs(
            {
                "name": self._name.editor,
                "letter": self._letter.editor,
                "icon": self._icon,
                "names": self._names,
                "hours": self._hours.editor,
                "daily_limit": self._limit.editor,
                "policy": self._policy.editor,
                "ratio_normals": self._ratio.editor,
                "overdue_after": self._overdue.editor,
                "return_after": self._places.editor,
                "minimum_calls": self._calls.editor,
                "usual_visit": self._visit.editor,
            }
        )
        for field in (
            self._name,
            self._letter,
            self._hours,
            self._limit,
            self._policy,
            self._ratio,
            self._overdue,
            self._missed,
            self._places,
            self._calls,
            self._visit,
            self._asks,
        ):
            field.edited.connect(self._say_edited)
        self._names.name_edited.connect(self._name_edited)
        self._icon.toggled.connect(self._open_icons)
        self._icons.chosen.connect(self._icon_chosen)
        self._hours.editor.editingFinished.connect(lambda: self.input_left.emit("hours"))
        self._priority.clicked.connect(self.priority_switched)
        self._close_today.clicked.connect(self.close_today_clicked)
        self._reopen.clicked.connect(self.reopen_clicked)
        self._close_for_good.clicked.connect(self.close_for_good_clicked)

    # --- draft and inputs -----------------------------------------------------------------------------------

    def _put(self, draft: DepartmentDraft) -> None:
        _ = self._texts.gettext
        self._draft = draft
        put_text(self._name, draft.name)
        self._letter.set_text(draft.letter)
        self._icon.set_icon(draft.icon)
        self._icons.set_chosen(draft.icon)
        self._names.set_names(draft.names)
        put_text(self._hours, draft.hours)
        self._policy.set_value(draft.policy)
        self._ratio.setVisible(draft.policy == "ratio")
        back = self._texts.ngettext(
            "May return, {n} place back", "May return, {n} places back", draft.return_after
        )
        self._missed.set_choices(
            [(False, back.format(n=draft.return_after)), (True, _("May return, at the end"))]
        )
        self._missed.set_value(draft.returns_last)
        self._places.setVisible(not draft.returns_last)
        if self._limit.value != draft.daily_limit:
            self._limit.set_value(draft.daily_limit)
        for field, value in (
            (self._ratio, draft.ratio_normals),
            (self._overdue, draft.overdue_minutes),
            (self._places, draft.return_after),
            (self._calls, draft.minimum_calls),
            (self._visit, draft.visit_minutes),
        ):
            if field.value != value:  # what is half typed stays
                field.set_value(value)
        self._asks.set_value(draft.asks)
        self._priority.setChecked(draft.asks_priority)

    def _say_edited(self) -> None:
        draft = self._draft
        if draft is None:
            return
        self.edited.emit(
            replace(
                draft,
                name=self._name.editor.text(),
                letter=self._letter.editor.text(),
                hours=self._hours.editor.text(),
                daily_limit=self._limit.value,
                policy=self._policy.value or draft.policy,
                ratio_normals=self._ratio.value,
                overdue_minutes=self._overdue.value,
                returns_last=bool(self._missed.value),
                return_after=self._places.value,
                minimum_calls=self._calls.value,
                visit_minutes=self._visit.value,
                asks=self._asks.value or draft.asks,
            )
        )

    def _name_edited(self, language: str, name: str) -> None:
        if self._draft is not None:
            self.edited.emit(replace(self._draft, names=with_name(self._draft.names, language, name)))

    def _open_icons(self, is_open: bool) -> None:
        self._icons.setVisible(is_open)
        if is_open:
            self._icons.focus_chosen()

    def _icon_chosen(self, icon: str) -> None:
        self._icon.setChecked(False)
        self._icon.setFocus()
        if self._draft is not None:
            self.edited.emit(replace(self._draft, icon=icon))
