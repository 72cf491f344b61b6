"""Words for errors that are not about one topic: rights, the connection, what was typed."""

from nextpatient_desktop.text.errors.table import ErrorTable

TABLE = ErrorTable()
