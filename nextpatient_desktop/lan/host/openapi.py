"""The OpenAPI document: every command and query as the registry has it; nothing is written per message."""

import inspect
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, TypeAlias

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from nextpatient_desktop import __version__
from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.documents.messages import MAX_DOCUMENT_BYTES, DocumentContent
from nextpatient_desktop.clinic.door import Who
from nextpatient_desktop.clinic.registry import Handler, Message, Registry
from nextpatient_desktop.clinic.stations.pairing import PairedStation, PairStation
from nextpatient_desktop.domain.model import Document, Role, StationKind
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.host.answers import status_of
from nextpatient_desktop.text.errors import all_codes

Json: TypeAlias = dict[str, Any]

_REF: Final = "#/components/schemas/{model}"
_ERROR: Final = {"$ref": _REF.format(model="Refusal")}
_COMMON: Final = ("request_invalid", "not_paired", "station_closed", "session_ended", "not_allowed")
"""What any message may be refused with, beside what its own description names."""
_ONCE: Final = ("command_id_reused", "answer_not_kept")

_MANY: Final = """\
Commands change something, queries ask. Send a message's fields as JSON; fields that nobody knows are passed
over. A command's `id` is a UUID of version 7 that you make: the same command with the same id is done once,
however often it is sent, so send it again when an answer does not come. Ids are text, instants ISO 8601 with
a time zone, lengths of time seconds.

Every refusal is `{"code", "params", "message"}`. Codes never change; messages are English, for logs.
"""


class _WireSchema(GenerateJsonSchema):
    """Types as `codec` writes them, where that is not pydantic's way."""

    def timedelta_schema(self, schema: Any) -> JsonSchemaValue:  # noqa: ANN401  # pydantic's own
        """Seconds."""
        return {"type": "number", "description": "seconds"}

    def encode_default(self, dft: Any) -> Any:  # noqa: ANN401  # pydantic's own
        """As `codec` writes it."""
        return codec.plain(dft)

    def bytes_schema(self, schema: Any) -> JsonSchemaValue:  # noqa: ANN401  # pydantic's own
        """Base64."""
        return {"type": "string", "contentEncoding": "base64"}


def document(registry: Registry, *, protocol: int = wire.PROTOCOL) -> Json:
    """The OpenAPI 3.1 document of a host that answers the messages of `registry`."""
    handlers = sorted(registry.values(), key=lambda one: one.message.__name__)
    schemas, of = _schemas(handlers)
    paths: Json = {}
    for handler in handlers:
        base = wire.COMMANDS if handler.is_command else wire.QUERIES
        paths[base + handler.message.__name__] = {"post": _operation(handler, of)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "NextPatient",
            "version": __version__,
            "description": _MANY,
            "x-protocol": protocol,
        },
        "paths": {**paths, **_other_routes(of)},
        "security": [{"station": []}],
        "components": {"schemas": {**schemas, "Refusal": _REFUSAL}, "securitySchemes": _SECURITY},
    }


def grants_of(handler: Handler) -> tuple[str, ...]:
    """Who may, in words: `kiosk`, `doctor`. Roles are also what an integration may act as."""
    kinds: Mapping[type[Any], str] = {Role: "role", StationKind: "station", Who: "anyone"}
    order = list(kinds)
    grants = sorted(handler.allow, key=lambda grant: (order.index(type(grant)), str(grant)))
    names = [str(grant) for grant in grants if grant is not Who.PATIENT]
    if any(isinstance(grant, Role) for grant in grants) and Role.ADMIN not in handler.allow:
        names.append(str(Role.ADMIN))
    return tuple(names) or ("system",)


def errors_of(message: type[Message]) -> tuple[str, ...]:
    """The refusals that a message's description names."""
    named = re.findall(r"`([a-z_]+)`", message.__doc__ or "")
    return tuple(dict.fromkeys(code for code in named if code in _codes()))


@cache
def _codes() -> frozenset[str]:
    return frozenset(all_codes())


def _schemas(handlers: "list[Handler]") -> tuple[Json, Mapping[tuple[str, str], Json]]:
    """Every type that travels, and the schema of each message and answer, by name and direction."""
    inputs: list[tuple[Any, Any, TypeAdapter[Any]]] = []
    for handler in handlers:
        name, kind, answer = handler.message.__name__, _any(handler.message), _answer(handler)
        inputs.append((name, "validation", codec.reader(kind)))
        inputs.append((name, "serialization", codec.reader(answer)))
    inputs.append((PairedStation.__name__, "serialization", codec.reader(_any(PairedStation))))
    found, definitions = TypeAdapter.json_schemas(inputs, ref_template=_REF, schema_generator=_WireSchema)
    schemas: Json = definitions.get("$defs", {})
    return schemas, {(str(name), str(mode)): one for (name, mode), one in found.items()}


def _answer(handler: Handler) -> Any:  # noqa: ANN401  # any type
    """What travels as the answer: a document's bytes go another way."""
    if handler.message is DocumentContent:
        return _any(dict[str, Document])
    return codec.answer_type(handler.message)


