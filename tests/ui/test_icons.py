"""Icons come from the font file alone, and each is where we say."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap, QRawFont

from nextpatient_desktop.ui import icons
from nextpatient_desktop.ui.icon_names import CODE_POINTS, DEPARTMENT_ICONS, Icon


def qtawesome_fonts() -> Path:
    spec = find_spec("qtawesome")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "fonts"


def ink_in(picture: QPixmap, colour: str) -> int:
    """How many pixels have this colour, fully."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    wanted = QColor(colour).rgba()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


def test_code_points_are_those_of_the_set() -> None:
    tables = list(qtawesome_fonts().glob("materialdesignicons6-webfont-charmap-*.json"))
    assert len(tables) == 1
    table = json.loads(tables[0].read_text(encoding="utf-8"))
    assert {name: int(table[name], 16) for name in CODE_POINTS} == dict(CODE_POINTS)


def test_every_icon_that_is_named_has_a_code_point() -> None:
    assert {*Icon, *DEPARTMENT_ICONS} == set(CODE_POINTS)


def test_one_icon_has_one_meaning() -> None:
    assert len({icon.value for icon in Icon}) == len(Icon.__members__)


def test_departments_have_a_choice_without_repetitions() -> None:
    assert len(set(DEPARTMENT_ICONS)) == len(DEPARTMENT_ICONS) >= 30
    assert DEPARTMENT_ICONS[0] == "stethoscope"


def test_an_icon_of_another_version_is_shown_as_the_general_one() -> None:
    assert icons.department_icon("stethoscope") == "stethoscope"
    assert icons.department_icon("from-the-future") == Icon.DEPARTMENTS


@pytest.mark.parametrize("name", sorted(CODE_POINTS))
def test_the_font_has_a_glyph(name: str, qapp: object) -> None:
    font = QRawFont(str(icons._font_file()), 24)
    assert font.supportsCharacter(CODE_POINTS[name])


def test_an_icon_is_drawn_in_its_colour_and_on_nothing(qapp: object) -> None:
    picture = icons.pixmap(Icon.DOT, "#B42318", 48, ratio=1.0)
    assert ink_in(picture, "#B42318") > 500
    assert picture.toImage().pixelColor(0, 0).alpha() == 0


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_an_icon_is_sharp_on_every_screen(ratio: float, qapp: object) -> None:
    picture = icons.pixmap(Icon.DOT, "#000000", 32, ratio=ratio)
    assert (picture.width(), picture.devicePixelRatio()) == (32 * ratio, ratio)
    assert picture.deviceIndependentSize().width() == 32


def test_an_icon_for_menus_has_a_look_while_disabled(qapp: object) -> None:
    made = icons.icon(Icon.DOT, "#000000", 16, disabled="#B42318")
    assert ink_in(made.pixmap(16, 16), "#000000") > 30
    assert ink_in(made.pixmap(16, 16, QIcon.Mode.Disabled), "#B42318") > 30


def test_an_unknown_name_is_a_bug(qapp: object) -> None:
    with pytest.raises(KeyError):
        icons.pixmap("no-such-icon", "#000000", 16)


def test_qtawesome_itself_is_not_imported() -> None:
    code = (
        "import sys; from PySide6.QtWidgets import QApplication;"
        " a = QApplication(['x', '-platform', 'offscreen']);"
        " from nextpatient_desktop.ui import icons; icons.pixmap('pill', '#000000', 16);"
        " assert not {'qtawesome', 'qtpy', 'PySide6.QtSvg'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_in_a_frozen_program_the_font_lies_where_it_was_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "qtawesome" / "fonts"
    folder.mkdir(parents=True)
    font = folder / "materialdesignicons6-webfont-6.9.96.ttf"
    font.write_bytes(b"")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert icons._font_file() == font
