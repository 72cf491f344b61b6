"""Turns a drawn ticket into the bytes of an ESC/POS job.

Owns what is sent to paper: pictures in bands, feeds where the paper stays white, the cut. Sends nothing
itself. Importing this costs a station 150 ms, so it is imported for the first ticket and not before.
"""

import os
import shutil
from collections.abc import Iterator
from itertools import groupby

import escpos.capabilities
from escpos.printer import Dummy
from PIL import Image, ImageChops
from PySide6.QtGui import QImage

from nextpatient_desktop.printing.transport import PrintJob

# Printers corrupt or drop pictures that outgrow their buffer; up to this height none is known to.
BAND_ROWS = 200

# Fewer white rows than this are sent as part of the picture. A printer's feeds are in its own motion units,
# in some half a dot, so only the gaps between blocks may be feeds: there a shorter gap does no harm.
_FEED_FROM_ROWS = 12
_MAX_FEED = 255

# Printers for 58 mm are torn off, mostly, and the edge is about 10 mm above the print line: three lines of
# 1/6 inch.
_TORN_UP_TO_DOTS = 420
_LINES_TO_THE_EDGE = 3


class _Job(Dummy):  # type: ignore[misc]  # python-escpos brings no types
    """Collects commands. Adds those that python-escpos does not know."""

    def __init__(self, width_dots: int) -> None:
        profile = escpos.capabilities.Profile()
        # Without a width in its profile python-escpos writes a complaint to stdout for each picture.
        profile.profile_data = {**profile.profile_data, "media": {"width": {"pixels": width_dots}}}
        super().__init__(profile=profile)

    def feed_dots(self, rows: int) -> None:
        """Leave rows white: ESC J."""
        while rows:
            step = min(rows, _MAX_FEED)
            self._raw(b"\x1bJ" + bytes([step]))
            rows -= step


def encode(image: QImage) -> PrintJob:
    """Make the job that prints an image (`Format_Mono`, in which 1 is white) and cuts the paper after it."""
    size = (image.width(), image.height())
    picture = Image.frombytes("1", size, bytes(image.constBits()), "raw", "1", image.bytesPerLine())
    job = _Job(picture.width)
    job.hw("INIT")
    for top, bottom, is_white in _stretches(picture):
        if is_white:
            job.feed_dots(bottom - top)
            continue
        for band_top in range(top, bottom, BAND_ROWS):
            band = picture.crop((0, band_top, picture.width, min(band_top + BAND_ROWS, bottom)))
            job.image(_without_right_margin(band), impl="bitImageRaster", fragment_height=BAND_ROWS)
    if picture.width <= _TORN_UP_TO_DOTS:
        job.print_and_feed(_LINES_TO_THE_EDGE)
    # Feeds to the cutter and leaves one point uncut: the ticket hangs until it is taken.
    job.cut(feed=False)
    row_bytes = (picture.width + 7) // 8
    return PrintJob(data=bytes(job.output), longest=BAND_ROWS * row_bytes)


def _stretches(picture: Image.Image) -> Iterator[tuple[int, int, bool]]:
    """Part a picture into (top, bottom, is it white): white ones that are worth a feed, and the rest."""
    _, inked_rows = ImageChops.invert(picture).getprojection()
    start = top = 0
    for is_inked, rows in groupby(inked_rows):
        bottom = top + len(list(rows))
        if not is_inked and bottom - top >= _FEED_FROM_ROWS:
            if start < top:
                yield start, top, False
            yield top, bottom, True
            start = bottom
        top = bottom
    if start < top:
        yield start, top, False


def _without_right_margin(band: Image.Image) -> Image.Image:
    """Leave out the white on the right: less to send, and the left edge stays where it is."""
    box = ImageChops.invert(band).getbbox()
    return band.crop((0, 0, box[2], band.height)) if box else band


def _sweep() -> None:
    """python-escpos makes a folder for a cache at each import and leaves it behind."""
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(escpos.capabilities.pickle_dir, ignore_errors=True)


_sweep()
