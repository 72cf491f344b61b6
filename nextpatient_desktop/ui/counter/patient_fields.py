"""`PatientFields`: the fields of a patient's record, in one place for every form that has them."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.domain.model import Gender
from nextpatient_desktop.text.languages import LANGUAGES
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter import words
from nextpatient_desktop.ui.counter.patient_form import PatientValues
from nextpatient_desktop.ui.theme import Gap, Theme
from nextpatient_desktop.ui.widgets.boxes import Column, Row
from nextpatient_desktop.ui.widgets.fields import ChoiceField, LongTextField, TextField

_AGE = r"[0-9]{0,3}"


class PatientFields(Column):
    """Name, phone, age and gender; with `is_whole` also address and language."""

    edited = Signal()
    entered = Signal()
    """Enter was pressed in a field of one line."""

    def __init__(self, theme: Theme, texts: Texts, *, is_whole: bool, parent: QWidget | None = None) -> None:
        super().__init__(theme, gap=Gap.M, parent=parent)
        _ = texts.gettext
        self._is_whole = is_whole
        self.name = self.add(TextField(theme, _("Name"), max_length=120))
        row = self.add(Row(theme, gap=Gap.M))
        self.phone = row.add(TextField(theme, _("Phone"), placeholder="98450 31777", max_length=24), 3)
        self.age = row.add(TextField(theme, _("Age in years"), max_length=3), 2)
        genders = [("", _("Not said")), *((g.value, words.gender(texts, g)) for g in Gender)]
        self.gender: ChoiceField[str] = row.add(ChoiceField(theme, _("Gender"), genders), 3)
        self.age.editor.setValidator(QRegularExpressionValidator(_AGE, self.age))
        self.address = self.add(LongTextField(theme, _("Address"), lines=2))
        languages = [("", _("Not said")), *((code, lang.name) for code, lang in LANGUAGES.items())]
        self.language: ChoiceField[str] = self.add(ChoiceField(theme, _("Language"), languages))
        self.address.setVisible(is_whole)
        self.language.setVisible(is_whole)
        for field in (self.name, self.phone, self.age, self.gender, self.address, self.language):
            field.edited.connect(self.edited)
        for line in (self.name, self.phone, self.age):
            line.editor.returnPressed.connect(self.entered)

    def values(self) -> PatientValues:
        """What stands in the fields."""
        return PatientValues(
            name=self.name.editor.text(),
            phone=self.phone.editor.text(),
            age=self.age.text,
            gender=Gender(self.gender.value) if self.gender.value else None,
            address=self.address.editor.toPlainText(),
            language=self.language.value or "",
        )

    def render_values(self, values: PatientValues, error_in: Callable[[str], str]) -> None:
        """Show these values, and in each field what is wrong with it."""
        self.name.set_text(values.name)
        self.phone.set_text(values.phone)
        self.age.set_text(values.age)
        self.gender.set_value(values.gender.value if values.gender is not None else "")
        self.address.set_text(values.address)
        self.language.set_value(values.language)
        for name in ("name", "phone", "age", "gender", "address", "language"):
            getattr(self, name).set_error(error_in(name))
