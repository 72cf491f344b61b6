"""`TopBar`: where and who one is, whether the clinic is in reach, whether one takes patients."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QAction, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from nextpatient_desktop.domain.model import Availability
from nextpatient_desktop.text.languages import LANGUAGES
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter import words
from nextpatient_desktop.ui.counter.news import NewsState
from nextpatient_desktop.ui.counter.parts import MenuButton, PillButton, themed_menu
from nextpatient_desktop.ui.counter.state import Mark, TopState
from nextpatient_desktop.ui.icons import Icon, icon, paint_icon
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.tokens import Tint
from nextpatient_desktop.ui.widgets.boxes import Column, Row
from nextpatient_desktop.ui.widgets.labels import ElidedLabel, IconLabel
from nextpatient_desktop.ui.widgets.paint import paint_box
from nextpatient_desktop.ui.widgets.pills import Pill, PillSpec


class _Sign(QWidget):
    """The program's sign."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(theme.square(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        paint_box(painter, self.rect(), fill=theme.ground(Ground.PRIMARY), radius=theme.metrics.radius_field)
        inset = theme.px(7)
        area = self.rect().adjusted(inset, inset, -inset, -inset)
        paint_icon(painter, area, Icon.BRAND, theme.ink(Ink.ON_PRIMARY))
        painter.end()


