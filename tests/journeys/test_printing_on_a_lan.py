"""Kiosks that print, whole programs: what came of each paper is known, and staff know the printer."""

from pathlib import Path

import pytest

from nextpatient_desktop.clinic.journal.messages import Event, Journal
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.printing.virtual import VirtualPrinter
from tests.journeys.conftest import Start, StartAt
from tests.journeys.hall import PASSWORD, Hall
from tests.journeys.lan import HostProgram, wait_for
from tests.journeys.started import Person

pytestmark = [pytest.mark.timeout(110), pytest.mark.xdist_group("lan")]

SOON = 25.0
"""A counter asks every ten seconds, a kiosk's outbox tries again after fifteen."""


def sign_in(counter: Person) -> None:
    counter.clicks("Dr Meera Rao")
    counter.types(PASSWORD)
    counter.presses("Return")
    counter.sees("^Connected$")


def printouts(host: HostProgram) -> list[Event]:
    with host.as_system() as system:
        events = system.ask(Journal(after=0, limit=10_000))
    return [one for one in events if one.kind.startswith("printout.")]


def test_a_ticket_printed_while_the_host_was_gone_is_in_the_journal_after_its_hand_over(
    host: HostProgram, start_at: StartAt, tmp_path: Path
) -> None:
    host.key_for(tmp_path / "kiosk", StationKind.KIOSK)
    with VirtualPrinter() as printer:
        kiosk = start_at("kiosk", "kiosk", "--windowed", "--printer", printer.url).kiosk
        kiosk.clicks("Pharmacy")
        kiosk.sees("^Take your ticket$", "^P-001$")
        wait_for(lambda: len(printouts(host)) == 1)
        host.kill()
        kiosk.clicks("Done", "Pharmacy")
        kiosk.sees("^Take your ticket$", r"^P-A01$")
        assert len(printer.paper.tickets) == 2
        host.start()
        wait_for(lambda: len(printouts(host)) == 2, 60)
        first, second = printouts(host)
        assert [one.kind for one in (first, second)] == ["printout.confirmed"] * 2
        assert first.subject != second.subject
        assert len(printer.paper.tickets) == 2


def test_a_counter_learns_which_kiosk_has_no_paper(start_in: Start, hall: Hall) -> None:
    with VirtualPrinter() as printer:
        printer.switches.out_of_paper = True
        start_in("kiosk", "--printer", printer.url).kiosk.sees("^The printer has no paper.")
        counter = start_in("counter").counter
        sign_in(counter)
        counter.sees("^Kiosk.* has no paper$", within=SOON)
        printer.switches.out_of_paper = False
        counter.sees("^Connected$", misses=("has no paper",), within=2 * SOON)


def test_a_kiosk_that_is_killed_while_it_prints_tells_that_nobody_knows(start_in: Start, hall: Hall) -> None:
    with VirtualPrinter() as printer:
        program = start_in("kiosk", "--printer", printer.url)
        program.kiosk.sees("^Pharmacy")
        printer.switches.bytes_per_second = 400
        program.kiosk.clicks("Pharmacy")
        program.kiosk.sees("^P-001$")
        wait_for(lambda: printer.machine.received.count(b"\x1dv0") > 0)
        program.kill()
        printer.switches.bytes_per_second = None
        kiosk = start_in("kiosk", "--printer", printer.url).kiosk
        kiosk.sees("^Pharmacy")
        wait_for(lambda: hall.events("printout.unknown"))
        kiosk.clicks("Pharmacy")
        kiosk.sees("^Take your ticket$", "^P-002$")
        assert len(hall.events("token.issued")) == 2
        wait_for(lambda: len(hall.events("printout.confirmed")) == 1)
