"""Turns pictures into the bytes of an ESC/POS job.

Owns how a picture is sent: in bands, with feeds where the paper stays white; and how a job begins and ends.
Sends nothing itself. Importing this costs a station 150 ms, so it is imported for the first ticket and not
before.
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


class JobWriter(Dummy):  # type: ignore[misc]  # python-escpos brings no types
    """Collects the commands of one job.

    Attributes:
        longest: bytes of the longest command so far.
    """

    def __init__(self, width_dots: int, band_rows: int = BAND_ROWS) -> None:
        """Begin a job for paper `width_dots` wide, with pictures of at most so many rows."""
        profile = escpos.capabilities.Profile()
        # Without a width in its profile python-escpos writes a complaint to stdout for each picture.
        profile.profile_data = {**profile.profile_data, "media": {"width": {"pixels": width_dots}}}
        super().__init__(profile=profile)
        self.longest = 0
        self._width_dots = width_dots
        self._band_rows = band_rows
        self.hw("INIT")

    def command(self, data: bytes) -> None:
        """Add a command as it stands."""
        self._raw(data)
        self.longest = max(self.longest, len(data))

    def feed_dots(self, rows: int) -> None:
        """Leave rows white: ESC J."""
        while rows:
            step = min(rows, _MAX_FEED)
            self._raw(b"\x1bJ" + bytes([step]))
            rows -= step

    def picture(self, picture: Image.Image, *, is_centred: bool = False) -> None:
        """Add a picture of one bit a dot, in which white is 1, as wide as the paper.

        White at the right is not sent; `is_centred`, where the printer was told to centre, as much of it at
        either side.
        """
        narrowed = _without_margins if is_centred else _without_right_margin
        for top, bottom, is_white in _stretches(picture):
            if is_white:
                self.feed_dots(bottom - top)
                continue
            for band_top in range(top, bottom, self._band_rows):
                band = picture.crop((0, band_top, picture.width, min(band_top + self._band_rows, bottom)))
                before = len(self.output)
                self.image(narrowed(band), impl="bitImageRaster", fragment_height=self._band_rows)
                self.longest = max(self.longest, len(self.output) - before)

    def job(self) -> PrintJob:
        """Cut the paper, and end the job."""
        if self._width_dots <= _TORN_UP_TO_DOTS:
            self.print_and_feed(_LINES_TO_THE_EDGE)
        # Feeds to the cutter and leaves one point uncut: the ticket hangs until it is taken.
        self.cut(feed=False)
        return PrintJob(data=bytes(self.output), longest=self.longest)


def encode(image: QImage) -> PrintJob:
    """Make the job that prints an image (`Format_Mono`, in which 1 is white) and cuts the paper after it."""
    picture = bits_of(image)
    writer = JobWriter(picture.width)
    writer.picture(picture)
    return writer.job()


def bits_of(image: QImage) -> Image.Image:
    """The same picture for Pillow."""
    size = (image.width(), image.height())
    return Image.frombytes("1", size, bytes(image.constBits()), "raw", "1", image.bytesPerLine())


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


def _without_margins(band: Image.Image) -> Image.Image:
    """Leave out as much white at either side, so that the middle stays where it is; rows stay whole bytes."""
    box = ImageChops.invert(band).getbbox()
    cut = min(box[0], band.width - box[2]) if box else 0
    while cut and (band.width - 2 * cut) % 8:
        cut -= 1
    return band.crop((cut, 0, band.width - cut, band.height))


def _sweep() -> None:
    """python-escpos makes a folder for a cache at each import and leaves it behind."""
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(escpos.capabilities.pickle_dir, ignore_errors=True)


_sweep()
