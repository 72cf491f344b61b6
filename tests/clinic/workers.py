"""What stations do in processes of their own: `python -m tests.clinic.workers issue URL DEPARTMENT COUNT`.

Each line on the standard output is one answer that was given, so that a test knows what was acknowledged.
"""

import subprocess
import sys
from pathlib import Path
from uuid import UUID

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.door import SYSTEM, Clinic
from nextpatient_desktop.clinic.tokens.messages import CompleteAndCallNext, IssueToken
from nextpatient_desktop.domain.ids import CounterId, DepartmentId, TokenId

ROOT = Path(__file__).resolve().parents[2]


def start(job: str, path: Path | str, *arguments: object) -> subprocess.Popen[str]:
    """A process that does a job; it goes on once a line is written to it."""
    command = [sys.executable, "-m", "tests.clinic.workers", job, str(path), *map(str, arguments)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )


def issue(clinic: Clinic, department: DepartmentId, count: int) -> None:
    """Issue tokens, one after the other."""
    for _ in range(count):
        print(clinic.execute(IssueToken(department=department)).code, flush=True)


def call(clinic: Clinic, counter: CounterId, count: int) -> None:
    """Call and complete until nobody was found waiting so many times in a row."""
    current: TokenId | None = None
    quiet = 0
    while quiet < count:
        done = clinic.execute(CompleteAndCallNext(counter=counter, current=current))
        current = None if done.called is None else done.called.id
        quiet = quiet + 1 if done.called is None else 0
        if done.called is not None:
            print(done.called.code, flush=True)


def main() -> None:
    """Open the clinic, say so, wait for the word, and do the job."""
    job, path, key, count = sys.argv[1:5]
    root = open_clinic(path)
    clinic = root.acting_as(SYSTEM)
    print("ready", flush=True)
    sys.stdin.readline()
    if job == "issue":
        issue(clinic, DepartmentId(UUID(key)), int(count))
    else:
        call(clinic, CounterId(UUID(key)), int(count))
    root.close()


if __name__ == "__main__":
    main()
