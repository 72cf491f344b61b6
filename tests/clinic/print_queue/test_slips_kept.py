"""Slips in the station's own database: what was asked for is what is printed after a restart."""

from datetime import date
from pathlib import Path

from nextpatient_desktop.clinic.print_queue.jobs import PrintRequest
from nextpatient_desktop.clinic.printing import Slip, SlipLine, SlipPart
from nextpatient_desktop.clinic.printouts.messages import PrintKind
from tests.clinic.print_queue.counterpart import Desk

SLIP = Slip(
    clinic_name="Sunrise Community Clinic",
    title="Closing slip",
    parts=(
        SlipPart(title="पत्रिका", lines=(SlipLine(left="₹ 1,250", right="23", note="n", is_strong=True),)),
    ),
    logo="iVBORw0KGgo=",
)


def test_a_slip_is_the_same_after_a_restart(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for kind in (PrintKind.CLOSING_SLIP, PrintKind.VISIT_SUMMARY):
        desk.queue.put(PrintRequest(kind=kind, content=SLIP, day=date(2026, 11, 20)))
    desk.restart()
    desk.attend()
    assert desk.printer.sent == [SLIP, SLIP]
    desk.kill()
