"""Who and what there is in the demo's clinic: its departments, rooms, staff and patients, all invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from nextpatient_desktop.clinic.departments.messages import DepartmentForm
from nextpatient_desktop.domain.hours import parse_hours
from nextpatient_desktop.domain.model import ClinicInfo, Gender, KioskAsks, Role

PASSWORD: Final = "sunrise"
"""Of everybody in the demo; it is printed when the demo starts."""

LANGUAGES: Final = ("en", "hi", "ta", "te", "bn")
_MORNING_TO_EVENING: Final = "Mon-Sun 06:00-20:00"
"""Long, so that whoever plays with the demo finds no closed doors."""

ANITA: Final = "Anita Joshi"
"""The patient in Room 3."""

F, M = Gender.FEMALE, Gender.MALE


def clinic_info(time_zone: str) -> ClinicInfo:
    """The clinic itself."""
    return ClinicInfo(
        name="Sunrise Community Clinic",
        address="12 Station Road",
        phone="080 4567 1200",
        time_zone=time_zone,
        languages=LANGUAGES,
        display_notice="Blood tests are done before breakfast. Drinking water is next to Room 2.",
    )


def departments() -> tuple[DepartmentForm, ...]:
    """The departments in the order of their tiles."""
    return (
        _department(
            *("A", "General OPD", "stethoscope", 7),
            names=("सामान्य ओपीडी", "பொது மருத்துவம்", "సాధారణ వైద్యం", "সাধারণ চিকিৎসা"),
            daily_limit=80,
        ),
        _department(
            *("D", "Dental", "tooth-outline", 7),
            names=("दंत चिकित्सा", "பல் மருத்துவம்", "దంత వైద్యం", "দন্ত চিকিৎসা"),
        ),
        _department(
            *("E", "ENT", "ear-hearing", 8),
            names=("कान नाक गला", "காது மூக்கு தொண்டை", "చెవి ముక్కు గొంతు", "নাক কান গলা"),
        ),
        _department(
            *("L", "Laboratory", "flask-outline", 3),
            names=("प्रयोगशाला", "ஆய்வகம்", "ప్రయోగశాల", "পরীক্ষাগার"),
            asks=KioskAsks.NOTHING,
        ),
        _department(
            *("P", "Pharmacy", "pill", 2),
            names=("दवाखाना", "மருந்தகம்", "ఫార్మసీ", "ফার্মেসি"),
            asks=KioskAsks.NOTHING,
        ),
        _department(
            *("C", "Child clinic", "baby-face-outline", 10),
            names=("बाल चिकित्सा", "குழந்தைகள் மருத்துவம்", "పిల్లల వైద్యం", "শিশু চিকিৎসা"),
            hours="Mon-Sun 14:00-17:00",
            asks=KioskAsks.PHONE,
        ),
    )


def _department(
    letter: str,
    name: str,
    icon: str,
    minutes: int,
    *,
    names: tuple[str, str, str, str],
    hours: str = _MORNING_TO_EVENING,
    daily_limit: int | None = None,
    asks: KioskAsks = KioskAsks.PHONE_OPTIONAL,
) -> DepartmentForm:
    return DepartmentForm(
        letter=letter,
        name=name,
        names=dict(zip(LANGUAGES[1:], names, strict=True)),
        icon=icon,
        hours=parse_hours(hours),
        daily_limit=daily_limit,
        asks=asks,
        asks_priority=asks is not KioskAsks.NOTHING,
        usual_visit=timedelta(minutes=minutes),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """A counter, the letters of its departments, and the login of who works there."""

    name: str
    letters: str
    login: str
    names: Mapping[str, str] = field(default_factory=dict)


def _room(number: int, letters: str, login: str) -> Room:
    words = ("कमरा", "அறை", "గది", "কক্ষ")
    names = {language: f"{word} {number}" for language, word in zip(LANGUAGES[1:], words, strict=True)}
    return Room(name=f"Room {number}", letters=letters, login=login, names=names)


def _desk(name: str, letters: str, login: str, names: tuple[str, str, str, str]) -> Room:
    return Room(name=name, letters=letters, login=login, names=dict(zip(LANGUAGES[1:], names, strict=True)))


ROOMS: Final = (
    _room(3, "AC", "meera"),
    _room(4, "A", "arjun"),
    _room(6, "D", "divya"),
    _room(7, "E", "george"),
    _desk("Lab", "L", "joseph", ("लैब", "ஆய்வகம்", "ల్యాబ్", "ল্যাব")),
    _desk("Pharmacy", "P", "nisha", ("दवाखाना", "மருந்தகம்", "ఫార్మసీ", "ফার্মেসি")),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who works in the clinic."""

    name: str
    login: str
    role: Role


