"""Sets texts: which font, how large, in how many lines. Nothing is ever cut off.

Qt shapes, because it knows every script and falls back between fonts; a printer's own letters know no Indic
script and no rupee sign. Needs a QGuiApplication, for its fonts.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QTextLayout, QTextOption

from nextpatient_desktop.printing.layout import Align, Style

# Noto first, so that tickets look alike everywhere; then what Windows and macOS bring.
_LATIN = ("Noto Sans", "Segoe UI", "Helvetica Neue")

# Each script's own family, by its block in Unicode: left to itself Qt asks every family in turn, complains
# about each that does not have the script, and may end with a serif.
_BLOCKS = (
    (0x0600, 0x06FF, "Noto Sans Arabic"),
    (0x0900, 0x097F, "Noto Sans Devanagari"),
    (0x0980, 0x09FF, "Noto Sans Bengali"),
    (0x0A00, 0x0A7F, "Noto Sans Gurmukhi"),
    (0x0A80, 0x0AFF, "Noto Sans Gujarati"),
    (0x0B00, 0x0B7F, "Noto Sans Oriya"),
    (0x0B80, 0x0BFF, "Noto Sans Tamil"),
    (0x0C00, 0x0C7F, "Noto Sans Telugu"),
    (0x0C80, 0x0CFF, "Noto Sans Kannada"),
    (0x0D00, 0x0D7F, "Noto Sans Malayalam"),
)
_ELSEWHERE = ("Nirmala UI", "Segoe UI")

# Of the em. Fonts differ in the space they keep between lines; the wider of theirs and this one is used, so
# that lines in different scripts stand at like distances.
_LINE_HEIGHT = 1.36

_QT_ALIGN = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}

# Wider than any paper: a text in it stays on one line.
_UNBOUNDED = 1 << 16


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A shaped text.

    Attributes:
        shaped: its lines, placed.
        line_count: at least 1.
        width: of the widest line, in whole dots.
        top: where it begins, below the origin of `shaped`.
        height: from there.
        baseline: of the first line, from there.
    """

    shaped: QTextLayout
    line_count: int
    width: int
    top: int
    height: int
    baseline: int

    def draw(self, painter: QPainter, x: int, y: int) -> None:
        """Draw it with its upper left corner at (x, y)."""
        self.shaped.draw(painter, QPointF(x, y - self.top))


def shape(
    text: str, size: int, style: Style, width: int = _UNBOUNDED, align: Align = Align.LEFT
) -> Paragraph:
    """Break a text into lines of at most `width` dots, between words where it can, and place them."""
    # A line feed is no line break to a QTextLayout.
    text = text.replace("\n", "\N{LINE SEPARATOR}")
    shaped = QTextLayout(text, _font(size, style, _LATIN))
    shaped.setFormats(_formats(text, size, style))
    # Absolute: in a right-to-left text Qt would take left for right.
    option = QTextOption(_QT_ALIGN[align] | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    shaped.setTextOption(option)
    shaped.beginLayout()
    bottom = 0
    widest = 0.0
    while (line := shaped.createLine()).isValid():
        line.setLineWidth(width)
        # On whole dots, so that a letter comes out the same in every line.
        height = math.ceil(line.height())
        lead = max(0, round(size * _LINE_HEIGHT) - height)
        line.setPosition(QPointF(0, bottom + lead))
        bottom += lead + height
        widest = max(widest, line.naturalTextWidth())
    shaped.endLayout()
    return Paragraph(
        shaped=shaped,
        line_count=shaped.lineCount(),
        width=math.ceil(widest),
        top=0,
        height=bottom,
        baseline=round(shaped.lineAt(0).y() + shaped.lineAt(0).ascent()),
    )


def tightened(paragraph: Paragraph) -> Paragraph:
    """The same without the white space that the font keeps above and below its letters."""
    ink = QRectF()
    for run in paragraph.shaped.glyphRuns():
        font = run.rawFont()
        for glyph, position in zip(run.glyphIndexes(), run.positions(), strict=True):
            ink = ink.united(font.boundingRect(glyph).translated(position))
    top = math.floor(ink.top())
    return Paragraph(
        shaped=paragraph.shaped,
        line_count=paragraph.line_count,
        width=paragraph.width,
        top=top,
        height=math.ceil(ink.bottom()) - top,
        baseline=paragraph.baseline - top,
    )


def sizes(style: Style) -> Iterator[int]:
    """The sizes to try, largest first."""
    yield from range(style.size, min(style.size, style.min_size) - 1, -1)


def fitted(texts: Sequence[str], style: Style, width: int, align: Align) -> list[Paragraph]:
    """Set texts that shall stand below each other, all in one size.

    Takes the largest size of the style at which each has room on one line. If there is none, the smallest,
    with as many lines as are needed, of like length.
    """
    for size in sizes(style):
        paragraphs = [shape(text, size, style, width, align) for text in texts]
        if all(paragraph.line_count == 1 for paragraph in paragraphs):
            return paragraphs
    return [_balanced(text, style, width, align) for text in texts]


def _balanced(text: str, style: Style, width: int, align: Align) -> Paragraph:
    """Wrap at the smallest size, with lines of like length: a single word on the last line reads badly."""
    size = min(style.size, style.min_size)
    widest = shape(text, size, style, width)
    too_narrow, wide_enough = 0, width
    while wide_enough - too_narrow > size // 2:
        middle = (too_narrow + wide_enough) // 2
        if shape(text, size, style, middle).line_count > widest.line_count:
            too_narrow = middle
        else:
            wide_enough = middle
    paragraph = shape(text, size, style, wide_enough, align)
    # The lines were placed within the narrower width; move them to where they stand in the whole.
    inset = {Align.LEFT: 0, Align.CENTRE: (width - wide_enough) // 2, Align.RIGHT: width - wide_enough}[align]
    for number in range(paragraph.shaped.lineCount()):
        line = paragraph.shaped.lineAt(number)
        line.setPosition(line.position() + QPointF(inset, 0))
    return paragraph


def _font(size: int, style: Style, families: tuple[str, ...]) -> QFont:
    font = QFont()
    font.setFamilies(families)
    font.setPixelSize(size)
    font.setWeight(QFont.Weight.Bold if style.is_bold else QFont.Weight.Normal)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    # On whole dots: without greys, stems of 2.5 dots would be 2 here and 3 there.
    font.setHintingPreference(QFont.HintingPreference.PreferFullHinting)
    return font


def _formats(text: str, size: int, style: Style) -> list[QTextLayout.FormatRange]:
    """Give each stretch of a script that is not Latin its own font."""
    formats = []
    # Qt counts UTF-16 code units.
    start = 0
    for family, stretch in groupby(_families(text), key=itemgetter(0)):
        length = sum(units for _, units in stretch)
        if family:
            part = QTextLayout.FormatRange()
            part.start, part.length = start, length
            part.format.setFont(_font(size, style, (family, *_ELSEWHERE)))
            formats.append(part)
        start += length
    return formats


def _families(text: str) -> Iterator[tuple[str, int]]:
    """For each character its family, empty for Latin, and its length in UTF-16 code units.

    What all scripts share (spaces, digits, signs, joiners) goes on in the family before it, as for Qt.
    """
    family = ""
    for character in text:
        point = ord(character)
        own = next((name for first, last, name in _BLOCKS if first <= point <= last), "")
        if own or character.isalpha():
            family = own
        yield family, 2 if character > "\uffff" else 1
