"""Requests that are wrong in every way, for Hypothesis: made from the registry's types, then spoiled."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from nextpatient_desktop.clinic.registry import Handler, build
from nextpatient_desktop.lan import wire
from tests.lan.serving import path_of

Json: TypeAlias = Any
Known: TypeAlias = Mapping[str, Sequence[str]]
"""Ids of things that there are, by the name of the id's type."""

HANDLERS = sorted(build().values(), key=lambda one: one.message.__name__)

NASTY_TEXTS = (
    "",
    " ",
    "\u0000",
    "\u202e",
    "\ud83d\ude00",
    "'; DROP TABLE patients; --",
    "%",
    "_",
    "*",
    '"',
    "\\",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "{code}",
    "%s%n",
    "अ" * 300,
    "x" * 5000,
    "P-000001",
    "0",
    "+91 98450 31777",
    "Asia/Kolkata",
    "Nowhere/Land",
    "en",
    "A",
)
NASTY_NUMBERS = (-1, 0, 1, 2**31, 2**53, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, 1e308, -0.0, 0.5)
NASTY_INSTANTS = (
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999-14:00",
    "2026-11-20T03:30:00",
    "2026-11-20T03:30:00+05:30",
    "1970-01-01T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "now",
    "1e400",
    "253402300800000",
)
NASTY_DATES = ("0001-01-01", "9999-12-31", "2026-11-20", "2026-02-29", "today", "-1")
NASTY_LENGTHS = (0, -1, 60, 5400, 1e18, "P1D", "PT1H", "P99999999Y", "forever")


