"""Puts pages that are pictures into a PDF."""

import io
from collections.abc import Sequence
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from nextpatient_desktop.clinic.printing import PagePicture

_PRODUCER: Final = "NextPatient Desktop"


def write_pdf(pages: Sequence[PagePicture], *, title: str) -> bytes:
    """A PDF of A4 pages, each with its picture; the same bytes for the same pages."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1)
    canvas.setTitle(title)
    canvas.setCreator(_PRODUCER)
    for page in pages:
        bottom = A4[1] - (page.top_mm + page.height_mm) * mm
        picture = ImageReader(io.BytesIO(page.png))
        canvas.drawImage(
            picture, page.left_mm * mm, bottom, width=page.width_mm * mm, height=page.height_mm * mm
        )
        canvas.showPage()
    canvas.save()
    return file.getvalue()