def _any(kind: Any) -> Any:  # noqa: ANN401  # takes a type for a value that can be a key
    return kind


def _operation(handler: Handler, of: Mapping[tuple[str, str], Json]) -> Json:
    name = handler.message.__name__
    summary, _blank, more = inspect.cleandoc(handler.message.__doc__ or name).partition("\n\n")
    errors = errors_of(handler.message)
    also = (*_COMMON, *(_ONCE if handler.is_command else ()))
    return {
        "operationId": name,
        "tags": [_topic(handler.message)],
        "summary": " ".join(summary.split()),
        "description": more,
        "x-allow": list(grants_of(handler)),
        "x-errors": list(errors),
        "parameters": [_STAFF_HEADER],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": of[name, "validation"]}},
        },
        "responses": {
            "200": _json_answer("The result", of[name, "serialization"]),
            **_refusals((*errors, *also)),
        },
    }


def _topic(message: type[Message]) -> str:
    """The topic under which a message stands: `tokens`, `staff`."""
    parts = message.__module__.split(".")
    return parts[parts.index("clinic") + 1] if "clinic" in parts else parts[-1]


def _refusals(codes: tuple[str, ...]) -> Json:
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(status_of(code), []).append(code)
    return {
        str(status): _json_answer(", ".join(f"`{code}`" for code in named), _ERROR)
        for status, named in sorted(by_status.items())
    }


def _json_answer(description: str, schema: Json) -> Json:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


# --- What is not a message ---------------------------------------------------------------------------

_REFUSAL: Final[Json] = {
    "type": "object",
    "required": ["code", "params", "message"],
    "properties": {
        "code": {"type": "string", "description": "What was refused; never changes."},
        "params": {
            "type": "object",
            "description": "What the words need. `field` names the input at fault.",
            "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
        },
        "message": {"type": "string", "description": "The same in English, for logs."},
    },
}
_SECURITY: Final[Json] = {
    "station": {
        "type": "http",
        "scheme": "bearer",
        "description": "The key that the station got when it was paired.",
    }
}
_STAFF_HEADER: Final[Json] = {
    "name": wire.STAFF,
    "in": "header",
    "required": False,
    "description": "The session that the answer to SignIn had in its header of this name.",
    "schema": {"type": "string"},
}


def _other_routes(of: Mapping[tuple[str, str], Json]) -> Json:
    text = {"type": "string"}
    sha256 = {
        "name": "sha256",
        "in": "path",
        "required": True,
        "schema": {**text, "pattern": "^[0-9a-f]{64}$"},
    }
    named = {"name": "document", "in": "query", "required": True, "schema": {**text, "format": "uuid"}}
    after = {"name": "after", "in": "query", "schema": {"type": "integer", "minimum": 0}}
    content = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    pairing = ("pairing_code_wrong", "pairing_closed", "pairing_kind_wrong", "asked_too_often")
    return {
        wire.BLOBS + "{sha256}": {
            "put": {
                "tags": ["documents"],
                "summary": f"Hand in a document's content, up to {MAX_DOCUMENT_BYTES // 1024**2} MiB.",
                "description": "PDF, JPEG or PNG. AttachDocument then names its SHA-256.",
                "parameters": [sha256, _STAFF_HEADER],
                "requestBody": {"required": True, "content": content},
                "responses": {
                    "200": _json_answer("Its SHA-256", text),
                    **_refusals(
                        ("document_too_large", "document_kind_unknown", "document_not_readable", *_COMMON)
                    ),
                },
            },
            "get": {
                "tags": ["documents"],
                "summary": "Fetch a document's content, as whoever may ask DocumentContent.",
                "parameters": [sha256, named, _STAFF_HEADER],
                "responses": {
                    "200": {"description": "The content", "content": content},
                    **_refusals(("document_unknown", "document_removed", "document_damaged", *_COMMON)),
                },
            },
        },
        wire.WATCH: {
            "get": {
                "tags": ["journal"],
                "summary": "Hear when something changed: server-sent events with the journal's position.",
                "description": f"At least every {wire.HEARTBEAT:.0f} s there is a comment line. Ask your "
                "queries again after an event; positions may be skipped. After a break, go on from the last.",
                "parameters": [after],
                "responses": {
                    "200": {"description": "The stream", "content": {"text/event-stream": {"schema": text}}},
                    **_refusals(_COMMON),
                },
            }
        },
        wire.PAIR: {
            "post": {
                "tags": ["stations"],
                "summary": "Exchange the code that the administrator was shown for a key. Needs none.",
                "security": [],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": of[PairStation.__name__, "validation"]}},
                },
                "responses": {
                    "200": _json_answer(
                        "The station and its key", of[PairedStation.__name__, "serialization"]
                    ),
                    **_refusals(("request_invalid", *pairing)),
                },
            }
        },
        wire.HEALTH: {
            "get": {
                "tags": ["stations"],
                "summary": "Whose host this is, and which versions of the wire it speaks. Needs no key.",
                "security": [],
                "responses": {"200": _json_answer("The host", {"type": "object"})},
            }
        },
    }
