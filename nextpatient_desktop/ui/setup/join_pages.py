"""The pages on the way into a clinic: the first one, the hosts, an address, the code, and that it worked."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from nextpatient_desktop.clinic.joining import FoundHost
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.setup import words
from nextpatient_desktop.ui.setup.frame import (
    BigChoice,
    CodeBoxes,
    Page,
    TroubleCard,
    add_main,
    is_touch,
    main_size,
)
from nextpatient_desktop.ui.setup.state import SetupState
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind
from nextpatient_desktop.ui.widgets.fields import TextField
from nextpatient_desktop.ui.widgets.keypad import BigKeypad
from nextpatient_desktop.ui.widgets.labels import IconLabel, IconView, Label


class WelcomePage(Page):
    """Join a clinic, or set up a new one."""

    join_clicked = Signal()
    new_clinic_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme)
        _ = texts.gettext
        self._texts = texts
        self.join = self.main.add(
            BigChoice(
                theme,
                Icon.NETWORK,
                _("Join the clinic on this network"),
                _("Another PC keeps the clinic's data, and this device is to work with it."),
            )
        )
        self.new = self.main.add(
            BigChoice(
                theme,
                Icon.DEPARTMENTS,
                _("Set up a new clinic on this PC"),
                _("This is the first device of the clinic, and its data is kept here."),
            )
        )
        self.join.clicked.connect(self.join_clicked)
        self.new.clicked.connect(self.new_clinic_clicked)

    def first_input(self) -> QWidget | None:
        """The first choice."""
        return self.join

    def render(self, state: SetupState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show why somebody is here."""
        self.set_words(*words.welcome(self._texts, state.reason, state.kind))
        self.new.setVisible(state.can_set_up)


