"""Every refusal has words that say what happened and what to do now."""

import ast
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

import nextpatient_desktop
from nextpatient_desktop.text import ErrorWords, load_texts, words_for_error
from nextpatient_desktop.text.errors import ErrorTable, all_codes

PACKAGE = Path(nextpatient_desktop.__file__).parent


SAMPLES: dict[str, object] = {
    "field": "phone",
    "day": "2026-11-20",
    "last": "2026-11-20",
    "today": "2026-11-20",
    "weekday": 2,
}
"""Values of parameters that are not just shown."""


def errors_raised() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Every `ClinicError(...)` in the program: its code, the file, the names of its parameters."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            if getattr(node.func, "id", getattr(node.func, "attr", "")) != "ClinicError":
                continue
            names = {keyword.arg for keyword in node.keywords if keyword.arg}
            for mapping in (argument for argument in node.args[1:] if isinstance(argument, ast.Dict)):
                names |= {str(key.value) for key in mapping.keys if isinstance(key, ast.Constant)}
            for constant in ast.walk(node.args[0]):
                if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                    yield constant.value, str(file.relative_to(PACKAGE)), frozenset(names)


RAISED = sorted(
    {(code, names) for code, _, names in errors_raised()}, key=lambda error: (error[0], sorted(error[1]))
)


def test_every_error_that_the_program_raises_has_words() -> None:
    known = set(all_codes())
    missing = {f"{code} ({file})" for code, file, _ in errors_raised() if code not in known}
    assert missing == set()


@pytest.mark.parametrize(("code", "names"), RAISED)
def test_words_fit_the_parameters_that_the_error_is_raised_with(
    code: str, names: frozenset[str], caplog: pytest.LogCaptureFixture
) -> None:
    params = {name: SAMPLES.get(name, 7) for name in names}
    words = words_for_error(load_texts("en"), code, params)
    assert words.what.endswith((".", "?", "!"))
    assert not words.what_to_do or words.what_to_do.endswith((".", "?", "!"))
    assert "{" not in words.what + words.what_to_do
    assert not caplog.records


def test_an_unknown_error_is_told_with_its_code() -> None:
    words = words_for_error(load_texts("en"), "from_the_future", {"field": "phone"})
    assert "from_the_future" in words.what
    assert words.what_to_do
    assert words.field == "phone"


def test_words_that_lack_a_parameter_fall_back_and_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    table = ErrorTable()

    @table.words_for("some_code")
    def some_code(texts: object, params: object) -> ErrorWords:
        return ErrorWords("{missing}".format_map(params))  # type: ignore[arg-type]

    from nextpatient_desktop.text.errors import words

    with caplog.at_level(logging.ERROR), pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "_tables", lambda: (table,))
        told = words_for_error(load_texts("en"), "some_code", {})
    assert "some_code" in told.what
    assert "some_code" in caplog.text


def test_a_code_is_worded_once() -> None:
    table = ErrorTable()
    table.words_for("a")(lambda texts, params: ErrorWords("one"))
    with pytest.raises(ValueError, match="already"):
        table.words_for("a")(lambda texts, params: ErrorWords("two"))
