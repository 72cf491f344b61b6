"""Tickets on paper: their layout, the drawing, ESC/POS, and the ways to a printer."""

from nextpatient_desktop.printing.preview import render_png
from nextpatient_desktop.printing.printers import open_printer

__all__ = ["open_printer", "render_png"]
