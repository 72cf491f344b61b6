"""The API describes itself: every message with its fields, who may, and its refusals; offline."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, TypeAlias

import pytest

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.registry import Handler, build
from nextpatient_desktop.domain.model import Role, StationKind
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.host.openapi import document
from tests.lan.examples import example
from tests.lan.serving import Caller, Served, path_of

Json: TypeAlias = dict[str, Any]

HANDLERS = sorted(build().values(), key=lambda one: one.message.__name__)


@pytest.fixture(scope="module")
def openapi() -> Json:
    read: Json = json.loads(json.dumps(document(build())))
    return read


def schemas_in(value: object) -> Iterator[str]:
    """The names of all schemas that something refers to."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"].removeprefix("#/components/schemas/")
        for inner in value.values():
            yield from schemas_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from schemas_in(inner)


def test_every_reference_leads_somewhere(openapi: Json) -> None:
    assert set(schemas_in(openapi)) <= set(openapi["components"]["schemas"])


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda one: one.message.__name__)
def test_every_message_is_described(openapi: Json, handler: Handler) -> None:
    operation = openapi["paths"][path_of(handler.message)]["post"]
    assert operation["summary"].endswith((".", ":"))
    assert operation["x-allow"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    if "$ref" in schema:
        schema = openapi["components"]["schemas"][next(schemas_in(schema))]
    assert set(schema.get("properties", {})) == {one.name for one in fields(handler.message)}
    assert {"200", "400", "401", "403"} <= set(operation["responses"])


def test_an_example_of_each_message_has_the_fields_that_are_needed(openapi: Json) -> None:
    for handler in HANDLERS:
        operation = openapi["paths"][path_of(handler.message)]["post"]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        if "$ref" in schema:
            schema = openapi["components"]["schemas"][next(schemas_in(schema))]
        written = json.loads(codec.write(example(handler.message)))
        assert set(schema.get("required", [])) <= set(written)


def test_who_may_is_told_with_the_admin_who_always_may(openapi: Json) -> None:
    call_next = openapi["paths"][wire.COMMANDS + "CallNext"]["post"]
    assert call_next["x-allow"] == ["doctor", "reception", "admin"]
    assert "nobody_waiting" in call_next["x-errors"]
    assert openapi["paths"][wire.COMMANDS + "KeyStation"]["post"]["x-allow"] == ["system"]


def test_lengths_of_time_are_seconds_and_bytes_are_base64(openapi: Json) -> None:
    schemas = openapi["components"]["schemas"]
    assert schemas["Department"]["properties"]["overdue_after"]["type"] == "number"
    assert schemas["Department"]["properties"]["overdue_after"]["default"] == 5400.0
    assert schemas["Event"]["properties"]["hash"]["contentEncoding"] == "base64"


def test_routes_that_are_no_messages_are_described_too(openapi: Json) -> None:
    assert {wire.WATCH, wire.PAIR, wire.HEALTH, wire.BLOBS + "{sha256}"} <= set(openapi["paths"])


def test_a_station_gets_the_document(served: Served, openapi: Json) -> None:
    reply = served.call("GET", wire.OPENAPI, None, served.station(StationKind.INTEGRATION))
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert reply.json == openapi


def browser(key: str | None) -> Caller:
    """How a browser sends a key that somebody typed as a password."""
    basic = base64.b64encode(f"anybody:{key}".encode()).decode()
    return Caller(headers={wire.AUTHORIZATION: f"Basic {basic}"})


def test_a_browser_asks_for_the_key_and_shows_the_page(served: Served) -> None:
    station = served.station(StationKind.INTEGRATION, acts_as=Role.RECEPTION)
    refused = served.call("GET", wire.DOCS)
    assert (refused.status, refused.code) == (401, "not_paired")
    assert refused.headers["www-authenticate"].startswith("Basic realm=")
    reply = served.call("GET", wire.DOCS, None, browser(station.key))
    assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert served.call("GET", wire.DOCS, None, browser("wrong")).status == 401


def test_the_page_needs_nothing_from_elsewhere(served: Served) -> None:
    station = served.station(StationKind.INTEGRATION)
    page = served.call("GET", wire.DOCS, None, station)
    html = page.body.decode()
    assert re.findall(r"(?:https?:)?//[a-z][\w.-]*\.[a-z]+", html) == []
    assert not re.search(r"<(?:link|img|iframe|base)\b|\bsrc=|@import|url\(", html)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    nonce = re.search(r"'nonce-([\w-]+)'", policy)
    assert nonce is not None
    assert html.count(f'nonce="{nonce[1]}"') == 3
    again = served.call("GET", wire.DOCS, None, station)
    assert nonce[1].encode() not in again.body


def test_the_page_holds_the_whole_document(served: Served, openapi: Json) -> None:
    html = served.call("GET", wire.DOCS, None, served.station(StationKind.INTEGRATION)).body.decode()
    held = re.search(r'<script id="document"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert held is not None
    assert json.loads(held[1]) == openapi


@pytest.mark.parametrize("path", [wire.QUERIES + "ClinicDetails", wire.COMMANDS + "IssueToken", wire.PAIR])
def test_a_browsers_password_does_nothing(served: Served, path: str) -> None:
    station = served.station(StationKind.KIOSK)
    reply = served.call("POST", path, "{}", browser(station.key))
    assert reply.status in {400, 401}
    assert served.call("GET", wire.WATCH, None, browser(station.key)).status == 401
