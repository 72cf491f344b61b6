"""The OpenAPI document and the page that shows it: one file, nothing of it from the internet."""

import json
import secrets
import threading
from functools import cached_property
from typing import Final

from nextpatient_desktop.clinic.registry import Registry
from nextpatient_desktop.lan.host.answers import NOT_KEPT, Answer, Headers
from nextpatient_desktop.resources import resource

ASKS_FOR_KEY: Final = (b"www-authenticate", b'Basic realm="NextPatient: the station\'s key is the password"')
"""Makes a browser ask for the key."""

_HTML: Final = (b"content-type", b"text/html; charset=utf-8")


class Pages:
    """Makes the document once, when somebody first asks for it: that takes most of a second."""

    def __init__(self, registry: Registry, protocol: int) -> None:
        self._registry = registry
        self._protocol = protocol
        self._making = threading.Lock()

    def openapi(self) -> Answer:
        """The OpenAPI document."""
        with self._making:
            return Answer(body=self._document.encode())

    def page(self) -> Answer:
        """The page, which may run its own script and nothing else."""
        nonce = secrets.token_urlsafe(16)
        with self._making:
            # In a script element, where only this could end it.
            document = self._document.replace("<", "\\u003c")
        html = resource("web", "api.html").read_text(encoding="utf-8")
        html = html.replace("@nonce@", nonce).replace("@document@", document)
        return Answer(body=html.encode(), headers=_page_headers(nonce))

    @cached_property
    def _document(self) -> str:
        from nextpatient_desktop.lan.host.openapi import document

        return json.dumps(document(self._registry, protocol=self._protocol), separators=(",", ":"))


def _page_headers(nonce: str) -> Headers:
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return (
        _HTML,
        NOT_KEPT,
        (b"content-security-policy", policy.encode()),
        (b"referrer-policy", b"no-referrer"),
    )
