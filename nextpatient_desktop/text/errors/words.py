"""`words_for_error`: from an error's code and parameters to the sentences that the person reads."""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nextpatient_desktop.text.errors import (
    backups,
    common,
    files,
    forms,
    machine,
    network,
    people,
    places,
    queue,
    servers,
)
from nextpatient_desktop.text.errors.table import ErrorTable, ErrorWords, Params

if TYPE_CHECKING:
    from nextpatient_desktop.text.texts import Texts

_log = logging.getLogger(__name__)


def _tables() -> tuple[ErrorTable, ...]:
    tables = (common, forms, people, places, queue, files, machine, network, servers, backups)
    return tuple(module.TABLE for module in tables)


def words_for_error(texts: "Texts", code: str, params: Params) -> ErrorWords:
    """What happened and what to do now, in the language of `texts`.

    A code that has no words (a newer host may send one), or whose words lack a parameter, gets sentences that
    say what is known: that it was not done, the code for whoever helps, and that trying again is safe.
    """
    for table in _tables():
        wording = table.get(code)
        if wording is None:
            continue
        try:
            return wording(texts, params)
        except (LookupError, TypeError, ValueError):
            _log.exception("the words for error %s do not fit its parameters %s", code, sorted(params))
            break
    return _fallback(texts, code, params)


def all_codes() -> Iterator[str]:
    """Every error code that has words."""
    for table in _tables():
        yield from table


def _fallback(texts: "Texts", code: str, params: Params) -> ErrorWords:
    _ = texts.gettext
    field = params.get("field")
    return ErrorWords(
        _("That was not done ({code}).").format(code=code),
        _("Try again. If it happens again, tell whoever looks after this program the word in brackets."),
        field if isinstance(field, str) else None,
    )
