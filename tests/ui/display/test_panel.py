"""The display's picture, measured: readable from where people sit, whole at every size."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nextpatient_desktop.ui.display.panel import DisplayPanel
from nextpatient_desktop.ui.display.state import DisplayState, Mark, NextRow, RoomTile, Stage
from nextpatient_desktop.ui.theme import NIGHT, capital_mm, contrast

ROOMS = tuple(
    RoomTile(code=f"A-{number:03}", room=f"Room {number}", is_called=number % 2 == 0) for number in range(8)
)
STATE = DisplayState(
    clinic="Sunrise Community Clinic",
    clock="09:42",
    stage=Stage(
        title="Please go to",
        code="A-035",
        place_kind="Room",
        place="3",
        department="General OPD",
        is_new=True,
    ),
    rooms=ROOMS[:3],
    next_title="Next",
    next=(
        NextRow(code="A-047", mark=Mark.EMERGENCY, mark_text="Emergency"),
        NextRow(code="A-042", mark=Mark.PRIORITY, mark_text="Priority"),
        NextRow(code="A-038", mark=Mark.NONE, mark_text=""),
        NextRow(code="A-036", mark=Mark.NONE, mark_text=""),
        NextRow(code="A-039", mark=Mark.NONE, mark_text=""),
    ),
    nobody_waits="Nobody is waiting",
    summary="12 waiting · about 35–50 min",
    notice="Drinking water is next to Room 2.",
)
SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (720, 1280)]
WHITE = QColor(NIGHT.ink).rgb()


@pytest.fixture
def panel(qtbot: QtBot) -> DisplayPanel:
    panel = DisplayPanel()
    qtbot.addWidget(panel)
    return panel


def show(panel: DisplayPanel, width: int, height: int, state: DisplayState = STATE) -> QImage:
    panel.resize(width, height)
    panel.render(state)
    panel.show()
    return panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def area_in(panel: DisplayPanel, part: QWidget) -> QRect:
    return QRect(part.mapTo(panel, QPoint(0, 0)), part.size())


def heights_of_writing(picture: QImage, area: QRect) -> list[int]:
    """How many pixels each line of white writing in an area is high."""

    def has_writing(y: int) -> bool:
        return any(picture.pixel(x, y) == WHITE for x in range(area.left(), area.right()))

    return list(_runs([has_writing(y) for y in range(area.top(), area.bottom())]))


def _runs(lines: list[bool]) -> Iterator[int]:
    run = 0
    for is_on in [*lines, False]:
        if not is_on and run:
            yield run
        run = run + 1 if is_on else 0


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("count", [0, 1, 3, 8])
def test_the_parts_share_the_screen_and_none_covers_another(
    panel: DisplayPanel, width: int, height: int, count: int
) -> None:
    show(panel, width, height, replace(STATE, rooms=ROOMS[:count]))
    parts = [panel.stage, panel.next, panel.notice, *([panel.rooms] if count else [])]
    areas = [area_in(panel, part) for part in parts]
    for index, area in enumerate(areas):
        assert panel.rect().contains(area)
        assert not any(area.intersects(other) for other in areas[index + 1 :])
    assert panel.stage.height() > panel.rooms.height() or not count, "the call is the largest"
    assert panel.rooms.isVisible() == bool(count)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_room_has_its_turn(panel: DisplayPanel, width: int, height: int) -> None:
    seen: set[str] = set()
    for turn in range(8):
        show(panel, width, height, replace(STATE, rooms=ROOMS, turn=turn))
        seen.update(tile.code for tile in panel.rooms.shown)
    assert seen == {tile.code for tile in ROOMS}


@pytest.mark.parametrize("inches", [43, 65])
@pytest.mark.parametrize("resolution", [(1280, 720), (1920, 1080)])
@pytest.mark.parametrize(("kind", "place"), [("Room", "3"), ("", "Sample collection window")])
def test_a_capital_of_a_code_is_61_mm_high_at_5_m(
    qtbot: QtBot, inches: int, resolution: tuple[int, int], kind: str, place: str
) -> None:
    """EN 301 549, 5.1.4: 0.7 degrees at the viewing distance."""
    assert capital_mm(5) == pytest.approx(61, abs=0.2)
    width, height = resolution
    px_per_mm = (width**2 + height**2) ** 0.5 / (inches * 25.4)
    panel = DisplayPanel(px_per_mm=px_per_mm, distance_m=5)
    qtbot.addWidget(panel)
    assert STATE.stage is not None
    stage = replace(STATE.stage, place_kind=kind, place=place)
    picture = show(panel, width, height, replace(STATE, stage=stage, rooms=ROOMS))
    needed = int(61 * px_per_mm) - 1  # edges are softened by a pixel
    room = area_in(panel, panel.rooms)
    room.setWidth(room.width() // 3)
    assert max(heights_of_writing(picture, room)) >= needed
    assert max(heights_of_writing(picture, area_in(panel, panel.stage))) >= needed
    codes = [high for high in heights_of_writing(picture, area_in(panel, panel.next)) if high >= needed]
    assert len(codes) >= 3, "three of the next at the least"


def test_the_codes_of_a_portrait_screen_are_as_high(qtbot: QtBot) -> None:
    px_per_mm = (1080**2 + 1920**2) ** 0.5 / (43 * 25.4)
    panel = DisplayPanel(px_per_mm=px_per_mm, distance_m=5)
    qtbot.addWidget(panel)
    picture = show(panel, 1080, 1920)
    for part in (panel.stage, panel.next):
        assert max(heights_of_writing(picture, area_in(panel, part))) >= int(61 * px_per_mm) - 1


def test_a_screen_that_was_measured_anew_is_drawn_anew(panel: DisplayPanel) -> None:
    show(panel, 1920, 1080)
    before = panel.next.width()
    panel.set_viewing(px_per_mm=2.0, distance_m=5)
    assert panel.next.width() > before


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "canvas"),
        ("muted", "canvas"),
        ("ink", "surface"),
        ("muted", "surface"),
        ("amber", "surface"),
        ("red", "surface"),
        ("ink", "raised"),
        ("muted", "raised"),
        ("ink", "call"),
        ("on_primary_muted", "call"),
    ],
)
def test_every_text_has_a_contrast_of_seven(ink: str, ground: str) -> None:
    assert contrast(getattr(NIGHT, ink), getattr(NIGHT, ground)) >= 7


def test_a_new_call_has_a_border_beside_its_words(panel: DisplayPanel) -> None:
    assert STATE.stage is not None
    new = show(panel, 1280, 720)
    old = show(panel, 1280, 720, replace(STATE, stage=replace(STATE.stage, is_new=False)))
    edge = area_in(panel, panel.stage).center()
    edge.setX(area_in(panel, panel.stage).left() + 2)
    assert QColor(new.pixel(edge)).name().upper() == NIGHT.success_mark
    assert QColor(old.pixel(edge)).name().upper() == NIGHT.call


def test_screen_readers_hear_the_same(panel: DisplayPanel) -> None:
    show(panel, 1280, 720)
    assert panel.stage.accessibleName() == "Please go to A-035 Room 3"
    assert "A-047 Emergency" in panel.next.accessibleName()
    assert "A-000 Room 0" in panel.rooms.accessibleName()
    assert panel.notice.accessibleName() == STATE.notice


def test_an_idle_screen_says_so_where_the_call_would_be(panel: DisplayPanel) -> None:
    idle = replace(STATE, stage=None, idle_title="Please wait for your number", rooms=(), next=(), notice="")
    show(panel, 1280, 720, idle)
    assert panel.stage.accessibleName() == "Please wait for your number"
    assert not panel.notice.isVisible()


@pytest.mark.parametrize("code", ["A-035", "A-1042", "AB-B07", "A-AA100"])
def test_a_long_code_is_never_cut(panel: DisplayPanel, code: str) -> None:
    assert STATE.stage is not None
    stage = replace(STATE.stage, code=code, place_kind="", place="Sample collection window", is_new=False)
    picture = show(panel, 1280, 720, replace(STATE, stage=stage))
    area = area_in(panel, panel.stage)
    for x in (area.left() + 4, area.right() - 4):
        column = {picture.pixel(x, y) for y in range(area.top() + 40, area.bottom() - 40)}
        assert WHITE not in column, "writing reaches the edge"


def test_without_a_size_it_still_draws(qapp: object, panel: DisplayPanel) -> None:
    assert not show(panel, 480, 480).isNull()
