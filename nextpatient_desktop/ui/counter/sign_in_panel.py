"""`SignInPanel`: the counter, the person, the password."""

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from nextpatient_desktop.domain.ids import CounterId, StaffId
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.sign_in import CounterChoice, SignInState, StaffChoice
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind, ButtonSize, PaintedButton
from nextpatient_desktop.ui.widgets.empty import EmptyState
from nextpatient_desktop.ui.widgets.fields import SecretField, TextField
from nextpatient_desktop.ui.widgets.labels import Label
from nextpatient_desktop.ui.widgets.paint import paint_box

_IN_A_ROW = 2
_Chosen = CounterId | StaffId


class _Step(StrEnum):
    """What the sign-in waits for."""

    LOADING = "loading"
    TROUBLE = "trouble"
    SETTINGS = "settings"
    COUNTER = "counter"
    PERSON = "person"
    TYPING = "typing"


class _Tile(PaintedButton):
    """A choice with two lines: a name and what is said about it; before it initials in a circle, if any."""

    def __init__(self, theme: Theme, title: str, note: str, initials: str = "") -> None:
        self._note = note
        self._initials = initials
        super().__init__(theme, title)
        self.setAccessibleName(f"{title}, {note}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(64))
        self.setMinimumWidth(theme.px(180))
        self.setAutoDefault(True)  # Enter takes the one that has the focus

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics = self._theme, self._theme.metrics
        painter = QPainter(self)
        ground = theme.ground(Ground.SURFACE)
        line = theme.ink(Ink.LINE)
        paint_box(
            painter,
            self.rect(),
            fill=self._fill(ground),
            line=line,
            width=metrics.border,
            radius=metrics.radius,
        )
        room = self.rect().adjusted(theme.gap(Gap.M), 0, -theme.gap(Gap.M), 0)
        if self._initials:
            side = theme.px(40)
            circle = room.adjusted(0, (room.height() - side) // 2, 0, 0)
            circle.setSize(theme.square(40))
            paint_box(painter, circle, fill=theme.ground(Ground.PRIMARY_TINT), radius=side / 2)
            painter.setFont(theme.font(TextRole.LABEL))
            painter.setPen(theme.ink(Ink.PRIMARY_STRONG))
            painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), self._initials)
            room.setLeft(circle.right() + theme.gap(Gap.M))
        painter.setFont(theme.font(TextRole.BODY_STRONG))
        painter.setPen(theme.ink(Ink.INK))
        metrics_ = painter.fontMetrics()
        top = (self.height() - metrics_.height() - theme.font_px(TextRole.SMALL) * 4 // 3) // 2
        title = metrics_.elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        painter.drawText(room.adjusted(0, top, 0, 0), left, title)
        painter.setFont(theme.font(TextRole.SMALL))
        painter.setPen(theme.ink(Ink.MUTED))
        note = painter.fontMetrics().elidedText(self._note, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room.adjusted(0, top + metrics_.height(), 0, 0), left, note)
        self._paint_focus(painter, metrics.radius, ground)
        painter.end()


class SignInPanel(QWidget):
    """Lays out the sign-in in one card: what is to be chosen now, and what was chosen above it."""

    counter_chosen = Signal(object)
    person_chosen = Signal(object)
    submitted = Signal(str, str)
    retried = Signal()
    settings_clicked = Signal()
    language_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._theme = theme
        self._state: SignInState | None = None
        self._choices: tuple[CounterChoice | StaffChoice, ...] = ()
        self._tiles: dict[_Chosen, _Tile] = {}
        self._step = _Step.LOADING
        self._typing = False
        self._card = Card(theme, gap=Gap.L, pad=(Gap.XL, Gap.XL))
        self._title = Label(theme, "", TextRole.TITLE)
        self._note = Label(theme, "", TextRole.BODY, ink=Ink.MUTED, wraps=True)
        self._grid_box = QWidget()
        self._grid = QGridLayout(self._grid_box)
        self._form = Column(theme, gap=Gap.M)
        self._login = TextField(theme, "")
        self._password = SecretField(theme, "", show_name=texts.gettext("Show the password"))
        self._enter = Button(theme, "", kind=ButtonKind.PRIMARY, icon=Icon.SIGN_IN)
        self._type_login = Button(theme, "", kind=ButtonKind.QUIET, size=ButtonSize.SMALL)
        self._back = Button(theme, "", kind=ButtonKind.QUIET, size=ButtonSize.SMALL, icon=Icon.BACK)
        self._settings = Button(theme, "", kind=ButtonKind.QUIET, size=ButtonSize.SMALL, icon=Icon.SETTINGS)
        self._language = Button(theme, "", kind=ButtonKind.QUIET, size=ButtonSize.SMALL, icon=Icon.LANGUAGE)
        self._trouble = EmptyState(theme, Icon.WARNING, "")
        self._arrange()
        self._connect()
        self.set_texts(texts)

    def set_texts(self, texts: Texts) -> None:
        """Speak this language from now on."""
        _ = texts.gettext
        self._texts = texts
        self._login.set_label(_("Login"))
        self._password.set_label(_("Password"))
        self._type_login.set_text(_("I am not in this list"))
        self._settings.set_text(_("Settings"))
        self._language.set_text(texts.name)
        self._choices = ()
        if self._state is not None:
            self.render(self._state)

    def render(self, state: SignInState) -> None:  # type: ignore[override]  # QWidget.render draws into a device
        """Show what is to be chosen or typed now."""
        before, self._state = self._state, state
        _ = self._texts.gettext
        is_choosing = state.counter is None
        is_typing = not is_choosing and (state.person is not None or self._typing or not state.people)
        self._trouble.setVisible(bool(state.trouble))
        self._card_body.setVisible(not state.trouble and not state.is_loading)
        if state.trouble:
            self._render_trouble(state)
            self._take_focus(_Step.SETTINGS if state.needs_settings else _Step.TROUBLE, before)
            return
        self._settings.show()
        self._title.setText(_("Which counter is this?") if is_choosing else state.counter_name)
        self._note.setText(self._note_words(state, is_choosing=is_choosing, is_typing=is_typing))
        self._note.setVisible(bool(self._note.text()))
        self._grid_scroll.setVisible(not is_typing)
        self._form.setVisible(is_typing)
        self._type_login.setVisible(not is_choosing and not is_typing)
        self._back.setVisible(self._can_go_back(state, is_choosing=is_choosing, is_typing=is_typing))
        self._back.set_text(_("Back"))
        self._render_tiles(state, is_choosing=is_choosing)
        self._render_form(state, before, is_typing=is_typing)
        step = _Step.COUNTER if is_choosing else _Step.TYPING if is_typing else _Step.PERSON
        self._take_focus(_Step.LOADING if state.is_loading else step, before)

    def forget(self) -> None:
        """Leave nothing of whoever was here before."""
        self._typing = False
        self._password.clear()
        self._login.set_text("")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.ground(Ground.CANVAS))
        painter.end()

    def _render_trouble(self, state: SignInState) -> None:
        _ = self._texts.gettext
        action = _("Settings (F10)") if state.needs_settings else _("Try again")
        self._trouble.render_words(state.trouble, state.trouble_detail, action)
        self._trouble.set_main_action(state.needs_settings)
        self._settings.setVisible(not state.needs_settings)  # else the same button stood there twice

    def _help(self) -> None:
        if self._state is not None and self._state.needs_settings:
            self.settings_clicked.emit()
        else:
            self.retried.emit()

    def _take_focus(self, step: "_Step", before: SignInState | None) -> None:
        """Put the keyboard where a new step begins; while a step lasts it is the person's."""
        is_new, self._step = step is not self._step, step
        if not is_new or not self.isVisibleTo(self.window()):  # then it is the board's
            return
        if step in (_Step.TROUBLE, _Step.SETTINGS):
            self._trouble.take_focus()
        elif step in (_Step.COUNTER, _Step.PERSON) and self._tiles:
            left = before.person if before is not None else None
            first = next(iter(self._tiles.values()))
            self._focus_tile(self._tiles.get(left, first) if left is not None else first)

    def _focus_tile(self, tile: _Tile) -> None:
        tile.setFocus(Qt.FocusReason.OtherFocusReason)
        self._grid_scroll.ensureWidgetVisible(tile)

    def _note_words(self, state: SignInState, *, is_choosing: bool, is_typing: bool) -> str:
        _ = self._texts.gettext
        if is_choosing:
            return ""
        person = next((p for p in state.people if p.id == state.person), None)
        if person is not None:
            return person.name
        return "" if is_typing else _("Who are you?")

    def _can_go_back(self, state: SignInState, *, is_choosing: bool, is_typing: bool) -> bool:
        return not is_choosing and (state.can_choose_counter or (is_typing and bool(state.people)))

    def _render_tiles(self, state: SignInState, *, is_choosing: bool) -> None:
        choices: tuple[CounterChoice | StaffChoice, ...] = state.counters if is_choosing else state.people
        if choices == self._choices:
            return
        self._choices = choices
        focused = next((key for key, tile in self._tiles.items() if tile.hasFocus()), None)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._tiles = {choice.id: self._tile(choice) for choice in choices}
        before: QWidget = self._grid_box
        for number, tile in enumerate(self._tiles.values()):
            self._grid.addWidget(tile, number // _IN_A_ROW, number % _IN_A_ROW)
            tile.show()  # the layout does so too, but later than it can have the keyboard
            QWidget.setTabOrder(before, tile)  # made last, but not to be reached last
            before = tile
        if focused is not None and self._tiles:
            self._focus_tile(self._tiles.get(focused, next(iter(self._tiles.values()))))
        rows = -(-len(choices) // _IN_A_ROW)
        gap = self._theme.gap(Gap.M)
        height = rows * (self._theme.px(64) + gap)
        self._grid_scroll.setFixedHeight(min(height, self._theme.px(420)))

    def _tile(self, choice: CounterChoice | StaffChoice) -> _Tile:
        if isinstance(choice, CounterChoice):
            tile = _Tile(self._theme, choice.name, choice.note)
            tile.clicked.connect(lambda: self.counter_chosen.emit(choice.id))
        else:
            tile = _Tile(self._theme, choice.name, choice.role, choice.initials)
            tile.clicked.connect(lambda: self.person_chosen.emit(choice.id))
        return tile

    def _render_form(self, state: SignInState, before: SignInState | None, *, is_typing: bool) -> None:
        _ = self._texts.gettext
        if not is_typing:
            return
        is_known = state.person is not None
        was_typing = before is not None and before.person == state.person and self._form.isVisible()
        self._login.setVisible(not is_known)
        if is_known or not was_typing:
            self._login.set_text(state.login)
        error = " ".join(part for part in (state.error, state.error_detail) if part)
        self._login.set_error(error if state.error_field == "login" and not is_known else "")
        is_here = state.error_field == "password" or is_known
        self._password.set_error(error if is_here else "")
        self._enter.set_text(_("Signing in…") if state.is_running else _("Sign in"))
        is_up = self.isVisibleTo(self.window())  # else the keyboard is the board's
        if before is None or before.person != state.person or not was_typing:
            self._password.clear()
            first = self._password if is_known else self._login
            if is_up:
                first.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        elif is_up and state.error and state.error != before.error:
            self._password.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self._password.editor.selectAll()

    def _arrange(self) -> None:
        theme = self._theme
        self._card.setFixedWidth(theme.px(560))
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.gap(Gap.M))
        self._grid_scroll = QScrollArea()
        # its own viewport would be asked what class it is: that loads a hundred of them
        self._grid_viewport = QWidget()
        self._grid_scroll.setViewport(self._grid_viewport)
        self._grid_scroll.setWidgetResizable(True)
        self._grid_scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the tiles have it
        self._grid_scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._grid_scroll.setStyleSheet(stylesheet(theme))
        self._grid_scroll.setWidget(self._grid_box)
        self._grid_viewport.setAutoFillBackground(False)
        self._grid_box.setAutoFillBackground(False)
        self._grid_scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._card_body = self._card.add(Column(theme, gap=Gap.L))
        head = self._card_body.add(Column(theme, gap=Gap.XS))
        head.add(self._title)
        head.add(self._note)
        self._card_body.add(self._grid_scroll)
        for part in (self._login, self._password, self._enter):
            self._form.add(part)
        self._card_body.add(self._form)
        foot = self._card_body.add(Row(theme, gap=Gap.S))
        foot.add(self._back)
        foot.add_stretch()
        foot.add(self._type_login)
        self._card.add(self._trouble)
        below = Row(theme, gap=Gap.S)
        below.add_stretch()
        below.add(self._language)
        below.add(self._settings)
        below.add_stretch()
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(self._card, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(below)
        layout.addStretch(3)

    def _connect(self) -> None:
        self._login.editor.returnPressed.connect(
            lambda: self._password.editor.setFocus(Qt.FocusReason.TabFocusReason)
        )
        self._password.editor.returnPressed.connect(self._submit)
        self._enter.clicked.connect(self._submit)
        self._type_login.clicked.connect(self._type)
        self._back.clicked.connect(self._go_back)
        self._settings.clicked.connect(self.settings_clicked)
        self._language.clicked.connect(self.language_clicked)
        self._trouble.action_clicked.connect(self._help)

    def _submit(self) -> None:
        if self._state is None:
            return
        login = self._state.login if self._state.person is not None else self._login.text
        self.submitted.emit(login, self._password.text)

    def _type(self) -> None:
        self._typing = True
        self.person_chosen.emit(None)

    def _go_back(self) -> None:
        if self._state is None:
            return
        is_at_people = self._state.person is None and not self._typing
        self.forget()
        if is_at_people or not self._state.people:
            self.counter_chosen.emit(None)
        else:
            self.person_chosen.emit(None)

    def language_place(self) -> QWidget:
        """The button under which the languages are offered."""
        return self._language
