"""The tokens of the design, as tables: colours, type, distances. `theme` is the way to them.

Named tuples, because dataclasses of this many fields take longer to make than a window to open.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

FONT_FAMILIES = (
    "Noto Sans",
    "Noto Sans Devanagari",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Bengali",
)
MINIMUM_CAPITAL_DEGREES = 0.7  # EN 301 549 V3.2.1, 5.1.4: character height at the viewing distance
CAPITAL_OF_EM = 0.714  # Noto Sans: height of a capital as a share of the font's size
MINIMUM_TOUCH_MM = 20.0


class Palette(NamedTuple):
    """Colours as `#RRGGBB`. Text colours reach 4.5:1 on every ground they are used on, 7:1 at night."""

    ink: str
    muted: str
    faint: str
    line: str
    field_line: str
    surface: str
    canvas: str
    disabled: str
    primary: str
    primary_strong: str
    primary_tint: str
    on_primary: str
    on_primary_muted: str
    success_mark: str
    amber: str
    amber_tint: str
    red: str
    red_tint: str
    green: str
    green_tint: str
    blue: str
    blue_tint: str
    raised: str
    call: str


LIGHT = Palette(
    ink="#12212E",
    muted="#526372",
    faint="#8796A3",  # for marks beside words, never for words
    line="#D9E1E7",
    field_line="#B9C6D0",
    surface="#FFFFFF",
    canvas="#F3F6F8",
    disabled="#EDF1F4",
    primary="#0B6E6E",
    primary_strong="#084F50",
    primary_tint="#E1F1F0",
    on_primary="#FFFFFF",
    on_primary_muted="#D9E5E5",
    success_mark="#7FE0C8",
    amber="#9A4A06",
    amber_tint="#FDF1DF",
    red="#B42318",
    red_tint="#FCEAE8",
    green="#1B6E45",
    green_tint="#E4F4EA",
    blue="#1D5FA8",
    blue_tint="#E6EFF9",
    raised="#F3F6F8",
    call="#0B6E6E",
)
"""For the kiosk, the counter and the settings."""

NIGHT = Palette(
    ink="#FFFFFF",
    muted="#A9C0CC",
    faint="#6B8494",
    line="#1E3A4A",
    field_line="#2C4C5E",
    surface="#0F2330",
    canvas="#08161F",
    disabled="#0F2330",
    primary="#7FE0C8",
    primary_strong="#B8F0E2",
    primary_tint="#0A6060",
    on_primary="#08161F",
    on_primary_muted="#F8FBFB",
    success_mark="#7FE0C8",
    amber="#FFD08A",
    amber_tint="#122B3A",
    red="#FFB4A8",
    red_tint="#122B3A",
    green="#8FE3B0",
    green_tint="#122B3A",
    blue="#A8CDF5",
    blue_tint="#122B3A",
    raised="#122B3A",
    call="#0A6060",
)
"""For the display: `surface` is a panel, `raised` a tile, `call` the stage."""


class Tint(StrEnum):
    """What a coloured mark means. Never the colour alone: an icon or a word says the same."""

    NEUTRAL = "neutral"
    PRIMARY = "primary"
    AMBER = "amber"
    RED = "red"
    GREEN = "green"
    BLUE = "blue"


class Ink(StrEnum):
    """A colour that text, icons and lines are drawn in; the value is its name in the palette."""

    INK = "ink"
    MUTED = "muted"
    FAINT = "faint"
    LINE = "line"
    PRIMARY = "primary"
    PRIMARY_STRONG = "primary_strong"
    ON_PRIMARY = "on_primary"
    ON_PRIMARY_MUTED = "on_primary_muted"
    SUCCESS_MARK = "success_mark"
    AMBER = "amber"
    RED = "red"
    GREEN = "green"
    BLUE = "blue"


class Ground(StrEnum):
    """A colour that things are drawn on; the value is its name in the palette."""

    SURFACE = "surface"
    CANVAS = "canvas"
    RAISED = "raised"
    DISABLED = "disabled"
    PRIMARY = "primary"
    PRIMARY_STRONG = "primary_strong"
    PRIMARY_TINT = "primary_tint"
    CALL = "call"
    INK = "ink"


class Gap(StrEnum):
    """A distance between things; the value is its name in the metrics."""

    NONE = "none"
    XS = "xs"
    S = "s"
    M = "m"
    L = "l"
    XL = "xl"
    XXL = "xxl"
    XXXL = "xxxl"


class Mode(StrEnum):
    """Which of the three designs: a desk's window, a kiosk's touch screen, a waiting room's display."""

    DESK = "desk"
    KIOSK = "kiosk"
    DISPLAY = "display"


