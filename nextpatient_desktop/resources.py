"""Where the program's own files lie: fonts, sounds, translations, templates.

They stand in three places: beside the package in a checkout, inside the package once installed, and in the
folder that a frozen program unpacks to. Nothing else in the program knows about the difference.
"""

import sys
from pathlib import Path

_INSTALLED = "_resources"
_CHECKOUT = "resources"


def resources_folder() -> Path:
    """The folder with the program's own files.

    Raises:
        FileNotFoundError: the installation is broken; the message names the places that were tried.
    """
    package = Path(__file__).resolve().parent
    candidates = [package / _INSTALLED, package.parent / _CHECKOUT]
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        unpacked = Path(frozen)
        candidates = [unpacked / package.name / _INSTALLED, unpacked / _CHECKOUT, *candidates]
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise FileNotFoundError("the program's files are missing: " + ", ".join(str(f) for f in candidates))


def resource(*parts: str) -> Path:
    """The path of one of the program's own files: `resource("sounds", "chime.wav")`. It need not exist."""
    return resources_folder().joinpath(*parts)
