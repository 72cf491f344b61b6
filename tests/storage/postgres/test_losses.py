"""The connection is lost at the worst moment: what was asked for is done once, or said not to be done."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.departments.messages import AddDepartment, DepartmentForm
from nextpatient_desktop.clinic.door import SYSTEM, Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import Contact, Session, UnitOfWork
from nextpatient_desktop.clinic.setup.messages import CreateClinic
from nextpatient_desktop.clinic.stations.pairing import KeyStation
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import ClinicInfo, Department, StationKind, Token
from nextpatient_desktop.storage.postgres import links, writer
from nextpatient_desktop.storage.postgres.storage import PostgresStorage
from tests.clinic.places import ServerPlace
from tests.fakes.cut_wire import COMMITTING, CutWire
from tests.postgres import Server
from tests.storage import things


@pytest.fixture
def wire(postgres_server: Server) -> Iterator[CutWire]:
    made = CutWire(postgres_server.folder)
    yield made
    made.close()


@pytest.fixture
def url(wire: CutWire, emptied_postgres_url: str) -> str:
    """The URL of an empty database behind the wire."""
    return wire.url(emptied_postgres_url.partition("@/")[2].partition("?")[0])


@pytest.fixture
def storage(url: str) -> Iterator[PostgresStorage]:
    with closing(PostgresStorage.open(url)) as opened:
        yield opened


@pytest.fixture
def opd(storage: PostgresStorage) -> Department:
    made = things.department()
    storage.write(lambda unit: things.set_up(unit, made))
    return made


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a server."""
    for module in (links, writer):
        monkeypatch.setattr(module, "LONGEST_WAIT", 0.3)


class Issuing:
    """A work that counts how often it was run."""

    def __init__(self, opd: Department) -> None:
        self._opd = opd
        self.runs = 0

    def __call__(self, unit: UnitOfWork) -> Token:
        self.runs += 1
        return things.issue(unit, self._opd)


def waiting(storage: PostgresStorage, opd: Department) -> list[str]:
    with storage.read() as unit:
        return [token.code for token in unit.tokens.waiting(opd.id, things.TODAY)]


def test_a_commit_that_never_reached_the_server_is_done_again(
    storage: PostgresStorage, wire: CutWire, opd: Department
) -> None:
    work = Issuing(opd)
    wire.before = COMMITTING
    assert storage.write(work).code == "A-001"
    assert (work.runs, wire.cuts) == (2, 1)
    assert waiting(storage, opd) == ["A-001"]


def test_a_commit_whose_answer_was_lost_is_not_done_again(
    storage: PostgresStorage, wire: CutWire, opd: Department
) -> None:
    work = Issuing(opd)
    wire.after = COMMITTING
    assert storage.write(work).code == "A-001"
    assert (work.runs, wire.cuts) == (1, 1)
    assert waiting(storage, opd) == ["A-001"]
    assert storage.write(work).code == "A-002"


def test_the_watchers_hear_of_a_commit_whose_answer_was_lost(
    storage: PostgresStorage, wire: CutWire, opd: Department
) -> None:
    positions = storage.watch(0)
    wire.after = COMMITTING
    storage.write(Issuing(opd))
    assert next(positions) == 1


def test_a_connection_lost_in_the_middle_of_a_work_is_no_loss(
    storage: PostgresStorage, wire: CutWire, opd: Department
) -> None:
    work = Issuing(opd)

    def interrupted(unit: UnitOfWork) -> Token:
        unit.days.latest()
        if work.runs == 0:
            wire.cut()
        return work(unit)

    assert storage.write(interrupted).code == "A-001"
    assert work.runs == 2
    assert waiting(storage, opd) == ["A-001"]


def test_connections_that_the_server_closed_meanwhile_are_made_anew(
    storage: PostgresStorage, wire: CutWire, opd: Department
) -> None:
    with storage.read() as unit:
        unit.days.latest()
    wire.cut()
    assert waiting(storage, opd) == []
    wire.cut()
    assert storage.position() == 0
    wire.cut()
    assert storage.write(Issuing(opd)).code == "A-001"


