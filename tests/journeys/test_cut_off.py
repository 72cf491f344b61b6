"""Two kiosks that are cut off go on giving tokens; when the host is back all of them are there, in order."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.domain.ids import TokenId
from nextpatient_desktop.domain.model import EndReason, StationKind, Token, TokenState
from tests.cli.program import ROOT
from tests.journeys.cable import Cable, cable
from tests.journeys.hall import Hall
from tests.journeys.lan import HostProgram, environ

pytestmark = pytest.mark.xdist_group("lan")

ALL_THERE_WITHIN = 60.0
PATIENT_WAITS_AT_MOST = 8.0
"""Seconds for one number, whatever the network does."""


class AloneKiosk:
    """A kiosk's process, and the tokens that it gave."""

    def __init__(self, home: Path, way: Sequence[str] = ()) -> None:
        """Start it; `way` is the command that runs another on the PC where it is."""
        self.given: list[Mapping[str, Any]] = []
        with (home / "stderr").open("ab") as errors:
            self._process = subprocess.Popen(
                [*way, sys.executable, "-m", "tests.journeys.kiosk_alone"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={**environ(home), "NEXTPATIENT_LOG": "INFO"},
                cwd=ROOT,
            )
        assert self._said() == {"ready": True}, (home / "stderr").read_text()

    def give(self, count: int) -> None:
        """Have it give tokens; `await_given` waits for them."""
        assert self._process.stdin is not None
        print(count, file=self._process.stdin, flush=True)

    def await_given(self, count: int) -> None:
        for _ in range(count):
            said = self._said()
            assert "code" in said, said
            self.given.append(said)

    def kill(self) -> None:
        self._process.kill()
        self.close()

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        if self._process.poll() is None:
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()

    def _said(self) -> Mapping[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the kiosk has ended"
        said: Mapping[str, Any] = json.loads(line)
        return said


@contextlib.contextmanager
def two_kiosks(host: HostProgram, folder: Path, way: Cable | None = None) -> Iterator[Sequence[AloneKiosk]]:
    """Two kiosks, each on a PC of its own (both behind the one cable, where there is one)."""
    kiosks: list[AloneKiosk] = []
    at = f"{'127.0.0.1' if way is None else way.here}:{host.port}"
    try:
        for name in ("first", "second"):
            host.key_for(folder / name, StationKind.KIOSK, at=at)
            kiosks.append(AloneKiosk(folder / name, () if way is None else way.command()))
        yield kiosks
    finally:
        for kiosk in kiosks:
            kiosk.close()


def give_all(kiosks: Sequence[AloneKiosk], count: int) -> None:
    for kiosk in kiosks:
        kiosk.give(count)
    for kiosk in kiosks:
        kiosk.await_given(count)


def await_all_there(host: HostProgram, kiosks: Sequence[AloneKiosk]) -> None:
    """Wait until every number that was given waits in the clinic, for no longer than is promised."""
    given = sum(len(kiosk.given) for kiosk in kiosks)
    until = time.monotonic() + ALL_THERE_WITHIN
    there = -1
    with host.as_system() as system:
        while there != given and time.monotonic() < until:
            there = sum(one.waiting for one in system.ask(Departments()))
            time.sleep(0.1)
    assert there == given, f"{there} of {given} are there after {ALL_THERE_WITHIN} s"


def assert_each_once_and_in_order(hall: Hall, kiosks: Sequence[AloneKiosk]) -> None:
    assert hall.faults() == []
    hall.reopen()
    stored = hall.tokens()
    given = [one for kiosk in kiosks for one in kiosk.given]
    assert len({one["code"] for one in given}) == len(given)
    held = {TokenId(UUID(one["token"])) for one in given}
    assert len(held) == len(given)
    assert all(stored[token].state is TokenState.WAITING for token in held)
    others = [token for key, token in stored.items() if key not in held]
    assert all(is_superseded(token) for token in others), "a number that nobody holds waits for nobody"
    by_issue = sorted(given, key=lambda one: datetime.fromisoformat(one["issued_at"]))
    queued = [stored[TokenId(UUID(one["token"]))].queued_at for one in by_issue]
    assert queued == sorted(queued), "who came first is first"
    assert queued == [datetime.fromisoformat(one["issued_at"]) for one in by_issue]
    slow = [one["took"] for one in given if one["took"] > PATIENT_WAITS_AT_MOST]
    assert slow == []


def is_superseded(token: Token) -> bool:
    return token.state is TokenState.CANCELLED and token.end_reason is EndReason.SUPERSEDED


# --- The host is stopped --------------------------------------------------------------------------


def away_and_back(hall: Hall, host: HostProgram, folder: Path, count: int) -> None:
    with two_kiosks(host, folder) as kiosks:
        give_all(kiosks, 5)
        host.kill()
        give_all(kiosks, count)
        host.start()
        give_all(kiosks, 5)
        await_all_there(host, kiosks)
    assert host.stop() == 0
    assert_each_once_and_in_order(hall, kiosks)


@pytest.mark.timeout(115)
def test_what_two_kiosks_gave_while_the_host_was_away_is_there_when_it_is_back(
    hall: Hall, host: HostProgram, tmp_path: Path
) -> None:
    away_and_back(hall, host, tmp_path, 40)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_200_tokens_of_each_of_two_kiosks_are_there_when_the_host_is_back(
    hall: Hall, host: HostProgram, tmp_path: Path
) -> None:
    away_and_back(hall, host, tmp_path, 200)


@pytest.mark.timeout(115)
def test_a_kiosk_that_was_killed_while_it_was_cut_off_hands_over_when_it_is_back(
    hall: Hall, host: HostProgram, tmp_path: Path
) -> None:
    with two_kiosks(host, tmp_path) as kiosks:
        give_all(kiosks, 2)
        host.kill()
        give_all(kiosks, 5)
        kiosks[0].kill()
        host.start()
        again = AloneKiosk(tmp_path / "first")
        try:
            give_all([again], 2)
            await_all_there(host, [*kiosks, again])
        finally:
            again.close()
    assert host.stop() == 0
    assert_each_once_and_in_order(hall, [*kiosks, again])


# --- The network fails ----------------------------------------------------------------------------


def through_trouble(hall: Hall, host: HostProgram, folder: Path, trouble: str, count: int) -> None:
    with cable() as way, two_kiosks(host, folder, way) as kiosks:
        give_all(kiosks, 3)
        begin, end = TROUBLES[trouble]
        begin(way)
        give_all(kiosks, count)
        end(way)
        give_all(kiosks, 3)
        await_all_there(host, kiosks)
    assert host.stop() == 0
    assert_each_once_and_in_order(hall, kiosks)


TROUBLES = {
    "the cable is out": (Cable.pull, Cable.plug_in),
    "nothing arrives at the host": (lambda way: way.swallow("output"), Cable.heal),
    "no answer arrives": (lambda way: way.swallow("input"), Cable.heal),
    "a third of it is lost": (lambda way: way.lose(30), Cable.heal),
}


@pytest.mark.timeout(118)
@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_failing_network_costs_no_number(
    hall: Hall, host: HostProgram, tmp_path: Path, trouble: str
) -> None:
    through_trouble(hall, host, tmp_path, trouble, 10)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_failing_network_costs_none_of_200_numbers(
    hall: Hall, host: HostProgram, tmp_path: Path, trouble: str
) -> None:
    through_trouble(hall, host, tmp_path, trouble, 200)
