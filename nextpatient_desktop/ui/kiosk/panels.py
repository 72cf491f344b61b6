"""The kiosk's steps: home, details, family. Each renders a `KioskState` and says what was touched."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from nextpatient_desktop.domain.model import PriorityReason
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.kiosk.frame import MessageCard, StepPanel, TopBar
from nextpatient_desktop.ui.kiosk.state import KioskState
from nextpatient_desktop.ui.kiosk.tiles import BrandMark, PhoneField, TileGrid
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind, ButtonSize, ChoiceTile
from nextpatient_desktop.ui.widgets.keypad import BigKeypad
from nextpatient_desktop.ui.widgets.labels import ElidedLabel, IconLabel, Label

REASON_ICONS = {
    PriorityReason.SENIOR: Icon.SENIOR,
    PriorityReason.PREGNANT: Icon.PREGNANT,
    PriorityReason.DISABILITY: Icon.DISABILITY,
    PriorityReason.INFANT: Icon.INFANT,
    PriorityReason.STAFF: Icon.STAFF_PRIORITY,
}


class LanguageRow(QWidget):
    """The languages in their own script."""

    language_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._buttons: dict[str, Button] = {}
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addStretch()
        self._line.addStretch()

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self._line.setSpacing(theme.gap(Gap.S))

    def render_languages(self, state: KioskState) -> None:
        """Show them, the chosen one filled."""
        codes = [choice.code for choice in state.languages]
        if codes != list(self._buttons):
            self._make(state)
        for choice in state.languages:
            kind = ButtonKind.PRIMARY if choice.is_chosen else ButtonKind.SECONDARY
            self._buttons[choice.code].set_kind(kind)
        self.setVisible(len(codes) > 1)

    def _make(self, state: KioskState) -> None:
        for button in self._buttons.values():
            button.deleteLater()
        self._buttons = {}
        for choice in state.languages:
            button = Button(self._theme, choice.name, size=ButtonSize.SMALL, is_round=True, parent=self)
            button.clicked.connect(lambda _=False, code=choice.code: self.language_chosen.emit(code))
            self._line.insertWidget(self._line.count() - 1, button)
            self._buttons[choice.code] = button


class HomePanel(StepPanel):
    """Where do you need to go today?"""

    department_chosen = Signal(object)
    language_chosen = Signal(str)
    text_size_toggled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.tiles = TileGrid(theme)
        self.languages = LanguageRow(theme)
        self.message = MessageCard(theme)
        self.set_parts(self._make_head(theme), self.tiles, self._make_foot(theme))
        self.tiles.department_chosen.connect(self.department_chosen)
        self.languages.language_chosen.connect(self.language_chosen)
        self._size.clicked.connect(self.text_size_toggled)

    def _make_head(self, theme: Theme) -> Column:
        head = Column(theme, gap=Gap.S)
        name = head.add(Row(theme, gap=Gap.M))
        name.add(BrandMark(theme))
        lines = name.add(Column(theme, gap=Gap.NONE), 1)
        self._clinic = lines.add(ElidedLabel(theme, "", TextRole.PERSON_STRONG))
        self._date = lines.add(ElidedLabel(theme, "", TextRole.SMALL, ink=Ink.MUTED))
        head.line.addSpacing(theme.gap(Gap.XL))
        self._title = head.add(Label(theme, "", TextRole.TITLE, wraps=True))
        self._subtitle = head.add(Label(theme, "", TextRole.LEAD, ink=Ink.MUTED, wraps=True))
        head.add(self.message)
        head.line.addSpacing(theme.gap(Gap.S))
        head.add_stretch()
        return head

    def _make_foot(self, theme: Theme) -> Column:
        foot = Column(theme, gap=Gap.M)
        self._no_paper = foot.add(
            IconLabel(theme, Icon.PRINT_FAILED, "", TextRole.LABEL, ink=Ink.AMBER, wraps=True)
        )
        foot.add(self.languages)
        self._size = foot.add(
            Button(theme, "", kind=ButtonKind.QUIET, size=ButtonSize.SMALL, icon=Icon.LARGER_TEXT),
            align=Qt.AlignmentFlag.AlignHCenter,
        )
        return foot

    def render_step(self, state: KioskState) -> None:
        """Show the state."""
        self._clinic.setText(state.clinic)
        self._date.setText(state.date)
        self._title.setText(state.title)
        self._subtitle.setText(state.subtitle)
        self.message.show_message(state.message, state.message_detail)
        self.tiles.show_tiles(state.tiles)
        self.languages.render_languages(state)
        self._size.set_text(state.words.normal_text if state.is_large else state.words.larger_text)
        self._no_paper.set_text(state.no_paper)
        self._no_paper.setVisible(bool(state.no_paper))


class DetailsPanel(StepPanel):
    """The phone number, and whether something gives priority."""

    back_pressed = Signal()
    text_size_toggled = Signal()
    skip_pressed = Signal()
    token_pressed = Signal()
    priority_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.bar = TopBar(theme)
        self.message = MessageCard(theme)
        self.field = PhoneField(theme)
        self.keypad = BigKeypad(theme, "", "")
        self.choices: dict[PriorityReason, ChoiceTile] = {}
        self.set_parts(self._make_head(theme), self._make_body(theme), self._make_foot(theme))
        self.bar.back_pressed.connect(self.back_pressed)
        self.bar.text_size_toggled.connect(self.text_size_toggled)

    def _make_head(self, theme: Theme) -> Column:
        head = Column(theme, gap=Gap.S)
        head.add(self.bar)
        head.line.addSpacing(theme.gap(Gap.L))
        self._title = head.add(Label(theme, "", TextRole.TITLE, wraps=True))
        self._subtitle = head.add(Label(theme, "", TextRole.LEAD, ink=Ink.MUTED, wraps=True))
        head.add(self.message)
        head.add(self.field)
        head.add_stretch()
        return head

    def _make_body(self, theme: Theme) -> Column:
        body = Column(theme, gap=Gap.L)
        body.add(self.keypad, 4)
        self._question = body.add(Label(theme, "", TextRole.HEADING, wraps=True))
        self._choice_row = body.add(Row(theme, gap=Gap.M), 1)
        for reason, icon in REASON_ICONS.items():
            tile = self._choice_row.add(ChoiceTile(theme, icon, ""), 1)
            tile.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            tile.clicked.connect(lambda _=False, chosen=reason: self.priority_chosen.emit(chosen))
            self.choices[reason] = tile
        self._room = body.add(QWidget(), 1)
        return body

    def _make_foot(self, theme: Theme) -> Column:
        foot = Column(theme, gap=Gap.M)
        row = foot.add(Row(theme, gap=Gap.M))
        self.skip = row.add(Button(theme, "", size=ButtonSize.LARGE))
        self.token = row.add(
            Button(
                theme, "", kind=ButtonKind.PRIMARY, size=ButtonSize.LARGE, icon=Icon.FORWARD, icon_after=True
            ),
            1,
        )
        self.skip.clicked.connect(self.skip_pressed)
        self.token.clicked.connect(self.token_pressed)
        self._emergency = foot.add(
            IconLabel(theme, Icon.EMERGENCY, "", TextRole.LABEL, ink=Ink.RED),
            align=Qt.AlignmentFlag.AlignHCenter,
        )
        return foot

    def render_step(self, state: KioskState) -> None:
        """Show the state."""
        details, words = state.details, state.words
        if details is None:
            return
        self.bar.render_bar(state)
        self._title.setText(state.title)
        self._subtitle.setText(state.subtitle)
        self._subtitle.setVisible(bool(state.subtitle))
        self.message.show_message(state.message, state.message_detail)
        self.field.setVisible(details.asks_phone)
        self.field.show_number(details)
        self.keypad.setVisible(details.asks_phone)
        self.keypad.set_texts(words.clear, words.delete_digit)
        self.keypad.set_can_type(details.can_type)
        self._room.setVisible(not details.asks_phone)
        self._question.setText(words.apply_question)
        self._question.setVisible(details.asks_priority)
        self._choice_row.setVisible(details.asks_priority)
        offered = {choice.reason: choice for choice in details.priorities}
        for reason, tile in self.choices.items():
            choice = offered.get(reason)
            tile.setVisible(choice is not None)
            if choice is not None:
                tile.set_text(choice.text)
                tile.setChecked(choice.is_chosen)
        self.skip.set_text(words.skip)
        self.skip.setVisible(details.can_skip)
        self.token.set_text(words.get_token)
        for button in (self.skip, self.token):
            button.setEnabled(not state.is_busy)
        self._emergency.set_text(words.emergency)


class FamilyPanel(StepPanel):
    """Who of those who share the number is it for?"""

    back_pressed = Signal()
    text_size_toggled = Signal()
    person_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.bar = TopBar(theme)
        self.message = MessageCard(theme)
        self.people: list[Button] = []
        self._shown_theme = theme
        self._list = Column(theme, gap=Gap.L)
        self.set_parts(self._make_head(theme), self._list, QWidget())
        self.bar.back_pressed.connect(self.back_pressed)
        self.bar.text_size_toggled.connect(self.text_size_toggled)

    def _make_head(self, theme: Theme) -> Column:
        head = Column(theme, gap=Gap.S)
        head.add(self.bar)
        head.line.addSpacing(theme.gap(Gap.L))
        self._title = head.add(Label(theme, "", TextRole.TITLE, wraps=True))
        self._subtitle = head.add(Label(theme, "", TextRole.LEAD, ink=Ink.MUTED, wraps=True))
        head.add(self.message)
        head.add_stretch()
        return head

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._shown_theme = theme
        super().apply_theme(theme)

    def render_step(self, state: KioskState) -> None:
        """Show the state."""
        self.bar.render_bar(state)
        self._title.setText(state.title)
        self._subtitle.setText(state.subtitle)
        self.message.show_message(state.message, state.message_detail)
        if len(self.people) != len(state.people):
            self._make_people(len(state.people))
        for button, person in zip(self.people, state.people, strict=True):
            button.set_text(person.name)
            button.setProperty("patient", person.patient)
            button.set_icon(Icon.ADD_PERSON if person.patient is None else Icon.PERSON)
            button.setEnabled(not state.is_busy)

    def _make_people(self, count: int) -> None:
        self._list.clear()
        self.people = []
        for _ in range(count):
            button = self._list.add(Button(self._shown_theme, "", size=ButtonSize.TALL))
            button.clicked.connect(lambda _=False, chosen=button: self._choose(chosen))
            self.people.append(button)
        self._list.add_stretch()

    def _choose(self, button: Button) -> None:
        self.person_chosen.emit(button.property("patient"))
