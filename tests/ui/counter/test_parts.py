"""The counter's own widgets."""

from pytestqt.qtbot import QtBot

from nextpatient_desktop.ui.counter.parts import MarkLine
from nextpatient_desktop.ui.counter.state import Mark
from nextpatient_desktop.ui.theme import desk_theme
from nextpatient_desktop.ui.widgets.boxes import Row, settle
from nextpatient_desktop.ui.widgets.pills import Pill


def test_marks_are_as_wide_as_their_words_as_soon_as_their_row_is_settled(qtbot: QtBot) -> None:
    theme = desk_theme()
    row = Row(theme)
    line = row.add(MarkLine(theme))
    row.add_stretch()
    qtbot.addWidget(row)
    row.resize(700, 40)
    line.render_marks([Mark(text="P-000012"), Mark(text="Waited 9 s")])
    with qtbot.waitExposed(row):
        row.show()
    line.render_marks([Mark(text="P-000012"), Mark(text="Waited 1 h 26 min"), Mark(text="Visit 4")])
    settle(row)
    pills = [pill for pill in line.findChildren(Pill) if pill.isVisible()]
    assert [pill.width() for pill in pills] == [pill.sizeHint().width() for pill in pills]