class TextRole(StrEnum):
    """What a text is for; it decides size and weight."""

    NOTE = "note"
    SMALL = "small"
    BODY = "body"
    BODY_STRONG = "body_strong"
    LABEL = "label"
    OVERLINE = "overline"
    PILL = "pill"
    HINT = "hint"
    BUTTON = "button"
    BUTTON_LARGE = "button_large"
    LEAD = "lead"
    HEADING = "heading"
    TITLE = "title"
    PERSON = "person"
    PERSON_STRONG = "person_strong"
    CODE_ROW = "code_row"
    CODE_CARD = "code_card"
    CODE_HERO = "code_hero"
    PLACE = "place"
    PLACE_HERO = "place_hero"
    TIMER = "timer"
    ENTRY = "entry"
    ENTRY_PREFIX = "entry_prefix"
    KEY = "key"


STRONG = frozenset(
    {
        TextRole.BODY_STRONG,
        TextRole.LABEL,
        TextRole.OVERLINE,
        TextRole.PILL,
        TextRole.HINT,
        TextRole.BUTTON,
        TextRole.BUTTON_LARGE,
        TextRole.HEADING,
        TextRole.TITLE,
        TextRole.PERSON_STRONG,
        TextRole.CODE_ROW,
        TextRole.CODE_CARD,
        TextRole.CODE_HERO,
        TextRole.PLACE_HERO,
        TextRole.TIMER,
        TextRole.ENTRY,
        TextRole.KEY,
    }
)

SEEN_FROM_AFAR = frozenset(
    {TextRole.CODE_ROW, TextRole.CODE_CARD, TextRole.CODE_HERO, TextRole.PLACE, TextRole.PLACE_HERO}
)
"""What a waiting patient must be able to read: codes and where to go."""


def _sizes(*sizes: float) -> Mapping[TextRole, float]:
    return MappingProxyType(dict(zip(TextRole, sizes, strict=True)))


# In the order of TextRole: note small body strong label overline pill hint | button large | lead heading
# title person strong | row card hero | place hero | timer entry prefix key
TYPE_PX: Mapping[Mode, Mapping[TextRole, float]] = MappingProxyType(
    {
        Mode.DESK: _sizes(
            13, 14, 15, 15, 14, 14, 13, 13, 15, 20, 17, 18, 27, 23, 23, 20, 36, 96, 23, 36, 46, 23, 17, 23
        ),
        Mode.KIOSK: _sizes(
            26, 28, 31, 31, 31, 31, 30, 26, 32, 42, 33, 45, 64, 40, 40, 60, 96, 236, 40, 96, 72, 72, 44, 60
        ),
        Mode.DISPLAY: _sizes(
            30, 34, 35, 35, 35, 35, 35, 30, 35, 46, 49, 46, 52, 49, 49, 70, 87, 269, 58, 226, 55, 55, 44, 60
        ),
    }
)


class Metrics(NamedTuple):
    """Distances and sizes in pixels. Gaps grow from `xs` to `xxxl`."""

    xs: int
    s: int
    m: int
    l: int  # noqa: E741 - the names of clothes' sizes are the shortest that everybody knows
    xl: int
    xxl: int
    xxxl: int
    radius: int
    radius_button: int
    radius_field: int
    border: int
    focus: int
    button: int
    button_tall: int
    button_large: int
    button_small: int
    button_pad: int
    field: int
    pill: int
    pill_pad: int
    touch: int
    icon_small: int
    icon: int
    icon_large: int
    icon_hero: int
    switch_width: int
    switch_height: int


_DESK = Metrics(
    xs=4, s=8, m=12, l=16, xl=24, xxl=32, xxxl=48,
    radius=12, radius_button=10, radius_field=8, border=1, focus=2,
    button=46, button_tall=60, button_large=69, button_small=36, button_pad=16, field=42,
    pill=26, pill_pad=12, touch=32, icon_small=16, icon=20, icon_large=28, icon_hero=48,
    switch_width=40, switch_height=24,
)  # fmt: skip
METRICS: Mapping[Mode, Metrics] = MappingProxyType(
    {
        Mode.DESK: _DESK,
        Mode.KIOSK: Metrics(
            xs=8, s=14, m=20, l=28, xl=38, xxl=56, xxxl=80,
            radius=24, radius_button=24, radius_field=24, border=2, focus=5,
            button=96, button_tall=128, button_large=138, button_small=84, button_pad=34, field=138,
            pill=64, pill_pad=30, touch=96, icon_small=28, icon=38, icon_large=60, icon_hero=84,
            switch_width=110, switch_height=64,
        ),
        Mode.DISPLAY: Metrics(
            xs=8, s=16, m=24, l=32, xl=40, xxl=56, xxxl=80,
            radius=28, radius_button=24, radius_field=16, border=2, focus=4,
            button=72, button_tall=84, button_large=96, button_small=60, button_pad=28, field=72,
            pill=56, pill_pad=24, touch=72, icon_small=30, icon=36, icon_large=56, icon_hero=132,
            switch_width=80, switch_height=46,
        ),
    }
)  # fmt: skip
