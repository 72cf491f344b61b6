"""`ConnectionBox`: how this device reaches its clinic, in the form of this station."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.settings.connection import ConnectionState
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Card, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind, ButtonSize
from nextpatient_desktop.ui.widgets.labels import Label
from nextpatient_desktop.ui.widgets.pills import Pill
from nextpatient_desktop.ui.widgets.switch import Switch


class ConnectionBox(Card):
    """The clinic, the connection, the host's words, the switch that shares, the way out."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(theme, gap=Gap.S, pad=(Gap.L, Gap.M), ground=Ground.CANVAS, parent=parent)
        _ = texts.gettext
        self._clinic = self.add(Label(theme, "", TextRole.BODY_STRONG, wraps=True))
        row = self.add(Row(theme))
        self._pill = row.add(Pill(theme, ""))
        row.add_stretch()
        self._where = self.add(Label(theme, "", TextRole.SMALL, wraps=True))
        self._words = self.add(Label(theme, "", TextRole.SMALL, ink=Ink.MUTED, wraps=True))
        self.shares = self.add(Switch(theme, _("Other stations may join")))
        self.shares.setToolTip(_("This PC keeps the clinic's data for other stations"))
        self.leave = self.add(
            Button(
                theme,
                _("Leave this clinic…"),
                kind=ButtonKind.DANGER,
                size=ButtonSize.SMALL,
                icon=Icon.DISCONNECTED_DEVICE,
            ),
            align=Qt.AlignmentFlag.AlignLeft,
        )
        self._texts = texts

    def render_connection(self, state: ConnectionState | None, *, is_busy: bool) -> None:
        """Show it; nothing before it is known."""
        self.setVisible(state is not None)
        if state is None:
            return
        _ = self._texts.gettext
        self._clinic.setText(state.clinic)
        self._clinic.setVisible(bool(state.clinic))
        self._pill.render_spec(state.pill)
        self._where.setText(state.where)
        self._words.setText(_("The host's words: {words}").format(words=state.words))
        self._words.setVisible(bool(state.words))
        self.shares.setChecked(state.shares_clinic)
        self.shares.setVisible(state.can_share)
        self.shares.setEnabled(not is_busy)
        self.leave.setVisible(state.can_leave)
        self.leave.setEnabled(not is_busy)
