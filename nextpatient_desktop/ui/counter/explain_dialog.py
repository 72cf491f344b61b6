"""`ExplainDialog`: who is called before a token, and why."""

from PySide6.QtWidgets import QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.dialogs import FormDialog
from nextpatient_desktop.ui.counter.explaining import ExplainState
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Column, Divider, Row
from nextpatient_desktop.ui.widgets.labels import Label


class ExplainDialog(FormDialog):
    """Only informs."""

    def __init__(self, theme: Theme, texts: Texts, state: ExplainState, parent: QWidget) -> None:
        super().__init__(theme, texts, state.title, (480, 500), has_submit=False, parent=parent)
        self.body.add(Label(theme, state.text, TextRole.BODY, wraps=True))
        if state.before:
            lines = self.body.add(Column(theme, gap=Gap.S))
            lines.add(Label(theme, texts.gettext("Called before it"), TextRole.LABEL))
            for code, why in state.before:
                lines.add(Divider(theme))
                line = lines.add(Row(theme, gap=Gap.M))
                line.add(Label(theme, code, TextRole.CODE_ROW))
                line.add(Label(theme, why, TextRole.SMALL, ink=Ink.MUTED, wraps=True), 1)
            if state.more:
                lines.add(Label(theme, state.more, TextRole.SMALL, ink=Ink.MUTED))
        self.body.add_stretch()
