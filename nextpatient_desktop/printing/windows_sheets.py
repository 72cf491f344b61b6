"""A printer of Windows that prints on sheets: pages are drawn for its driver to put into its language.

A spooler's raw job has to be in the printer's own language, and few office printers know PDF. So the page's
picture is drawn on the printer as any program of Windows does it.

Source: Microsoft, "How To: Print Using the GDI Print API": CreateDC, StartDoc, StretchDIBits; GetDeviceCaps.
"""

import io
from typing import Any, Final, Protocol

from PIL import Image

from nextpatient_desktop.clinic.printing import PagePicture
from nextpatient_desktop.printing.deadline import Deadline
from nextpatient_desktop.printing.sheets import unpacked
from nextpatient_desktop.printing.windows_spooler import (
    Spooler,
    Spooling,
    WindowsConnection,
    WindowsTransport,
)

_JOB_NAME: Final = "NextPatient"
_MM_PER_INCH: Final = 25.4

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in the printer's own dots, from where it can print."""


class SheetDevice(Protocol):
    """One job on a printer as a surface to draw on. Its errors are pywin32's."""

    def start(self, title: str, /) -> int:
        """Begin the job; its number at the spooler."""
        ...

    def page(self, picture: Image.Image, box: Box, /) -> None:
        """Draw a picture on a page of its own."""
        ...

    def resolution(self) -> tuple[int, int]:
        """Dots to the inch, across and down."""
        ...

    def offset(self) -> tuple[int, int]:
        """Dots from the sheet's corner to where it can print."""
        ...

    def end(self) -> None:
        """The job is whole."""
        ...

    def abort(self) -> None:
        """Take back what was drawn."""
        ...

    def close(self) -> None:
        """Let go of the surface."""
        ...


class OpenSheets(Protocol):
    """Makes the surface of a printer by its name."""

    def __call__(self, printer: str, /) -> SheetDevice:
        """The surface."""
        ...


class WindowsSheets(WindowsTransport):
    """A printer of sheets; its jobs are `sheets.packed`."""

    def __init__(
        self, printer: str, spooler: Spooler | None = None, open_sheets: OpenSheets | None = None
    ) -> None:
        """Draw on a printer; this PC's spooler and surfaces if not given."""
        super().__init__(printer, spooler)
        self._open_sheets = open_sheets or GdiSheets

    def _connection(self, spooler: Spooler, handle: Any) -> WindowsConnection:  # noqa: ANN401 - pywin32's own
        return _SheetConnection(spooler, handle, lambda: self._open_sheets(self.name))


class _SheetConnection(WindowsConnection):
    """One job. How it fares is what the spooler says, as of any other."""

    def __init__(self, spooler: Spooler, handle: Any, open_device: Any) -> None:  # noqa: ANN401 - pywin32's own
        super().__init__(spooler, handle)
        self._open_device = open_device

    def _spooling(self, data: bytes, deadline: Deadline) -> Spooling:
        return _Drawing(self._open_device, data, deadline)


class _Drawing:
    """One job on its way into the queue, and how far it got."""

    def __init__(self, open_device: Any, data: bytes, deadline: Deadline) -> None:  # noqa: ANN401 - as above
        self._open_device = open_device
        self._data = data
        self._deadline = deadline
        self.offered = 0

    def run(self) -> int:
        """Draw all pages; the job's number."""
        pages = unpacked(self._data)
        device: SheetDevice = self._open_device()
        try:
            job = device.start(_JOB_NAME)
            try:
                for page in pages:
                    if self._deadline.has_passed:  # who waited for it has gone
                        raise TimeoutError("it took too long")
                    self.offered += len(page.png)
                    device.page(Image.open(io.BytesIO(page.png)).convert("L"), _box(page, device))
            except BaseException:
                device.abort()
                raise
            device.end()
        finally:
            device.close()
        return job


def _box(page: PagePicture, device: SheetDevice) -> Box:
    """Where a page's picture stands, in the printer's dots."""
    across, down = (dots / _MM_PER_INCH for dots in device.resolution())
    left, top = device.offset()
    return (
        round(page.left_mm * across) - left,
        round(page.top_mm * down) - top,
        round((page.left_mm + page.width_mm) * across) - left,
        round((page.top_mm + page.height_mm) * down) - top,
    )


class GdiSheets:
    """`SheetDevice` of this PC."""

    _LOGPIXELSX, _LOGPIXELSY, _PHYSICALOFFSETX, _PHYSICALOFFSETY = 88, 90, 112, 113
    _A4: Final = 9  # DMPAPER_A4
    _PAPER_SIZE: Final = 0x2  # DM_PAPERSIZE

    def __init__(self, printer: str) -> None:
        """Make the surface of a printer, for sheets of A4."""
        import win32gui
        import win32print

        self._print = win32print
        self._gui = win32gui
        handle = win32print.OpenPrinter(printer)
        try:
            mode = win32print.GetPrinter(handle, 2)["pDevMode"]
        finally:
            win32print.ClosePrinter(handle)
        if mode is not None:
            mode.PaperSize = self._A4
            mode.Fields |= self._PAPER_SIZE
        self._surface = win32gui.CreateDC("WINSPOOL", printer, mode)

    def start(self, title: str, /) -> int:
        """Begin the job; see `SheetDevice`."""
        return int(self._print.StartDoc(self._surface, (title, None, None, 0)))

    def page(self, picture: Image.Image, box: Box, /) -> None:
        """Draw a page; see `SheetDevice`."""
        from PIL import ImageWin

        self._print.StartPage(self._surface)
        ImageWin.Dib(picture).draw(ImageWin.HDC(self._surface), box)
        self._print.EndPage(self._surface)

    def resolution(self) -> tuple[int, int]:
        """Dots to the inch; see `SheetDevice`."""
        return self._caps(self._LOGPIXELSX), self._caps(self._LOGPIXELSY)

    def offset(self) -> tuple[int, int]:
        """The corner that cannot be printed on; see `SheetDevice`."""
        return self._caps(self._PHYSICALOFFSETX), self._caps(self._PHYSICALOFFSETY)

    def end(self) -> None:
        """The job is whole; see `SheetDevice`."""
        self._print.EndDoc(self._surface)

    def abort(self) -> None:
        """Take it back; see `SheetDevice`."""
        self._print.AbortDoc(self._surface)

    def close(self) -> None:
        """Let go; see `SheetDevice`."""
        self._gui.DeleteDC(self._surface)

    def _caps(self, which: int) -> int:
        return int(self._print.GetDeviceCaps(self._surface, which))
