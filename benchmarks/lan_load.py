"""Stations that ask for tokens as fast as they get them, as a process of its own; prints JSON.

`python -m benchmarks.lan_load host ADDRESS PIN DEPARTMENT SECONDS KEY...`: one `RemoteClinic` for each key.
`python -m benchmarks.lan_load plain ADDRESS PIN SECONDS COUNT`: as many clients of the plain web app; without
a pin (`-`) without TLS.
"""

import gc
import http.client
import json
import sys
import threading
import time
from collections.abc import Callable, Sequence
from uuid import UUID

from benchmarks.measure import percentile
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.lan.connection import Address
from nextpatient_desktop.lan.connections import Connections
from nextpatient_desktop.lan.remote import RemoteClinic

_WARM_UP = 3
_PATIENCE = 120.0
_BODY = json.dumps({"department": "a"}).encode()
_HEADERS = {"content-type": "application/json"}


def stations(address: str, pin: str, department: str, keys: Sequence[str]) -> list[Callable[[], object]]:
    """What one station after the other does: the whole of it, from the message to the answer's class."""
    clinics = [RemoteClinic(address, pin, key, version="bench", finds=False) for key in keys]
    wanted = DepartmentId(UUID(department))
    return [lambda one=one: one.execute(IssueToken(department=wanted)) for one in clinics]  # type: ignore[misc]


def plain_clients(address: str, pin: str, count: int) -> list[Callable[[], object]]:
    """The same for the plain web app; its answer is parsed and no more."""
    client = _plain_client if pin == "-" else _plain_tls_client
    return [client(address, pin) for _ in range(count)]


def _plain_tls_client(address: str, pin: str) -> Callable[[], object]:
    connections = Connections(Address.of(address), bytes.fromhex(pin), _PATIENCE)

    def issue() -> object:
        answer = connections.request("POST", "/tokens", _HEADERS, _BODY, is_fresh=False)
        if answer.status != 200:
            raise RuntimeError(f"status {answer.status}")
        return json.loads(answer.body)["code"]

    return issue


def _plain_client(address: str, pin: str) -> Callable[[], object]:
    place = Address.of(address)
    connection = http.client.HTTPConnection(place.name, place.port, timeout=_PATIENCE)

    def issue() -> object:
        connection.request("POST", "/tokens", _BODY, _HEADERS)
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"status {answer.status}")
        return json.loads(answer.read())["code"]

    return issue


def load(actions: Sequence[Callable[[], object]], seconds: float) -> dict[str, float]:
    """Do them side by side, each again and again: rate per second, p50 and p99 in milliseconds."""
    times: list[list[float]] = [[] for _ in actions]
    ready = threading.Barrier(len(actions) + 1)
    ends = threading.Event()

    def work(action: Callable[[], object], taken: list[float]) -> None:
        for _ in range(_WARM_UP):
            action()
        ready.wait()
        while not ends.is_set():
            begin = time.perf_counter()
            action()
            taken.append(time.perf_counter() - begin)

    threads = [
        threading.Thread(target=work, args=pair, daemon=True) for pair in zip(actions, times, strict=True)
    ]
    for thread in threads:
        thread.start()
    ready.wait()
    gc.freeze()
    begin = time.perf_counter()
    ends.wait(seconds)
    ends.set()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begin
    together = [one for taken in times for one in taken]
    return {
        "rate": len(together) / took,
        "p50_ms": percentile(together, 0.5) * 1e3,
        "p99_ms": percentile(together, 0.99) * 1e3,
        "count": len(together),
    }


def main(arguments: Sequence[str]) -> None:
    """Load what is named, print the figures."""
    what, address, pin, *more = arguments
    if what == "host":
        department, seconds, *keys = more
        actions = stations(address, pin, department, keys)
    else:
        seconds, count = more
        actions = plain_clients(address, pin, int(count))
    print(json.dumps(load(actions, float(seconds))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
