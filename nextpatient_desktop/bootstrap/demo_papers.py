"""The papers of the demo's patients: small, real PDF and PNG files about nobody."""

import io
import random
from collections.abc import Sequence
from datetime import date
from typing import Final

from nextpatient_desktop.resources import resource

_CLINIC: Final = "Sunrise Community Clinic"
_WHERE: Final = "12 Station Road · 080 4567 1200"
_FOOT: Final = "An invented paper of the demo. No such person exists."

_BLOOD: Final = (
    ("Haemoglobin", "12.8 g/dL", "12.0 - 15.0"),
    ("White cells", "7.4 x 10^9/L", "4.0 - 11.0"),
    ("Platelets", "246 x 10^9/L", "150 - 410"),
    ("Glucose, fasting", "104 mg/dL", "70 - 100"),
    ("Creatinine", "0.8 mg/dL", "0.5 - 0.9"),
    ("TSH", "2.6 mIU/L", "0.4 - 4.0"),
)


def blood_report(patient: str, day: date) -> bytes:
    """A laboratory's report, as a PDF of one page."""
    rows = [("Test", "Result", "Usual"), *_BLOOD]
    return _pdf("Blood report", patient, day, rows, "Joseph Toppo, Laboratory")


def prescription(patient: str, day: date) -> bytes:
    """A prescription of two medicines, as a PDF of one page."""
    rows = (
        ("Medicine", "Dose", "How long"),
        ("Metformin 500 mg", "1 - 0 - 1 after food", "30 days"),
        ("Vitamin D3 60,000 IU", "once a week", "8 weeks"),
    )
    return _pdf("Prescription", patient, day, rows, "Dr Meera Rao")


def _pdf(title: str, patient: str, day: date, rows: Sequence[Sequence[str]], signed: str) -> bytes:
    from reportlab.lib.pagesizes import A5
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    page = Canvas(file, pagesize=A5, invariant=1)
    width, height = A5
    page.setTitle(title)
    page.setFont("Helvetica-Bold", 15)
    page.drawString(40, height - 56, _CLINIC)
    page.setFont("Helvetica", 9)
    page.drawString(40, height - 71, _WHERE)
    page.line(40, height - 82, width - 40, height - 82)
    page.setFont("Helvetica-Bold", 12)
    page.drawString(40, height - 108, title)
    page.setFont("Helvetica", 10)
    page.drawString(40, height - 126, f"{patient} · {day:%d.%m.%Y}")
    for number, row in enumerate(rows):
        page.setFont("Helvetica-Bold" if number == 0 else "Helvetica", 10)
        for column, text in zip((40, 175, 300), row, strict=True):
            page.drawString(column, height - 160 - 20 * number, text)
    page.setFont("Helvetica", 10)
    page.drawRightString(width - 40, 90, signed)
    page.setFont("Helvetica-Oblique", 8)
    page.drawString(40, 40, _FOOT)
    page.showPage()
    page.save()
    return file.getvalue()


def certificate(patient: str, day: date) -> bytes:
    """A medical certificate as somebody photographed it: a PNG with the grain of paper."""
    from PIL import Image, ImageDraw, ImageFont

    size = (874, 1240)  # A5 at 150 dots an inch
    grain = Image.frombytes("L", size, random.Random(7).randbytes(size[0] * size[1]))
    paper = grain.point([243 + value // 32 for value in range(256)])
    draw = ImageDraw.Draw(paper)
    fonts = {
        points: ImageFont.truetype(str(resource("fonts", f"NotoSans-{weight}.ttf")), points)
        for points, weight in ((44, "Bold"), (30, "Bold"), (26, "Regular"), (18, "Regular"))
    }
    draw.text((80, 90), _CLINIC, 30, font=fonts[44])
    draw.text((80, 150), _WHERE, 60, font=fonts[26])
    draw.line((80, 205, size[0] - 80, 205), 90, width=2)
    draw.text((80, 270), "Medical certificate", 30, font=fonts[30])
    lines = (
        f"{patient} was seen here on {day:%d.%m.%Y}.",
        "Rest is advised for three days.",
        "Fit for work after that.",
    )
    for number, line in enumerate(lines):
        draw.text((80, 350 + 46 * number), line, 40, font=fonts[26])
    draw.text((size[0] - 330, 760), "Dr Meera Rao", 40, font=fonts[26])
    draw.text((80, size[1] - 90), _FOOT, 110, font=fonts[18])
    file = io.BytesIO()
    paper.save(file, "PNG")
    return file.getvalue()
