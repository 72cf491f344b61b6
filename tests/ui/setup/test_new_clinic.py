"""Setting up a new clinic: the form, the recovery code, and whether others may join."""

from dataclasses import replace

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.ui.setup.clinic_pages import in_groups
from nextpatient_desktop.ui.setup.new_clinic import toggled
from nextpatient_desktop.ui.setup.presenter import IDLE_SECONDS
from nextpatient_desktop.ui.setup.state import ClinicDraft, ClinicState, Step
from tests.fakes.tasks import ManualRunner
from tests.ui.setup.hunt import RECOVERY, Hunt

FILLED = ClinicDraft(
    name=" Sunrise Community Clinic ",
    languages=("en", "hi"),
    admin_name="Meera Nair",
    login="meera",
    password="many words",
    again="many words",
)


@pytest.fixture
def hunt() -> Hunt:
    """A device at the form of a new clinic."""
    hunt = Hunt()
    hunt.does.start()
    hunt.does.new_clinic_chosen()
    return hunt


def form(hunt: Hunt) -> ClinicState:
    assert hunt.state.clinic is not None
    return hunt.state.clinic


def test_what_is_missing_is_said_beside_its_input_once_somebody_goes_on(hunt: Hunt) -> None:
    assert not form(hunt).errors
    hunt.does.clinic_submitted()
    assert set(form(hunt).errors) == {"name", "admin_name", "login", "password"}
    assert form(hunt).refusals == 1 and not hunt.builder.forms
    hunt.does.clinic_edited(replace(form(hunt).draft, name="Sunrise"))
    assert "name" not in form(hunt).errors and "login" in form(hunt).errors


def test_two_passwords_that_differ_are_said_when_the_second_is_left(hunt: Hunt) -> None:
    hunt.does.clinic_edited(replace(FILLED, again="other words"))
    hunt.does.clinic_left("again")
    assert set(form(hunt).errors) == {"again"}
    hunt.does.clinic_edited(FILLED)
    assert not form(hunt).errors


def test_an_input_that_was_passed_by_empty_is_not_complained_about(hunt: Hunt) -> None:
    hunt.does.clinic_left("name")
    assert not form(hunt).errors


def test_the_clinic_is_made_and_its_recovery_code_has_to_be_written_down(hunt: Hunt) -> None:
    hunt.does.clinic_edited(FILLED)
    hunt.does.clinic_submitted()
    assert hunt.builder.forms[0].name == "Sunrise Community Clinic"
    assert hunt.step is Step.RECOVERY and hunt.state.made is not None
    assert hunt.state.made.made.recovery_code == RECOVERY
    assert not hunt.state.can_go_back
    hunt.does.recovery_done()
    assert hunt.step is Step.RECOVERY
    hunt.does.written_ticked(True)
    hunt.does.recovery_done()
    hunt.does.sharing_switched(True)
    hunt.does.back_pressed()
    assert hunt.step is Step.RECOVERY
    hunt.does.recovery_done()
    hunt.does.share_done()
    outcome = hunt.outcomes[0]
    assert outcome.shares_clinic and outcome.made is not None and outcome.joined is None


def test_what_a_rule_refuses_is_said_beside_its_input(hunt: Hunt) -> None:
    hunt.builder.refusal = ClinicError("login_taken", login="meera", field="login")
    hunt.does.clinic_edited(FILLED)
    hunt.does.clinic_submitted()
    assert set(form(hunt).errors) == {"login"} and form(hunt).draft == FILLED
    hunt.does.clinic_edited(replace(FILLED, login="nair"))
    assert not form(hunt).errors


def test_what_the_machine_refuses_is_said_above_the_form(hunt: Hunt) -> None:
    hunt.builder.refusal = ClinicError("disk_full", path="/home/clinic")
    hunt.does.clinic_edited(FILLED)
    hunt.does.clinic_submitted()
    assert form(hunt).trouble and not form(hunt).is_busy
    hunt.builder.refusal = None
    hunt.does.clinic_submitted()
    assert hunt.step is Step.RECOVERY


def test_one_press_makes_one_clinic_and_back_waits_for_it() -> None:
    hunt = Hunt(runner=(runner := ManualRunner()))
    hunt.does.start()
    hunt.does.new_clinic_chosen()
    hunt.does.clinic_edited(FILLED)
    hunt.does.clinic_submitted()
    hunt.does.clinic_submitted()
    assert form(hunt).is_busy and not hunt.state.can_go_back
    hunt.does.back_pressed()
    assert hunt.step is Step.CLINIC
    runner.finish_all()
    assert len(hunt.builder.forms) == 1


def test_what_was_typed_is_there_again_after_back(hunt: Hunt) -> None:
    hunt.does.clinic_edited(FILLED)
    hunt.does.back_pressed()
    hunt.does.new_clinic_chosen()
    assert form(hunt).draft == FILLED


def test_errors_speak_the_language_that_is_chosen_now(hunt: Hunt) -> None:
    hunt.does.clinic_submitted()
    english = form(hunt).errors["name"]
    hunt.does.language_chosen("hi")
    assert form(hunt).errors["name"] != english


def test_a_recovery_code_stays_until_it_was_written_down(hunt: Hunt) -> None:
    hunt.does.clinic_edited(FILLED)
    hunt.does.clinic_submitted()
    hunt.time.advance(3 * IDLE_SECONDS)
    assert hunt.step is Step.RECOVERY


def test_no_password_is_kept_or_shown_in_a_log(hunt: Hunt) -> None:
    hunt.does.clinic_edited(FILLED)
    assert "many words" not in repr(hunt.state)
    hunt.does.clinic_submitted()
    assert "many words" not in repr(hunt.builder.forms) and RECOVERY not in repr(hunt.state)


def test_languages_keep_their_order_and_the_last_one_is_asked_for(hunt: Hunt) -> None:
    assert toggled(("en", "hi"), "ta", is_on=True) == ("en", "hi", "ta")
    assert toggled(("en", "hi"), "en", is_on=False) == ("hi",)
    hunt.does.clinic_edited(replace(FILLED, languages=()))
    hunt.does.clinic_submitted()
    assert set(form(hunt).errors) == {"languages"}


def test_a_recovery_code_is_shown_in_groups() -> None:
    assert in_groups("ABCDEFGHJK") == "ABCD-EFGH-JK"
    assert in_groups("AB-CD") == "AB-CD"
