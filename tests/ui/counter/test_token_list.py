"""The list of tokens keeps what is looked at, whatever comes and goes around it."""

from random import Random

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from nextpatient_desktop.domain.ids import TokenId, uuid7
from nextpatient_desktop.ui.counter.state import Mark, Row
from nextpatient_desktop.ui.counter.token_list import TokenList, TokenModel
from nextpatient_desktop.ui.theme import desk_theme


def make_row(number: int, *, is_marked: bool = False, since: str = "1 min") -> Row:
    return Row(
        token=TokenId(uuid7(number, bytes(10))),
        code=f"A-{number:03d}",
        person=f"Person {number}",
        marks=(Mark(text="Emergency"),) if is_marked else (),
        since=since,
        spoken=f"A-{number:03d}, Person {number}",
    )


def make_rows(*numbers: int) -> list[Row]:
    return [make_row(number) for number in numbers]


@pytest.fixture
def tokens(qtbot: QtBot) -> TokenList:
    view = TokenList(desk_theme())
    qtbot.addWidget(view)
    view.resize(320, 500)
    view.show()
    return view


def chosen_code(view: TokenList) -> str | None:
    token = view.chosen_token()
    return next((row.code for row in view.rows if row.token == token), None)


def top_code(view: TokenList) -> str:
    return view.rows[view.indexAt(QPoint(10, 3)).row()].code


def test_the_model_becomes_any_list_by_single_steps(qtbot: QtBot) -> None:
    """Qt's own tester watches every step."""
    model = TokenModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    random = Random(7)
    for _ in range(200):
        wanted = [make_row(n, is_marked=random.random() < 0.2) for n in range(30)]
        wanted = random.sample(wanted, random.randrange(31))
        model.become(wanted)
        assert list(model.rows) == wanted
    assert tester.model() is model


def test_a_change_of_words_moves_nothing(qtbot: QtBot) -> None:
    model = TokenModel()
    model.become(make_rows(1, 2, 3))
    moved: list[str] = []
    model.rowsInserted.connect(lambda *_: moved.append("inserted"))
    model.rowsRemoved.connect(lambda *_: moved.append("removed"))
    model.rowsMoved.connect(lambda *_: moved.append("moved"))
    model.modelReset.connect(lambda: moved.append("reset"))
    changed: list[int] = []
    model.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    model.become([make_row(1), make_row(2, since="2 min"), make_row(3)])
    assert moved == []
    assert changed == [1]


def test_the_chosen_row_stays_chosen_while_others_come_and_go(tokens: TokenList) -> None:
    tokens.render_rows(make_rows(1, 2, 3, 4, 5), make_row(4).token)
    assert chosen_code(tokens) == "A-004"
    tokens.render_rows(make_rows(9, 3, 5, 4, 7, 8), make_row(4).token)
    assert chosen_code(tokens) == "A-004"


def test_a_row_that_leaves_takes_the_choice_with_it(tokens: TokenList) -> None:
    said: list[object] = []
    tokens.row_chosen.connect(said.append)
    tokens.render_rows(make_rows(1, 2, 3, 4), make_row(2).token)
    tokens.render_rows(make_rows(1, 3, 4), None)
    assert chosen_code(tokens) is None
    assert said == []


def test_arrows_go_on_from_where_the_row_was(tokens: TokenList, qtbot: QtBot) -> None:
    tokens.render_rows(make_rows(1, 2, 3, 4), make_row(2).token)
    tokens.render_rows(make_rows(1, 3, 4), None)
    QTest.keyClick(tokens, Qt.Key.Key_Down)
    assert chosen_code(tokens) in ("A-001", "A-003")


def test_what_is_looked_at_stays_where_it_is(tokens: TokenList) -> None:
    tokens.render_rows(make_rows(*range(100)), None)
    bar = tokens.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    looked_at = top_code(tokens)
    for gone in (range(5, 100), range(5, 120), [*range(200, 210), *range(5, 120)]):
        tokens.render_rows(make_rows(*gone), None)
        assert top_code(tokens) == looked_at


def test_a_list_at_its_top_stays_at_its_top(tokens: TokenList) -> None:
    """Whoever is first now is what one wants to see."""
    tokens.render_rows(make_rows(*range(50)), None)
    tokens.render_rows(make_rows(99, *range(50)), None)
    assert top_code(tokens) == "A-099"


def test_arrows_choose_and_enter_asks_for_the_menu(tokens: TokenList, qtbot: QtBot) -> None:
    chosen: list[object] = []
    asked: list[object] = []
    tokens.row_chosen.connect(chosen.append)
    tokens.menu_asked.connect(lambda token, _place: asked.append(token))
    tokens.render_rows(make_rows(1, 2, 3), None)
    QTest.keyClick(tokens, Qt.Key.Key_Down)
    QTest.keyClick(tokens, Qt.Key.Key_Down)
    QTest.keyClick(tokens, Qt.Key.Key_Return)
    assert chosen == [make_row(1).token, make_row(2).token]
    assert asked == [make_row(2).token]


def test_the_dots_of_a_row_open_its_menu(tokens: TokenList, qtbot: QtBot) -> None:
    asked: list[object] = []
    tokens.menu_asked.connect(lambda token, _place: asked.append(token))
    tokens.render_rows(make_rows(1, 2, 3), None)
    area = tokens.visualRect(_index(tokens, 1))
    QTest.mouseClick(tokens.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert asked == []
    dots = QPoint(area.right() - 12, area.center().y())
    QTest.mouseClick(tokens.viewport(), Qt.MouseButton.LeftButton, pos=dots)
    assert asked == [make_row(2).token]


def test_a_row_grows_with_its_mark(tokens: TokenList) -> None:
    tokens.render_rows(make_rows(1, 2), None)
    before = tokens.visualRect(_index(tokens, 0)).height()
    tokens.render_rows([make_row(1, is_marked=True), make_row(2)], None)
    assert tokens.visualRect(_index(tokens, 0)).height() > before
    assert tokens.visualRect(_index(tokens, 1)).top() == tokens.visualRect(_index(tokens, 0)).bottom() + 1


def test_a_screen_reader_hears_the_whole_row(tokens: TokenList) -> None:
    tokens.render_rows(make_rows(7), None)
    said = tokens.model().data(_index(tokens, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "A-007, Person 7"


def _index(view: TokenList, row: int) -> QModelIndex:
    return view.model().index(row, 0)
