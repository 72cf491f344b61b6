"""Makes the program's environment on the first start, then runs the demo, the tests or the benchmarks.

Needs Python and nothing else. What it makes is `.venv`, and a second start goes straight on. Its parts are in
`tools/`.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.environment import Environment, Stamp, alone
from tools.showing import CannotGoOn, duration, say
from tools.system import (
    FOR_PROGRAM,
    FOR_TESTS,
    go_on_with_a_suitable_python,
    has_display,
    missing_here,
    part_for_environments,
    provide_parts,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parent

USAGE = """\
python3 run.py                  the demo: a small clinic with all its screens
python3 run.py demo [OPTIONS]   the same, with options (--screens DIR makes pictures and needs no screen)
python3 run.py test             style, types, layers and tests
python3 run.py test -- ARGS     only pytest, with ARGS (-k name, -m slow, a path)
python3 run.py check NAME ...   only these: style, format, types, layers, tests
python3 run.py bench [ARGS]     the benchmarks
python3 run.py MODE [OPTIONS]   one mode of the program, such as kiosk or counter"""

NO_DISPLAY = """\
There is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set, so no window can open.
To see the program as pictures instead (nextpatient demo --screens DIR):
    python3 run.py demo --screens pictures"""

WINDOW_MODES = frozenset({"demo", "kiosk", "counter", "display", "settings", "setup"})


@dataclass(frozen=True)
class Request:
    """What to run once the environment stands: `what` is `program`, `test`, `check` or `bench`."""

    what: str
    args: tuple[str, ...]


def parse(argv: Sequence[str]) -> Request:
    """Read the command line; nothing means the demo, options alone are the demo's."""
    words = list(argv)
    if words[:1] in (["test"], ["check"], ["bench"]):
        args = words[2:] if words[1:2] == ["--"] else words[1:]
        return Request(words[0], tuple(args))
    if not words or words[0].startswith("-"):
        words = ["demo", *words]
    return Request("program", tuple(words))


def needs_a_display(request: Request) -> bool:
    """Whether windows would open: pictures, tests and modes without windows need no screen."""
    if request.what != "program" or request.args[0] not in WINDOW_MODES:
        return False
    needs_none = {"--screens", "--help", "-h"}
    return not any(arg.split("=")[0] in needs_none for arg in request.args)


def all_checks(environment: Environment, processors: int) -> dict[str, list[str]]:
    """The commands of the checks, by name, quickest first."""
    python = str(environment.python)
    workers = str(max(2, min(4, processors)))
    return {
        "style": [python, "-m", "ruff", "check", "."],
        "format": [python, "-m", "ruff", "format", "--check", "."],
        "layers": [str(environment.program("lint-imports")), "--no-logo"],
        "types": [python, "-m", "mypy"],
        "tests": [python, "-m", "pytest", "-n", workers, "--dist", "loadgroup"],
    }


def checks_for(request: Request, environment: Environment, processors: int) -> dict[str, list[str]]:
    """The checks that are asked for: all, those named, or pytest alone with its arguments.

    Raises:
        CannotGoOn: a check is named that there is not.
    """
    known = all_checks(environment, processors)
    if request.what == "check":
        unknown = [name for name in request.args if name not in known]
        if unknown or not request.args:
            raise CannotGoOn(f"Name some of these checks: {', '.join(known)}.")
        return {name: known[name] for name in request.args}
    if request.args:
        return {"tests": [str(environment.python), "-m", "pytest", *request.args]}
    return known


def run_checks(commands: Mapping[str, Sequence[str]], environ: Mapping[str, str]) -> int:
    """Run every check, also after one has failed, and sum up; 0 if all passed."""
    results = []
    for name, command in commands.items():
        say(f"\n=== {name}: {' '.join(command[1:])}")
        started = time.monotonic()
        status = subprocess.call(command, cwd=ROOT, env=environ)
        results.append((name, status, duration(time.monotonic() - started)))
    say("")
    for name, status, took in results:
        say(f"{name:8} {'passed' if status == 0 else 'FAILED'}  {took}")
    return 1 if any(status for _, status, _ in results) else 0


def become(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Hand over to a command: signals and the exit status are then its own (Windows has no exec)."""
    if os.name != "nt":
        sys.stdout.flush()
        os.execve(command[0], list(command), dict(environ))
    with contextlib.suppress(KeyboardInterrupt):
        return subprocess.call(command, env=environ)
    return 130


def set_up(environment: Environment, request: Request) -> None:
    """See that the system and the environment have what is needed; the second time they do.

    Raises:
        CannotGoOn: something is missing that only the person at the keyboard can provide.
    """
    wanted = Stamp.wanted(ROOT)
    with alone(ROOT):
        missing = missing_here(FOR_TESTS if request.what in ("test", "bench") else FOR_PROGRAM)
        if environment.next_step(wanted) == "build":
            missing += part_for_environments()
        provide_parts(missing)
        environment.make(ROOT, wanted)


def main(argv: Sequence[str]) -> int:
    """Set up if needed, then run what is asked for; returns the exit status."""
    if argv[:1] in (["-h"], ["--help"]):
        say(USAGE)
        return 0
    go_on_with_a_suitable_python(Path(__file__), argv)
    request = parse(argv)
    environ = dict(os.environ)
    if not has_display(sys.platform, environ):
        if needs_a_display(request):
            raise CannotGoOn(NO_DISPLAY)
        environ["QT_QPA_PLATFORM"] = "offscreen"
    environment = Environment(ROOT / ".venv")
    if request.what in ("test", "check"):
        commands = checks_for(request, environment, os.cpu_count() or 2)
        set_up(environment, request)
        return run_checks(commands, environ)
    set_up(environment, request)
    if request.what == "bench":
        os.chdir(ROOT)
    module = "benchmarks" if request.what == "bench" else "nextpatient_desktop"
    return become([str(environment.python), "-m", module, *request.args], environ)


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # pip may say what an old Windows console cannot show
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotGoOn as reason:
        sys.exit(f"\n{reason}")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. What is half-made is made anew at the next start.")
