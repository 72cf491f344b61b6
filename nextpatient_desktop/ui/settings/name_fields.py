"""`NameFields`: a name in each of the clinic's other languages."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.settings.parts import Choices, mark_invalid, put_text
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.fields import TextField
from nextpatient_desktop.ui.widgets.labels import IconLabel


class NameFields(Choices):
    """One input for each language, two in a line; an only one takes the whole width."""

    name_edited = Signal(str, str)
    """The language and the name as typed."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, gap=Gap.XS)
        self._theme = theme
        self._texts = texts
        self._languages: tuple[tuple[str, str], ...] = ()
        self._fields: dict[str, TextField] = {}
        self._box = self.add(QWidget())
        self._grid = QGridLayout(self._box)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.gap(Gap.M))
        self._grid.setVerticalSpacing(theme.gap(Gap.M))
        self._error = self.add(IconLabel(theme, Icon.ERROR, "", TextRole.NOTE, ink=Ink.RED, wraps=True))
        self._error.hide()
        self.hide()

    def set_languages(self, languages: Sequence[tuple[str, str]]) -> None:
        """Have an input for each of these, given by code and own name."""
        if tuple(languages) == self._languages:
            return
        self._languages = tuple(languages)
        for field in self._fields.values():
            self._grid.removeWidget(field)
            field.hide()
            field.deleteLater()
        self._fields = {}
        _ = self._texts.gettext
        for number, (code, name) in enumerate(languages):
            field = TextField(self._theme, _("Name in {language}").format(language=name), max_length=120)
            is_last_alone = number == len(languages) - 1 and number % 2 == 0
            self._grid.addWidget(field, number // 2, number % 2, 1, 2 if is_last_alone else 1)
            field.editor.textEdited.connect(lambda text, c=code: self.name_edited.emit(c, text))
            self._fields[code] = field
        self.chain(*(field.editor for field in self._fields.values()))
        self.setVisible(bool(languages))

    def set_names(self, names: Sequence[tuple[str, str]]) -> None:
        """Put these names in; no signal."""
        known = dict(names)
        for code, field in self._fields.items():
            put_text(field, known.get(code, ""))

    def set_error(self, error: str) -> None:
        """Say what is wrong with one of them."""
        self._error.set_text(error)
        self._error.setVisible(bool(error))
        for field in self._fields.values():
            mark_invalid(field.editor, error)
