"""Keeps the translations: finds texts in the source, brings each language up to date, compiles what is done.

    python -m tools.catalogues            find, update and compile
    python -m tools.catalogues missing    print what still needs a translation, language by language
    python -m tools.catalogues add ta     begin a language

A translator edits `resources/translations/LANGUAGE/LC_MESSAGES/nextpatient.po` (with Poedit, or by hand) and
runs the first command again. The compiled .mo files are committed, so that installing needs no tools; a test
compares.
"""

import argparse
import io
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
TRANSLATIONS = ROOT / "resources" / "translations"
DOMAIN = "nextpatient"
WIDTH = 100

_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # the same bytes for the same content
_NOISE = (
    '"Project-Id-Version',
    '"Report-Msgid-Bugs-To',
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Last-Translator',
    '"Language-Team',
    '"Generated-By',
)


def extract() -> Catalog:
    """All texts for people in the source, with the files where they stand and the translators' notes."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        ROOT,
        method_map=methods,
        options_map=options,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for file, _line, text, comments, context in found:
        place = (Path(file).as_posix(), 0)  # no line: a text that moved is no other text
        catalogue.add(text, locations=[place], auto_comments=comments, context=context)
    return catalogue


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(po_file.parents[1].name for po_file in TRANSLATIONS.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def po_path(language: str) -> Path:
    """Where a language's texts are edited."""
    return TRANSLATIONS / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def mo_path(language: str) -> Path:
    """Where a language's texts are read by the program."""
    return po_path(language).with_suffix(".mo")


def read_language(language: str) -> Catalog:
    """A language's catalogue as it is edited."""
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    """What still needs a translator: without a translation, guessed, or with other placeholders."""
    for message in catalogue:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.fuzzy or not all(texts) or not _has_the_same_placeholders(message):
            yield message


def pot_text(template: Catalog) -> bytes:
    """The template as it is committed."""
    return _po_text(template)


def mo_text(catalogue: Catalog) -> bytes:
    """The compiled catalogue as it is committed: finished translations only."""
    unfinished = {(message.context, message.id) for message in untranslated(catalogue)}
    finished = Catalog(locale=catalogue.locale, charset="utf-8", fuzzy=False, creation_date=_NO_DATE)
    for message in catalogue:
        if message.id and (message.context, message.id) not in unfinished:
            finished.add(message.id, message.string, context=message.context)
    out = io.BytesIO()
    write_mo(out, finished)
    return out.getvalue()


def same_translations(language: str) -> bool:
    """Whether the compiled file says what the edited one says."""
    with mo_path(language).open("rb") as file:
        compiled = read_mo(file)
    edited = read_mo(io.BytesIO(mo_text(read_language(language))))
    return _translations(compiled) == _translations(edited)


def update() -> None:
    """Find texts, bring every language up to date, compile."""
    template = extract()
    (TRANSLATIONS / f"{DOMAIN}.pot").write_bytes(pot_text(template))
    for language in languages():
        catalogue = read_language(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        po_path(language).write_bytes(_po_text(catalogue))
        mo_path(language).write_bytes(mo_text(catalogue))


def add(language: str) -> None:
    """Begin a language with an empty catalogue."""
    path = po_path(language)
    if path.exists():
        raise SystemExit(f"{language} has a catalogue already: {path}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_po_text(Catalog(locale=language, domain=DOMAIN, charset="utf-8", fuzzy=False)))
    update()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0, or 1 when `missing` found something missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.catalogues", description="Keeps the translations.")
    parser.add_argument("action", nargs="?", choices=("update", "missing", "add"), default="update")
    parser.add_argument("language", nargs="?")
    options = parser.parse_args(arguments)
    if options.action == "add":
        if not options.language:
            parser.error("which language? For example: add ta")
        add(options.language)
    if options.action == "update":
        update()
    return _print_state(with_texts=options.action == "missing")


def _print_state(*, with_texts: bool) -> int:
    is_complete = True
    for language in languages():
        catalogue = read_language(language)
        missing = list(untranslated(catalogue))
        is_complete = is_complete and not missing
        print(f"{language}: {len(catalogue) - len(missing)} of {len(catalogue)} translated", file=sys.stderr)
        for message in missing if with_texts else ():
            print(message.id if isinstance(message.id, str) else message.id[0])
    return 0 if is_complete or not with_texts else 1


def _po_text(catalogue: Catalog) -> bytes:
    """A catalogue as text, the same bytes for the same content: no dates, no versions, sorted by file."""
    name = catalogue.locale.english_name if catalogue.locale else None
    title = f"NextPatient Desktop in {name}" if name else "The texts of NextPatient Desktop"
    catalogue.header_comment = f"# {title}. Kept by `python -m tools.catalogues`."
    catalogue.fuzzy = False
    out = io.BytesIO()
    write_po(out, catalogue, width=WIDTH, sort_by_file=True, include_lineno=False)
    lines = out.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_NOISE)).encode("utf-8")


def _translations(catalogue: Catalog) -> dict[object, object]:
    def plain(texts: object) -> object:  # compiled plurals are read as lists
        return tuple(texts) if isinstance(texts, list) else texts

    return {(m.context, plain(m.id)): plain(m.string) for m in catalogue if m.id}


def _has_the_same_placeholders(message: Message) -> bool:
    """Whether a translation names the same placeholders: `{code}` must not become `{कोड}`."""

    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    allowed = set().union(*(names(text) for text in ids))
    needed = names(ids[-1]) if len(ids) == 1 else set()
    try:
        return all(needed <= names(text) <= allowed for text in strings if text)
    except ValueError:
        return False


if __name__ == "__main__":
    raise SystemExit(main())
