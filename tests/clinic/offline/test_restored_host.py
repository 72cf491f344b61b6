"""A host that came out of a backup does not know what is on paper since; the kiosk does, and says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.door import Actor, Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.tokens.adoption import AdoptTokens
from nextpatient_desktop.clinic.tokens.numbers import LastNumber, ReportNumbers
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.storage.backup import write_backup
from nextpatient_desktop.storage.keys import read_key
from nextpatient_desktop.storage.restore import restore
from tests.clinic.house import House
from tests.clinic.offline.away import Booth, Line


class Disaster:
    """The night's backup, and what becomes of a kiosk that meets the clinic restored from it."""

    def __init__(self, booth: Booth, folder: Path) -> None:
        self.booth = booth
        self.folder = folder
        self.house = booth.hall.house
        self.backup = folder / "night.npbackup"
        self.database = folder / "clinic.db"
        self.key = read_key(folder)
        write_backup(self.database, self.key, self.backup, taken_at=self.house.clock.now(), documents=None)

    @contextmanager
    def restored(self) -> Iterator[House]:
        """The clinic on a new PC, at the present instant."""
        target = self.folder / "new pc"
        restore(self.backup, self.key, target / "clinic.db", now=self.house.clock.now())
        house = House(target)
        house.clock.instant = self.house.clock.now()
        try:
            yield house
        finally:
            house.close()

    def connect(self, house: House) -> Clinic:
        """The kiosk's line leads to the restored clinic from now on."""
        station = self.booth.station
        clinic = house.door.acting_as(Actor(station=station.id, kind=StationKind.KIOSK))
        self.booth.house_clinic = clinic
        return clinic


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """In a file: a server's data is backed up by the server's own means."""
    made = House(tmp_path)
    made.set_up()
    yield made
    made.close()


@pytest.fixture
def disaster(booth: Booth, tmp_path: Path) -> Disaster:
    return Disaster(booth, tmp_path)


def reports(line: Line) -> list[ReportNumbers]:
    return [one for one in line.sent if isinstance(one, ReportNumbers)]


def test_no_number_on_paper_is_given_again_by_a_restored_clinic(booth: Booth, disaster: Disaster) -> None:
    paper = [booth.tap().code for _ in range(130)]
    assert paper[-1] == "A-130"
    booth.cut()
    paper.append(booth.tap().code)
    with disaster.restored() as house:
        disaster.connect(house)
        booth.restart()
        booth.mend()
        assert [type(one) for one in booth.line.sent] == [ReportNumbers, AdoptTokens]
        house.clock.instant = booth.clock.instant
        after = [booth.tap().code for _ in range(40)]
        assert after[0] == "A-131"
        assert set(after).isdisjoint(paper)
        (raised,) = house.events("numbers.raised")
        assert raised.station == booth.station.id
        assert house.place.findings() == []


def test_a_first_tap_waits_for_nobody_and_is_still_told_the_right_number(
    booth: Booth, disaster: Disaster
) -> None:
    for _ in range(130):
        booth.tap()
    with disaster.restored() as house:
        disaster.connect(house)
        booth.restart_unattended()
        assert booth.tap().code == "A-131"


def test_a_clinic_that_was_restored_unnoticed_gives_one_number_twice_at_most(
    booth: Booth, disaster: Disaster
) -> None:
    paper = {booth.tap().code for _ in range(130)}
    with disaster.restored() as house:
        booth.line.lead_to(disaster.connect(house))
        after = [booth.tap().code for _ in range(40)]
        assert len(paper.intersection(after)) == 1
        assert after[1] == "A-131"


def test_nothing_is_said_or_written_where_nothing_is_higher(booth: Booth) -> None:
    house = booth.hall.house
    booth.tap()
    booth.restart()
    (report,) = reports(booth.line)
    assert report.highest == (LastNumber(letter="A", number=1),)
    assert house.events("numbers.raised") == []
    assert booth.tap().code == "A-002"
    assert len(reports(booth.line)) == 1


def test_a_kiosk_reports_the_present_day_only(booth: Booth) -> None:
    booth.tap()
    booth.tick(timedelta(days=1))
    booth.tap(booth.hall.lab)
    booth.restart()
    (report,) = reports(booth.line)
    assert report.highest == (LastNumber(letter="L", number=1),)


@pytest.mark.parametrize("code", ["host_fault", "not_allowed", "request_invalid", "date_needs_confirmation"])
def test_a_report_that_is_refused_stops_no_patient(booth: Booth, code: str) -> None:
    booth.tap()
    booth.restart_unattended()
    booth.line.refuses = {ReportNumbers: ClinicError(code)}
    assert booth.tap().code == "A-002"


def test_a_report_that_breaks_stops_no_patient(booth: Booth) -> None:
    booth.tap()
    booth.restart_unattended()
    booth.line.refuses = {ReportNumbers: RuntimeError("a bug")}
    assert booth.tap().code == "A-002"
    booth.line.refuses = {ReportNumbers: ClinicError("out_of_reach")}
    booth.restart_unattended()
    booth.line.refuses = {ReportNumbers: ClinicError("out_of_reach")}
    assert booth.tap().code == "A-A01"
