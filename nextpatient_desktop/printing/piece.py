"""A part of a ticket's picture, before it is painted: as wide as the paper, as high as it is."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QPainter


@dataclass(frozen=True)
class Piece:
    """A part of the picture, as wide as the paper.

    Attributes:
        height: in dots.
        paint: draws it, given its top.
        baseline: of its first line of text, below its top.
    """

    height: int
    paint: Callable[[QPainter, int], None]
    baseline: int = 0


def blank(height: int) -> Piece:
    """White space."""
    return Piece(height, lambda painter, top: None)


def in_row(*pieces: Piece) -> Piece:
    """Beside each other on a common baseline; each knows its own left edge."""
    baseline = max(piece.baseline for piece in pieces)

    def paint(painter: QPainter, top: int) -> None:
        for piece in pieces:
            piece.paint(painter, top + baseline - piece.baseline)

    return Piece(max(baseline - piece.baseline + piece.height for piece in pieces), paint, baseline)


def below(*pieces: Piece) -> Piece:
    """Below each other."""

    def paint(painter: QPainter, top: int) -> None:
        for piece in pieces:
            piece.paint(painter, top)
            top += piece.height

    return Piece(sum(piece.height for piece in pieces), paint)