@dataclass(frozen=True)
class WrongRequest:
    """One request. `length` is the content length that it says, where that is not the body's."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    length: int | None = None


def values(kind: Any, known: Known) -> SearchStrategy[Json]:  # noqa: ANN401  # any type
    """JSON that looks like a type, right and not quite right."""
    name = getattr(kind, "__name__", "")
    kind = getattr(kind, "__supertype__", kind)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        inner = [values(one, known) for one in get_args(kind) if one is not NoneType]
        return st.one_of(st.none(), *inner)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(texts(), values(get_args(kind)[1], known), max_size=3)
    if origin is not None:
        return st.lists(values(get_args(kind)[0], known), max_size=3)
    if is_dataclass(kind):
        return _objects(kind, known)
    if issubclass(kind, Enum):
        return st.sampled_from([str(one.value) for one in kind])
    if issubclass(kind, UUID):
        there = known.get(name, ())
        return st.one_of(st.sampled_from(there), st.uuids().map(str)) if there else st.uuids().map(str)
    return _plain(kind)


def _objects(kind: Any, known: Known) -> SearchStrategy[Json]:  # noqa: ANN401  # any dataclass
    needed = {
        one.name: values(one.type, known)
        for one in fields(kind)
        if one.default is MISSING and one.default_factory is MISSING
    }
    others = {one.name: values(one.type, known) for one in fields(kind) if one.name not in needed}
    return st.fixed_dictionaries(needed, optional=others)


@cache
def texts() -> SearchStrategy[str]:
    """Texts of all sorts."""
    return st.one_of(st.sampled_from(NASTY_TEXTS), st.text(max_size=12))


def _plain(kind: Any) -> SearchStrategy[Json]:  # noqa: ANN401  # a type without inner types
    choices: Mapping[Any, SearchStrategy[Json]] = {
        str: texts(),
        int: st.one_of(st.integers(-3, 40), st.sampled_from(NASTY_NUMBERS)),
        float: st.one_of(st.floats(), st.sampled_from(NASTY_NUMBERS)),
        bool: st.booleans(),
        datetime: st.sampled_from(NASTY_INSTANTS),
        date: st.sampled_from(NASTY_DATES),
        timedelta: st.sampled_from(NASTY_LENGTHS),
    }
    return choices[kind]


@cache
def anything() -> SearchStrategy[Json]:
    """Any JSON."""
    leaves = st.one_of(
        st.none(), st.booleans(), st.sampled_from(NASTY_NUMBERS), texts(), st.floats(), st.integers()
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts(), inner, max_size=3)),
    )


@st.composite
def spoiled(draw: DrawFn, right: SearchStrategy[Json]) -> Json:
    """The same with one part replaced, left out, repeated or added."""
    whole = draw(right)
    for _ in range(draw(st.integers(0, 2))):
        if not isinstance(whole, dict) or not whole or draw(st.integers(0, 9)) == 0:
            return draw(anything())
        name = draw(st.sampled_from(sorted(whole)))
        match draw(st.integers(0, 3)):
            case 0:
                whole = {key: value for key, value in whole.items() if key != name}
            case 1:
                whole = whole | {draw(texts()): draw(anything())}
            case 2:
                whole = whole | {name: [whole[name]] * draw(st.integers(0, 3))}
            case _:
                whole = whole | {name: draw(anything())}
    return whole


@st.composite
def bodies(draw: DrawFn, handler: Handler, known: Known) -> bytes:
    """What is sent as a message: JSON that is wrong in its meaning, in its types or in its letters."""
    whole = draw(spoiled(values(handler.message, known)))
    data = json.dumps(whole, ensure_ascii=draw(st.booleans())).encode(errors="surrogatepass")
    match draw(st.integers(0, 11)):
        case 0:
            return draw(st.binary(max_size=200))
        case 1:
            at = draw(st.integers(0, len(data)))
            return data[:at] + draw(st.binary(min_size=1, max_size=4)) + data[at:]
        case 2:
            return data[: draw(st.integers(0, len(data)))]
        case 3:
            depth = draw(st.sampled_from([100, 201, 5000, 100_000]))
            return b"[" * depth if draw(st.booleans()) else b'{"id":' * depth
        case 4:
            return data + data
    return data


@st.composite
def wrong_requests(draw: DrawFn, known: Known) -> WrongRequest:
    """A request to a message's route, or to another one."""
    handler = draw(st.sampled_from(HANDLERS))
    path = path_of(handler.message)
    body = draw(bodies(handler, known))
    method, headers, length = "POST", draw(_headers()), None
    match draw(st.integers(0, 15)):
        case 0:
            method = draw(st.sampled_from(["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "BREW"]))
        case 1:
            path = draw(_paths(known))
        case 2:
            method, path = draw(st.sampled_from(["GET", "PUT"])), draw(_paths(known))
        case 3:
            length = max(0, len(body) + draw(st.integers(-5, -1)))
        case 4:
            path = wire.PAIR
    return WrongRequest(method, path, body, headers, length)


def _headers() -> SearchStrategy[Mapping[str, str]]:
    values_of = st.one_of(
        st.sampled_from(["", "0", "1", "2", "99999", "-1", "x", "1.0", "\u00ff", "Bearer", "a" * 4000]),
        st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=20),
    )
    names = [
        wire.PROTOCOL_HEADER,
        wire.VERSION,
        wire.TO_COME,
        "content-type",
        "x-forwarded-for",
        "accept",
        "range",
    ]
    return st.one_of(st.just({}), st.just({}), st.dictionaries(st.sampled_from(names), values_of, max_size=2))


@st.composite
def _paths(draw: DrawFn, known: Known) -> str:
    document = draw(st.sampled_from([*known.get("DocumentId", ()), "", "x"]))
    content = draw(st.sampled_from(["ab" * 32, "x", "%00", "..%2f..%2fclinic.key", *known.get("sha256", ())]))
    after = draw(st.sampled_from(["x", "-1", "%F0", "1e3", "9" * 40]))
    return draw(
        st.sampled_from(
            [
                f"{wire.BLOBS}{content}?document={document}",
                f"{wire.BLOBS}{content}",
                f"{wire.WATCH}?after={after}",
                wire.COMMANDS,
                f"{wire.COMMANDS}{'x' * 5000}",
                f"{wire.QUERIES}FindPatients/",
                f"{wire.QUERIES}%46indPatients",
                f"{wire.QUERIES}findpatients",
                f"{wire.COMMANDS}__class__",
                "/api/v2/commands/IssueToken",
                "//",
                "/%2e%2e/clinic.db",
                "*",
            ]
        )
    )
