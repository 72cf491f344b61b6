"""Words for errors: what happened and what to do now, in the person's language.

Each topic has a module with an `ErrorTable`; whoever adds an error code adds its words there:

    TABLE = ErrorTable()

    @TABLE.words_for("token_not_waiting")
    def token_not_waiting(texts: Texts, params: Params) -> ErrorWords:
        _ = texts.gettext
        what = _("{code} is already being served in {counter}.").format_map(params)
        return ErrorWords(what, _("Call the next patient, or choose another in the list."))

and names a new module in `words`.
"""

from nextpatient_desktop.text.errors.table import ErrorTable, ErrorWords, Params
from nextpatient_desktop.text.errors.words import all_codes, words_for_error

__all__ = ["ErrorTable", "ErrorWords", "Params", "all_codes", "words_for_error"]
