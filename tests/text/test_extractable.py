"""Every text can be found by the extractor: it does not look into f-strings."""

import ast
from collections.abc import Iterator
from pathlib import Path

import nextpatient_desktop

PACKAGE = Path(nextpatient_desktop.__file__).parent
WRAPPERS = {"_", "gettext", "ngettext", "pgettext", "npgettext"}


def wrapped_in_f_strings(source: str) -> Iterator[int]:
    """The lines on which a text for people is inside an f-string."""
    for joined in ast.walk(ast.parse(source)):
        if not isinstance(joined, ast.JoinedStr):
            continue
        for node in ast.walk(joined):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                if name in WRAPPERS:
                    yield node.lineno


def test_a_text_inside_an_f_string_is_found() -> None:
    assert list(wrapped_in_f_strings("a = f\"{_('Send')} x\"")) == [1]
    assert list(wrapped_in_f_strings("a = f\"{texts.ngettext('a', 'b', 2)} x\"")) == [1]
    assert list(wrapped_in_f_strings("words = _('Send')\na = f'{words} x'")) == []


def test_no_text_hides_in_an_f_string() -> None:
    hidden = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line in wrapped_in_f_strings(path.read_text(encoding="utf-8"))
    ]
    assert hidden == []
