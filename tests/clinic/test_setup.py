"""The clinic itself: set up once, corrected by admins, read by everybody."""

from dataclasses import replace

import pytest

from nextpatient_desktop.clinic.door import Actor
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.setup.messages import ClinicDetails, CreateClinic, UpdateClinic
from nextpatient_desktop.domain.model import ClinicInfo, StationKind
from tests.clinic.house import House, refused, refused_and_unchanged

INFO = ClinicInfo(
    name="  Sunrise   Community Clinic ",
    address="12 Station Road\nPune",
    phone="080 4567 1200",
    languages=("hi", "en", "hi"),
    country_code="+91",
    link_base="https://sunrise.example/q/",
)


def test_a_clinic_is_set_up_in_an_empty_database(empty_house: House) -> None:
    assert refused(empty_house.door, ClinicDetails()).code == "clinic_missing"

    made = empty_house.system.execute(CreateClinic(info=INFO))

    assert made == replace(
        INFO,
        name="Sunrise Community Clinic",
        languages=("hi", "en"),
        country_code="91",
        link_base="https://sunrise.example/q",
    )
    assert empty_house.door.ask(ClinicDetails()) == made


def test_a_second_clinic_in_one_database_is_refused(house: House) -> None:
    refusal = refused_and_unchanged(house, house.system, CreateClinic(info=INFO))
    assert refusal == ClinicError("clinic_exists", name="Sunrise Community Clinic")


def test_only_the_program_itself_sets_a_clinic_up(empty_house: House) -> None:
    assert refused(empty_house.door, CreateClinic(info=INFO)).code == "not_allowed"
    nobody = empty_house.door.acting_as(Actor(kind=StationKind.HOST))
    assert refused(nobody, CreateClinic(info=INFO)).code == "not_allowed"


def test_an_admin_corrects_the_clinic_and_others_may_not(house: House) -> None:
    changed = ClinicInfo(name="Moonlight Clinic", display_notice="Drink water")
    doctor = house.add_staff("Dr Anita Rao", "anita")
    assert refused(house.as_staff(doctor), UpdateClinic(info=changed)).code == "not_allowed"

    assert house.as_staff(house.admin).execute(UpdateClinic(info=changed)) == changed
    assert house.as_station(StationKind.DISPLAY).ask(ClinicDetails()) == changed


def test_saving_what_is_there_already_writes_nothing(house: House) -> None:
    before = house.storage.position()
    house.system.execute(UpdateClinic(info=house.system.ask(ClinicDetails())))
    assert house.storage.position() == before


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"name": "  "}, "text_empty", "name"),
        ({"name": "x" * 121}, "text_too_long", "name"),
        ({"address": "x" * 501}, "text_too_long", "address"),
        ({"phone": "call Meera"}, "phone_invalid", "phone"),
        ({"time_zone": "Asia/Nowhere"}, "time_zone_unknown", "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone_unknown", "time_zone"),
        ({"time_zone": ""}, "time_zone_unknown", "time_zone"),
        ({"languages": ()}, "language_missing", "languages"),
        ({"languages": ("en", "xx")}, "language_unknown", "languages"),
        ({"country_code": "India"}, "country_code_invalid", "country_code"),
        ({"country_code": ""}, "country_code_invalid", "country_code"),
        ({"day_starts": 1440}, "number_out_of_range", "day_starts"),
        ({"day_starts": -1}, "number_out_of_range", "day_starts"),
        ({"link_base": "sunrise.example"}, "link_invalid", "link_base"),
        ({"link_base": "https://sunrise.example/?q=1"}, "link_invalid", "link_base"),
        ({"link_base": "https://[broken"}, "link_invalid", "link_base"),
        ({"link_base": "ftp://sunrise.example"}, "link_invalid", "link_base"),
    ],
)
def test_what_is_wrong_is_said_with_its_field(
    house: House, wrong: dict[str, object], code: str, field: str
) -> None:
    info = replace(INFO, **wrong)  # type: ignore[arg-type]
    refusal = refused_and_unchanged(house, house.system, UpdateClinic(info=info))
    assert (refusal.code, refusal.params["field"]) == (code, field)


def test_no_word_of_the_clinic_is_in_the_journal(house: House) -> None:
    house.system.execute(UpdateClinic(info=INFO))
    journal = " ".join(event.body for event in house.events())
    for word in ("Sunrise", "Station Road", "4567", "sunrise.example"):
        assert word not in journal
