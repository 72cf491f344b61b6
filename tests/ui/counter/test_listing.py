"""The list at the left: filters, rows, search, scanned tickets, what can be done with a row."""

import pytest

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.tokens.questions import TokenStatus
from nextpatient_desktop.domain.model import CallReason
from nextpatient_desktop.ui.counter.listing import code_key, looks_scanned
from nextpatient_desktop.ui.counter.state import Act, Filter, Row, RowAct
from nextpatient_desktop.ui.tokens import Tint
from tests.ui.counter.bench import Bench


def row_of(bench: Bench, code: str) -> Row:
    return next(row for row in bench.view.state.list.rows if row.code == code)


def test_rows_stand_in_the_order_of_calling(rao: Clinic, bench: Bench) -> None:
    bench.board(rao)
    assert bench.codes() == ["A-014", "A-009", "C-001", "A-013", "A-010", "A-011", "A-012"]
    assert [(f.label, f.count) for f in bench.view.state.list.filters] == [
        ("Waiting", 7),
        ("Hold", 1),
        ("Missed", 1),
        ("Done", 5),
    ]


def test_a_row_says_who_and_why_and_how_long(rao: Clinic, bench: Bench) -> None:
    bench.board(rao)
    emergency, senior = row_of(bench, "A-014"), row_of(bench, "A-013")
    assert (emergency.person, emergency.marks[0].text, emergency.marks[0].tint) == (
        "Suresh K, 51",
        "Emergency",
        Tint.RED,
    )
    assert (senior.marks[0].text, senior.marks[0].tint, senior.since) == ("60 or older", Tint.AMBER, "4 min")
    assert row_of(bench, "A-010").person == "No name"
    assert senior.spoken == "A-013, Lakshmi D, 67, 60 or older, 4 min"


def test_each_filter_shows_its_tokens(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.filter_chosen(Filter.ON_HOLD)
    assert bench.codes() == ["A-006"]
    presenter.filter_chosen(Filter.MISSED)
    assert bench.codes() == ["A-005"]
    presenter.filter_chosen(Filter.DONE)
    assert bench.codes() == ["A-007", "A-004", "A-003", "A-002", "A-001"]
    assert row_of(bench, "A-004").note == "Dr Meera Rao"


def test_an_empty_filter_says_so(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.filter_chosen(Filter.ON_HOLD)
    token = bench.view.state.list.rows[0].token
    presenter.row_acted(RowAct.RESUME, token)
    assert bench.view.state.list.empty is not None
    assert bench.view.state.list.empty.text == "Nobody is on hold"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("a13", ["A-013"]),
        ("A-013", ["A-013"]),
        ("13", ["A-013"]),
        ("lak", ["A-013"]),
        ("d lakshmi", ["A-013"]),
        ("11223", ["A-009"]),
        ("90080 11", ["A-009"]),
        ("p-000009", ["A-009"]),
        ("anita", ["A-008"]),
        ("ria", ["A-005"]),
        ("zz", []),
    ],
)
def test_the_search_finds_by_code_name_phone_and_record(
    rao: Clinic, bench: Bench, typed: str, found: list[str]
) -> None:
    """In all of today's tokens, whichever filter is chosen."""
    presenter = bench.board(rao)
    presenter.searched(typed)
    assert bench.codes() == found


