"""What host and stations agree on: paths, headers, versions. Used by both sides, imports nothing heavy."""

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

SERVICE: Final = "_nextpatient._tcp.local."
"""The kind of service by which a host announces itself (mDNS)."""