class FindPage(Page):
    """The clinics on this network, as they are found."""

    host_chosen = Signal(object)
    address_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme)
        self._texts = texts
        self._buttons: dict[FoundHost, BigChoice] = {}
        self._list = self.main.add(Column(theme, gap=Gap.M))
        self._looking = self.main.add(
            IconLabel(theme, Icon.SEARCH, "", TextRole.BODY, ink=Ink.MUTED, wraps=True)
        )
        self.trouble = self.main.add(TroubleCard(theme))
        _ = texts.gettext
        self.address = self.foot.add(
            Button(theme, _("Type an address instead"), icon=Icon.KEYBOARD, wraps=True)
        )
        self.foot.add_stretch()
        self.address.clicked.connect(self.address_clicked)

    def first_input(self) -> QWidget | None:
        """The first clinic, or the other way while there is none."""
        return next(iter(self._buttons.values()), self.address)

    def render(self, state: SetupState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show what was found so far."""
        find = state.find
        if find is None:
            return
        _ = self._texts.gettext
        self.set_words(
            _("Join the clinic on this network"),
            _("Choose your clinic. This device and the PC with the clinic's data must be on one network."),
        )
        self._show_hosts(find.hosts)
        self.trouble.show_trouble(find.trouble)
        if find.hosts:
            self._looking.set_text(_("Looking for more…"))
        elif find.is_long:
            said = _(
                "No clinic was found yet. Check that the PC with the clinic's data is on, and that in its"
                " settings, under Stations, other stations may join. Still looking…"
            )
            self._looking.set_text(said)
        else:
            self._looking.set_text(_("Looking on this network…"))

    def _show_hosts(self, hosts: tuple[FoundHost, ...]) -> None:
        """Hosts come and go; those that stay keep their button, and with it the keyboard's focus."""
        for host in [one for one in self._buttons if one not in hosts]:
            gone = self._buttons.pop(host)
            if gone.hasFocus():
                self.address.setFocus(Qt.FocusReason.OtherFocusReason)
            gone.hide()
            gone.deleteLater()
        is_first = not self._buttons
        for place, host in enumerate(hosts):
            if host not in self._buttons:
                name = host.clinic or self._texts.gettext("A clinic without a name")
                button = BigChoice(self._theme, Icon.HOST, name, words.short_address(host.address))
                button.clicked.connect(lambda _on=False, one=host: self.host_chosen.emit(one))
                self._buttons[host] = button
                self._list.line.insertWidget(place, button)
        self._buttons = {host: self._buttons[host] for host in hosts}
        self._list.setVisible(bool(hosts))
        if hosts and is_first and self.address.hasFocus():
            self.take_focus()


class AddressPage(Page):
    """The host's address, typed."""

    address_edited = Signal(str)
    submitted = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, has_side=is_touch(theme))
        self._texts = texts
        _ = texts.gettext
        self.field = self.main.add(
            TextField(theme, _("Address"), hint=_("For example 192.168.1.20"), max_length=200)
        )
        self.trouble = self.main.add(TroubleCard(theme))
        if self.side is not None:
            keypad = self.side.add(BigKeypad(theme, _("Clear"), _("Delete the last character"), signs=".:"))
            keypad.digit_pressed.connect(lambda sign: self.address_edited.emit(self.field.text + sign))
            keypad.backspace_pressed.connect(lambda: self.address_edited.emit(self.field.text[:-1]))
            keypad.cleared.connect(lambda: self.address_edited.emit(""))
        self.go_on = add_main(
            self,
            Button(
                theme, "", kind=ButtonKind.PRIMARY, size=main_size(theme), icon=Icon.FORWARD, icon_after=True
            ),
        )
        self.field.edited.connect(lambda: self.address_edited.emit(self.field.editor.text()))
        self.field.editor.returnPressed.connect(self.submitted)
        self.go_on.clicked.connect(self.submitted)

    def first_input(self) -> QWidget | None:
        """The address."""
        return self.field.editor

    def render(self, state: SetupState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show what is typed."""
        address = state.address
        if address is None:
            return
        _ = self._texts.gettext
        self.set_words(
            _("The address of the clinic's PC"),
            _("It stands in the settings of the PC with the clinic's data, under Stations."),
        )
        self.field.set_text(address.address)
        self.trouble.show_trouble(address.trouble)
        self.go_on.setEnabled(bool(address.address.strip()) and not address.is_looking)
        self.go_on.set_text(_("Looking…") if address.is_looking else _("Go on"))


class CodePage(Page):
    """The code from the administrator, and the words that prove that it goes to the right PC."""

    digit_pressed = Signal(str)
    backspace_pressed = Signal()
    cleared = Signal()
    submitted = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, has_side=True)
        self._texts = texts
        _ = texts.gettext
        card = self.main.add(Card(theme, gap=Gap.XS, pad=(Gap.L, Gap.M), ground=Ground.SURFACE))
        card.add(
            IconLabel(
                theme, Icon.PRIVACY, _("The clinic's PC shows these words:"), TextRole.LABEL, wraps=True
            )
        )
        self._fingerprint = card.add(Label(theme, "", TextRole.HEADING, ink=Ink.PRIMARY_STRONG, wraps=True))
        note = _(
            "Compare them with those that the administrator sees. If they differ, go back: it is another PC."
        )
        card.add(Label(theme, note, TextRole.SMALL, ink=Ink.MUTED, wraps=True))
        self.boxes = self.main.add(CodeBoxes(theme, _("Code")))
        self.trouble = self.main.add(TroubleCard(theme))
        assert self.side is not None
        self.keypad = self.side.add(BigKeypad(theme, _("Clear"), _("Delete the last figure")))
        self.keypad.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for key in self.keypad.findChildren(QPushButton):
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a keyboard types into the boxes
        if not is_touch(theme):
            self.keypad.setFixedSize(theme.px(300), theme.px(280))
        self.join = add_main(
            self, Button(theme, "", kind=ButtonKind.PRIMARY, size=main_size(theme), icon=Icon.CONNECTED)
        )
        self.join.clicked.connect(self.submitted)
        for source in (self.boxes, self.keypad):
            source.digit_pressed.connect(self.digit_pressed)
            source.backspace_pressed.connect(self.backspace_pressed)
            source.cleared.connect(self.cleared)
        self.boxes.submitted.connect(self.submitted)

    def first_input(self) -> QWidget | None:
        """The code."""
        return self.boxes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Figures are the code wherever the focus is."""
        if event.text().isascii() and event.text().isdigit():
            self.boxes.setFocus(Qt.FocusReason.OtherFocusReason)
            self.boxes.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def render(self, state: SetupState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show the code so far."""
        code = state.code
        if code is None:
            return
        _ = self._texts.gettext
        title = _("Join {clinic}").format(clinic=code.host.clinic or words.short_address(code.host.address))
        self.set_words(
            title, _("Ask the administrator for a code: in the settings, under Stations, “Add a station”.")
        )
        self._fingerprint.setText(code.host.fingerprint)
        self.boxes.show_code(code.code, is_wrong=bool(code.trouble) and not code.code)
        self.keypad.setEnabled(not code.is_joining)
        self.trouble.show_trouble(code.trouble)
        self.join.setEnabled(code.can_join)
        self.join.set_text(_("Joining…") if code.is_joining else _("Join"))


class JoinedPage(Page):
    """It worked: what this device is now."""

    begin_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme)
        self._texts = texts
        mark = Row(theme)
        size = 84 if is_touch(theme) else 56
        mark.add(IconView(theme, Icon.DONE_LARGE, ink=Ink.GREEN, size=size))
        mark.add_stretch()
        self.main.line.insertWidget(0, mark)
        self.begin = add_main(self, Button(theme, "", kind=ButtonKind.PRIMARY, size=main_size(theme)))
        self.begin.clicked.connect(self.begin_clicked)

    def first_input(self) -> QWidget | None:
        """Its only button."""
        return self.begin

    def render(self, state: SetupState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Say it."""
        if state.joined is None:
            return
        texts, joined = self._texts, state.joined.joined
        _ = texts.gettext
        self.set_words(
            _("This device is {station} now").format(station=joined.station.name),
            _("It belongs to {clinic} and begins by itself.").format(
                clinic=joined.host.clinic or words.short_address(joined.host.address)
            ),
        )
        said = texts.ngettext("Begin ({n} s)", "Begin ({n} s)", state.joined.seconds_left)
        self.begin.set_text(said.format(n=state.joined.seconds_left))
