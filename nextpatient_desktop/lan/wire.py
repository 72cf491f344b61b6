"""What host and stations agree on: paths, headers, versions. Used by both sides, imports nothing heavy.

Bodies, all JSON as `clinic/codec.py` writes it:

- `POST COMMANDS + name`, `POST QUERIES + name`: the message's fields, a command's `id` among them. 200 with
  the result; a refusal as 4xx with `{"code", "params", "message"}`. 503: the host is ending, ask again. Any
  other 5xx: a bug of the host's.
- `DocumentContent` is answered with `{"document": ...}`, without the bytes: these are at
  `GET BLOBS + document.sha256 + "?document=" + document.id`. `PUT BLOBS + sha256` takes a content as it is,
  and answers its SHA-256.
- `GET WATCH?after=POSITION`: `text/event-stream`. `data: POSITION` for each event, at once the present one
  if it is not `after`; a comment line (`:`) at once and then every `HEARTBEAT`. Positions grow; a first one
  under `after` says that the clinic was restored from a backup.
- `POST PAIR` with `{"code", "kind"}` (kind may be null): a `PairedStation`, or a refusal.
- `GET HEALTH`: `{"service": "nextpatient", "clinic": NAME, "protocol": n, "oldest": n, "version": "...",
  "fingerprint": SIX WORDS}`.

A host announces itself as a `SERVICE` with the properties `clinic`, `pin` (the SHA-256 of its certificate as
hex) and `protocol`.
"""

from typing import Final

PORT: Final = 7390
"""Where a host listens unless told otherwise."""

PROTOCOL: Final = 1
"""This program's version of the wire."""
OLDEST_PROTOCOL: Final = 1
"""The oldest version that this program's host serves."""

API: Final = "/api/v1"
COMMANDS: Final = f"{API}/commands/"
QUERIES: Final = f"{API}/queries/"
BLOBS: Final = f"{API}/blobs/"
WATCH: Final = f"{API}/watch"
PAIR: Final = f"{API}/pair"
OPENAPI: Final = f"{API}/openapi.json"
DOCS: Final = f"{API}/docs"
HEALTH: Final = "/health"

AUTHORIZATION: Final = "authorization"
"""`Bearer KEY`: the station's key, or the clinic's local one."""
STAFF: Final = "nextpatient-staff"
"""The session of whoever is signed in at the station. The answer to a sign-in carries a new one."""
PROTOCOL_HEADER: Final = "nextpatient-protocol"
VERSION: Final = "nextpatient-version"
"""The station's program version, for the administrator's list."""
TO_COME: Final = "nextpatient-to-come"
"""How many tokens a kiosk still has to hand over."""
TIME: Final = "nextpatient-time"
"""On answers: the host's clock, ISO 8601; a kiosk keeps it as the instant of its last contact."""

HEARTBEAT: Final = 2.0
"""Seconds between signs of life on a watch stream that is otherwise silent."""
SILENCE: Final = 5.0
"""After so many seconds without a sign of life a station takes the stream for dead."""

ENDING: Final = 503
"""The status of a host that is about to end and took nothing: ask again."""

SERVICE_NAME: Final = "nextpatient"
"""What a host says it is, at `HEALTH`."""
SERVICE: Final = "_nextpatient._tcp.local."
"""The kind of service by which a host announces itself (mDNS)."""
