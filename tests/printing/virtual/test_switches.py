"""Faults by their names."""

import pytest

from nextpatient_desktop.printing.virtual.switches import Fault, Switches, fault_of


@pytest.mark.parametrize("fault", Fault)
def test_each_fault_can_be_brought_about_and_ended(fault: Fault) -> None:
    switches = Switches()
    assert not switches.has(fault)
    switches.switch(fault, True)
    assert switches.has(fault)
    assert switches != Switches()
    switches.switch(fault, False)
    assert switches == Switches()


def test_a_fault_is_read_from_a_command_line() -> None:
    assert fault_of("cover-open") == (Fault.COVER_OPEN, None)
    assert fault_of(" Slow=960") == (Fault.SLOW, 960)


@pytest.mark.parametrize("text", ["", "tired", "cover-open=3", "slow=0", "slow=x"])
def test_what_is_no_fault_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        fault_of(text)
