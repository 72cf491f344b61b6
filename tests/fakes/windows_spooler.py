"""The spooler of Windows at pywin32's edge: a queue that does what a test says."""

import threading
from typing import Any

PRINTING, PRINTED, DELETING, ERROR, PAPER_OUT, OFFLINE = 0x10, 0x80, 0x04, 0x02, 0x40, 0x20
NO_SUCH_JOB, NO_SUCH_PRINTER, NO_ACCESS = 87, 1801, 5


class WindowsError32(Exception):
    """As `pywintypes.error`."""

    def __init__(self, winerror: int, strerror: str) -> None:
        super().__init__(winerror, "call", strerror)
        self.winerror = winerror
        self.strerror = strerror


class FakeSpooler:
    """One printer.

    Attributes:
        printer_status: PRINTER_STATUS_... of the printer.
        attributes: PRINTER_ATTRIBUTE_... of it.
        job_statuses: what each look at the job finds; the last one stays. None: it has left the queue.
        after_deleting: what a look at it finds once it was deleted.
        hangs: calls of this name do not return until `release` is set.
        refuses: calls of this name raise this error.
        takes: bytes that the spooler takes of a job.
    """

    def __init__(self, name: str = "Receipts") -> None:
        self.name = name
        self.printer_status = 0
        self.attributes = 0
        self.job_statuses: list[int | None] = [8, PRINTING, None]
        self.after_deleting: int | None = None
        self.hangs = ""
        self.release = threading.Event()
        self.refuses: dict[str, WindowsError32] = {}
        self.takes = 10**9
        self.documents: list[tuple[str, str | None, str]] = []
        self.written = b""
        self.ended = self.aborted = self.deleted = self.opened = self.closed = 0

    def _called(self, name: str) -> None:
        if self.hangs == name:
            self.release.wait(20)
        if name in self.refuses:
            raise self.refuses[name]

    def OpenPrinter(self, name: str, /) -> object:
        self._called("OpenPrinter")
        if name != self.name:
            raise WindowsError32(NO_SUCH_PRINTER, "The printer name is invalid.")
        self.opened += 1
        return self

    def ClosePrinter(self, handle: object, /) -> None:
        self.closed += 1

    def GetPrinter(self, handle: object, level: int, /) -> dict[str, Any]:
        self._called("GetPrinter")
        assert level == 2
        return {"Status": self.printer_status, "Attributes": self.attributes}

    def StartDocPrinter(self, handle: object, level: int, document: tuple[str, str | None, str], /) -> int:
        self._called("StartDocPrinter")
        self.documents.append(document)
        return 7

    def WritePrinter(self, handle: object, data: bytes, /) -> int:
        self._called("WritePrinter")
        taken = data[: max(0, self.takes - len(self.written))]
        self.written += taken
        return len(taken)

    def EndDocPrinter(self, handle: object, /) -> None:
        self.ended += 1

    def AbortPrinter(self, handle: object, /) -> None:
        self.aborted += 1

    def GetJob(self, handle: object, job: int, level: int, /) -> dict[str, Any]:
        self._called("GetJob")
        status = self.job_statuses.pop(0) if len(self.job_statuses) > 1 else self.job_statuses[0]
        if status is None:
            raise WindowsError32(NO_SUCH_JOB, "The parameter is incorrect.")
        return {"Status": status}

    def SetJob(self, handle: object, job: int, level: int, info: object, command: int, /) -> None:
        self._called("SetJob")
        assert (job, command) == (7, 5)
        self.deleted += 1
        self.job_statuses = [self.after_deleting]

    def EnumPrinters(self, flags: int, name: str | None, level: int, /) -> list[dict[str, Any]]:
        self._called("EnumPrinters")
        assert level == 4
        return [{"pPrinterName": self.name}, {"pPrinterName": "\\\\server\\Office"}]
