"""Where the program keeps what is not its own: the clinic's data, this station's settings, its logs.

They are the platform's folders for each, of the account that runs the program. `NEXTPATIENT_HOME` puts all
of them into one folder instead: for a program on a stick, for several clinics on one PC, for tests.
"""

import os
from pathlib import Path
from typing import Final

from nextpatient_desktop.domain.records import dataclass

HOME_VARIABLE: Final = "NEXTPATIENT_HOME"
DATABASE: Final = "clinic.db"

_NAME: Final = "NextPatient"


@dataclass(frozen=True, kw_only=True)
class Folders:
    """The folders of one account. None of them need exist."""

    data: Path
    settings: Path
    logs: Path

    @property
    def database(self) -> Path:
        """The clinic's database where none is named."""
        return self.data / DATABASE


def folders() -> Folders:
    """The folders of this account."""
    home = os.environ.get(HOME_VARIABLE, "").strip()
    if home:
        place = Path(home).expanduser().absolute()
        return Folders(data=place / "data", settings=place / "settings", logs=place / "logs")
    import platformdirs

    return Folders(
        data=platformdirs.user_data_path(_NAME, appauthor=False),
        settings=platformdirs.user_config_path(_NAME, appauthor=False),
        logs=platformdirs.user_log_path(_NAME, appauthor=False),
    )


def default_clinic() -> Path:
    """The clinic's database where none is named."""
    return folders().database


def settings_folder() -> Path:
    """Where stations on this PC keep their settings."""
    return folders().settings


def clinic_url(given: str | None) -> str | Path:
    """The clinic's URL that a person means: what they gave, a folder's database, or the one of this account.

    A path that is a folder, or has no suffix, names the database `clinic.db` in that folder.
    """
    if given is None or not given.strip():
        return default_clinic()
    if "://" in given:
        return given
    path = Path(given).expanduser().absolute()
    return path / DATABASE if path.is_dir() or not path.suffix else path
