"""The kiosk's steps: home, details, family. Each renders a `KioskState` and says what was touched."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from nextpatient_desktop.domain.model import PriorityReason
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.kiosk.frame import MessageCard, Space, StepPanel, TopBar
from nextpatient_desktop.ui.kiosk.language_row import LanguageRow
from nextpatient_desktop.ui.kiosk.parts import BrandMark, PhoneField
from nextpatient_desktop.ui.kiosk.people import PeopleGrid
from nextpatient_desktop.ui.kiosk.reasons import REASON_ICONS
from nextpatient_desktop.ui.kiosk.state import Details, KioskState
from nextpatient_desktop.ui.kiosk.tiles import TileGrid
from nextpatient_desktop.ui.kiosk.touch import TouchButton
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Column, Row
from nextpatient_desktop.ui.widgets.buttons import ButtonKind, ButtonSize, ChoiceTile
from nextpatient_desktop.ui.widgets.keypad import BigKeypad
from nextpatient_desktop.ui.widgets.labels import ElidedLabel, IconLabel, Label


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
        head.add(Space(theme, Gap.XL))
        self._title = head.add(Label(theme, "", TextRole.TITLE, wraps=True))
        self._subtitle = head.add(Label(theme, "", TextRole.LEAD, ink=Ink.MUTED, wraps=True))
        head.add(self.message)
        head.add_stretch()
        return head

    def _make_foot(self, theme: Theme) -> Column:
        foot = Column(theme, gap=Gap.M)
        self._no_paper = foot.add(
            IconLabel(theme, Icon.PRINT_FAILED, "", TextRole.LABEL, ink=Ink.AMBER, wraps=True)
        )
        foot.add(self.languages)
        self._size = foot.add(
            TouchButton(theme, "", kind=ButtonKind.QUIET, size=ButtonSize.SMALL, icon=Icon.LARGER_TEXT),
            align=Qt.AlignmentFlag.AlignHCenter,
        )
        return foot

    def render_step(self, state: KioskState) -> None:
        """Show the state."""
        self.setAccessibleName(state.title)
        self._clinic.setText(state.clinic)
        self._date.setText(state.date)
        self._title.setText(state.title)
        self._subtitle.setText(state.subtitle)
        self.message.show_message(state.message, state.message_detail)
        self.tiles.set_more_text(state.words.more)
        self.tiles.show_tiles(state.tiles)
        self.languages.render_languages(state)
        self._size.set_text(state.words.normal_text if state.is_large else state.words.larger_text)
        self._no_paper.set_text(state.no_paper)
        self._no_paper.setVisible(bool(state.no_paper))
        self.lay_out()

    def forget(self) -> None:
        """The next patient starts at the first departments, told nothing of the one before."""
        self.tiles.turn_to_first()
        self.message.show_message("", "")


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
        head.add(Space(theme, Gap.L))
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
            tile.clicked.connect(lambda is_on, chosen=reason: self._touch_choice(chosen, is_on))
            self.choices[reason] = tile
        self._room = body.add(QWidget(), 1)
        return body

    def _make_foot(self, theme: Theme) -> Column:
        foot = Column(theme, gap=Gap.M)
        row = foot.add(Row(theme, gap=Gap.M))
        self.skip = row.add(TouchButton(theme, "", size=ButtonSize.LARGE))
        self.token = row.add(
            TouchButton(
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
        self.setAccessibleName(state.title)
        self._title.setText(state.title)
        self._subtitle.setText(state.subtitle)
        self._subtitle.setVisible(bool(state.subtitle))
        self.message.show_message(state.message, state.message_detail)
        self.field.setVisible(details.asks_phone)
        self.field.show_number(details.title, details.prefix, details.digits)
        self.keypad.setVisible(details.asks_phone)
        self.keypad.set_texts(words.clear, words.delete_digit)
        self.keypad.set_can_type(details.can_type)
        self._room.setVisible(not details.asks_phone)
        self._render_choices(details, words.apply_question)
        self.skip.set_text(words.skip)
        self.skip.setVisible(details.can_skip)
        self.token.set_text(words.get_token)
        self._emergency.set_text(words.emergency)
        self.lay_out()

    def _touch_choice(self, reason: PriorityReason, is_on: bool) -> None:
        """A tile changes itself when it is touched, but what is chosen is said by the state alone."""
        self.choices[reason].setChecked(not is_on)
        self.priority_chosen.emit(reason)

    def _render_choices(self, details: Details, question: str) -> None:
        self._question.setText(question)
        self._question.setVisible(details.asks_priority)
        self._choice_row.setVisible(details.asks_priority)
        offered = {choice.reason: choice for choice in details.priorities}
        for reason, tile in self.choices.items():
            choice = offered.get(reason)
            tile.setVisible(choice is not None)
            if choice is not None:
                tile.set_text(choice.text)
            tile.setChecked(choice is not None and choice.is_chosen)

    def forget(self) -> None:
        """The number and the reason are the patient's."""
        self.field.show_number("", "", "")
        self.message.show_message("", "")
        for tile in self.choices.values():
            tile.setChecked(False)

    def take_focus(self) -> None:
        """To the keys, so that a keyboard's figures work too where there is one."""
        self.keypad.setFocus(Qt.FocusReason.MouseFocusReason)


class FamilyPanel(StepPanel):
    """Who of those who share the number is it for?"""

    back_pressed = Signal()
    text_size_toggled = Signal()
    person_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.bar = TopBar(theme)
        self.message = MessageCard(theme)
        self.people = PeopleGrid(theme)
        self.set_parts(self._make_head(theme), self.people, QWidget())
        self.bar.back_pressed.connect(self.back_pressed)
        self.bar.text_size_toggled.connect(self.text_size_toggled)
        self.people.person_chosen.connect(self.person_chosen)

    def _make_head(self, theme: Theme) -> Column:
        head = Column(theme, gap=Gap.S)
        head.add(self.bar)
        head.add(Space(theme, Gap.L))
        self._title = head.add(Label(theme, "", TextRole.TITLE, wraps=True))
        self._subtitle = head.add(Label(theme, "", TextRole.LEAD, ink=Ink.MUTED, wraps=True))
        head.add(self.message)
        head.add_stretch()
        return head

    def render_step(self, state: KioskState) -> None:
        """Show the state."""
        self.bar.render_bar(state)
        self.setAccessibleName(state.title)
        self._title.setText(state.title)
        self._subtitle.setText(state.subtitle)
        self.message.show_message(state.message, state.message_detail)
        self.people.set_more_text(state.words.more)
        self.people.show_people(state.people)
        self.lay_out()

    def forget(self) -> None:
        """The names are the patient's."""
        self.people.show_people(())
        self.message.show_message("", "")
