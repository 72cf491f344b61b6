"""The demo plays a visit by itself, and leaves pictures of it."""

import re
from itertools import product
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.program import Program
from tests.printing.dots import read_qr

STEPS = 8
PATIENCE = 90.0
"""It takes half a minute of its own: the display gives each call its time, and people theirs."""
SIZES = {"kiosk": (1080, 1920), "counter": (1440, 900), "display": (1920, 1080)}


@pytest.mark.timeout(120)
def test_the_demo_plays_a_visit_and_leaves_its_pictures(tmp_path: Path) -> None:
    screens = tmp_path / "made" / "screens"
    ended = Program(tmp_path / "home").run("demo", "--screens", screens, patience=PATIENCE)
    assert (ended.code, ended.err) == (0, "")
    said = re.findall(r"^(\d\d)  \S", ended.out, re.MULTILINE)
    assert said == [f"{number:02d}" for number in range(1, STEPS + 1)]
    pictures = {f"{number}-{mode}.png" for number, mode in product(said, SIZES)}
    assert {made.name for made in screens.iterdir()} == pictures | {"ticket.bin", "ticket.png"}
    for name in pictures:
        with Image.open(screens / name) as picture:
            assert picture.size == SIZES[name[3:-4]]
            assert not is_blank(picture), name
    assert read_qr(Image.open(screens / "ticket.png"))[0].startswith("nextpatient:t/")
    assert (screens / "ticket.bin").stat().st_size > 10_000
    assert not (tmp_path / "home" / "data").exists(), "the demo's clinic is gone"
    assert not (tmp_path / "home" / "settings").exists(), "this account's settings are left alone"
    code = re.search(r"^04  (\S+) is called", ended.out, re.MULTILINE)
    assert code is not None


def is_blank(picture: Image.Image) -> bool:
    """Whether next to all of it is of one colour, or of very few."""
    colours = picture.convert("RGB").getcolors(1 << 24)
    most = max(count for count, _colour in colours or [])
    return len(colours or []) < 50 or most > picture.width * picture.height * 0.95
