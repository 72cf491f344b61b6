"""Compiles every statement of `storage.sql` into the program's own files: `python -m tools.statements`.

To be run when a statement or a table has changed, or SQLAlchemy; a test says when the file is not as it
should be.
"""

import json

from nextpatient_desktop.resources import resource
from nextpatient_desktop.storage.sql.compiling import DATABASES, all_names, compiled
from nextpatient_desktop.storage.statements import FILE, key


def texts() -> dict[str, dict[str, list[object]]]:
    """Each statement's text and the constants that follow its parameters, by database and name."""
    found: dict[str, dict[str, list[object]]] = {database: {} for database in DATABASES}
    for name, variant in all_names():
        for database in DATABASES:
            text, tail = compiled(database, name, variant)
            found[database][key(name, variant)] = [text, *tail]
    return found


def main() -> None:
    """Write the file."""
    written = json.dumps(texts(), indent=0, sort_keys=True, ensure_ascii=False)
    resource(FILE).write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
