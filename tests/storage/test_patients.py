"""Patients: kept whole, numbered once, found by the beginning of any word or by their numbers."""

from dataclasses import replace

import pytest

from nextpatient_desktop.clinic.ports import Storage, UnitOfWork
from nextpatient_desktop.domain.model import Department, Gender, Patient
from tests.storage import things
from tests.storage.places import another, storage

__all__ = ["another", "storage"]


def found(storage: Storage, *words: str, digits: str = "", limit: int = 20) -> list[int]:
    with storage.read() as unit:
        return [one.record for one in unit.patients.find(words, digits, limit)]


def test_a_patient_is_kept_whole(storage: Storage) -> None:
    bare = things.patient(1, name="", phone="")
    whole = replace(
        bare,
        name="Anita Joshi",
        phone="9800000001",
        birth_year=1984,
        gender=Gender.FEMALE,
        address="12 Hill Road",
        language="hi",
        abha="91000000000001",
        consents_to_messages=True,
    )
    things.keep(storage, bare)
    with storage.read() as unit:
        assert unit.patients.get(bare.id) == bare
    storage.write(lambda unit: unit.patients.save(whole))
    with storage.read() as unit:
        assert unit.patients.get(bare.id) == whole
    with pytest.raises(LookupError):
        storage.write(lambda unit: unit.patients.save(replace(whole, record=2)))


def test_record_numbers_start_at_one_and_are_given_once(storage: Storage) -> None:
    def work(unit: UnitOfWork) -> list[int]:
        return [unit.patients.next_record(), unit.patients.next_record()]

    assert storage.write(work) == [1, 2]
    assert storage.write(work) == [3, 4]


def test_a_family_shares_a_phone(storage: Storage) -> None:
    made = [things.patient(2, "Ravi Joshi"), things.patient(1, "Anita Joshi"), things.patient(3, phone="")]
    things.keep(storage, *made)
    with storage.read() as unit:
        assert [one.record for one in unit.patients.by_phone("9800000001")] == [1, 2]
        assert unit.patients.by_phone("") == []


def test_names_are_found_by_the_beginnings_of_their_words(storage: Storage) -> None:
    names = ["Anita Joshi", "Anil Kumar Joshi", "JOSHUA D'Souza", "अनीता जोशी", "Ánita Štern"]
    things.keep(storage, *(things.patient(n, name, phone="") for n, name in enumerate(names, start=1)))
    assert found(storage, "jos") == [1, 2, 3]
    assert sorted(found(storage, "ani", "jo")) == [1, 2]
    assert found(storage, "JOSHI", "kum") == [2]
    assert found(storage, "oshi") == []
    assert found(storage, "अनी") == [4]
    assert found(storage, "joshi", "anil", "kumar", "x") == []
    assert found(storage) == []


def test_a_corrected_name_is_found_and_the_old_one_is_not(storage: Storage) -> None:
    someone = things.patient(1, "Anita Joshi")
    things.keep(storage, someone)
    storage.write(lambda unit: unit.patients.save(replace(someone, name="Anita Rao")))
    assert found(storage, "joshi") == []
    assert found(storage, "rao") == [1]


def test_a_name_of_two_words_that_begin_alike_is_found_once(storage: Storage) -> None:
    things.keep(storage, things.patient(1, "Anil Anand"))
    assert found(storage, "an") == [1]


def test_digits_find_phones_records_and_abha_numbers(storage: Storage) -> None:
    made: list[Patient] = [
        things.patient(1, "Anita Joshi", phone="9812000000"),
        things.patient(98, "Ravi Rao", phone="7000000000"),
        replace(things.patient(3, "Meera Nair", phone=""), abha="98120000000000"),
    ]
    things.keep(storage, *made)
    assert found(storage, digits="98") == [98, 1, 3]
    assert found(storage, digits="9812000000") == [1, 3]
    assert found(storage, digits="3") == [3]
    assert found(storage, "ravi", digits="9812") == [1, 3, 98]
    assert found(storage, digits="9" * 40) == []


def test_no_more_are_found_than_asked_for(storage: Storage) -> None:
    things.keep(storage, *(things.patient(n, f"Anita Anand {n}") for n in range(1, 30)))
    assert len(found(storage, "an", limit=5)) == 5
    assert len(found(storage, digits="98", limit=5)) == 5


def test_a_patients_visits_come_newest_first(storage: Storage, opd: Department) -> None:
    someone, other = things.patient(1), things.patient(2)
    things.keep(storage, someone, other)
    for whose in (someone, other, someone, someone):
        storage.write(lambda unit, whose=whose: things.issue(unit, opd, whose=whose))  # type: ignore[misc]
    with storage.read() as unit:
        assert unit.patients.visit_count(someone.id) == 3
        codes = [one.code for one in unit.patients.visits(someone.id, 2)]
        assert codes == ["A-004", "A-003"]
