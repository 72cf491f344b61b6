"""Where the program's own files lie: fonts, sounds, translations, templates, migrations.

They stand in three places: beside the package in a checkout, inside the package once installed, and in the
folder that a frozen program unpacks to. Nothing else in the program knows about the difference.
"""

import sys
from pathlib import Path

_RESOURCES = "resources"
_MIGRATIONS = "migrations"


def resources_folder() -> Path:
    """The folder with the program's own files.

    Raises:
        FileNotFoundError: the installation is broken; the message names the places that were tried.
    """
    return _folder(_RESOURCES)


def migrations_folder() -> Path:
    """The folder with the database's migrations.

    Raises:
        FileNotFoundError: the installation is broken; the message names the places that were tried.
    """
    return _folder(_MIGRATIONS)


def _folder(name: str) -> Path:
    """A folder that is `_name` inside the package once installed, `name` beside it in a checkout."""
    package = Path(__file__).resolve().parent
    candidates = [package / f"_{name}", package.parent / name]
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        unpacked = Path(frozen)
        candidates = [unpacked / package.name / f"_{name}", unpacked / name, *candidates]
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise FileNotFoundError("the program's files are missing: " + ", ".join(str(f) for f in candidates))


def resource(*parts: str) -> Path:
    """The path of one of the program's own files: `resource("sounds", "chime.wav")`. It need not exist."""
    return resources_folder().joinpath(*parts)
