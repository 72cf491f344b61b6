"""Joining a clinic: hosts as they are found, an address, the code, what goes wrong, and Back."""

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.joining import FoundHost
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.ui.setup.join import LONG_SECONDS, ROUNDS_KEPT
from nextpatient_desktop.ui.setup.ports import Reason
from nextpatient_desktop.ui.setup.presenter import BEGIN_AFTER, IDLE_SECONDS
from nextpatient_desktop.ui.setup.state import Step
from tests.fakes.tasks import ManualRunner
from tests.ui.setup.hunt import CODE, LAKESIDE, SUNRISE, Hunt


def offered(hunt: Hunt) -> list[FoundHost]:
    assert hunt.state.find is not None
    return list(hunt.state.find.hosts)


def is_long(hunt: Hunt) -> bool:
    assert hunt.state.find is not None
    return hunt.state.find.is_long


def test_hosts_appear_as_they_are_found_and_go_when_they_are_gone() -> None:
    hunt = Hunt()
    hunt.does.start()
    hunt.does.join_chosen()
    assert offered(hunt) == []
    hunt.network.hosts = [SUNRISE]
    hunt.time.advance(1)
    assert offered(hunt) == [SUNRISE]
    hunt.network.hosts = [LAKESIDE, SUNRISE]
    hunt.time.advance(1)
    assert offered(hunt) == [LAKESIDE, SUNRISE]
    hunt.network.hosts = [SUNRISE]
    hunt.time.advance(ROUNDS_KEPT)
    assert offered(hunt) == [SUNRISE]


def test_a_search_that_finds_nothing_says_what_may_be_the_matter() -> None:
    hunt = Hunt()
    hunt.does.start()
    hunt.does.join_chosen()
    assert not is_long(hunt)
    hunt.time.advance(LONG_SECONDS + 1)
    assert is_long(hunt)
    hunt.network.hosts = [SUNRISE]
    hunt.time.advance(1)
    assert not is_long(hunt)


def test_a_search_that_fails_is_said_and_tried_again() -> None:
    hunt = Hunt()
    hunt.network.refusal = ClinicError("out_of_reach")
    hunt.does.start()
    hunt.does.join_chosen()
    assert hunt.state.find is not None and hunt.state.find.trouble
    hunt.network.refusal = None
    hunt.network.hosts = [SUNRISE]
    hunt.time.advance(1)
    assert hunt.state.find.hosts == (SUNRISE,) and not hunt.state.find.trouble


def test_nobody_looks_around_while_another_step_is_shown() -> None:
    hunt = Hunt(runner=(runner := ManualRunner()))
    hunt.does.start()
    hunt.does.join_chosen()
    runner.finish_all()
    hunt.does.address_wanted()
    hunt.time.advance(30)
    assert not runner.waiting


def test_the_right_code_makes_a_station_and_it_begins_by_itself() -> None:
    hunt = Hunt(kind=StationKind.KIOSK)
    hunt.to_code()
    hunt.type_code(CODE)
    hunt.does.code_submitted()
    assert hunt.step is Step.JOINED and hunt.network.kinds == [StationKind.KIOSK]
    assert hunt.state.joined is not None and hunt.state.joined.joined.station.name == "Kiosk 2"
    hunt.time.advance(BEGIN_AFTER)
    assert [one.joined.host for one in hunt.outcomes if one.joined is not None] == [SUNRISE]
    assert hunt.outcomes[0].language == "en" and hunt.outcomes[0].made is None
    hunt.time.advance(60)
    assert len(hunt.outcomes) == 1


def test_a_wrong_code_says_how_many_tries_are_left_and_begins_anew() -> None:
    hunt = Hunt()
    hunt.to_code()
    hunt.type_code("111111")
    hunt.does.code_submitted()
    code = hunt.state.code
    assert code is not None and code.code == "" and "4 tries are left" in code.trouble.what_to_do
    hunt.type_code("4")
    assert hunt.state.code is not None and not hunt.state.code.trouble


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (ClinicError("pairing_closed"), "new code"),
        (ClinicError("pairing_kind_wrong", kind="counter"), "another code"),
        (ClinicError("host_changed"), "pair"),
    ],
)
def test_what_the_host_refuses_is_said_in_place(refusal: ClinicError, said: str) -> None:
    hunt = Hunt()
    hunt.to_code()
    hunt.network.refusal = refusal
    hunt.type_code(CODE)
    hunt.does.code_submitted()
    code = hunt.state.code
    assert code is not None and code.code == "" and said in code.trouble.what_to_do


