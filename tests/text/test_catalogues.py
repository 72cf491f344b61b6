"""The translations are complete, and what is committed is what the tool makes."""

import pytest

from tools import catalogues

LANGUAGES = catalogues.languages()


def test_hindi_has_a_catalogue() -> None:
    assert "hi" in LANGUAGES


def test_the_template_has_every_text_of_the_source() -> None:
    committed = (catalogues.TRANSLATIONS / "nextpatient.pot").read_bytes()
    assert committed == catalogues.pot_text(catalogues.extract()), "run: python -m tools.catalogues"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_with_its_placeholders(language: str) -> None:
    missing = [message.id for message in catalogues.untranslated(catalogues.read_language(language))]
    assert missing == [], "run: python -m tools.catalogues missing"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_has_the_texts_of_the_template(language: str) -> None:
    texts = {(m.context, m.id) for m in catalogues.read_language(language) if m.id}
    assert texts == {(m.context, m.id) for m in catalogues.extract() if m.id}, (
        "run: python -m tools.catalogues"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_says_what_the_edited_one_says(language: str) -> None:
    assert catalogues.same_translations(language), "run: python -m tools.catalogues"
