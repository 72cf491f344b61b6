"""Clinics to measure on: real encrypted files in a temporary folder."""

from pathlib import Path

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.counters.messages import AddCounter, CounterForm
from nextpatient_desktop.clinic.departments.messages import AddDepartment, DepartmentForm
from nextpatient_desktop.clinic.door import SYSTEM, Clinic
from nextpatient_desktop.clinic.setup.messages import CreateClinic
from nextpatient_desktop.domain.ids import CounterId, DepartmentId
from nextpatient_desktop.domain.model import ClinicInfo, KioskAsks

LETTERS = "ABCDEFGH"


def new_clinic(folder: Path, *, departments: int = 1) -> tuple[Clinic, list[DepartmentId], list[CounterId]]:
    """Make a clinic with departments that are always open and a counter for each; the caller closes it."""
    clinic = open_clinic(str(folder / "clinic.db"), create=True).acting_as(SYSTEM)
    places = departments_of(clinic, departments)
    counters: list[CounterId] = []
    for letter, place in zip(LETTERS, places, strict=False):
        room = CounterForm(name=f"Room {letter}", departments=(place,))
        counters.append(clinic.execute(AddCounter(form=room)).id)
    return clinic, places, counters


def departments_of(clinic: Clinic, count: int) -> list[DepartmentId]:
    """Set up an empty clinic with departments that are always open."""
    clinic.execute(CreateClinic(info=ClinicInfo(name="Bench Clinic", time_zone="UTC")))
    forms = [
        DepartmentForm(letter=letter, name=f"Department {letter}", asks=KioskAsks.NOTHING)
        for letter in LETTERS[:count]
    ]
    return [clinic.execute(AddDepartment(form=form)).id for form in forms]
