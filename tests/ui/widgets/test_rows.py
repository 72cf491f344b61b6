"""Lists keep what the person chose and where they are, whatever changes around it."""

from collections.abc import Hashable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.theme import LIGHT, Theme, Tint, desk_theme, kiosk_theme
from nextpatient_desktop.ui.widgets.rows import RowItem, RowList
from nextpatient_desktop.ui.widgets.specs import PillSpec
from tests.ui.widgets.drawing import colours_of


def rows(*numbers: int) -> list[RowItem]:
    return [RowItem(key=n, lead=f"A-{n:03}", title=f"Patient {n}", trailing=f"{n} min") for n in numbers]


@pytest.fixture
def theme(qapp: object) -> Theme:
    return desk_theme()


@pytest.fixture
def waiting(qtbot: QtBot, theme: Theme) -> RowList:
    made = RowList(theme, "Waiting")
    qtbot.addWidget(made)
    made.resize(320, 300)
    made.show()
    return made


@pytest.fixture
def said(waiting: RowList) -> list[Hashable]:
    heard: list[Hashable] = []
    waiting.row_selected.connect(heard.append)
    return heard


def test_the_selection_survives_new_rows_around_it(waiting: RowList, said: list[Hashable]) -> None:
    waiting.set_rows(rows(1, 2, 3))
    waiting.select_key(2)
    waiting.set_rows(rows(7, 8, 1, 2, 9))
    assert waiting.selected_key() == 2
    assert said == [], "the person selected nothing"


def test_a_selected_row_that_is_gone_is_said(waiting: RowList, said: list[Hashable]) -> None:
    waiting.set_rows(rows(1, 2, 3))
    waiting.select_key(2)
    waiting.set_rows(rows(1, 3))
    assert waiting.selected_key() is None
    assert said == [None]


def test_the_list_does_not_jump(waiting: RowList) -> None:
    waiting.set_rows(rows(*range(100)))
    waiting.verticalScrollBar().setValue(500)
    waiting.set_rows(rows(*range(1, 100)))
    assert waiting.verticalScrollBar().value() == 500
    waiting.set_rows([RowItem(key=n, lead=f"A-{n:03}", title="Other") for n in range(1, 100)])
    assert waiting.verticalScrollBar().value() == 500


def test_changed_words_are_shown_without_a_new_list(waiting: RowList) -> None:
    waiting.set_rows(rows(1, 2))
    resets: list[int] = []
    waiting.model().modelReset.connect(lambda: resets.append(1))
    waiting.set_rows([*rows(1), RowItem(key=2, lead="A-002", title="Anita Joshi")])
    assert resets == []
    assert waiting.items[1].title == "Anita Joshi"


def test_arrow_keys_select_and_enter_opens(waiting: RowList, said: list[Hashable], qtbot: QtBot) -> None:
    waiting.set_rows(rows(1, 2, 3))
    waiting.select_key(1)
    QTest.keyClick(waiting, Qt.Key.Key_Down)
    assert said == [2]
    with qtbot.waitSignal(waiting.row_activated) as opened:
        QTest.keyClick(waiting, Qt.Key.Key_Return)
    assert opened.args == [2]


def test_a_click_selects_and_a_double_click_opens(
    waiting: RowList, said: list[Hashable], qtbot: QtBot
) -> None:
    waiting.set_rows(rows(1, 2, 3))
    place = waiting.visualRect(waiting.model().index(2, 0)).center()
    QTest.mouseClick(waiting.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert said == [3]
    with qtbot.waitSignal(waiting.row_activated) as opened:
        QTest.mouseDClick(waiting.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [3]


def test_a_screen_reader_says_the_whole_row(waiting: RowList) -> None:
    item = RowItem(
        key=1, lead="A-042", title="Lakshmi D, 67", pill=PillSpec(text="60 or older"), trailing="11 min"
    )
    waiting.set_rows([item])
    interface = QAccessible.queryAccessibleInterface(waiting)
    assert interface.text(QAccessible.Text.Name) == "Waiting"
    told = waiting.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "A-042, Lakshmi D, 67, 60 or older, 11 min"
    waiting.set_rows([RowItem(key=1, title="x", spoken="said otherwise")])
    told = waiting.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "said otherwise"


def test_everything_in_a_row_is_drawn(waiting: RowList) -> None:
    waiting.set_rows(
        [
            RowItem(key=1, lead="A-047", title="S", pill=PillSpec(text="Emergency", tint=Tint.RED)),
            RowItem(key=2, icon=Icon.IMAGE, icon_tint=Tint.BLUE, title="Scan", detail="20 Nov 2026"),
            RowItem(key=3, title="Dental", trailing_pill=PillSpec(text="Open", tint=Tint.GREEN)),
        ]
    )
    colours = colours_of(waiting)
    assert {LIGHT.red_tint, LIGHT.blue, LIGHT.green_tint, LIGHT.line, LIGHT.ink} <= colours
    waiting.select_key(3)
    assert LIGHT.primary_tint in colours_of(waiting)


def test_rows_are_as_high_as_their_lines(waiting: RowList, theme: Theme) -> None:
    waiting.set_rows([*rows(1), RowItem(key=2, lead="A-002", title="x", detail="back from Laboratory")])
    heights = [waiting.visualRect(waiting.model().index(at, 0)).height() for at in (0, 1)]
    assert 40 <= heights[0] < heights[1]
    waiting.apply_theme(kiosk_theme(1080, 1920))
    waiting.doItemsLayout()
    assert waiting.visualRect(waiting.model().index(0, 0)).height() >= 96


def test_five_hundred_rows_are_replaced_in_no_time(waiting: RowList) -> None:
    import time

    waiting.set_rows(rows(*range(500)))
    begun = time.perf_counter()
    waiting.set_rows(rows(*range(1, 501)))
    waiting.grab()
    assert time.perf_counter() - begun < 0.5
