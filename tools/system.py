"""What the system has to bring: a Python, a screen, and on Linux the libraries and fonts that Qt needs."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tools.showing import CannotGoOn, CommandFailed, run_showing, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

OLDEST, NEWEST = (3, 11), (3, 14)  # PySide6 6.11 and sqlcipher3 have wheels for these


def has_display(system: str, environ: Mapping[str, str]) -> bool:
    """Whether windows can open; `system` as in `sys.platform`. Who sets Qt's platform knows what they do."""
    if not system.startswith("linux"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


# --- Python ---------------------------------------------------------------------------------------


def why_unsuitable(version: tuple[int, int], implementation: str, is_64_bit: bool) -> str | None:
    """Say why this Python cannot run the program; None when it can."""
    name = f"{implementation} {version[0]}.{version[1]}"
    wanted = f"NextPatient needs a 64-bit CPython {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
    if not OLDEST <= version <= NEWEST or implementation != "CPython":
        return f"{wanted}; this is {name}."
    return None if is_64_bit else f"{wanted}; this {name} has 32 bits."


def another_python() -> str | None:
    """Find a suitable Python besides this one, newest but one first: the very newest is the least tried."""
    code = "import sys; print('%d.%d' % sys.version_info[:2], sys.maxsize > 2**32, sys.implementation.name)"
    for minor in (13, 12, 11, 14):
        found = shutil.which(f"python3.{minor}")
        launcher = shutil.which("py") if os.name == "nt" else None
        command = [found] if found else [launcher, f"-3.{minor}"] if launcher else None
        if command is None:
            continue
        probe = [*command, "-c", code + "; print(sys.executable)"]
        answer = subprocess.run(probe, capture_output=True, text=True, check=False)
        lines = answer.stdout.splitlines()
        if answer.returncode == 0 and lines[:1] == [f"3.{minor} True cpython"]:
            return lines[1]
    return None


def go_on_with_a_suitable_python(script: Path, argv: Sequence[str]) -> None:
    """Start the script again with a suitable Python if this one is not, or say which is needed."""
    complaint = why_unsuitable(sys.version_info[:2], platform.python_implementation(), sys.maxsize > 2**32)
    if complaint is None:
        return
    other = another_python()
    if other is None:
        raise CannotGoOn(f"{complaint}\nInstall one from https://www.python.org/downloads/ and start again.")
    say(f"{complaint} Going on with {other}.")
    sys.exit(subprocess.call([other, str(script), *argv]))


# --- Libraries, fonts and programs ----------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """Something the system brings: a library (`.so`), a file (`/...*`) or a program, with Debian's package.

    Without an essential part nothing starts; without another something is missing: `why`.
    """

    probe: str
    package: str
    why: str = ""

    @property
    def is_essential(self) -> bool:
        """Whether nothing starts without it."""
        return not self.why


POSTGRESQL = "postgresql"
"""Debian's package of the server: tests start their own, in a folder of their own."""

FOR_PROGRAM = (
    Part("libEGL.so.1", "libegl1"),
    Part("libGL.so.1", "libgl1"),
    Part("libglib-2.0.so.0", "libglib2.0-0"),
    Part("libdbus-1.so.3", "libdbus-1-3"),
    Part("libfontconfig.so.1", "libfontconfig1"),
    Part("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
    Part("libpulse.so.0", "libpulse0"),
    Part("libxkbcommon.so.0", "libxkbcommon0"),
    Part("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    Part("libxcb-cursor.so.0", "libxcb-cursor0"),
    Part("libxcb-icccm.so.4", "libxcb-icccm4"),
    Part("libxcb-image.so.0", "libxcb-image0"),
    Part("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    Part("libxcb-randr.so.0", "libxcb-randr0"),
    Part("libxcb-render-util.so.0", "libxcb-render-util0"),
    Part("libxcb-shape.so.0", "libxcb-shape0"),
    Part("libxcb-xkb.so.1", "libxcb-xkb1"),
    Part("libXrandr.so.2", "libxrandr2", "chimes"),
    Part("libspeechd.so.2", "libspeechd2", "the voice"),
    Part("libcups.so.2", "libcups2", "printing on paper other than tickets"),
    Part("libwayland-cursor.so.0", "libwayland-cursor0", "windows under Wayland"),
    Part("/usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf", "fonts-noto-core", "Indic scripts"),
)
FOR_TESTS = (
    *FOR_PROGRAM,
    Part("Xvfb", "xvfb", "tests with real windows"),
    Part("pdftoppm", "poppler-utils", "tests that look at PDF pages"),
    Part("libzbar.so.0", "libzbar0", "tests that read QR codes"),
    Part("cc", "gcc", "tests that make disks fail"),
    Part("ip", "iproute2", "tests that cut stations off"),
    Part("nft", "nftables", "tests that cut stations off"),
    Part("/usr/sbin/cupsd", "cups-daemon", "tests that print through CUPS"),
    Part("/usr/include/stdio.h", "libc6-dev", "tests that make disks fail"),
    Part("/usr/lib/postgresql/*/bin/initdb", POSTGRESQL, "tests on a PostgreSQL server"),
)


def libraries_in(ldconfig: str) -> frozenset[str]:
    """Names of the 64-bit libraries in what `ldconfig -p` prints."""
    lines = (line.split() for line in ldconfig.splitlines() if "x86-64" in line or "AArch64" in line)
    return frozenset(words[0] for words in lines if words)


def missing_parts(
    parts: Iterable[Part],
    libraries: frozenset[str],
    has_file: Callable[[str], bool],
    has_program: Callable[[str], bool],
) -> tuple[Part, ...]:
    """Those parts that are not there."""

    def is_there(probe: str) -> bool:
        if probe.startswith("/"):
            return has_file(probe)
        return probe in libraries if ".so" in probe else has_program(probe)

    return tuple(part for part in parts if not is_there(part.probe))


def has_apt(os_release: str) -> bool:
    """Whether this is Debian or made from it, by the text of /etc/os-release."""
    entries = dict(line.split("=", 1) for line in os_release.splitlines() if "=" in line)
    names = f"{entries.get('ID', '')} {entries.get('ID_LIKE', '')}".replace('"', "").split()
    return bool({"debian", "ubuntu"} & set(names))


def missing_here(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Those parts that this system lacks; on others than Linux the wheels bring everything."""
    everywhere = os.environ.get("PATH", "") + ":/sbin:/usr/sbin"  # Debian's users have no sbin in theirs
    ldconfig = shutil.which("ldconfig", path=everywhere)
    if platform.system() != "Linux" or ldconfig is None:
        return ()
    listed = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout
    return missing_parts(
        parts,
        libraries_in(listed),
        lambda path: any(Path("/").glob(path.removeprefix("/"))),
        lambda name: bool(shutil.which(name, path=everywhere)),
    )


def part_for_environments() -> tuple[Part, ...]:
    """What `python -m venv` lacks: Debian splits Python, and ensurepip comes with another package."""
    if find_spec("ensurepip") and find_spec("venv"):
        return ()
    return (Part("Python's venv", f"python3.{sys.version_info[1]}-venv"),)


def uses_apt() -> bool:
    """Whether this system is Debian or made from it."""
    release = Path("/etc/os-release")
    return bool(shutil.which("apt-get")) and release.exists() and has_apt(release.read_text(encoding="utf-8"))


def provide_parts(missing: Sequence[Part]) -> None:
    """Install what is missing if this is Debian and we are root; else say what brings it.

    Raises:
        CannotGoOn: something essential is missing, and installing it is not for us or failed.
    """
    if not missing:
        return
    if not uses_apt():
        names = ", ".join(part.probe for part in missing)
        say(f"Not found on this system: {names}.\nInstall what brings them if the program does not start.")
        return
    packages = sorted({part.package for part in missing})
    if sys.platform != "win32" and os.geteuid() == 0:
        install_with_apt(packages)
        return
    line = f"    sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    if any(part.is_essential for part in missing):
        raise CannotGoOn(f"The system lacks what the program needs. Install it and start again:\n{line}")
    reasons = ", ".join(sorted({part.why for part in missing}))
    say(f"Some packages of this system are missing, and with them: {reasons}. To install them:\n{line}")


def install_with_apt(packages: Sequence[str]) -> None:
    """Install Debian packages; lists that cannot be refreshed may still be good enough."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "UCF_FORCE_CONFFOLD": "1"}
    say(f"This system lacks {' '.join(packages)}.")
    if POSTGRESQL in packages:
        keep_servers_from_starting()
    with contextlib.suppress(CommandFailed):
        run_showing(["apt-get", "-q", "update"], "Refreshing the package lists", environ=quiet)
    try:
        command = ["apt-get", "-q", "-y", "install", "--no-install-recommends", *packages]
        run_showing(command, "Installing them with apt", environ=quiet)
    except CommandFailed as failure:
        raise CannotGoOn(f"apt-get could not install them:\n{failure.tail()}") from None


def keep_servers_from_starting(settings: Path = Path("/etc/postgresql-common")) -> None:
    """See that Debian's PostgreSQL, not installed yet, makes and starts no server for the whole system."""
    if not settings.exists():
        settings.mkdir(parents=True)
        (settings / "createcluster.conf").write_text("create_main_cluster = false\n", encoding="utf-8")
