"""Texts: plain, cut where there is no room, as high as needed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.theme import LIGHT, Gap, Ink, TextRole, Theme, Tint, desk_theme, kiosk_theme
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Divider, Row
from nextpatient_desktop.ui.widgets.labels import ElidedLabel, Figure, IconLabel, IconView, Label
from nextpatient_desktop.ui.widgets.pills import Pill, PillSpec
from tests.ui.widgets.drawing import colours_of, picture_of, share_of


@pytest.fixture
def theme(qapp: object) -> Theme:
    return desk_theme()


def test_what_people_typed_is_never_markup(theme: Theme) -> None:
    assert Label(theme, "<b>Ravi</b>").textFormat() is Qt.TextFormat.PlainText


def test_a_label_takes_size_and_colour_from_the_theme(theme: Theme) -> None:
    label = Label(theme, "Waiting", TextRole.HEADING, ink=Ink.RED)
    assert label.font().pixelSize() == 18
    assert LIGHT.red in colours_of(label)
    label.set_ink(Ink.GREEN)
    label.set_role(TextRole.TITLE)
    assert label.font().pixelSize() == 27
    assert LIGHT.green in colours_of(label)
    label.apply_theme(kiosk_theme(1080, 1920))
    assert label.font().pixelSize() == 64


def test_a_line_without_room_is_cut_and_its_tip_has_all_of_it(qtbot: QtBot, theme: Theme) -> None:
    label = ElidedLabel(theme, "Lakshmi Devi Subramaniam, 67")
    qtbot.addWidget(label)
    label.resize(80, 24)
    label.grab()
    assert label.toolTip() == "Lakshmi Devi Subramaniam, 67"
    label.resize(600, 24)
    label.grab()
    assert label.toolTip() == ""
    assert label.minimumSizeHint().width() < 40


def test_a_large_code_has_no_room_above_and_below(theme: Theme) -> None:
    usual, figure = Label(theme, "A-035", TextRole.CODE_HERO), Figure(theme, "A-035", TextRole.CODE_HERO)
    assert figure.sizeHint().height() < usual.sizeHint().height() * 0.7


@pytest.mark.parametrize(
    "align", [Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight]
)
def test_a_large_code_is_drawn_whole(theme: Theme, align: Qt.AlignmentFlag) -> None:
    figure = Figure(theme, "A-035", TextRole.CODE_HERO, align=align)
    figure.resize(500, figure.sizeHint().height())
    image = picture_of(figure)
    edge = {image.pixelColor(x, y).name() for x in range(500) for y in (0, image.height() - 1)}
    assert LIGHT.ink.lower() not in edge
    assert share_of(figure, LIGHT.ink) > 0.1


def test_an_icon_view_has_its_size_and_colour(theme: Theme) -> None:
    view = IconView(theme, Icon.DOT, ink=Ink.GREEN, size=32, accessible_name="Available")
    view.resize(view.sizeHint())
    assert (view.width(), view.height()) == (32, 32)
    assert LIGHT.green in colours_of(view)
    view.set_icon(Icon.DOT, Ink.RED)
    assert LIGHT.red in colours_of(view)
    assert view.accessibleName() == "Available"


def test_icon_and_words_change_together(theme: Theme) -> None:
    label = IconLabel(theme, Icon.WARNING, "No paper", ink=Ink.AMBER)
    label.set_icon(Icon.DONE_LARGE, Ink.GREEN)
    label.set_text("Ready")
    label.resize(label.sizeHint())
    colours = colours_of(label)
    assert LIGHT.green in colours
    assert LIGHT.amber not in colours


def test_pills_are_tinted_and_named(theme: Theme) -> None:
    pill = Pill(theme, "Emergency", Tint.RED)
    pill.resize(pill.sizeHint())
    assert pill.accessibleName() == "Emergency"
    assert share_of(pill, LIGHT.red_tint) > 0.4
    before = pill.sizeHint().width()
    pill.render_spec(PillSpec(text="Emergency", tint=Tint.AMBER, icon=Icon.ALERT))
    assert pill.sizeHint().width() > before
    assert share_of(pill, LIGHT.amber_tint) > 0.4


def test_a_card_is_a_surface_with_a_line_around_it(theme: Theme) -> None:
    card = Card(theme)
    card.resize(200, 100)
    image = picture_of(card)
    assert image.pixelColor(100, 0).name().upper() == LIGHT.line
    assert image.pixelColor(100, 50).name().upper() == LIGHT.surface


def test_boxes_follow_the_theme_and_can_be_emptied(qtbot: QtBot, theme: Theme) -> None:
    column = Column(theme, gap=Gap.L, pad=(Gap.XL, Gap.S))
    qtbot.addWidget(column)
    row = column.add(Row(theme))
    row.add(QWidget())
    column.add(Divider(theme))
    column.add_stretch()
    margins = column.line.contentsMargins()
    assert (margins.left(), margins.top(), column.line.spacing()) == (24, 8, 16)
    column.apply_theme(kiosk_theme(1080, 1920))
    margins = column.line.contentsMargins()
    assert (margins.left(), margins.top(), column.line.spacing()) == (38, 14, 28)
    column.clear()
    assert column.line.count() == 0
