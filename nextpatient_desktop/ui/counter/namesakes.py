"""`Namesakes`: says who has a record with the phone that is typed for a new patient, and leads there."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.finding import FoundPatient
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Column
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonSize
from nextpatient_desktop.ui.widgets.labels import IconLabel


class Namesakes(Column):
    """Hidden while there is nobody."""

    look_clicked = Signal()
    """The person wants to choose among them."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(theme, gap=Gap.S, parent=parent)
        self._texts = texts
        self._words = self.add(IconLabel(theme, Icon.INFO, "", TextRole.SMALL, ink=Ink.BLUE, wraps=True))
        look = Button(theme, texts.gettext("Use an existing record"), size=ButtonSize.SMALL, icon=Icon.PERSON)
        self.add(look, align=Qt.AlignmentFlag.AlignLeft)
        look.clicked.connect(self.look_clicked)
        self.hide()

    def render_known(self, known: Sequence[FoundPatient]) -> None:
        """Name them."""
        self.setVisible(bool(known))
        names = self._texts.listing([f"{patient.name} ({patient.detail})" for patient in known])
        sentence = self._texts.gettext("This phone is on record for {names}.")
        self._words.set_text(sentence.format(names=names))