def test_a_server_out_of_reach_is_said_and_what_was_not_committed_is_not_there(
    storage: PostgresStorage, wire: CutWire, opd: Department, hurried: None
) -> None:
    work = Issuing(opd)

    def interrupted(unit: UnitOfWork) -> Token:
        made = work(unit)
        wire.is_down = True
        wire.cut()
        return made

    with pytest.raises(ClinicError, match="server_out_of_reach"):
        storage.write(interrupted)
    with pytest.raises(ClinicError, match="server_out_of_reach"):
        storage.write(work)
    with pytest.raises(ClinicError, match="server_out_of_reach"), storage.read() as unit:
        unit.days.latest()
    with pytest.raises(ClinicError, match="server_out_of_reach"):
        storage.position()
    wire.is_down = False
    assert waiting(storage, opd) == []
    assert storage.write(work).code == "A-001"


def test_a_reader_whose_connection_is_lost_in_the_middle_is_told(
    storage: PostgresStorage, wire: CutWire, opd: Department
) -> None:
    with pytest.raises(ClinicError, match="server_out_of_reach"), storage.read() as unit:
        unit.days.latest()
        wire.cut()
        unit.departments.all()
    assert waiting(storage, opd) == []


def test_what_journals_nothing_may_be_done_twice(storage: PostgresStorage, wire: CutWire) -> None:
    kiosk, doctor = things.station(), things.staff()
    things.keep(storage, kiosk, doctor)
    session = Session(digest=bytes(32), station=kiosk.id, staff=doctor.id, begun_at=things.NOW)
    seen = Contact(station=kiosk.id, seen_at=things.NOW, is_listening=True)
    for work in (
        lambda unit: unit.credentials.begin(session),
        lambda unit: unit.contacts.save(seen),
        lambda unit: unit.secrets.add("certificate", b"pem"),
        lambda unit: unit.credentials.keep_key(kiosk.id, bytes(32), things.NOW),
    ):
        wire.after = COMMITTING
        storage.write(work)
        assert wire.after is None
    with storage.read() as unit:
        assert unit.credentials.session(bytes(32)) == session
        assert list(unit.contacts.all()) == [seen]


def test_what_is_remembered_of_a_server_is_not_believed_of_the_next(
    storage: PostgresStorage, wire: CutWire, opd: Department, emptied_postgres_url: str
) -> None:
    """A standby that took over without the last commits counts its revisions from where it was."""
    with storage.read() as unit:
        assert [one.name for one in unit.departments.all()] == ["General OPD"]
    with ServerPlace(emptied_postgres_url).connection() as beside:
        beside.execute("UPDATE departments SET name = 'Surgery'")  # the revision stays the same
    wire.cut()
    with storage.read() as unit:
        assert [one.name for one in unit.departments.all()] == ["Surgery"]


# --- Through the door -------------------------------------------------------------------------------------


@pytest.fixture
def clinic(url: str) -> Iterator[Clinic]:
    with closing(open_clinic(url)) as opened:
        system = opened.acting_as(SYSTEM)
        system.execute(CreateClinic(info=ClinicInfo(name="Sunrise")))
        yield system


def test_a_refusal_whose_commit_was_not_answered_stays_that_refusal(clinic: Clinic, wire: CutWire) -> None:
    command = IssueToken(department=DepartmentId(things.new_id()))
    wire.after = COMMITTING
    with pytest.raises(ClinicError) as first:
        clinic.execute(command)
    with pytest.raises(ClinicError) as again:
        clinic.execute(command)
    assert first.value == again.value
    assert wire.cuts == 1


def test_a_key_that_is_told_once_is_told_though_its_commit_was_not_answered(
    clinic: Clinic, wire: CutWire
) -> None:
    wire.after = COMMITTING
    assert clinic.execute(KeyStation(kind=StationKind.KIOSK)).key != ""
    assert wire.cuts == 1


def test_every_second_answer_is_lost_and_every_token_is_one(clinic: Clinic, wire: CutWire) -> None:
    opd = clinic.execute(AddDepartment(form=DepartmentForm(letter="A", name="General OPD")))
    codes = []
    for number in range(20):
        if number % 4 == 1:
            wire.after = COMMITTING
        elif number % 4 == 3:
            wire.before = COMMITTING
        codes.append(clinic.execute(IssueToken(department=opd.id)).code)
    assert codes == [f"A-{number:03d}" for number in range(1, 21)]
    assert wire.cuts == 10