def test_a_found_token_that_does_not_wait_says_what_it_is(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.searched("ria")
    assert [mark.text for mark in row_of(bench, "A-005").marks] == ["Missed"]
    assert bench.view.state.list.found == "1 token found"


def test_enter_chooses_the_first_that_was_found(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.searched("lakshmi")
    presenter.search_entered()
    assert bench.view.state.list.chosen == row_of(bench, "A-013").token


def test_a_scanned_ticket_chooses_its_row(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    token = row_of(bench, "A-011").token
    link = rao.ask(TokenStatus(token=token)).link or bench.practice.desk.ask(TokenStatus(token=token)).link
    visit = bench.practice.house.read(
        lambda uow: uow.visits.by_code(uow.days.latest().day.date, "A-011")  # type: ignore[union-attr]
    )
    assert visit is not None
    presenter.searched(link or f"nextpatient:t/{visit.key}")
    presenter.search_entered()
    assert bench.view.state.list.chosen == token
    assert bench.view.state.list.search == ""


def test_a_scanned_ticket_of_another_department_says_where_it_is(rao: Clinic, bench: Bench) -> None:
    issued = bench.practice.token(department=bench.practice.pharmacy)
    presenter = bench.board(rao)
    presenter.searched(issued.link)
    presenter.search_entered()
    assert bench.notices.texts[-1] == f"{issued.code}: Waiting, Pharmacy"


def test_a_code_of_another_department_is_found_too(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.searched("p1")
    assert bench.codes() == []
    presenter.search_entered()
    assert bench.notices.texts[-1] == "P-001: Being served, Pharmacy"


def test_an_unknown_code_is_told(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.searched("A-999")
    presenter.search_entered()
    assert [getattr(error, "code", "") for error in bench.notices.errors] == ["token_unknown"]


def test_a_waiting_row_can_be_called_explained_and_cancelled(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    acts = {act.act: act for act in presenter.row_acts(row_of(bench, "A-011").token)}
    assert list(acts) == [RowAct.CALL, RowAct.EXPLAIN, RowAct.RECORDS, RowAct.CANCEL]
    assert acts[RowAct.CALL].reason == "A-008 is at this counter"
    presenter.pressed(Act.COMPLETE)
    acts = {act.act: act for act in presenter.row_acts(row_of(bench, "A-011").token)}
    assert acts[RowAct.CALL].reason == ""
    assert CallReason.URGENT.value in [value for value, _ in acts[RowAct.CALL].choices]


def test_a_token_is_called_out_of_order_with_the_reason(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.pressed(Act.COMPLETE)
    bench.rest()
    presenter.row_acted(RowAct.CALL, row_of(bench, "A-011").token, CallReason.RESULTS_READY.value)
    assert bench.view.state.current.code == "A-011"
    assert "results_ready" in bench.practice.house.events("token.called")[-1].body


def test_the_first_in_line_is_called_without_a_reason(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.pressed(Act.COMPLETE)
    bench.pass_double_press()
    head = bench.view.state.list.rows[0]
    assert presenter.row_acts(head.token)[0].choices == ()
    presenter.row_acted(RowAct.CALL, head.token)
    assert bench.view.state.current.code == head.code


def test_a_missed_token_returns_and_a_held_one_resumes(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.filter_chosen(Filter.MISSED)
    presenter.row_acted(RowAct.RETURN, bench.view.state.list.rows[0].token)
    bench.rest()
    presenter.filter_chosen(Filter.ON_HOLD)
    presenter.row_acted(RowAct.RESUME, bench.view.state.list.rows[0].token)
    bench.rest()
    presenter.filter_chosen(Filter.WAITING)
    assert {"A-005", "A-006"} <= set(bench.codes())
    assert bench.notices.texts == ["A-005 returned to the queue", "A-006 back from hold"]


def test_why_a_token_stands_there_names_who_is_before_it(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.row_acted(RowAct.EXPLAIN, row_of(bench, "A-010").token)
    explained = bench.view.explanations[-1]
    assert explained.title == "Why A-010 stands here"
    assert explained.before[0] == ("A-014", "emergency")
    assert ("A-013", "priority") in explained.before


def test_a_chosen_row_that_leaves_leaves_nothing_chosen(rao: Clinic, bench: Bench) -> None:
    """What is pressed next must not hit a row that nobody chose."""
    presenter = bench.board(rao)
    token = row_of(bench, "A-011").token
    presenter.row_chosen(token)
    presenter.row_acted(RowAct.CANCEL, token, "staff")
    assert bench.view.state.list.chosen is None


def test_another_tokens_records_are_shown_until_one_goes_back(rao: Clinic, bench: Bench) -> None:
    presenter = bench.board(rao)
    presenter.row_acted(RowAct.RECORDS, row_of(bench, "A-011").token)
    subject = bench.subjects[-1]
    assert subject is not None
    assert (subject.code, subject.is_pinned) == ("A-011", True)
    presenter.unpinned()
    subject = bench.subjects[-1]
    assert subject is not None
    assert (subject.code, subject.is_pinned) == ("A-008", False)


def test_codes_are_compared_as_people_write_them() -> None:
    assert code_key("A-042") == code_key("a42") == code_key("A 042")
    assert code_key("A-B07") != code_key("AB-070")


def test_a_scanner_is_told_from_a_person() -> None:
    assert looks_scanned("nextpatient:t/0123456789abcdef0123456789abcdef")
    assert looks_scanned("https://clinic.local/t/0123")
    assert not looks_scanned("A-042")
    assert not looks_scanned("Lakshmi Devi Ramakrishnan")
