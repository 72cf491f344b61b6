"""What stands on papers beside the first ticket: one printed again, a visit's summary, a closing slip."""

import base64
from dataclasses import replace
from datetime import date, timedelta

import pytest

from nextpatient_desktop.clinic.days.messages import OpenDay
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.papers.messages import ClosingSlip, TicketAgain, VisitSummary
from nextpatient_desktop.clinic.patients.messages import PatientForm, RegisterPatient
from nextpatient_desktop.clinic.setup.messages import ClinicDetails, UpdateClinic
from nextpatient_desktop.clinic.tokens.messages import CallNext, Complete, IssueToken, Transfer, Undo
from nextpatient_desktop.domain.model import ClinicInfo, Priority, PriorityReason, TicketPart, TokenState
from tests.clinic.hall import MINUTE, Hall
from tests.clinic.house import House, refused
from tests.printing.logos import LOGO


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


def test_a_ticket_again_has_the_number_and_the_link_and_promises_nothing(hall: Hall) -> None:
    issued = hall.kiosk.execute(
        IssueToken(
            department=hall.opd.id, priority=Priority.PRIORITY, reason=PriorityReason.SENIOR, language="hi"
        )
    )
    again = hall.desk.ask(TicketAgain(token=issued.token))
    assert (again.issued.code, again.issued.link) == (issued.code, issued.link)
    assert (again.issued.priority, again.issued.language) == (Priority.PRIORITY, "hi")
    assert again.issued.counters == issued.counters
    assert again.issued.place is None and again.issued.expected is None
    assert (again.clinic.name, again.department) == ("Sunrise Community Clinic", hall.opd)
    assert refused(hall.kiosk, TicketAgain(token=issued.token)).code == "not_allowed"


def test_a_visits_summary_says_who_was_where_and_when(hall: Hall) -> None:
    issued = hall.issue()
    anita = hall.desk.execute(RegisterPatient(form=PatientForm(name="Anita Joshi"), visit=issued.visit))
    called = hall.call()
    hall.clock.advance(6 * MINUTE)
    hall.at3.execute(Transfer(token=called.id, department=hall.lab.id))
    hall.clock.advance(2 * MINUTE)
    sent = hall.at_lab.execute(CallNext(counter=hall.lab_desk.id))
    hall.clock.advance(4 * MINUTE)
    hall.at_lab.execute(Complete(token=sent.id))

    facts = hall.at3.ask(VisitSummary(visit=issued.visit))

    assert facts.patient == anita and facts.visit.code == issued.code
    assert [(one.department, one.counter, one.state) for one in facts.tokens] == [
        ("General OPD", "Room 3", TokenState.COMPLETED),
        ("Laboratory", "Lab window", TokenState.COMPLETED),
    ]
    assert facts.documents == ()
    assert refused(hall.kiosk, VisitSummary(visit=issued.visit)).code == "not_allowed"


def test_the_closing_slip_counts_a_day_and_notes_the_journals_head(hall: Hall) -> None:
    hall.in_state(TokenState.COMPLETED)
    hall.issue(hall.lab)
    slip = hall.desk.ask(ClosingSlip())
    assert slip.closed_at is None and slip.figures.day == hall.day
    assert [(one.name, one.issued, one.completed) for one in slip.figures.departments] == [
        ("General OPD", 1, 1),
        ("Laboratory", 1, 0),
    ]
    last = hall.house.events()[-1]
    assert slip.head is not None
    assert (slip.head.position, slip.head.hash, slip.head.at) == (last.position, last.hash, last.at)


def test_the_closing_slip_of_a_past_day_has_its_stored_figures_and_the_head_of_now(hall: Hall) -> None:
    hall.in_state(TokenState.COMPLETED)
    hall.issue()
    hall.clock.advance(timedelta(days=1))
    hall.house.system.execute(OpenDay())
    slip = hall.desk.ask(ClosingSlip(day=hall.day))
    assert slip.closed_at is not None
    assert (slip.figures.issued, slip.figures.completed, slip.figures.expired) == (2, 1, 1)
    assert slip.head is not None and slip.head.position == hall.house.events()[-1].position


def test_a_day_on_which_the_clinic_was_closed_has_no_slip(hall: Hall) -> None:
    assert refused(hall.desk, ClosingSlip(day=date(2026, 11, 8))) == ClinicError(
        "day_unknown", day="2026-11-08"
    )
    assert refused(hall.kiosk, ClosingSlip()).code == "not_allowed"


def test_a_logo_and_what_tickets_leave_out_are_kept_and_taken_back(house: House) -> None:
    admin = house.as_staff(house.admin)
    before = admin.ask(ClinicDetails())
    wanted = replace(before, ticket_logo=LOGO, ticket_omits=(TicketPart.FOOT, TicketPart.PLACE))
    command = UpdateClinic(info=wanted)
    kept = admin.execute(command)
    assert kept == replace(wanted, ticket_omits=(TicketPart.PLACE, TicketPart.FOOT))
    assert admin.ask(ClinicDetails()) == kept
    (event,) = house.events("clinic.updated")
    assert LOGO not in event.body and "place" in event.body
    admin.execute(Undo(command=command.id))
    assert admin.ask(ClinicDetails()) == before


@pytest.mark.parametrize(
    "logo",
    [
        "no picture",
        base64.b64encode(b"GIF89a" + bytes(40)).decode(),
        base64.b64encode(base64.b64decode(LOGO)[:24] + b"\x08" + base64.b64decode(LOGO)[25:]).decode(),
        base64.b64encode(base64.b64decode(LOGO) + bytes(20_000)).decode(),
        base64.b64encode(base64.b64decode(LOGO)[:16] + bytes([0, 0, 9, 0]) + bytes(30)).decode(),
    ],
    ids=["no base64", "another format", "grey", "too long", "too wide"],
)
def test_a_logo_that_no_printer_can_print_is_refused(house: House, logo: str) -> None:
    info = ClinicInfo(name="Sunrise", ticket_logo=logo)
    refusal = refused(house.as_staff(house.admin), UpdateClinic(info=info))
    assert (refusal.code, refusal.params["field"]) == ("logo_invalid", "ticket_logo")
