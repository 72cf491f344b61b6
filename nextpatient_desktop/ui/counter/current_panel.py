"""`CurrentPanel`: the centre: the token at the counter with its buttons, or who would be next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.parts import ActButton, MarkLine
from nextpatient_desktop.ui.counter.state import ActState, CurrentState, Standing
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Row, settle
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind, ButtonSize, IconButton
from nextpatient_desktop.ui.widgets.empty import EmptyState
from nextpatient_desktop.ui.widgets.labels import ElidedLabel, Label

_BESIDE, _BELOW = 2, 3
_COMPACT = 700


class CurrentPanel(Card):
    """Lays out the centre. The buttons are places: which act stands in each is in `CurrentState`."""

    acted = Signal(object)
    """The `Act` whose button was pressed."""
    patient_clicked = Signal()
    undo_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, gap=Gap.NONE, pad=(Gap.XL, Gap.XL))
        self._state: CurrentState | None = None
        self._is_compact = False
        self._overline = Label(theme, "", TextRole.OVERLINE, ink=Ink.MUTED)
        self._code = Label(theme, "", TextRole.CODE_HERO)
        self._timer = Label(theme, "", TextRole.TIMER, align=Qt.AlignmentFlag.AlignRight)
        self._timer_note = Label(theme, "", TextRole.LEAD, ink=Ink.MUTED, align=Qt.AlignmentFlag.AlignRight)
        self._person = ElidedLabel(theme, "", TextRole.PERSON_STRONG)
        self._particulars = ElidedLabel(theme, "", TextRole.PERSON, ink=Ink.MUTED)
        self._edit = IconButton(theme, Icon.EDIT, "", ink=Ink.MUTED)
        self._marks = MarkLine(theme)
        self._undo = Button(theme, "", kind=ButtonKind.QUIET, size=ButtonSize.SMALL, icon=Icon.UNDO)
        self._undo.set_hint("Ctrl+Z")
        self._empty = EmptyState(theme, Icon.QUEUE, "")
        self._blank = QWidget()
        self._main = ActButton(theme, kind=ButtonKind.PRIMARY, size=ButtonSize.LARGE)
        self._beside = [ActButton(theme, size=ButtonSize.TALL) for _ in range(_BESIDE)]
        self._below = [ActButton(theme) for _ in range(_BELOW)]
        self._who = self._make_who()
        self._upper = Row(theme, gap=Gap.M)
        self._lower = Row(theme, gap=Gap.M)
        self._buttons = self._make_buttons()
        self._arrange()
        self._connect()
        self.set_texts(texts)

    def set_texts(self, texts: Texts) -> None:
        """Speak this language from now on."""
        self._edit_name, self._add_name = (
            texts.gettext("Patient's details (F2)"),
            texts.gettext("Say whose visit it is (F2)"),
        )
        self._undo_word, self._undo_words = texts.gettext("Undo"), texts.gettext("Undo: {what}")
        self._state = None

    def render(self, state: CurrentState) -> None:  # type: ignore[override]  # QWidget.render draws into a device
        """Show the token at the counter, or that there is none."""
        if state == self._state:
            return
        self._state = state
        is_occupied = state.standing in (Standing.CALLED, Standing.SERVING)
        self._top.setCurrentWidget(self._page_of(state))
        if state.empty is not None:
            undo = self._undo_words.format(what=state.undo.text) if state.undo is not None else ""
            self._empty.set_icon(state.empty.icon)
            self._empty.render_words(state.empty.text, state.empty.detail, undo)
        self._overline.setText(state.overline)
        self._code.setText(state.code)
        self._code.set_ink(Ink.INK if is_occupied else Ink.MUTED)
        self._timer.setText(state.timer)
        self._timer_note.setText(state.timer_note)
        self._person.setText(state.person)
        self._person.set_ink(Ink.INK if state.is_known else Ink.MUTED)
        self._particulars.setText(f"· {state.particulars}" if state.particulars else "")
        self._edit.setVisible(is_occupied)
        self._edit.set_icon(Icon.EDIT if state.is_known else Icon.ADD_PERSON)
        self._edit.set_name(self._edit_name if state.is_known else self._add_name)
        self._marks.render_marks(state.marks)
        self._render_buttons(state)
        settle(self)
        self._render_undo(state)

    def _page_of(self, state: CurrentState) -> QWidget:
        if state.standing is Standing.LOADING:
            return self._blank
        return self._who if state.empty is None else self._empty

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the lesser buttons have no icons."""
        super().resizeEvent(event)
        is_compact = event.size().width() < self._theme.px(_COMPACT)
        if is_compact != self._is_compact:
            self._is_compact = is_compact
            if self._state is not None:
                self._render_buttons(self._state)
        if self._state is not None:
            self._render_undo(self._state)

    def _render_undo(self, state: CurrentState) -> None:
        self._undo.setVisible(state.undo is not None)
        if state.undo is not None:
            self._undo.setToolTip(f"{state.undo.text} ({state.undo.reason or state.undo.left})")
            self._undo.setAccessibleName(self._undo_words.format(what=state.undo.text))
            self._fit_undo(state.undo.text)

    def _fit_undo(self, what: str) -> None:
        """Say what would be taken back where there is room beside the marks, else only that one can."""
        self._undo.set_text(self._undo_words.format(what=what))
        room = self._who.width() - self._marks.sizeHint().width() - self._theme.gap(Gap.L)
        if self._undo.sizeHint().width() > room:
            self._undo.set_text(self._undo_word)

    def _render_buttons(self, state: CurrentState) -> None:
        self._buttons.setVisible(state.main is not None)
        if state.main is None:
            return
        self._main.render_act(state.main, ButtonKind.PRIMARY, has_icon=True)
        self._render_places(self._beside, state.beside)
        self._render_places(self._below, state.below)
        self._lower.setVisible(bool(state.below))
        # The only button is larger, with air above: the card keeps its height, what is below must not jump.
        metrics = self._theme.metrics
        larger = 0 if state.below else self._theme.gap(Gap.XL)
        air = 0 if state.below else metrics.button + self._theme.gap(Gap.M) - larger
        self._main.setFixedHeight(metrics.button_large + larger)
        self._buttons.line.setContentsMargins(0, air, 0, 0)

    def _render_places(self, places: list[ActButton], acts: tuple[ActState, ...]) -> None:
        for number, place in enumerate(places):
            place.setVisible(number < len(acts))
            if number < len(acts):
                is_last = places is self._below and number == len(acts) - 1
                kind = ButtonKind.DANGER if is_last else ButtonKind.SECONDARY
                place.render_act(acts[number], kind, has_icon=not self._is_compact)

    def _make_who(self) -> QWidget:
        """Code and person at the left, the timer at the right."""
        theme = self._theme
        who = Column(theme, gap=Gap.S)
        top = Row(theme, gap=Gap.L)
        left, right = Column(theme, gap=Gap.NONE), Column(theme, gap=Gap.NONE)
        left.add(self._overline)
        left.add(self._code)
        self._tighten(self._code)
        right.add(self._timer)
        right.add(self._timer_note)
        right.add_stretch()
        top.add(left)
        top.add_stretch()
        top.add(right)
        who.add(top)
        person = Row(theme, gap=Gap.XS)
        person.setFixedHeight(max(theme.metrics.touch, self._person.sizeHint().height()))
        for label, most in ((self._person, 3), (self._particulars, 2)):
            label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            person.add(label, most)
        person.add(self._edit)
        person.add_stretch()
        who.add(person)
        marks = Row(theme, gap=Gap.M)
        marks.setFixedHeight(theme.metrics.button_small)
        marks.add(self._marks)
        marks.add_stretch()
        marks.add(self._undo)
        who.add(marks)
        return who

    def _tighten(self, code: Label) -> None:
        """Take away the font's air above and below capitals: a code has neither accents nor tails."""
        metrics = code.fontMetrics()
        code.setFixedHeight(round(metrics.capHeight() * 1.42))

    def _make_buttons(self) -> Column:
        buttons = Column(self._theme, gap=Gap.M)
        # The main button takes what the others leave.
        self._main.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._upper.add(self._main)
        for place in self._beside:
            self._upper.add(place)
        for place in self._below:
            self._lower.add(place, 1)
        buttons.add(self._upper)
        buttons.add(self._lower)
        return buttons

    def _arrange(self) -> None:
        top = QWidget()
        self._top = QStackedLayout(top)
        self._top.addWidget(self._who)
        self._top.addWidget(self._empty)
        self._top.addWidget(self._blank)
        self.add(top, 1)
        self.line.addSpacing(self._theme.gap(Gap.L))
        self.add(self._buttons)
        # As high without a patient as with one: what is below the card must not jump.
        self.setFixedHeight(self.line.totalSizeHint().height())

    def _connect(self) -> None:
        for button in (self._main, *self._beside, *self._below):
            button.acted.connect(self.acted)
        self._edit.clicked.connect(self.patient_clicked)
        self._undo.clicked.connect(self.undo_clicked)
        self._empty.action_clicked.connect(self.undo_clicked)
