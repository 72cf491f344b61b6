"""`SqlitePrintStore`: `clinic.print_queue.ports.PrintStore` in a station's own database.

A job's content leaves the file as soon as the job is final: it may name a patient.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.print_queue.jobs import CONTENTS, Asked, JobState, PrintJob, PrintRequest
from nextpatient_desktop.clinic.printouts.messages import PrintKind, ReportPrinting
from nextpatient_desktop.clinic.reading import read_answer
from nextpatient_desktop.domain.ids import CommandId, PrintJobId, TokenId, VisitId
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.storage.convert import to_ms
from nextpatient_desktop.storage.engine import DriverConnection
from nextpatient_desktop.storage.station.database import StationDatabase

_log = logging.getLogger(__name__)

_ADD_REPORT: Final = "INSERT OR IGNORE INTO print_reports (command, message, asked_at) VALUES (?, ?, ?)"


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """A job as it is written down, but for its content."""

    kind: PrintKind
    visit: VisitId | None
    token: TokenId | None
    day: date | None
    copy: int
    asked_at: datetime
    elapsed: timedelta


class SqlitePrintStore:
    """See `clinic.print_queue.ports.PrintStore`."""

    def __init__(self, database: StationDatabase) -> None:
        """Keep everything in this database, which is closed with the store."""
        self._database = database

    def add(self, job: PrintJob, /) -> None:
        """Keep a new job."""
        request, asked = job.request, job.asked
        kept = _Kept(
            kind=request.kind,
            visit=request.visit,
            token=request.token,
            day=request.day,
            copy=request.copy,
            asked_at=asked.at,
            elapsed=asked.elapsed,
        )
        row = (job.id.bytes, codec.write(kept), codec.write(request.content))
        sql = "INSERT INTO print_jobs (job, value, content) VALUES (?, ?, ?)"
        self._database.write(lambda connection: connection.execute(sql, row))

    def open_jobs(self) -> Sequence[PrintJob]:
        """The jobs that are queued or being sent, oldest first. What this program can not read is dropped."""
        sql = "SELECT job, value, content, is_sending FROM print_jobs ORDER BY place"
        rows = self._database.read(lambda connection: connection.execute(sql).fetchall())
        jobs = []
        for row in rows:
            try:
                jobs.append(_job(*row))
            except (ValueError, TypeError, KeyError):  # a newer or older program's
                _log.exception("a print job that was kept makes no sense to this program")
                self.finish(PrintJobId(UUID(bytes=row[0])), None)
        return tuple(jobs)

    def begin(self, job: PrintJobId, /) -> None:
        """It is being sent from now on."""
        self._set_sending(job, 1)

    def put_back(self, job: PrintJobId, /) -> None:
        """It is queued again."""
        self._set_sending(job, 0)

    def finish(self, job: PrintJobId, report: ReportPrinting | None, /) -> None:
        """It is final: job and content go, its report stays until the clinic has it."""

        def work(connection: DriverConnection) -> None:
            connection.execute("DELETE FROM print_jobs WHERE job = ?", (job.bytes,))
            if report is not None:
                connection.execute(_ADD_REPORT, _report_row(report))

        self._database.write(work)

    def add_report(self, report: ReportPrinting, /) -> None:
        """Another report is to be brought to the clinic."""
        self._database.write(lambda connection: connection.execute(_ADD_REPORT, _report_row(report)))

    def reports(self, most: int, /) -> Sequence[ReportPrinting]:
        """The oldest reports that were not put off. What this program can not read is dropped."""
        sql = "SELECT command, message FROM print_reports WHERE is_put_off = 0 ORDER BY place LIMIT ?"
        rows = self._database.read(lambda connection: connection.execute(sql, (most,)).fetchall())
        reports = []
        for command, message in rows:
            try:
                reports.append(_read(ReportPrinting, message))
            except (ValueError, TypeError):
                _log.exception("a report of a print job makes no sense to this program")
                self.drop_report(CommandId(UUID(bytes=command)))
        return tuple(reports)

    def drop_report(self, report: CommandId, /) -> None:
        """The clinic has it, or will never take it."""
        sql = "DELETE FROM print_reports WHERE command = ?"
        self._database.write(lambda connection: connection.execute(sql, (report.bytes,)))

    def put_off(self, report: CommandId, again: ReportPrinting, /) -> None:
        """The clinic does not take it yet."""
        row = (again.id.bytes, codec.write(again), report.bytes)
        sql = "UPDATE print_reports SET command = ?, message = ?, is_put_off = 1 WHERE command = ?"
        self._database.write(lambda connection: connection.execute(sql, row))

    def resume(self) -> None:
        """Try again what was put off."""
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE print_reports SET is_put_off = 0 WHERE is_put_off = 1"
            )
        )

    def drop_reports_before(self, asked_before: datetime, /) -> int:
        """Drop reports of jobs that were asked for before an instant; returns how many."""
        sql = "DELETE FROM print_reports WHERE asked_at < ?"
        row = (to_ms(asked_before),)
        return self._database.write(lambda connection: connection.execute(sql, row).rowcount)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _set_sending(self, job: PrintJobId, is_sending: int) -> None:
        sql = "UPDATE print_jobs SET is_sending = ? WHERE job = ?"
        self._database.write(lambda connection: connection.execute(sql, (is_sending, job.bytes)))


def _job(key: bytes, value: str, content: str, is_sending: int) -> PrintJob:
    kept = _read(_Kept, value)
    request = PrintRequest(
        kind=kept.kind,
        content=_read(CONTENTS[kept.kind], content),
        visit=kept.visit,
        token=kept.token,
        day=kept.day,
        copy=kept.copy,
    )
    asked = Asked(at=kept.asked_at, elapsed=kept.elapsed)
    job = PrintJob(id=PrintJobId(UUID(bytes=key)), request=request, asked=asked)
    return replace(job, state=JobState.SENDING) if is_sending else job


def _report_row(report: ReportPrinting) -> tuple[bytes, str, int]:
    return report.id.bytes, codec.write(report), to_ms(report.asked_at)


def _read(kind: type[Any], text: str) -> Any:  # noqa: ANN401  # a value of that type
    return read_answer(kind, json.loads(text))
