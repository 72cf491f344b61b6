"""How words are found for a code, also when they do not fit."""

import logging

import pytest

from nextpatient_desktop.text import ErrorWords, Texts, load_texts, words_for_error
from nextpatient_desktop.text.errors import ErrorTable, Params, words


def test_words_that_lack_a_parameter_fall_back_and_are_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = ErrorTable()

    @table.words_for("some_code")
    def some_code(texts: Texts, params: Params) -> ErrorWords:
        return ErrorWords("{missing}".format_map(params))

    monkeypatch.setattr(words, "_tables", lambda: (table,))
    with caplog.at_level(logging.ERROR):
        told = words_for_error(load_texts("en"), "some_code", {"field": "phone"})
    assert "some_code" in told.what
    assert told.field == "phone"
    assert "some_code" in caplog.text


def test_a_code_is_worded_once() -> None:
    table = ErrorTable()
    table.words_for("one", "two")(lambda texts, params: ErrorWords("first"))
    with pytest.raises(ValueError, match="already"):
        table.words_for("two")(lambda texts, params: ErrorWords("second"))
    assert list(table) == ["one", "two"]
