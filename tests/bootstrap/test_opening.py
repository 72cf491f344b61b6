"""A clinic that is opened when it is needed, and opened another way while it is in use."""

import functools
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.bootstrap.opening import OpeningClinic, Reached
from nextpatient_desktop.clinic.door import SYSTEM, Actor, Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.setup.messages import ClinicDetails, CreateClinic
from nextpatient_desktop.domain.model import ClinicInfo


class Opener:
    """Opens a real clinic, as often as it is asked to, and remembers what became of each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.released: list[int] = []
        self.barred: list[str] = []
        self.opened = 0
        clinic = open_clinic(path, create=True)
        clinic.acting_as(SYSTEM).execute(CreateClinic(info=ClinicInfo(name="Sunrise", time_zone="UTC")))
        clinic.close()

    def __call__(self) -> Reached:
        self.opened += 1
        number = self.opened
        return Reached(
            clinic=open_clinic(self.path),
            station=None,
            release=lambda: self.released.append(number),
            barred=self.barred.append,
        )


@pytest.fixture
def opener(tmp_path: Path) -> Opener:
    return Opener(tmp_path / "clinic.db")


@pytest.fixture
def clinic(opener: Opener) -> Iterator[OpeningClinic]:
    made = OpeningClinic.over(opener, SYSTEM)
    made.allow_opening()
    yield made
    made.close()


def test_nothing_is_opened_before_it_may_be(opener: Opener) -> None:
    clinic = OpeningClinic.over(opener, SYSTEM)
    asking = threading.Thread(target=lambda: clinic.ask(ClinicDetails()))
    asking.start()
    asking.join(0.1)
    assert asking.is_alive()
    assert opener.opened == 0
    clinic.allow_opening()
    asking.join()
    assert opener.opened == 1
    clinic.close()
    assert opener.released == [1]


def test_it_is_opened_once_for_all_actors(clinic: OpeningClinic, opener: Opener) -> None:
    other = clinic.acting_as(Actor())
    assert clinic.ask(ClinicDetails()) == other.ask(ClinicDetails())
    assert opener.opened == 1


def test_it_is_opened_another_way_at_the_next_call(clinic: OpeningClinic, opener: Opener) -> None:
    clinic.ask(ClinicDetails())
    told: list[str] = []
    clinic.reopen(lambda: told.append("closed" if opener.released == [1] else "open"))
    assert told == ["closed"]
    assert opener.opened == 1
    assert clinic.ask(ClinicDetails()).name == "Sunrise"
    assert opener.opened == 2


def test_reopening_waits_for_who_is_in_the_middle_of_something(
    opener: Opener,
) -> None:
    begun, may_end = threading.Event(), threading.Event()
    clinic = OpeningClinic.over(lambda: slow(opener(), begun, may_end), SYSTEM)
    clinic.allow_opening()
    asking = threading.Thread(target=lambda: clinic.ask(ClinicDetails()))
    asking.start()
    begun.wait()
    reopening = threading.Thread(target=clinic.reopen)
    reopening.start()
    reopening.join(0.1)
    assert reopening.is_alive()
    assert opener.released == []
    may_end.set()
    asking.join()
    reopening.join()
    assert opener.released == [1]
    clinic.close()


def test_watching_goes_on_with_the_clinic_that_is_opened_next(clinic: OpeningClinic, opener: Opener) -> None:
    first = clinic.watch(None)
    position = next(first)
    clinic.reopen()
    assert list(first) == []
    assert next(clinic.watch(None)) == position


def test_a_refusal_that_bars_the_station_is_told_and_raised(opener: Opener) -> None:
    for code, is_told in (("not_paired", True), ("station_closed", True), ("clinic_missing", False)):
        opener.barred.clear()
        clinic = OpeningClinic.over(functools.partial(refusing, opener, code), SYSTEM)
        clinic.allow_opening()
        with pytest.raises(ClinicError):
            clinic.ask(ClinicDetails())
        with pytest.raises(ClinicError):
            next(clinic.watch(None))
        assert opener.barred == ([code] * 2 if is_told else [])
        clinic.close()


def test_after_closing_nothing_opens_it(clinic: OpeningClinic, opener: Opener) -> None:
    clinic.close()
    with pytest.raises(ClinicError) as refused:
        clinic.ask(ClinicDetails())
    assert refused.value.code == "clinic_closed"
    assert opener.opened == 0


class _Edited:
    """A clinic whose questions do something else first."""

    def __init__(self, clinic: Clinic, first: Callable[[], None]) -> None:
        self._clinic = clinic
        self._first = first

    def __getattr__(self, name: str) -> object:
        return getattr(self._clinic, name)

    def acting_as(self, actor: Actor) -> "_Edited":
        return _Edited(self._clinic.acting_as(actor), self._first)

    def ask(self, query: object) -> object:
        self._first()
        return self._clinic.ask(query)  # type: ignore[arg-type]

    def watch(self, after: int | None = None) -> Iterator[int]:
        self._first()
        yield from self._clinic.watch(after)


def slow(reached: Reached, begun: threading.Event, may_end: threading.Event) -> Reached:
    def wait() -> None:
        begun.set()
        may_end.wait()

    return Reached(clinic=_Edited(reached.clinic, wait), station=None, release=reached.release)  # type: ignore[arg-type]


def refusing(opener: Opener, code: str) -> Reached:
    reached = opener()

    def refuse() -> None:
        raise ClinicError(code)

    clinic = _Edited(reached.clinic, refuse)
    return Reached(clinic=clinic, station=None, release=reached.release, barred=reached.barred)  # type: ignore[arg-type]
