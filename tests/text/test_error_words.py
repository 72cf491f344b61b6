"""Every refusal that the program can utter has words: what happened, and what to do now."""

import ast
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import nextpatient_desktop
from nextpatient_desktop.storage.errors import machine_error
from nextpatient_desktop.text import load_texts, words_for_error
from nextpatient_desktop.text.errors import ErrorWords, all_codes

PACKAGE = Path(nextpatient_desktop.__file__).parent
ENGLISH = load_texts("en")

PASSED_ON = {
    "bootstrap/local_host.py": frozenset[str](),
    "bootstrap/server_commands.py": frozenset({"server_has_no_key", "server_keeps_backups"}),
    "bootstrap/setting_up.py": frozenset[str](),
    "clinic/codec.py": frozenset[str](),
    "clinic/context.py": frozenset[str](),
    "clinic/tokens/moving.py": frozenset[str](),
    "lan/joining.py": frozenset[str](),
    "lan/link.py": frozenset[str](),
    "storage/errors.py": frozenset(re.findall(r"`([a-z_]+)`", machine_error.__doc__ or "")) - {"path"},
    "storage/postgres/errors.py": frozenset(
        {"disk_full", "server_busy", "server_readonly", "storage_damaged", "storage_failed"}
    ),
}
"""Where a refusal's code is not written out: read from elsewhere, or one of those named here."""

COMMANDS = re.compile(r"pg_(dump|restore|hba\.conf)")
"""The database server's own programs and files, which are called so."""

VALUES: dict[str, list[object]] = {
    "because": [
        "closed_today",
        "outside_hours",
        "full",
        "for_good",
        "locked",
        "too_big",
        "broken",
        "another",
    ],
    "can_skip": [True, False],
    "code": ["A-042"],
    "count": [1, 7],
    "counter": ["Room 3"],
    "day": ["2026-11-20"],
    "department": ["General OPD"],
    "detail": ["The server said no."],
    "digits": [10],
    "expected": [56],
    "field": ["name", "title", "login", "daily_limit", "usual_visit", "another"],
    "is_exact": [True, False],
    "kind": ["kiosk", "counter", "display", "integration", "host"],
    "language": ["xx"],
    "letter": ["A"],
    "letters": [55, 56],
    "missing": [1, 2],
    "reason": ["undone"],
    "seconds": [1, 30],
    "staff": ["Dr Anita Rao"],
    "state": [
        "waiting",
        "called",
        "serving",
        "on_hold",
        "completed",
        "no_show",
        "cancelled",
        "expired",
        "another",
    ],
    "today": ["2026-11-20"],
    "tries_left": [4, 1, 0],
    "tried": [
        "call",
        "recall",
        "start",
        "complete",
        "transfer",
        "put_back",
        "no_show",
        "return",
        "hold",
        "resume",
        "cancel",
        "expire",
    ],
    "weekday": [4],
}
"""What stands in a parameter, in all the ways that change the sentence."""


@dataclass(frozen=True)
class Raised:
    """One place in the program that utters a refusal."""

    where: str
    code: str
    params: tuple[str, ...]


@cache
def raised() -> list[Raised]:
    return [one for path in sorted(PACKAGE.rglob("*.py")) for one in _raised_in(path)]


def _raised_in(path: Path) -> Iterator[Raised]:
    name = path.relative_to(PACKAGE).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        where = f"{name}:{node.lineno}"
        if node.func.id == "ClinicError":
            yield from _of_error(name, where, node)
        elif node.func.id == "_known" and isinstance(node.args[-1], ast.Constant):
            yield Raised(where, str(node.args[-1].value), ())


def _of_error(name: str, where: str, node: ast.Call) -> Iterator[Raised]:
    first = node.args[0]
    choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    params = [keyword.arg for keyword in node.keywords if keyword.arg is not None]
    for argument in node.args[1:]:
        if isinstance(argument, ast.Dict):
            params += [str(key.value) for key in argument.keys if isinstance(key, ast.Constant)]
    for choice in choices:
        if isinstance(choice, ast.Constant):
            yield Raised(where, str(choice.value), tuple(params))
        else:
            assert name in PASSED_ON, f"{where} does not say its code: name it in PASSED_ON"
            for code in PASSED_ON[name]:
                yield Raised(where, code, tuple(params))


def variants(params: tuple[str, ...]) -> Iterator[dict[str, object]]:
    """Parameters as a refusal may have them: each value at least once, states with each thing tried."""
    values = {name: VALUES.get(name, [f"some {name}"]) for name in params}
    most = max((len(choices) for choices in values.values()), default=1)
    for index in range(most):
        yield {name: choices[index % len(choices)] for name, choices in values.items()}
    if "state" in values and "tried" in values:
        for state in VALUES["state"]:
            for tried in VALUES["tried"]:
                yield {name: choices[0] for name, choices in values.items()} | {
                    "state": state,
                    "tried": tried,
                }


def words_of(
    raised: Raised, caplog: pytest.LogCaptureFixture
) -> Iterator[tuple[dict[str, object], ErrorWords]]:
    for params in variants(raised.params):
        with caplog.at_level(logging.ERROR):
            yield params, words_for_error(ENGLISH, raised.code, params)
        assert not caplog.records, f"{raised}: the words need what the refusal does not say"


def test_every_refusal_has_words() -> None:
    missing = {one.code: one.where for one in raised()}
    for code in all_codes():
        missing.pop(code, None)
    assert missing == {}


def test_the_words_are_sentences_that_say_what_to_do_now(caplog: pytest.LogCaptureFixture) -> None:
    for one in raised():
        for params, words in words_of(one, caplog):
            for sentence in (words.what, words.what_to_do):
                assert re.fullmatch(r"[A-Z“{0-9].{8,}[.?!]", sentence) or sentence.startswith("some "), one
                assert "{" not in sentence, one
                assert "None" not in sentence, one
                assert "_" not in COMMANDS.sub("", sentence), (one, params)


def test_the_words_name_the_field_that_the_refusal_names(caplog: pytest.LogCaptureFixture) -> None:
    for one in raised():
        if "field" in one.params:
            for params, words in words_of(one, caplog):
                assert words.field == params["field"], one


def test_there_are_no_words_for_what_nobody_says() -> None:
    assert set(all_codes()) - {one.code for one in raised()} == set()


def test_what_a_newer_host_says_has_words_too() -> None:
    words = words_for_error(ENGLISH, "from_the_future", {"field": "name"})
    assert "from_the_future" in words.what
    assert words.what_to_do
    assert words.field == "name"


def test_a_token_that_is_elsewhere_is_told_with_its_counter() -> None:
    params = {"code": "A-042", "state": "serving", "tried": "call", "counter": "Room 3"}
    words = words_for_error(ENGLISH, "move_refused", params)
    assert words.what == "A-042 is already being served in Room 3."


def test_the_phrases_of_a_closed_department_differ() -> None:
    said = {
        because: words_for_error(ENGLISH, "department_closed", {"because": because}).what
        for because in ("outside_hours", "closed_today", "for_good")
    }
    assert len(set(said.values())) == 3
