"""A kiosk in a process of its own, whose line comes and goes: `python -m tests.clinic.offline.worker ...`.

    worker CLINIC STATION_ID OWN_FILE DEPARTMENT SEED     taps until it is killed
    worker CLINIC STATION_ID OWN_FILE DEPARTMENT finish   hands over what is left, and ends

Each line on the standard output is a code that a patient was told.
"""

import random
import subprocess
import sys
import threading
from pathlib import Path
from uuid import UUID

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.clock import SystemClock
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.door import Actor
from nextpatient_desktop.clinic.offline.clinic import OfflineClinic
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.domain.ids import DepartmentId, StationId
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.storage.station.database import StationDatabase
from nextpatient_desktop.storage.station.offline import SqliteOfflineStore
from tests.clinic.offline.away import Line

ROOT = Path(__file__).resolve().parents[3]


def start(clinic: Path, station: UUID, own: Path, department: UUID, job: object) -> "subprocess.Popen[str]":
    """A kiosk's process."""
    command = [sys.executable, "-m", "tests.clinic.offline.worker"]
    return subprocess.Popen(
        [*command, str(clinic), str(station), str(own), str(department), str(job)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def tap_for_ever(kiosk: OfflineClinic, line: Line, department: DepartmentId, chance: random.Random) -> None:
    """Tokens, while the line is cut, loses answers and is there again."""
    kiosk.ask(Departments())
    while True:
        for _ in range(chance.randint(1, 6)):
            command = IssueToken(department=department)
            for _ in range(chance.choice((1, 1, 2))):
                code = kiosk.execute(command).code
            print(code, flush=True)
        line.is_cut = chance.random() < 0.5
        line.loses_answers = chance.random() < 0.3
        kiosk.ask(Departments())


def finish(kiosk: OfflineClinic) -> None:
    """Wait until everything is handed over."""
    pause = threading.Event()
    while kiosk.state().waiting_to_sync or not kiosk.state().is_connected:
        pause.wait(0.02)


def main(clinic: str, station: str, own: str, department: str, job: str) -> None:
    actor = Actor(station=StationId(UUID(station)), kind=StationKind.KIOSK)
    line = Line(open_clinic(clinic).acting_as(actor))
    store = SqliteOfflineStore(StationDatabase.open(Path(own)))
    kiosk = OfflineClinic(line, store, SystemClock(), station=actor.station)
    if job == "finish":
        finish(kiosk)
        kiosk.close()
        return
    tap_for_ever(kiosk, line, DepartmentId(UUID(department)), random.Random(job))


if __name__ == "__main__":
    main(*sys.argv[1:])
