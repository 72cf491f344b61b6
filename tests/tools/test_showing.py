"""Slow commands: what they say is kept, and where they are is shown."""

import sys

import pytest

from tools.showing import CommandFailed, duration, progress, run_showing


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Collecting PySide6-Essentials<6.12,>=6.10", "collecting PySide6-Essentials"),
        ("Collecting alembic", "collecting alembic"),
        (
            "  Downloading PySide6_Addons-6.11.3-cp310-abi3-manylinux_2_34_x86_64.whl (170.9 MB)",
            "downloading PySide6_Addons, 170.9 MB",
        ),
        ("Unpacking libegl1:amd64 (1.6.0-1) ...", "unpacking libegl1"),
        ("Installing collected packages: sortedcontainers, qrcode, six", "installing 3 packages"),
        ("Requirement already satisfied: pip", None),
        ("", None),
    ],
)
def test_where_pip_and_apt_are_is_read_from_what_they_say(line: str, shown: str | None) -> None:
    assert progress(line) == shown


def test_times_are_said_in_minutes_and_seconds() -> None:
    assert [duration(seconds) for seconds in (0.4, 59.9, 65, 600)] == [
        "0 s",
        "59 s",
        "1 min 05 s",
        "10 min 00 s",
    ]


def test_all_that_a_command_says_is_returned(capsys: pytest.CaptureFixture[str]) -> None:
    code = "import sys; print('one'); print('two', file=sys.stderr)"
    assert sorted(run_showing([sys.executable, "-c", code], "Counting").split()) == ["one", "two"]
    assert capsys.readouterr().out.startswith("Counting ...\nCounting: ")


def test_a_failed_command_carries_what_it_said() -> None:
    with pytest.raises(CommandFailed) as failed:
        run_showing([sys.executable, "-c", "print('first'); print('last'); exit(1)"], "Failing")
    assert failed.value.tail(1) == "    last"
