"""Where data, settings and logs lie."""

from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap.folders import (
    HOME_VARIABLE,
    clinic_url,
    default_clinic,
    folders,
    settings_folder,
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    return tmp_path


def test_one_folder_may_hold_everything(home: Path) -> None:
    assert folders().data == home / "data"
    assert folders().logs == home / "logs"
    assert settings_folder() == home / "settings"
    assert default_clinic() == home / "data" / "clinic.db"


def test_else_the_platform_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_VARIABLE, raising=False)
    places = folders()
    assert all(
        place.is_absolute() and "NextPatient" in place.parts for place in (places.data, places.settings)
    )
    assert len({places.data, places.settings, places.logs}) >= 2


def test_nothing_is_made_by_asking(home: Path) -> None:
    folders()
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("given", [None, "", " "])
def test_no_url_is_this_account_s_clinic(home: Path, given: str | None) -> None:
    assert clinic_url(given) == default_clinic()


def test_a_folder_means_the_database_in_it(home: Path) -> None:
    there = home / "there.d"
    there.mkdir()
    assert clinic_url(str(there)) == there / "clinic.db"
    assert clinic_url(str(home / "not yet")) == home / "not yet" / "clinic.db"


def test_a_file_and_a_url_stay_what_they_are(home: Path) -> None:
    assert clinic_url(str(home / "data.db")) == home / "data.db"
    assert clinic_url("sqlite:////srv/clinic.db") == "sqlite:////srv/clinic.db"