STAFF: Final = (
    Person(name="Asha Menon", login="asha", role=Role.ADMIN),
    Person(name="Rekha Pillai", login="rekha", role=Role.RECEPTION),
    Person(name="Dr Meera Rao", login="meera", role=Role.DOCTOR),
    Person(name="Dr Arjun Sen", login="arjun", role=Role.DOCTOR),
    Person(name="Dr Divya Kapoor", login="divya", role=Role.DOCTOR),
    Person(name="Dr George Thomas", login="george", role=Role.DOCTOR),
    Person(name="Joseph Toppo", login="joseph", role=Role.RECEPTION),
    Person(name="Nisha Verma", login="nisha", role=Role.RECEPTION),
)


@dataclass(frozen=True, slots=True)
class Someone:
    """A patient: name, age, gender, phone (of the family), language."""

    name: str
    age: int | None
    gender: Gender
    phone: str
    language: str = "en"


PATIENTS: Final = (
    Someone("Harish Gowda", 58, M, "9845031201"),
    Someone("Savitri Gowda", 54, F, "9845031201"),
    Someone("Mohan Pawar", 39, M, "9845031214", "hi"),
    Someone("Rukmini A", 63, F, "9845031226", "ta"),
    Someone("Deepak Nair", 27, M, "9845031239"),
    Someone("Parveen S", 36, F, "9845031240", "hi"),
    Someone("Imran S", 41, M, "9845031240", "hi"),
    Someone("Balu Krishnan", 70, M, "9845031258", "ta"),
    Someone("Geeta Das", 45, F, "9845031263", "bn"),
    Someone("Tapan Das", 49, M, "9845031263", "bn"),
    Someone("Shanti Reddy", 33, F, "9845031277", "te"),
    Someone(ANITA, 44, F, "9845031777", "hi"),
    Someone("Vikram Joshi", 47, M, "9845031777", "hi"),
    Someone("Suresh K", 51, M, "9845031702"),
    Someone("Lakshmi D", 67, F, "9845031715", "te"),
    Someone("Kavya N", 29, F, "9845031728"),
    Someone("John P", 52, M, "9845031731"),
    Someone("Fatima B", 35, F, "9845031744", "hi"),
    Someone("Ravi T", 8, M, "9845031750", "ta"),
    Someone("Sumathi T", 34, F, "9845031750", "ta"),
    Someone("Meena Shetty", 56, F, "9845031762"),
    Someone("Prakash Rao", 61, M, "9845031776", "te"),
    Someone("Nandini M", 24, F, "9845031789"),
    Someone("Abdul Karim", 46, M, "9845031790", "hi"),
    Someone("Sarojini P", 72, F, "9845031803", "ta"),
    Someone("Kiran Bhat", 31, M, "9845031816"),
    Someone("Usha Bhat", 30, F, "9845031816"),
    Someone("Thomas Mathew", 65, M, "9845031829"),
    Someone("Rani Kumari", 19, F, "9845031832", "hi"),
    Someone("Gopal Yadav", 55, M, "9845031845", "hi"),
    Someone("Malathi R", 42, F, "9845031858", "ta"),
    Someone("Venkat Rao", 38, M, "9845031861", "te"),
    Someone("Jyoti Singh", 26, F, "9845031874", "hi"),
    Someone("Arun Prasad", 50, M, "9845031887"),
    Someone("Bina Ghosh", 59, F, "9845031890", "bn"),
    Someone("Salma Khan", 28, F, "9845031903", "hi"),
    Someone("Ramesh Iyer", 64, M, "9845031916", "ta"),
    Someone("Padma Iyer", 60, F, "9845031916", "ta"),
    Someone("Nitin Kale", 22, M, "9845031929", "hi"),
    Someone("Leela Fernandes", 48, F, "9845031932"),
)
