"""`DocumentInspector`: opens what is handed in as a document, to know what it is and that it can be read.

By content, never by the file's name. Pictures are decoded whole, a PDF is opened and each of its pages looked
up, with limits that keep a file of a few kilobytes from filling the memory.
"""

import logging
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Final

from nextpatient_desktop.clinic.errors import ClinicError

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile
    from pypdf import PdfReader

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"

MAX_PIXELS: Final = 64_000_000
"""Largest picture: A4 scanned at 600 dpi has 35 million pixels, and 64 million decode into 256 MB."""

MAX_PAGES: Final = 2_000
"""Most pages of a PDF: a long hospital file has some hundreds."""

MAX_PAGE_CONTENT: Final = 64 * 1024 * 1024
"""Most bytes of drawing instructions in a PDF, unpacked. Pictures on pages are apart and stay packed here."""

_HEADER_WITHIN: Final = 1024  # bytes of rubbish that readers accept before the header: ISO 32000-1, annex H.3

_log = logging.getLogger(__name__)


class _Unreadable(Exception):
    """Why a file was refused, in a word that the wording knows."""


class DocumentInspector:
    """Opens PDF, JPEG and PNG. Keeps nothing, safe to use from several threads."""

    def media_type(self, data: bytes, /) -> str:
        """`application/pdf`, `image/jpeg` or `image/png`, having opened it.

        Raises:
            ClinicError: `document_kind_unknown` when it is none of them, `document_not_readable` when it only
                begins like one; `because` says `locked` (needs a password), `too_big` (unpacks to more than a
                clinic PC can hold) or `broken`. The field is `file`.
        """
        kind = _kind(data)
        if kind is None:
            raise ClinicError("document_kind_unknown", field="file")
        try:
            if kind == PDF:
                _open_pdf(data)
            else:
                _open_picture(data, kind)
        except _Unreadable as reason:
            raise ClinicError("document_not_readable", field="file", because=str(reason)) from reason
        return kind


def _kind(data: bytes) -> str | None:
    """What a file says it is with its first bytes."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if b"%PDF-" in data[:_HEADER_WITHIN]:
        return PDF
    return None


def _open_picture(data: bytes, kind: str) -> None:
    """Decode a picture to its last row.

    The format's own class is used instead of `Image.open`: that would load every format Pillow knows and
    judges bombs by a warning.
    """
    # Imported late: Pillow costs a station's start, and few stations see a document.
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    try:
        picture: ImageFile = PngImageFile(BytesIO(data)) if kind == PNG else JpegImageFile(BytesIO(data))
        if picture.width * picture.height > MAX_PIXELS:
            raise _Unreadable("too_big")
        # An eighth in each direction is enough to see that a JPEG is whole, at a sixty-fourth of the memory.
        picture.draft("RGB", (max(1, picture.width // 8), max(1, picture.height // 8)))
        picture.load()
    except MemoryError as error:
        raise _Unreadable("too_big") from error
    except (OSError, SyntaxError, ValueError, LookupError, EOFError, ArithmeticError, zlib.error) as error:
        _log.info("a picture can not be decoded: %s", type(error).__name__)
        raise _Unreadable("broken") from error


def _open_pdf(data: bytes) -> None:
    """Open a PDF, find each page and unpack its drawing instructions."""
    # Imported late, as above.
    from pypdf import PdfReader
    from pypdf.errors import LimitReachedError

    # It reports every oddity of every PDF writer; what matters comes as an error.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        # Without a password means: whoever has the file can read it. Many laboratories only forbid changes.
        if reader.is_encrypted and not reader.decrypt(""):
            raise _Unreadable("locked")
        _read_pages(reader)
    except _Unreadable:
        raise
    except (MemoryError, LimitReachedError) as error:
        raise _Unreadable("too_big") from error
    except Exception as error:
        # The reader stumbles over broken files with whatever its code hits, TypeError or struct.error. For
        # the person it is one thing, so here, and only around that library, every exception means it. Its
        # text may quote the document, so only its type goes into the log.
        _log.info("a PDF can not be opened: %s", type(error).__name__)
        raise _Unreadable("broken") from error


def _read_pages(reader: "PdfReader") -> None:
    pages = len(reader.pages)
    if pages == 0:
        raise _Unreadable("broken")
    if pages > MAX_PAGES:
        raise _Unreadable("too_big")
    unpacked = 0
    for page in reader.pages:
        if page.mediabox.width <= 0 or page.mediabox.height <= 0:
            raise _Unreadable("broken")
        contents = page.get_contents()
        unpacked += 0 if contents is None else len(contents.get_data())
        if unpacked > MAX_PAGE_CONTENT:
            raise _Unreadable("too_big")
