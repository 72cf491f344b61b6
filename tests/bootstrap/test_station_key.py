"""A station's key is kept whole, for its own account alone."""

import sys
from pathlib import Path
from uuid import UUID

import pytest

from nextpatient_desktop.bootstrap.station_key import KeyFile, StationKey
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.domain.model import StationKind

KEY = StationKey(
    address="https://192.168.1.20:7390",
    pin="ab" * 32,
    key="a secret of 32 random bytes",
    station=StationId(UUID("01931f5e-0000-7000-8000-000000000001")),
    kind=StationKind.KIOSK,
    clinic="Sunrise Community Clinic",
)


@pytest.fixture
def file(tmp_path: Path) -> KeyFile:
    return KeyFile.beside(tmp_path / "settings" / "kiosk.json")


def test_it_lies_beside_the_settings(file: KeyFile, tmp_path: Path) -> None:
    assert file.path == tmp_path / "settings" / "kiosk.key"


def test_no_key_is_none(file: KeyFile) -> None:
    assert file.load() is None
    file.forget()


def test_what_is_kept_is_found_again(file: KeyFile) -> None:
    file.save(KEY)
    assert file.load() == KEY
    assert [one.name for one in file.path.parent.iterdir()] == ["kiosk.key"]


def test_another_takes_its_place_and_it_can_be_forgotten(file: KeyFile) -> None:
    file.save(KEY)
    other = StationKey(**{**vars(KEY), "address": "https://10.0.0.2:7390"})
    file.save(other)
    assert file.load() == other
    file.forget()
    assert file.load() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in lists")
def test_it_is_for_its_own_account_alone(file: KeyFile) -> None:
    file.save(KEY)
    assert file.path.stat().st_mode & 0o777 == 0o600


def test_nobody_sees_the_secret_in_a_trace() -> None:
    assert KEY.key not in repr(KEY)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"address": ""}', '{"station": 7}', "\xff"])
def test_what_makes_no_sense_is_set_aside(file: KeyFile, text: str) -> None:
    file.path.parent.mkdir(parents=True)
    file.path.write_text(text, encoding="latin-1")
    assert file.load() is None
    assert not file.path.exists()
    file.save(KEY)
    assert file.load() == KEY


def test_a_pc_that_does_not_let_it_be_kept_says_so(tmp_path: Path) -> None:
    (tmp_path / "settings").write_text("in the way")
    file = KeyFile.beside(tmp_path / "settings" / "kiosk.json")
    with pytest.raises(ClinicError) as refused:
        file.save(KEY)
    assert refused.value == ClinicError("settings_not_saved", path=str(file.path))
