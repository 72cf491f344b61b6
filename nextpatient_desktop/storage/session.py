"""`Session`: what the repositories need of a transaction, on whichever database."""

from typing import Any, Protocol
from uuid import UUID

from nextpatient_desktop.storage.statements import Statement

Row = tuple[Any, ...]


class Session(Protocol):
    """Runs statements in one transaction.

    What changes something may be sent later, together with what follows, so its errors may come from a later
    statement or from the commit. Each answer has seen everything that was asked for before it.
    """

    def one(self, statement: Statement, *values: object) -> Row | None:
        """The first row, None for none."""
        ...

    def all(self, statement: Statement, *values: object) -> list[Row]:
        """All rows."""
        ...

    def put(self, statement: Statement, *values: object) -> None:
        """Change something."""
        ...

    def change(self, key: UUID, statement: Statement, *values: object) -> None:
        """Change the one row of `key`; `LookupError` when there is none."""
        ...
