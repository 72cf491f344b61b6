"""The questions about stations' keys, sessions, pairings, contacts and the hosts' secrets."""

from typing import Final

import sqlalchemy as sa

from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.sql.building import (
    Definition,
    insert,
    insert_once,
    select_by,
    upsert,
)

_KEYS = tables.station_keys
_SESSIONS = tables.sessions
_PAIRINGS = tables.pairings
_CONTACTS = tables.contacts
_SECRETS = tables.secrets


KEEP_KEY: Final = upsert(_KEYS, "station")
KEY: Final = select_by(_KEYS, "digest")
KEYED: Final = Definition(lambda: sa.select(_KEYS.c.station))

BEGIN: Final = insert_once(_SESSIONS, "digest")
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

SAVE_CONTACT: Final = upsert(_CONTACTS, "station")
CONTACTS: Final = select_by(_CONTACTS)
NONE_LISTENS: Final = Definition(lambda: sa.update(_CONTACTS).values(is_listening=sa.literal_column("0")))

ADD_SECRET: Final = insert_once(_SECRETS, "name")
SECRET: Final = select_by(_SECRETS, "name")
