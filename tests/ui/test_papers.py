"""What papers and the kiosk's screen say about a token."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from nextpatient_desktop.clinic.tokens.messages import IssuedToken
from nextpatient_desktop.domain.ids import DepartmentId, TokenId, VisitId
from nextpatient_desktop.domain.model import Priority, WaitRange
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.papers import expected_times

ISSUED_AT = datetime(2026, 11, 20, 9, 34, 20, tzinfo=UTC)


def issued(shortest: int, longest: int) -> IssuedToken:
    return IssuedToken(
        token=TokenId(UUID(int=1)),
        visit=VisitId(UUID(int=2)),
        code="A-001",
        department=DepartmentId(UUID(int=3)),
        day=date(2026, 11, 20),
        priority=Priority.NORMAL,
        reason=None,
        issued_at=ISSUED_AT,
        place=1,
        expected=WaitRange(shortest=timedelta(minutes=shortest), longest=timedelta(minutes=longest)),
        counters=(),
        link="",
        language="en",
    )


@pytest.mark.parametrize(
    ("shortest", "longest", "said"),
    [(12, 25, "09:45 – 10:00"), (0, 4, "09:34 – 09:40"), (2, 2, "09:35 – 09:40")],
)
def test_times_are_wide_and_none_is_over_already(shortest: int, longest: int, said: str) -> None:
    assert expected_times(load_texts("en"), issued(shortest, longest), UTC) == said
