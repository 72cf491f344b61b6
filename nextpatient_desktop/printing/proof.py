"""What stands on the test page: all by which a person sees whether width, density and cut are right."""

from typing import Final

from nextpatient_desktop.clinic.printing import ProofSheet
from nextpatient_desktop.printing.layout import (
    Blank,
    Block,
    Codes,
    Greys,
    Rule,
    Ruler,
    Style,
    Text,
    body_style,
    measure,
)

_SCRIPTS: Final = (
    "English · 0123456789 · ₹ 1,250 · é ñ",
    "हिन्दी · क्षत्रिय विद्यार्थी · ०१२३४५६७८९",
    "தமிழ் · ஸ்ரீ க்ஷேத்ரம் · கொள்கை",
    "తెలుగు · స్త్రీ క్షేత్రం · ౦౧౨౩",
    "বাংলা · স্ত্রী ক্ষেত্র · ০১২৩৪৫৬৭৮৯",
)
"""A line for each script, with letters that only come out right if the script is shaped."""

_MODULES: Final = (3, 4, 5, 6)


def layout_proof(sheet: ProofSheet, width_dots: int) -> list[Block]:
    """Lay the test page out, for paper `width_dots` wide."""
    title = Style(size=measure(29, 36, width_dots), min_size=measure(24, 30, width_dots), is_bold=True)
    body = body_style(width_dots)
    gap = Blank(height=measure(12, 18, width_dots))
    line: list[Block] = [gap, Rule(is_dashed=True), gap]

    def text(words: str) -> list[Block]:
        return [Text(parts=(words,), style=body)] if words else []

    return [
        Blank(height=measure(8, 12, width_dots)),
        Text(parts=(sheet.title,), style=title),
        *text(sheet.printer),
        *text(sheet.printed_at),
        gap,
        Ruler(),
        *text(sheet.ruler),
        *line,
        Greys(),
        *text(sheet.greys),
        *line,
        *(Text(parts=(script,), style=body) for script in _SCRIPTS),
        *text(sheet.scripts),
        *line,
        Codes(text=sheet.link, modules=_MODULES),
        *text(sheet.codes),
        *line,
        *text(sheet.cut),
        gap,
    ]
