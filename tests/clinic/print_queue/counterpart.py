"""`Desk`: a print queue over a station's real database, with a printer and clocks that a test has in hand."""

from datetime import timedelta
from pathlib import Path

from nextpatient_desktop.clinic.print_queue.jobs import JobState, PrintJob, PrintRequest
from nextpatient_desktop.clinic.print_queue.ports import PrintNews
from nextpatient_desktop.clinic.print_queue.queue import PrintQueue
from nextpatient_desktop.clinic.printing import TicketContent
from nextpatient_desktop.clinic.printouts.messages import PrintKind, PrintResult
from nextpatient_desktop.domain.ids import PrintJobId
from nextpatient_desktop.storage.station.database import StationDatabase
from nextpatient_desktop.storage.station.printing import SqlitePrintStore
from tests.fakes.printing import FakeClocks, FakeJobPrinter


def request(code: str = "A-001", copy: int = 1) -> PrintRequest:
    content = TicketContent(clinic_name="Sunrise", department="General OPD", code=code)
    return PrintRequest(kind=PrintKind.TICKET, content=content, copy=copy)


class Desk:
    """A station that prints."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "station.db"
        self.clocks = FakeClocks()
        self.printer = FakeJobPrinter()
        self.news: list[PrintJob] = []
        self.start()

    def start(self) -> None:
        self.store = SqlitePrintStore(StationDatabase.open(self._file))
        self.queue = PrintQueue(self.printer, self.store, self.clocks, attends=False)
        self.queue.listen(self._told)

    def kill(self) -> None:
        """End as by kill -9: what is on the disk stays, nothing else."""
        self.store.close()

    def restart(self) -> None:
        self.kill()
        self.start()

    def _told(self, news: PrintNews) -> None:
        if news.job is not None:
            self.news.append(news.job)

    def put(self, code: str = "A-001") -> PrintJobId:
        return self.queue.put(request(code)).id

    def attend(self) -> None:
        """Do all that is due at this instant."""
        for _ in range(1000):
            if self.queue.attend() > timedelta(0):
                return
        raise AssertionError("the queue never rests")

    def go_on(self, seconds: float) -> None:
        """Let time pass, and the queue do what is due in each second of it."""
        for _ in range(int(seconds)):
            self.clocks.pass_by(1)
            self.attend()

    def states(self, job: PrintJobId) -> list[JobState]:
        """What was told of a job, in order."""
        return [one.state for one in self.news if one.id == job]

    @property
    def results(self) -> list[tuple[PrintJobId, PrintResult]]:
        """What is to be reported."""
        return [(one.job, one.outcome) for one in self.store.reports(1000)]

    @property
    def paper(self) -> list[str]:
        """The codes on what was sent to the printer."""
        return [content.code for content in self.printer.sent]
