"""Colours can be read, sizes follow the screen, nothing is too small for a finger or an eye."""

import pytest
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.ui.theme import (
    LIGHT,
    NIGHT,
    Gap,
    Ground,
    Ink,
    Mode,
    Palette,
    TextRole,
    Theme,
    Themed,
    Tint,
    capital_mm,
    contrast,
    desk_theme,
    display_theme,
    kiosk_theme,
    spread_theme,
)
from nextpatient_desktop.ui.tokens import CAPITAL_OF_EM

TINTS = ("amber", "red", "green", "blue")


def pairs(palette: Palette) -> list[tuple[str, str]]:
    """Names of text and ground that stand together somewhere."""
    plain = [(ink, ground) for ink in ("ink", "muted") for ground in ("surface", "canvas", "raised")]
    tinted = [(tint, f"{tint}_tint") for tint in TINTS] + [(tint, "surface") for tint in TINTS]
    action = [("on_primary", "primary"), ("on_primary_muted", "primary"), ("primary", "surface")]
    if palette is LIGHT:
        action += [
            ("primary_strong", "primary_tint"),
            ("on_primary", "primary_strong"),
            ("muted", "disabled"),
        ]
        action += [("on_primary_muted", "primary_strong"), ("success_mark", "primary_strong")]
        action += [
            ("ink", "primary_tint"),
            ("muted", "primary_tint"),
            ("red", "canvas"),
            ("primary", "canvas"),
        ]
        return plain + tinted + action
    return plain + tinted + [("ink", "call"), ("on_primary_muted", "call")]


@pytest.mark.parametrize(("ink", "ground"), pairs(LIGHT))
def test_text_can_be_read_on_its_ground(ink: str, ground: str) -> None:
    assert contrast(getattr(LIGHT, ink), getattr(LIGHT, ground)) >= 4.5


@pytest.mark.parametrize(("ink", "ground"), pairs(NIGHT))
def test_text_on_the_display_can_be_read_from_afar(ink: str, ground: str) -> None:
    assert contrast(getattr(NIGHT, ink), getattr(NIGHT, ground)) >= 7.0


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", [LIGHT, NIGHT])
def test_every_name_of_a_colour_is_in_the_palette(palette: Palette) -> None:
    names = {*Ink, *Ground, *(f"{tint}_tint" for tint in TINTS)}
    assert names <= set(Palette._fields)
    assert all(len(colour) == 7 and colour.startswith("#") for colour in palette)


@pytest.mark.parametrize("theme", [desk_theme(), kiosk_theme(1080, 1920), display_theme(1920, 1080)])
def test_every_role_gap_and_tint_has_a_value(theme: Theme, qapp: object) -> None:
    for role in TextRole:
        assert theme.font(role).pixelSize() == theme.font_px(role) >= 8
        assert "Noto Sans Tamil" in theme.font(role).families()
    gaps = [theme.gap(gap) for gap in Gap]
    assert gaps == sorted(gaps)
    assert gaps[0] == 0
    for tint in Tint:
        assert theme.ink_of(tint).isValid()
        assert theme.ground_of(tint).isValid()


def test_at_the_size_of_the_design_nothing_is_scaled() -> None:
    assert kiosk_theme(1080, 1920).scale == display_theme(1920, 1080).scale == desk_theme().scale == 1.0
    assert kiosk_theme(1080, 1920).font_px(TextRole.TITLE) == 64
    assert display_theme(1920, 1080).font_px(TextRole.CODE_HERO) == 269
    assert desk_theme().font_px(TextRole.CODE_HERO) == 96


def test_a_display_scales_from_720p_to_4k() -> None:
    sizes = [
        display_theme(*size).font_px(TextRole.CODE_HERO) for size in ((1280, 720), (1920, 1080), (3840, 2160))
    ]
    assert sizes == [179, 269, 538]


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (1366, 768), (768, 1366)])
def test_a_kiosk_keeps_its_proportions(size: tuple[int, int]) -> None:
    theme = kiosk_theme(*size)
    assert theme.metrics.button >= 33
    assert theme.font_px(TextRole.NOTE) >= 9


def test_large_text_enlarges_the_text_alone() -> None:
    usual, large = kiosk_theme(1080, 1920), kiosk_theme(1080, 1920, large_text=True)
    assert large.font_px(TextRole.BODY) > 1.15 * usual.font_px(TextRole.BODY)
    assert large.metrics == usual.metrics


def test_touch_targets_are_20_mm_on_any_screen() -> None:
    for px_per_mm in (2.0, 3.78, 8.0):
        metrics = kiosk_theme(1080, 1920, px_per_mm=px_per_mm).metrics
        smallest = min(
            metrics.touch, metrics.button, metrics.button_small, metrics.button_large, metrics.field
        )
        assert smallest >= 20 * px_per_mm


def test_a_capital_is_61_mm_high_at_5_m() -> None:
    assert capital_mm(5.0) == pytest.approx(61.1, abs=0.1)


def test_codes_on_a_display_are_large_enough_for_the_distance() -> None:
    px_per_mm = 1920 / 1210  # a 55 inch screen
    theme = display_theme(1920, 1080, px_per_mm=px_per_mm, viewing_distance_m=5.0)
    for role in (TextRole.CODE_ROW, TextRole.CODE_CARD, TextRole.CODE_HERO, TextRole.PLACE_HERO):
        assert theme.font_px(role) * CAPITAL_OF_EM / px_per_mm >= 61.0
    assert theme.font_px(TextRole.NOTE) == display_theme(1920, 1080).font_px(TextRole.NOTE)


class Painted(QWidget):
    """A widget that remembers its theme."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme


def test_a_theme_reaches_every_widget_below(qapp: object) -> None:
    root = QWidget()
    child = Painted(root)
    plain = QWidget(child)
    grandchild = Painted(plain)
    theme = desk_theme()
    assert isinstance(child, Themed)
    spread_theme(root, theme)
    assert child.theme is theme
    assert grandchild.theme is theme


def test_themes_are_values() -> None:
    assert kiosk_theme(1080, 1920) == kiosk_theme(1080, 1920)
    assert hash(desk_theme()) == hash(desk_theme())
    assert desk_theme().mode is Mode.DESK
    assert desk_theme().with_text_scale(1.5).font_px(TextRole.BODY) == 22
