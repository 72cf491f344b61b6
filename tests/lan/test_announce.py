"""A host is found on the network under its clinic's name, wherever it moves; failing to be harms it not."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.lan import announce, wire
from nextpatient_desktop.lan.announce import Announcement, own_addresses
from nextpatient_desktop.lan.discovery import Announced, browse

PIN = "5a" * 32
WITHIN = 15.0
LOOPBACK = ["127.0.0.1"]


class Town:
    """Listens for hosts on loopback."""

    def __init__(self) -> None:
        self._heard: list[Announced] = []
        self._news = threading.Condition()
        self._browser = browse(self._hear, interfaces=LOOPBACK)

    def _hear(self, announced: Announced) -> None:
        with self._news:
            self._heard.append(announced)
            self._news.notify_all()

    def wait_for(self, is_it: Callable[[Announced], bool]) -> Announced:
        """The first host heard of that is the one."""

        def found() -> Announced | None:
            return next((one for one in self._heard if is_it(one)), None)

        with self._news:
            assert self._news.wait_for(lambda: found() is not None, WITHIN)
            one = found()
        assert one is not None
        return one

    def close(self) -> None:
        self._browser.close()


@pytest.fixture
def town() -> Iterator[Town]:
    try:
        town = Town()
    except OSError:
        pytest.skip("this machine has no network to announce on")
    yield town
    town.close()


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announce, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(announce, "_AGAIN_AFTER", 0.05)


def test_a_host_is_found_with_its_clinics_name_its_pin_and_its_port(town: Town) -> None:
    name = "Sunrise Community Clinic. सूर्योदय " + "अ" * 100
    announcement = Announcement(lambda: name, PIN, 7391, addresses=lambda: LOOPBACK)
    announcement.start()
    try:
        found = town.wait_for(lambda one: one.pin == PIN)
    finally:
        announcement.stop()
    assert name.startswith(found.clinic)
    assert len(found.clinic) > 30
    assert [(one.name, one.port) for one in found.addresses] == [("127.0.0.1", 7391)]
    assert found.protocol == wire.PROTOCOL


@pytest.mark.usefixtures("often")
def test_a_renamed_clinic_is_found_under_its_new_name(town: Town) -> None:
    names = ["Sunrise"]
    announcement = Announcement(lambda: names[-1], PIN, 7391, addresses=lambda: LOOPBACK)
    announcement.start()
    try:
        town.wait_for(lambda one: one.clinic == "Sunrise")
        names.append("Sunset")
        town.wait_for(lambda one: one.clinic == "Sunset")
    finally:
        announcement.stop()


@pytest.mark.usefixtures("often")
def test_a_host_that_gets_an_address_later_is_announced_then(town: Town) -> None:
    addresses: list[str] = []
    announcement = Announcement(lambda: "Sunrise", PIN, 7391, addresses=lambda: tuple(addresses))
    announcement.start()
    try:
        addresses += LOOPBACK
        town.wait_for(lambda one: one.pin == PIN)
    finally:
        announcement.stop()


@pytest.mark.usefixtures("often")
def test_what_keeps_a_host_from_being_announced_is_logged_and_tried_again(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[int] = []

    def addresses() -> Sequence[str]:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no network")
        return LOOPBACK

    announcement = Announcement(lambda: "Sunrise", PIN, 7391, addresses=addresses)
    with caplog.at_level(logging.WARNING, logger=announce.__name__):
        announcement.start()
        try:
            town.wait_for(lambda one: one.pin == PIN)
        finally:
            announcement.stop()
    assert len(caplog.records) >= 1


@pytest.mark.usefixtures("often")
def test_a_clinic_that_can_not_be_asked_just_now_is_asked_again(town: Town) -> None:
    tries: list[int] = []

    def name() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise ClinicError("storage_busy")
        return "Sunrise"

    announcement = Announcement(name, PIN, 7391, addresses=lambda: LOOPBACK)
    announcement.start()
    try:
        town.wait_for(lambda one: one.clinic == "Sunrise")
    finally:
        announcement.stop()


def test_stopping_is_quick_and_harmless_twice() -> None:
    announcement = Announcement(lambda: "Sunrise", PIN, 7391, addresses=tuple)
    announcement.stop()
    announcement = Announcement(lambda: "Sunrise", PIN, 7391, addresses=tuple)
    announcement.start()
    began = time.monotonic()
    announcement.stop()
    announcement.stop()
    assert time.monotonic() - began < 2


def test_addresses_that_reach_this_pc_only_are_not_announced() -> None:
    assert own_addresses("127.0.0.1") == []
    assert not {"127.0.0.1", "::1"} & set(own_addresses())
    assert all(":" not in one for one in own_addresses("0.0.0.0"))
    for one in own_addresses():
        assert own_addresses(one) == [one]
