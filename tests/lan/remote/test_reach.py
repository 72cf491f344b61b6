"""Whether a host is within reach: since when, and as of when what is shown was true."""

import threading
from datetime import UTC, datetime, timedelta

from nextpatient_desktop.lan.reach import Reach


def test_a_host_is_away_since_it_last_said_something() -> None:
    told: list[bool] = []
    reach = Reach(told.append)
    reach.heard()
    heard_until = datetime.now(UTC)
    threading.Event().wait(0.05)  # what passes until somebody notices
    reach.lost()
    assert told == [False]
    assert not reach.state.is_connected
    assert reach.state.since <= heard_until
    assert reach.state.since > heard_until - timedelta(seconds=5)


def test_a_host_that_never_said_anything_is_away_since_the_first_attempt() -> None:
    reach = Reach(lambda _is_connected: None)
    begun = datetime.now(UTC) - timedelta(milliseconds=1)
    reach.lost()
    assert reach.state.since >= begun


def test_it_is_back_since_it_says_something_again() -> None:
    told: list[bool] = []
    reach = Reach(told.append)
    reach.lost()
    away = reach.state.since
    reach.heard()
    assert told == [False, True]
    assert reach.state.is_connected and reach.state.since >= away
