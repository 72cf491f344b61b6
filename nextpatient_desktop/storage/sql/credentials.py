"""The questions about stations' keys, sessions, pairings, contacts and the hosts' secrets."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.sql.building import Definition, insert, select_by

_KEYS = tables.station_keys
_SESSIONS = tables.sessions
_PAIRINGS = tables.pairings
_CONTACTS = tables.contacts
_SECRETS = tables.secrets


def _names(table: sa.Table) -> list[str]:
    return [column.name for column in table.columns]


def _key_kept() -> sa.ClauseElement:
    new = sqlite.insert(_KEYS)
    return new.on_conflict_do_update(
        index_elements=["station"], set_={"digest": new.excluded.digest, "at": new.excluded.at}
    )


def _contact_saved() -> sa.ClauseElement:
    new = sqlite.insert(_CONTACTS)
    return new.on_conflict_do_update(
        index_elements=["station"],
        set_={name: new.excluded[name] for name in _names(_CONTACTS) if name != "station"},
    )


def _secret_added() -> sa.ClauseElement:
    return sqlite.insert(_SECRETS).on_conflict_do_nothing(index_elements=["name"])


KEEP_KEY: Final = Definition(_key_kept, _names(_KEYS), _names(_KEYS))
KEY: Final = select_by(_KEYS, "digest")
KEYED: Final = Definition(lambda: sa.select(_KEYS.c.station))

BEGIN: Final = insert(_SESSIONS)
SESSION: Final = select_by(_SESSIONS, "digest")
END: Final = Definition(
    lambda: sa.delete(_SESSIONS).where(_SESSIONS.c.digest == sa.bindparam("digest")), ["digest"]
)
END_OF_STAFF: Final = Definition(
    lambda: sa.delete(_SESSIONS).where(_SESSIONS.c.staff == sa.bindparam("staff")), ["staff"]
)
END_OF_STATION: Final = Definition(
    lambda: sa.delete(_SESSIONS).where(_SESSIONS.c.station == sa.bindparam("station")), ["station"]
)
END_BEFORE: Final = Definition(
    lambda: sa.delete(_SESSIONS).where(_SESSIONS.c.begun_at < sa.bindparam("before")), ["before"]
)
END_ALL: Final = Definition(lambda: sa.delete(_SESSIONS))

OPEN_PAIRING: Final = insert(_PAIRINGS)
PAIRING: Final = select_by(_PAIRINGS)
CLOSE_PAIRING: Final = Definition(lambda: sa.delete(_PAIRINGS))

SAVE_CONTACT: Final = Definition(_contact_saved, _names(_CONTACTS), _names(_CONTACTS))
CONTACTS: Final = select_by(_CONTACTS)
NONE_LISTENS: Final = Definition(lambda: sa.update(_CONTACTS).values(is_listening=sa.literal_column("0")))

ADD_SECRET: Final = Definition(_secret_added, _names(_SECRETS), _names(_SECRETS))
SECRET: Final = select_by(_SECRETS, "name")
