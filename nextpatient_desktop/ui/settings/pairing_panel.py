"""`PairingPanel`: the code by which a station joins, large, with what the other side sees."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.settings import station_words
from nextpatient_desktop.ui.settings.pairing import PairingState, Phase
from nextpatient_desktop.ui.settings.parts import ScrolledForm
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind
from nextpatient_desktop.ui.widgets.labels import Figure, IconLabel, Label


class PairingPanel(Card):
    """Stands in place of the form while a pairing is at work."""

    renew_clicked = Signal()
    close_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, gap=Gap.NONE, pad=Gap.NONE)
        self._texts = texts
        self._phase: Phase | None = None
        _ = texts.gettext
        form = self.add(ScrolledForm(theme), 1)
        fields = form.fields
        self._title = fields.add(Label(theme, "", TextRole.HEADING, wraps=True))
        self._steps = fields.add(Label(theme, "", TextRole.BODY, ink=Ink.MUTED, wraps=True))
        # large enough to be read from where the device stands, and still within the form of a small window
        self._code = Figure(theme.with_text_scale(0.72), "", TextRole.CODE_HERO)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._code)
        row.addStretch(1)
        fields.line.addLayout(row)
        self._time = fields.add(IconLabel(theme, Icon.TIMER, "", TextRole.BODY_STRONG, wraps=True))
        self._tries = fields.add(
            IconLabel(theme, Icon.WARNING, "", TextRole.SMALL, ink=Ink.AMBER, wraps=True)
        )
        self._words_box = fields.add(Column(theme, gap=Gap.XS))
        label = _("The device shows these words. If it shows others, do not type the code there:")
        self._words_box.add(Label(theme, label, TextRole.SMALL, ink=Ink.MUTED, wraps=True))
        self._words = self._words_box.add(
            Label(theme, "", TextRole.BODY_STRONG, ink=Ink.PRIMARY_STRONG, wraps=True)
        )
        fields.add_stretch()
        foot = self.add(Row(theme, gap=Gap.M, pad=(Gap.XL, Gap.L)))
        foot.add_stretch()
        self._close = foot.add(Button(theme, _("Cancel")))
        self._renew = foot.add(
            Button(theme, _("Show a new code"), kind=ButtonKind.PRIMARY, icon=Icon.REFRESH)
        )
        self._close.clicked.connect(self.close_clicked)
        self._renew.clicked.connect(self.renew_clicked)

    def render_pairing(self, state: PairingState, fingerprint: str, *, is_busy: bool) -> None:
        """Show how far it is."""
        _ = self._texts.gettext
        before, self._phase = self._phase, state.phase
        is_open, has_joined = state.phase is Phase.OPEN, state.phase is Phase.JOINED
        self._title.setText(self._headline(state))
        self._steps.setText(self._what_to_do(state))
        self._code.setText(state.code)
        self._code.setVisible(is_open)
        self._code.setAccessibleName(" ".join(state.code.replace(" ", "")))
        self._show_time(state)
        words = state.fingerprint or fingerprint
        self._words.setText(words)
        self._words_box.setVisible(is_open and bool(words))
        self._renew.setVisible(not is_open and not has_joined)
        self._renew.setEnabled(not is_busy)
        self._close.set_text(_("Done") if has_joined else _("Cancel"))
        self._close.set_kind(ButtonKind.PRIMARY if has_joined else ButtonKind.SECONDARY)
        if before is not state.phase:
            target = self._renew if not is_open and not has_joined else self._close
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: object) -> None:
        """The next pairing begins anew."""
        self._phase = None

    def _show_time(self, state: PairingState) -> None:
        texts = self._texts
        _ = texts.gettext
        if state.phase is Phase.OPEN:
            self._time.set_icon(Icon.TIMER, Ink.INK)
            minutes, seconds = divmod(state.seconds_left, 60)
            self._time.set_text(_("Good for {time} more").format(time=f"{minutes}:{seconds:02d}"))
        elif state.phase is Phase.JOINED:
            self._time.set_icon(Icon.DONE_LARGE, Ink.GREEN)
            self._time.set_text(_("It has its own key now and works with the clinic."))
        else:
            self._time.set_icon(Icon.WARNING, Ink.AMBER)
            self._time.set_text(self._why_over(state))
        self._tries.setVisible(state.phase is Phase.OPEN and state.tries_left is not None)
        if state.tries_left is not None:
            said = texts.ngettext(
                "A wrong code was typed. {n} try is left.",
                "A wrong code was typed. {n} tries are left.",
                state.tries_left,
            )
            self._tries.set_text(said.format(n=state.tries_left))

    def _headline(self, state: PairingState) -> str:
        _ = self._texts.gettext
        name = state.name or station_words.kind_name(self._texts, state.kind)
        if state.phase is Phase.JOINED:
            return _("{station} has joined").format(station=name)
        if state.is_again:
            return _("A new key for {station}").format(station=name)
        return _("Add {station}").format(station=name)

    def _what_to_do(self, state: PairingState) -> str:
        _ = self._texts.gettext
        if state.phase is Phase.JOINED:
            return ""
        if state.kind.value == "integration":
            return _("Give this code to the program. It exchanges it for its key, as the API's page says.")
        return _(
            "Start the program on the device, choose “Join the clinic on this network” and type this code."
        )

    def _why_over(self, state: PairingState) -> str:
        _ = self._texts.gettext
        if state.phase is Phase.USED_UP:
            return _("Too many wrong codes were typed: this code is worth nothing any more.")
        if state.phase is Phase.REPLACED:
            return _("Another code was shown in the meantime: this one is worth nothing any more.")
        return _("The time is over: this code is worth nothing any more.")