class _Banner(Row):
    """A line over the whole width that says what is wrong."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, gap=Gap.M, pad=(Gap.L, Gap.S))
        self._theme = theme
        self._words = self.add(
            IconLabel(theme, Icon.DISCONNECTED, "", TextRole.SMALL, ink=Ink.RED, wraps=True), 1
        )

    def set_text(self, text: str) -> None:
        """Say this."""
        self._words.set_text(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.ground_of(Tint.RED))
        painter.end()


class TopBar(Column):
    """Lays out the bar and opens its menus."""

    availability_chosen = Signal(object, object)
    """The `Availability`, and the `BreakReason` of a break or None."""
    language_chosen = Signal(str)
    settings_clicked = Signal()
    sign_out_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, gap=Gap.NONE)
        self._theme = theme
        self._texts = texts
        self._state: TopState | None = None
        self._counter = ElidedLabel(theme, "", TextRole.HEADING)
        self._departments = ElidedLabel(theme, "", TextRole.LEAD, ink=Ink.MUTED)
        self._news = NewsState()
        self._connection = PillButton(theme)
        self._sync = Pill(theme)
        self._availability = MenuButton(theme, is_framed=True)
        self._staff = MenuButton(theme, is_framed=False, role=TextRole.HEADING)
        self._banner = _Banner(theme)
        self._bar = self._make_bar()
        self.add(self._bar)
        self.add(self._banner)
        self._banner.hide()
        self._connection.clicked.connect(self._open_connection)
        self._availability.clicked.connect(self._open_availability)
        self._staff.clicked.connect(self._open_staff)
        self.set_texts(texts)

    def set_texts(self, texts: Texts) -> None:
        """Speak this language from now on."""
        _ = texts.gettext
        self._texts = texts
        self._state = None
        self._availability.setAccessibleDescription(_("Whether you take patients"))
        self._staff.setAccessibleDescription(_("Settings, language, sign out"))
        self._connection.setAccessibleDescription(_("Which stations are here"))

    def render(self, state: TopState) -> None:  # type: ignore[override]  # QWidget.render draws into a device
        """Show this."""
        if state == self._state:
            return
        self._state = state
        self._counter.setText(state.counter)
        self._departments.setText(state.departments)
        self._sync.setVisible(state.sync is not None)
        if state.sync is not None:
            self._sync.render_spec(_spec(state.sync))
        self._render_connection()
        if state.availability is not None:
            self._availability.render_words(state.availability.label, state.availability.tint)
            self._availability.setToolTip(state.availability.reason)
        self._staff.render_words(state.staff)
        self._banner.set_text(state.banner)
        self._banner.setVisible(bool(state.banner))

    def render_news(self, state: NewsState) -> None:
        """Say which stations are away."""
        if state != self._news:
            self._news = state
            self._render_connection()

    def connection_menu(self) -> QMenu:
        """How the clinic is reached, and each station that is not as it should be."""
        _ = self._texts.gettext
        menu = themed_menu(self._theme, self)
        mark = self._state.connection if self._state is not None else None
        if mark is not None:
            own = self._entry(menu, mark.text)
            own.setIcon(self._picture(mark.icon or Icon.CONNECTED))
            menu.addSeparator()
        for station in self._news.stations:
            self._entry(menu, station.text).setIcon(self._picture(station.icon))
        if not self._news.stations:
            self._entry(menu, _("No station is missing")).setIcon(self._picture(Icon.DONE))
        return menu

    def _render_connection(self) -> None:
        """The own connection first; where that is well, what is not well elsewhere."""
        mark = self._state.connection if self._state is not None else None
        is_well = mark is not None and mark.tint is Tint.GREEN
        shown = self._news.mark if is_well and self._news.mark is not None else mark
        self._connection.setVisible(shown is not None)
        if shown is not None:
            self._connection.render_spec(_spec(shown))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.ground(Ground.SURFACE))
        border = self._theme.metrics.border
        line = QRect(0, self.height() - border, self.width(), border)
        painter.fillRect(line, self._theme.ink(Ink.LINE))
        painter.end()

    def availability_menu(self) -> QMenu:
        """What one can say about oneself."""
        menu = themed_menu(self._theme, self)
        present = self._state.availability.value if self._state and self._state.availability else None
        pictures = {
            Availability.AVAILABLE: Icon.DONE,
            Availability.ON_BREAK: Icon.BREAK,
            Availability.AWAY: Icon.AWAY,
        }
        for value, picture in pictures.items():
            label = words.availability(self._texts, value)
            if value is Availability.ON_BREAK:
                reasons = menu.addMenu(self._picture(picture), label)
                reasons.setFont(menu.font())
                for reason, text in words.break_reasons(self._texts):
                    self._entry(reasons, text).triggered.connect(
                        lambda _checked=False, v=value, r=reason: self.availability_chosen.emit(v, r)
                    )
                continue
            entry = self._entry(menu, label)
            entry.setIcon(self._picture(picture))
            entry.setEnabled(value is not present)
            entry.triggered.connect(lambda _checked=False, v=value: self.availability_chosen.emit(v, None))
        return menu

    def staff_menu(self) -> QMenu:
        """Settings, language, sign out."""
        _ = self._texts.gettext
        menu = themed_menu(self._theme, self)
        settings = self._entry(menu, _("Settings…"))
        settings.setIcon(self._picture(Icon.SETTINGS))
        settings.triggered.connect(self.settings_clicked)
        languages = menu.addMenu(self._picture(Icon.LANGUAGE), _("Language"))
        languages.setFont(menu.font())
        for code, language in LANGUAGES.items():
            entry = self._entry(languages, language.name)
            entry.setCheckable(True)
            entry.setChecked(code == self._texts.language)
            entry.triggered.connect(lambda _checked=False, c=code: self.language_chosen.emit(c))
        menu.addSeparator()
        leave = self._entry(menu, _("Sign out"))
        leave.setIcon(self._picture(Icon.SIGN_OUT))
        leave.triggered.connect(self.sign_out_clicked)
        return menu

    def _make_bar(self) -> Row:
        theme = self._theme
        bar = Row(theme, gap=Gap.L, pad=(Gap.L, Gap.NONE))
        bar.setFixedHeight(theme.px(59))
        bar.add(_Sign(theme))
        for label in (self._counter, self._departments):
            label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        bar.add(self._counter, 2)
        bar.add(self._departments, 3)
        bar.add_stretch()
        for pill in (self._connection, self._sync):
            pill.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            bar.add(pill)
        bar.add(self._availability)
        bar.add(self._staff)
        return bar

    def _open_connection(self) -> None:
        self.connection_menu().popup(self._connection.menu_place())

    def _open_availability(self) -> None:
        self.availability_menu().popup(self._availability.menu_place())

    def _open_staff(self) -> None:
        self.staff_menu().popup(self._staff.menu_place())

    def _entry(self, menu: QMenu, text: str) -> QAction:
        return menu.addAction(text.replace("&", "&&"))

    def _picture(self, name: Icon) -> QIcon:
        return icon(name, self._theme.ink(Ink.INK), self._theme.metrics.icon, self._theme.ink(Ink.FAINT))


def _spec(mark: Mark) -> PillSpec:
    return PillSpec(text=mark.text, tint=mark.tint, icon=mark.icon or "")
