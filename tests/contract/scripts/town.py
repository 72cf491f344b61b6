"""`Town`: a clinic at work, made by a script: departments, counters, and people at their stations."""

from nextpatient_desktop.clinic.counters.messages import AddCounter, CounterForm
from nextpatient_desktop.clinic.departments.messages import AddDepartment, DepartmentForm
from nextpatient_desktop.clinic.setup.messages import CreateClinic
from nextpatient_desktop.clinic.staff.messages import AddStaff, StaffForm
from nextpatient_desktop.domain.model import ClinicInfo, Counter, Department, Role, Staff, StationKind
from tests.clinic.house import PASSWORD
from tests.contract.play import Play


def create(play: Play) -> Staff:
    """The clinic and its admin, whose login is meera; from now on a stranger tries everything too."""
    play.do(play.system, CreateClinic(info=ClinicInfo(name="Sunrise Community Clinic")))
    play.admit_stranger()
    return add_staff(play, "Meera Nair", "meera", Role.ADMIN)


def add_staff(play: Play, name: str, login: str, role: Role) -> Staff:
    """Somebody who works here."""
    return play.do(
        play.system, AddStaff(form=StaffForm(name=name, login=login, role=role), password=PASSWORD)
    )


class Town:
    """Meera is at the settings, Dr Rao in Room 3, Dr Sen nowhere yet, Fatima at the reception."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.system = play.system
        self.meera = create(play)
        self.opd = self.add_department("A", "General OPD")
        self.lab = self.add_department("L", "Laboratory")
        self.room3 = self.add_counter("Room 3", self.opd)
        self.room4 = self.add_counter("Room 4", self.opd)
        self.lab_desk = self.add_counter("Lab window", self.lab)
        self.rao = add_staff(play, "Dr Meera Rao", "rao", Role.DOCTOR)
        self.sen = add_staff(play, "Dr Arun Sen", "sen", Role.DOCTOR)
        self.fatima = add_staff(play, "Fatima B", "fatima", Role.RECEPTION)
        self.admin = play.sign_in(play.ground.station(StationKind.COUNTER, "Office"), "meera")
        self.at3 = play.sign_in(play.ground.station(StationKind.COUNTER, "PC 3"), "rao", self.room3.id)
        self.desk = play.sign_in(play.ground.station(StationKind.COUNTER, "Reception"), "fatima")

    def add_department(self, letter: str, name: str) -> Department:
        form = DepartmentForm(letter=letter, name=name)
        return self.play.do(self.system, AddDepartment(form=form))

    def add_counter(self, name: str, *departments: Department) -> Counter:
        form = CounterForm(name=name, departments=tuple(one.id for one in departments))
        return self.play.do(self.system, AddCounter(form=form))
