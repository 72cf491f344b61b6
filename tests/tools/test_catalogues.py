"""Translations are found, merged, checked and compiled by one command."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import catalogues


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project of its own."""
    (tmp_path / "nextpatient_desktop").mkdir()
    (tmp_path / "babel.cfg").write_text("[python: nextpatient_desktop/**.py]\n", encoding="utf-8")
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path / "translations")
    write_source(tmp_path, '_("Take your ticket")', 'texts.ngettext("{n} file", "{n} files", n)')
    return tmp_path


def write_source(project: Path, *lines: str) -> None:
    source = project / "nextpatient_desktop" / "screen.py"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")


def translate(language: str, **translations: str | tuple[str, ...]) -> None:
    """Do a translator's work: `Take_your_ticket="..."`."""
    catalogue = catalogues.read_language(language)
    for message in catalogue:
        first = message.id if isinstance(message.id, str) else message.id[0]
        key = first.replace(" ", "_").replace("{n}_", "")
        if key in translations:
            message.string = translations[key]
    catalogues.po_path(language).write_bytes(catalogues._po_text(catalogue))


def installed(project: Path) -> gettext.NullTranslations:
    with (project / "translations" / "hi" / "LC_MESSAGES" / "nextpatient.mo").open("rb") as file:
        return gettext.GNUTranslations(file)  # gettext.translation remembers what it once read


def test_a_language_is_begun_translated_and_used(project: Path) -> None:
    catalogues.main(["add", "hi"])
    assert catalogues.languages() == ["hi"]
    assert installed(project).gettext("Take your ticket") == "Take your ticket"
    assert installed(project).ngettext("{n} file", "{n} files", 2) == "{n} files"
    translate("hi", Take_your_ticket="अपना टिकट लें", file=("{n} फ़ाइल", "{n} फ़ाइलें"))
    assert catalogues.main([]) == 0
    assert catalogues.main(["missing"]) == 0
    assert installed(project).gettext("Take your ticket") == "अपना टिकट लें"
    assert installed(project).ngettext("{n} file", "{n} files", 2) == "{n} फ़ाइलें"
    assert catalogues.same_translations("hi")


def test_what_changed_in_the_source_is_asked_for_and_nothing_is_guessed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogues.main(["add", "hi"])
    translate("hi", Take_your_ticket="अपना टिकट लें", file=("{n} फ़ाइल", "{n} फ़ाइलें"))
    write_source(project, '_("Take your tickets")', 'texts.ngettext("{n} file", "{n} files", n)')
    catalogues.main([])
    capsys.readouterr()
    assert catalogues.main(["missing"]) == 1
    assert capsys.readouterr().out == "Take your tickets\n"
    texts = {message.id for message in catalogues.read_language("hi") if message.id}
    assert texts == {"Take your tickets", ("{n} file", "{n} files")}


def test_the_same_source_gives_the_same_bytes(project: Path) -> None:
    catalogues.main(["add", "hi"])
    before = [path.read_bytes() for path in sorted((project / "translations").rglob("nextpatient.*"))]
    write_source(project, "", "", '_("Take your ticket")', 'texts.ngettext("{n} file", "{n} files", n)')
    catalogues.main([])
    after = [path.read_bytes() for path in sorted((project / "translations").rglob("nextpatient.*"))]
    assert before == after


def test_a_begun_language_is_not_begun_again(project: Path) -> None:
    catalogues.main(["add", "hi"])
    with pytest.raises(SystemExit, match="already"):
        catalogues.main(["add", "hi"])


@pytest.mark.parametrize(
    ("text", "translation", "is_complete"),
    [
        ("{code} is called", "{code} को बुलाया गया", True),
        ("{code} is called", "{कोड} को बुलाया गया", False),
        ("{code} is called", "बुलाया गया", False),
        ("{code} is called", "{code} {counter}", False),
        ("{code} is called", "{code", False),
        (("{n} file", "{n} files"), ("एक फ़ाइल", "{n} फ़ाइलें"), True),
        (("{n} file", "{n} files"), ("{n} फ़ाइल", ""), False),
        (("{n} file", "{n} files"), ("{n} फ़ाइल", "{m} फ़ाइलें"), False),
    ],
)
def test_a_translation_keeps_the_placeholders(
    text: str | tuple[str, str], translation: str | tuple[str, str], is_complete: bool
) -> None:
    catalogue = Catalog(locale="hi")
    catalogue.add(text, translation)
    assert (not list(catalogues.untranslated(catalogue))) is is_complete
