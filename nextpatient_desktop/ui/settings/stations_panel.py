"""The section Stations: its list, the form of one station, and the code by which another one joins."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal

from nextpatient_desktop.domain.ids import CounterId
from nextpatient_desktop.domain.model import Role, StationKind
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.settings.list_panel import FORM_SHARE, ListPanel, SectionWords
from nextpatient_desktop.ui.settings.pairing_panel import PairingPanel
from nextpatient_desktop.ui.settings.stations import DeviceDraft, StationsState
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Card, Column
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind
from nextpatient_desktop.ui.widgets.fields import ChoiceField, TextField
from nextpatient_desktop.ui.widgets.labels import IconLabel, Label
from nextpatient_desktop.ui.widgets.switch import Switch


class StationsPanel(ListPanel):
    """Lays out the section."""

    rekey_clicked = Signal()
    close_clicked = Signal()
    renew_clicked = Signal()
    pairing_closed = Signal()
    sharing_switched = Signal(bool)

    def __init__(self, theme: Theme, texts: Texts) -> None:
        _ = texts.gettext
        super().__init__(
            theme,
            texts,
            SectionWords(
                title=_("Stations"),
                add=_("Add a station"),
                icon=Icon.STATIONS,
                empty=_("No stations yet"),
                empty_detail=_("Kiosks, counters and displays that work with this clinic stand here."),
            ),
        )
        self._draft: DeviceDraft | None = None
        self.line.insertWidget(1, self._make_strip())
        self.pairing = self._body.add(PairingPanel(theme, texts), FORM_SHARE)
        self.pairing.hide()
        self.pairing.renew_clicked.connect(self.renew_clicked)
        self.pairing.close_clicked.connect(self.pairing_closed)
        self._make_inputs()
        self._make_buttons()

    def set_narrow(self, is_narrow: bool) -> None:
        """Put the list above the form or the code, instead of beside it."""
        super().set_narrow(is_narrow)
        self._body.line.setStretch(2, 3 if is_narrow else FORM_SHARE)

    def render(self, state: StationsState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show this state."""
        _ = self._texts.gettext
        form = state.list.form
        is_new = form is not None and form.key is None
        self._kind.set_choices(state.kinds)
        self._counter.set_choices(state.counters)
        self._rights.set_choices(state.rights)
        if form is not None:
            self._put(form.draft)
            self._kind.set_label(_("Kind"), state.kind_note)
            self._kind.editor.setEnabled(is_new)
            hint = _("Leave it empty for the next free name") if is_new else ""
            self._name.set_label(_("Name"), hint)
            self._rights.set_label(_("May do"), state.rights_note)
        self._counter.setVisible(state.asks_counter)
        self._rights.setVisible(state.asks_rights)
        self._grave.setVisible(state.asks_rights and state.rights_are_grave)
        self._show_facts(state.facts)
        self._rekey.setVisible(state.can_rekey)
        self._reopen.setVisible(state.can_reopen)
        self._close.setVisible(state.can_close)
        for button in (self._rekey, self._reopen, self._close):
            button.setEnabled(not state.list.is_busy)
        self._show_strip(state)
        self.render_list(state.list)
        self._add.setVisible(state.has_host)
        if is_new and form is not None:
            self._save.set_text(_("One moment…") if state.list.is_busy else _("Show the code"))
            self._save.setEnabled(not state.list.is_busy)
        self._show_pairing(state)

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Put what is wrong beside its input."""
        self._kind.set_error(errors.get("kind", ""))
        self._name.set_error(errors.get("name", ""))
        self._counter.set_error(errors.get("counter", ""))
        self._rights.set_error(errors.get("acts_as", ""))

    # --- what it is made of ---------------------------------------------------------------------------------

    def _make_strip(self) -> Card:
        """Whether other devices can join, and where they find the clinic."""
        theme, _ = self._theme, self._texts.gettext
        self._strip = Card(theme, gap=Gap.S, pad=(Gap.L, Gap.M))
        self._strip_words = self._strip.add(
            IconLabel(theme, Icon.NETWORK, "", TextRole.BODY, ink=Ink.INK, wraps=True)
        )
        self._shares = self._strip.add(Switch(theme, _("This PC keeps the clinic's data for other stations")))
        self._shares.clicked.connect(self.sharing_switched)
        return self._strip

    def _make_inputs(self) -> None:
        theme, _ = self._theme, self._texts.gettext
        self._kind: ChoiceField[StationKind] = self.fields.add(ChoiceField(theme, _("Kind")))
        self._name = self.fields.add(TextField(theme, _("Name"), max_length=120))
        self._counter: ChoiceField[CounterId | None] = self.fields.add(
            ChoiceField(theme, _("Room"), hint=_("Where patients are called to from there"))
        )
        self._rights: ChoiceField[Role | None] = self.fields.add(ChoiceField(theme, _("May do")))
        warning = _("Whoever has this program's key can do everything that you can.")
        self._grave = self.fields.add(
            IconLabel(theme, Icon.WARNING, warning, TextRole.SMALL, ink=Ink.RED, wraps=True)
        )
        self._facts = self.fields.add(Column(theme, gap=Gap.XS))
        self._fact_lines: list[Label] = []
        self.fields.add_stretch()
        self.name_inputs(
            {
                "kind": self._kind.editor,
                "name": self._name.editor,
                "counter": self._counter.editor,
                "acts_as": self._rights.editor,
            }
        )
        for field in (self._kind, self._name, self._counter, self._rights):
            field.edited.connect(self._say_edited)

    def _make_buttons(self) -> None:
        theme, _ = self._theme, self._texts.gettext
        self._close = Button(theme, _("Take out of use…"), kind=ButtonKind.DANGER)
        self._reopen = Button(theme, _("Use it again…"), icon=Icon.UNLOCK)
        self._rekey = self._facts_button(Button(theme, _("Give a new key…"), icon=Icon.KEY))
        self.foot.line.insertWidget(0, self._close)
        self.foot.line.insertWidget(0, self._reopen)
        self._close.clicked.connect(self.close_clicked)
        self._rekey.clicked.connect(self.rekey_clicked)
        self._reopen.clicked.connect(self.rekey_clicked)

    def _facts_button(self, button: Button) -> Button:
        """What is done with a station as it is stands with the facts, not with Save."""
        self.fields.line.insertWidget(self.fields.line.indexOf(self._facts) + 1, button)
        return button

    # --- state and inputs -----------------------------------------------------------------------------------

    def _put(self, draft: DeviceDraft) -> None:
        self._draft = draft
        self._kind.set_value(draft.kind)
        self._name.set_text(draft.name)
        self._set_choice(self._counter, draft.counter)
        self._set_choice(self._rights, draft.acts_as)

    @staticmethod
    def _set_choice(field: ChoiceField[CounterId | None] | ChoiceField[Role | None], value: object) -> None:
        """None is a choice of its own here."""
        at = field.index_of(value)
        if field.editor.currentIndex() != at:
            field.editor.setCurrentIndex(at)

    def _say_edited(self) -> None:
        if self._draft is not None:
            self.edited.emit(
                replace(
                    self._draft,
                    kind=self._kind.value or self._draft.kind,
                    name=self._name.editor.text(),
                    counter=self._counter.value,
                    acts_as=self._rights.value,
                )
            )

    def _show_facts(self, facts: tuple[str, ...]) -> None:
        while len(self._fact_lines) < len(facts):
            line = Label(self._theme, "", TextRole.SMALL, ink=Ink.MUTED, wraps=True)
            self._fact_lines.append(self._facts.add(line))
        for number, line in enumerate(self._fact_lines):
            line.setText(facts[number] if number < len(facts) else "")
            line.setVisible(number < len(facts))
        self._facts.setVisible(bool(facts))

    def _show_strip(self, state: StationsState) -> None:
        _ = self._texts.gettext
        if not state.has_host:
            said = _("Other devices can join once this PC keeps the clinic's data for them.")
            if not state.can_share:
                said = _("Other devices can join once the PC with the clinic's data keeps it for them.")
        elif state.addresses:
            said = _("Other devices find this clinic by themselves, or at the address {address}.").format(
                address=self._texts.listing(list(state.addresses))
            )
        else:
            said = _("Other devices on this network find this clinic by themselves.")
        self._strip_words.set_text(said)
        self._shares.setVisible(state.can_share and not state.has_host)
        self._shares.setChecked(state.shares_clinic)
        self._shares.setEnabled(not state.list.is_busy)

    def _show_pairing(self, state: StationsState) -> None:
        pairing = state.pairing
        had_focus = self.pairing.isAncestorOf(self.focusWidget())
        if pairing is not None:
            self._form_card.hide()
            self.pairing.render_pairing(pairing, state.fingerprint, is_busy=state.list.is_busy)
        self.pairing.setVisible(pairing is not None)
        if pairing is None and had_focus:
            form = state.list.form
            first = self.first_input() if form is not None and form.key is None else self._list
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)
