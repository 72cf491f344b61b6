"""The clinic itself: its name and words, its languages and their order, its day; saved whole, taken back."""

import base64
import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from nextpatient_desktop.clinic.setup.messages import ClinicDetails, UpdateClinic
from nextpatient_desktop.domain.model import ClinicInfo, TicketPart
from nextpatient_desktop.ui.settings.clinic_draft import ClinicDraft, minutes_of, omitted, put_first, switched
from nextpatient_desktop.ui.settings.clinic_section import ClinicSectionPresenter
from nextpatient_desktop.ui.settings.presenter import Section
from tests.ui.settings.office import Office


def opened(office: Office) -> ClinicSectionPresenter:
    return office.sign_in(Section.CLINIC).clinic


def draft(clinic: ClinicSectionPresenter) -> ClinicDraft:
    assert clinic.form is not None
    return clinic.form.draft


def kept(office: Office) -> ClinicInfo:
    return office.house.system.ask(ClinicDetails())


def test_what_is_typed_is_saved_and_taken_back(office: Office) -> None:
    clinic = opened(office)
    clinic.edited(
        replace(
            draft(clinic),
            name="Sunrise Clinic",
            address="12 Station Road",
            phone="080 4567 1200",
            day_starts="4:30",
            ticket_foot="Get well soon",
            display_notice="Blood tests before breakfast",
        )
    )
    clinic.save()
    info = kept(office)
    assert (info.name, info.address, info.phone) == ("Sunrise Clinic", "12 Station Road", "080 4567 1200")
    assert (info.day_starts, info.ticket_foot) == (270, "Get well soon")
    assert draft(clinic).day_starts == "04:30" and not clinic.is_dirty
    office.pass_on()
    office.presenter.undo()
    assert kept(office).name == "Sunrise Community Clinic" and kept(office).day_starts == 0


def test_what_the_form_does_not_show_stays(office: Office) -> None:
    before = kept(office)
    office.house.system.execute(
        UpdateClinic(info=replace(before, time_zone="Asia/Kathmandu", link_base="https://clinic.example"))
    )
    clinic = opened(office)
    clinic.edited(replace(draft(clinic), name="Sunrise"))
    clinic.save()
    assert (kept(office).time_zone, kept(office).link_base) == ("Asia/Kathmandu", "https://clinic.example")


def test_languages_are_chosen_and_ordered(office: Office) -> None:
    clinic = opened(office)
    languages = put_first(switched(draft(clinic).languages, "bn", is_on=True), "hi")
    clinic.edited(replace(draft(clinic), languages=languages))
    assert [code for code, _name in office.view.clinic_panel.state.chosen] == ["hi", "en", "ta", "bn"]
    clinic.save()
    assert kept(office).languages == ("hi", "en", "ta", "bn")


def test_a_clinic_without_a_language_or_with_no_time_is_not_sent(office: Office) -> None:
    clinic = opened(office)
    clinic.edited(replace(draft(clinic), languages=(), day_starts="25:00"))
    clinic.save()
    assert clinic.form is not None and set(clinic.form.errors) == {"languages", "day_starts"}
    assert kept(office).languages == ("en", "hi", "ta")


@pytest.mark.parametrize(("field", "text"), [("name", " "), ("phone", "call us"), ("country_code", "India")])
def test_what_the_clinic_refuses_is_said_beside_its_input(office: Office, field: str, text: str) -> None:
    clinic = opened(office)
    clinic.edited(replace(draft(clinic), **{field: text}))  # type: ignore[arg-type]
    clinic.save()
    assert clinic.form is not None and set(clinic.form.errors) == {field}


def test_a_change_elsewhere_reaches_the_inputs_that_were_left_alone(office: Office) -> None:
    clinic = opened(office)
    clinic.edited(replace(draft(clinic), name="Sunrise"))
    office.elsewhere.execute(UpdateClinic(info=replace(kept(office), address="14 Station Road")))
    office.pass_on()
    office.presenter.clinic_changed()
    assert (draft(clinic).name, draft(clinic).address) == ("Sunrise", "14 Station Road")


def test_unsaved_changes_are_asked_about(office: Office) -> None:
    clinic = opened(office)
    clinic.edited(replace(draft(clinic), name="Sunrise"))
    office.presenter.section_chosen(Section.ROOMS)
    assert office.view.question is not None
    office.answer("Save")
    assert office.open_section() is Section.ROOMS and kept(office).name == "Sunrise"


def test_a_time_of_day_is_read_as_people_type_it() -> None:
    assert [minutes_of(one) for one in ("0:00", "04.30", " 23:59 ", "24:00", "4", "")] == [
        0,
        270,
        1439,
        None,
        None,
        None,
    ]


def test_the_ticket_that_is_shown_is_the_one_that_is_typed(office: Office) -> None:
    clinic = opened(office)
    clinic.edited(replace(draft(clinic), ticket_foot="Get well soon", ticket_omits=(TicketPart.COUNTERS,)))
    shown = office.drawn[-1]
    assert (shown.clinic_name, shown.foot, shown.counters) == (kept(office).name, "Get well soon", "")
    assert (shown.code, shown.place, shown.department_again) == ("A-042", "4th in line", "सामान्य ओपीडी")
    assert office.view.clinic_panel.state.preview.startswith(b"\x89PNG")
    count = len(office.drawn)
    office.presenter.clinic_changed()
    assert len(office.drawn) == count  # nothing else would be seen


def test_a_logo_is_chosen_kept_and_taken_off(office: Office, tmp_path: Path) -> None:
    clinic = opened(office)
    path = tmp_path / "logo.png"
    picture = Image.new("RGBA", (900, 300), (0, 0, 0, 0))
    picture.paste((200, 30, 30, 255), (100, 50, 800, 250))
    picture.save(path)
    clinic.logo_chosen(path)
    assert draft(clinic).ticket_logo and office.drawn[-1].logo == draft(clinic).ticket_logo
    clinic.save()
    logo = Image.open(io.BytesIO(base64.b64decode(kept(office).ticket_logo)))
    grey = logo.convert("L")
    assert logo.size == (360, 120) and set(grey.tobytes()) == {0, 255}
    assert grey.getpixel((0, 0)) == 255  # what was see-through is paper
    clinic.edited(replace(draft(clinic), ticket_logo=""))
    clinic.save()
    assert kept(office).ticket_logo == ""


@pytest.mark.parametrize("content", [b"no picture", b""])
def test_a_file_that_is_no_picture_is_refused_in_place(
    office: Office, tmp_path: Path, content: bytes
) -> None:
    clinic = opened(office)
    path = tmp_path / "logo.png"
    path.write_bytes(content)
    clinic.logo_chosen(path)
    assert clinic.form is not None and set(clinic.form.errors) == {"ticket_logo"}


def test_parts_of_the_ticket_are_switched_off_and_on(office: Office) -> None:
    clinic = opened(office)
    omits = omitted(draft(clinic).ticket_omits, TicketPart.SCAN, is_on=False)
    clinic.edited(replace(draft(clinic), ticket_omits=omits))
    clinic.save()
    assert kept(office).ticket_omits == (TicketPart.SCAN,)
    assert omitted(kept(office).ticket_omits, TicketPart.SCAN, is_on=True) == ()