def test_a_host_that_does_not_answer_costs_no_typed_code() -> None:
    hunt = Hunt()
    hunt.to_code()
    hunt.network.refusal = ClinicError("out_of_reach")
    hunt.type_code(CODE)
    hunt.does.code_submitted()
    assert hunt.state.code is not None and hunt.state.code.trouble and hunt.state.code.can_join
    hunt.network.refusal = None
    hunt.does.code_submitted()
    assert hunt.step is Step.JOINED


def test_a_code_takes_six_figures_and_nothing_else() -> None:
    hunt = Hunt()
    hunt.to_code()
    hunt.type_code("12x4567890")
    assert hunt.state.code is not None and hunt.state.code.code == "124567"
    hunt.does.digit_deleted()
    assert hunt.state.code.code == "12456" and not hunt.state.code.can_join
    hunt.does.code_submitted()
    assert hunt.network.kinds == []
    hunt.does.digits_cleared()
    assert hunt.state.code.code == ""


def test_an_address_is_looked_at_before_a_code_is_typed() -> None:
    hunt = Hunt()
    hunt.network.by_address["192.168.1.20"] = SUNRISE
    hunt.does.start()
    hunt.does.join_chosen()
    hunt.does.address_wanted()
    hunt.does.address_submitted()
    assert hunt.state.address is not None and hunt.state.address.trouble and not hunt.network.looks
    hunt.does.address_typed(" 192.168.1.9")
    hunt.does.address_submitted()
    assert "out of reach" in hunt.state.address.trouble.what
    hunt.does.address_typed("192.168.1.20 ")
    assert not hunt.state.address.trouble
    hunt.does.address_submitted()
    assert hunt.state.code is not None and hunt.state.code.host == SUNRISE
    hunt.does.back_pressed()
    assert hunt.step is Step.ADDRESS


def test_an_answer_about_an_address_that_was_left_is_forgotten() -> None:
    hunt = Hunt(runner=(runner := ManualRunner()))
    hunt.network.by_address["192.168.1.20"] = SUNRISE
    hunt.does.start()
    hunt.does.join_chosen()
    runner.finish_all()
    hunt.does.address_wanted()
    hunt.does.address_typed("192.168.1.20")
    hunt.does.address_submitted()
    assert hunt.state.address is not None and hunt.state.address.is_looking
    hunt.does.back_pressed()
    runner.finish_all()
    assert hunt.step is Step.FIND


def test_back_goes_back_from_every_step_but_waits_for_a_code_on_its_way() -> None:
    hunt = Hunt(runner=(runner := ManualRunner()))
    hunt.does.start()
    assert not hunt.state.can_go_back
    hunt.does.join_chosen()
    hunt.does.host_chosen(SUNRISE)
    hunt.type_code(CODE)
    hunt.does.code_submitted()
    assert not hunt.state.can_go_back
    hunt.does.back_pressed()
    assert hunt.state.code is not None
    hunt.network.refusal = ClinicError("pairing_closed")
    while runner.waiting and not hunt.state.can_go_back:
        runner.finish_next()
    hunt.does.back_pressed()
    assert hunt.state.find is not None
    hunt.does.back_pressed()
    assert hunt.step is Step.WELCOME


def test_a_code_typed_for_one_host_is_not_there_for_another() -> None:
    hunt = Hunt()
    hunt.to_code()
    hunt.type_code("482")
    hunt.does.back_pressed()
    hunt.does.host_chosen(LAKESIDE)
    assert hunt.state.code is not None and hunt.state.code.code == ""


