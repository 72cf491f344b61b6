"""Documents as people hand them in: whole ones, broken ones and hostile ones."""

import struct
import zlib
from io import BytesIO
from typing import Final

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

PNG_HEADER: Final = b"\x89PNG\r\n\x1a\n"


def pdf(pages: int = 1, *, drawing: bytes = b"0 0 m 100 100 l S", password: str | None = None) -> bytes:
    """A PDF; with a password, None is without and "" is one that only forbids changes."""
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(width=595, height=842)
        content = DecodedStreamObject()
        content.set_data(drawing)
        page[NameObject("/Contents")] = content.flate_encode()
    if password is not None:
        writer.encrypt(user_password=password, owner_password="the owner's", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(kind: str, width: int = 64, height: int = 48) -> bytes:
    """A `JPEG` or `PNG` with something in it."""
    out = BytesIO()
    Image.effect_mandelbrot((width, height), (-2, -1.5, 1, 1.5), 40).convert("RGB").save(out, kind)
    return out.getvalue()


def png_bomb(side: int) -> bytes:
    """A small PNG that says it is a square of `side` pixels."""
    rows = zlib.compress(bytes(1000))
    return (
        PNG_HEADER
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
        + _chunk(b"IDAT", rows)
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
