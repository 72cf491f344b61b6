"""A new clinic on this PC: whole, with an administrator who can sign in, or not there at all."""

from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.bootstrap.folders import HOME_VARIABLE, default_clinic
from nextpatient_desktop.bootstrap.setting_up import LocalSettingUp
from nextpatient_desktop.clinic.door import SYSTEM
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.staff.messages import StaffMembers
from nextpatient_desktop.domain.model import Role
from nextpatient_desktop.storage import keys
from nextpatient_desktop.ui.setup.ports import NewClinic

FORM = NewClinic(
    name="Sunrise", languages=("en", "ta"), admin_name="Asha", login="asha", password="three small words"
)


def changed(**more: str) -> NewClinic:
    return NewClinic(**{**vars(FORM), **more})


def test_this_account_s_clinic_is_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    made = LocalSettingUp().set_up(FORM)
    assert (made.name, made.url, made.place) == ("Sunrise", "", str(default_clinic().parent))
    assert keys.key_of_recovery_code(made.recovery_code) == keys.read_key(default_clinic().parent)
    clinic = open_clinic(default_clinic())
    system = clinic.acting_as(SYSTEM)
    assert system.ask(ClinicDetails()).languages == ("en", "ta")
    assert [(one.name, one.login, one.role) for one in system.ask(StaffMembers())] == [
        ("Asha", "asha", Role.ADMIN)
    ]
    clinic.close()


def test_another_place_is_named(tmp_path: Path) -> None:
    made = LocalSettingUp(tmp_path / "there" / "clinic.db").set_up(FORM)
    assert made.url == str(tmp_path / "there" / "clinic.db")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (changed(name=""), "name"),
        (changed(admin_name="x" * 200), "admin_name"),
        (changed(login=" "), "login"),
        (changed(password="no"), "password"),
    ],
)
def test_what_is_refused_names_its_input_and_leaves_nothing(
    tmp_path: Path, form: NewClinic, field: str
) -> None:
    with pytest.raises(ClinicError) as refused:
        LocalSettingUp(tmp_path / "there" / "clinic.db").set_up(form)
    assert refused.value.params["field"] == field
    assert list(tmp_path.iterdir()) == []


def test_a_clinic_that_is_there_stays(tmp_path: Path) -> None:
    place = tmp_path / "clinic.db"
    LocalSettingUp(place).set_up(FORM)
    before = place.read_bytes()
    with pytest.raises(ClinicError) as refused:
        LocalSettingUp(place).set_up(FORM)
    assert refused.value == ClinicError("restore_target_exists", path=str(place))
    assert place.read_bytes() == before