def test_the_language_changes_what_is_said_and_loses_nothing() -> None:
    hunt = Hunt()
    hunt.to_code()
    hunt.type_code("111111")
    hunt.does.code_submitted()
    hunt.type_code("48")
    hunt.does.language_chosen("hi")
    code = hunt.state.code
    assert hunt.state.language == "hi" and code is not None and code.code == "48"
    hunt.does.digits_cleared()
    hunt.type_code("222222")
    hunt.does.code_submitted()
    assert hunt.state.code is not None and "कोड" in hunt.state.code.trouble.what


def test_a_kiosk_begins_by_looking_unless_patients_may_stand_before_it() -> None:
    fresh = Hunt(kind=StationKind.KIOSK, can_set_up=False)
    fresh.does.start()
    assert fresh.step is Step.FIND and not fresh.state.can_go_back
    revoked = Hunt(kind=StationKind.KIOSK, can_set_up=False, reason=Reason.OUT_OF_USE)
    revoked.does.start()
    assert revoked.step is Step.WELCOME and not revoked.state.can_set_up


def test_whether_the_clinic_takes_the_device_again_is_looked_for_while_nobody_does_anything_else() -> None:
    revoked = Hunt(kind=StationKind.KIOSK, reason=Reason.OUT_OF_USE)
    revoked.does.start()
    at_once = revoked.looks_back
    revoked.time.advance(30)
    assert revoked.looks_back >= at_once + 2
    before = revoked.looks_back
    revoked.does.touched()
    assert revoked.looks_back == before + 1
    revoked.does.join_chosen()
    revoked.time.advance(30)
    revoked.does.touched()
    assert revoked.looks_back == before + 1
    revoked.does.back_pressed()
    revoked.does.stop()
    revoked.time.advance(30)
    assert revoked.looks_back == before + 1


def test_patients_before_a_kiosk_that_was_in_use_cannot_set_up_a_clinic_on_it() -> None:
    revoked = Hunt(kind=StationKind.KIOSK, reason=Reason.OUT_OF_USE)
    revoked.does.start()
    revoked.does.new_clinic_chosen()
    assert revoked.step is Step.WELCOME and not revoked.state.can_set_up
    counter = Hunt(kind=StationKind.COUNTER, reason=Reason.OUT_OF_USE)
    counter.does.start()
    assert counter.state.can_set_up


def test_the_clinic_where_this_device_was_is_offered_though_it_announces_nothing() -> None:
    hunt = Hunt(reason=Reason.KEY_UNKNOWN, address="https://192.168.1.20:7390")
    hunt.network.by_address["https://192.168.1.20:7390"] = SUNRISE
    hunt.does.start()
    hunt.does.join_chosen()
    assert hunt.state.find is not None and hunt.state.find.hosts == (SUNRISE,)


def test_a_device_left_alone_forgets_a_half_typed_code() -> None:
    hunt = Hunt()
    hunt.to_code()
    hunt.type_code("482")
    hunt.time.advance(IDLE_SECONDS)
    assert hunt.step is Step.WELCOME
    hunt.does.join_chosen()
    hunt.does.host_chosen(SUNRISE)
    assert hunt.state.code is not None and hunt.state.code.code == ""


def test_a_bug_is_reported_and_the_step_goes_on() -> None:
    hunt = Hunt()
    hunt.to_code()
    hunt.network.refusal = RuntimeError("broken")
    hunt.type_code(CODE)
    hunt.does.code_submitted()
    assert hunt.bugs == [hunt.network.refusal]
    assert hunt.state.code is not None and not hunt.state.code.is_joining


def test_nothing_is_called_after_the_window_is_gone() -> None:
    hunt = Hunt(runner=(runner := ManualRunner()))
    hunt.does.start()
    hunt.does.join_chosen()
    hunt.does.host_chosen(SUNRISE)
    hunt.type_code(CODE)
    hunt.does.code_submitted()
    shown = len(hunt.view.states)
    hunt.does.stop()
    runner.finish_all()
    hunt.time.advance(60)
    assert len(hunt.view.states) == shown and not hunt.outcomes
    assert not hunt.time.planned_count
