"""What a station on the LAN imports: as little as its first question needs."""

import json
import subprocess
import sys

from nextpatient_desktop.domain.model import StationKind
from tests.lan.remote.hosted import Hosted

HEAVY = {
    "PIL",
    "alembic",
    "asyncio",
    "cryptography",
    "email",
    "http",
    "pydantic",
    "sqlalchemy",
    "sqlcipher3",
    "starlette",
    "urllib3",
    "uvicorn",
    "zeroconf",
}
OF_THE_HOST = {
    "nextpatient_desktop.storage",
    "nextpatient_desktop.clinic.local",
    "nextpatient_desktop.lan.host",
}

PROGRAM = """
import json, sys
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.tokens.questions import NowServing
from nextpatient_desktop.lan.remote import RemoteClinic

clinic = RemoteClinic(*sys.argv[1:])
clinic.ask(Departments())
clinic.ask(NowServing())
next(clinic.watch())
clinic.close()
print(json.dumps(sorted(sys.modules)))
"""


def test_a_station_reads_its_first_answers_without_anything_heavy(hosted: Hosted) -> None:
    hosted.house.add_department()
    key = hosted.key_of(StationKind.DISPLAY)
    call = [sys.executable, "-c", PROGRAM, hosted.url, hosted.identity.pin, key]
    done = subprocess.run(call, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert (HEAVY | OF_THE_HOST) & set(json.loads(done.stdout)) == set()
