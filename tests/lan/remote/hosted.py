"""`Hosted`: a house whose clinic a real host serves over TLS on loopback, on a thread of this process."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from nextpatient_desktop.clinic.guard import Guard, new_secret
from nextpatient_desktop.clinic.registry import build
from nextpatient_desktop.clinic.stations.pairing import KeyStation
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.host.server import Host
from nextpatient_desktop.lan.identity import Identity, obtain_identity
from nextpatient_desktop.lan.link import Timing
from nextpatient_desktop.lan.remote import RemoteClinic
from tests.clinic.house import House
from tests.fakes.unreliable_network import UnreliableNetwork

_STARTS_WITHIN = 20.0


class Hosted:
    """A house with a host that can be stopped and started again at the same port."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        self.house.set_up()
        self.local_key = new_secret()
        self.guard = Guard(self.house.storage, self.house.clock, local_key=self.local_key)
        self.identity: Identity = obtain_identity(self.house.storage, self.house.clock.now())
        self._host: Host | None = None
        self._thread: threading.Thread | None = None
        self._remotes: list[RemoteClinic] = []
        self._networks: list[UnreliableNetwork] = []
        self.port = 0
        self.protocol = wire.PROTOCOL

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def start(self) -> None:
        host = Host(
            self.house.door,
            self.guard,
            self.identity,
            "127.0.0.1",
            self.port,
            clock=self.house.clock,
            registry=build(),
            protocol=self.protocol,
            position=self.house.storage.position,
        )
        self.port = host.port
        is_started = threading.Event()
        thread = threading.Thread(target=host.run, args=(is_started.set,), name="test-host")
        thread.start()
        assert is_started.wait(_STARTS_WITHIN)
        self._host, self._thread = host, thread

    def stop(self) -> None:
        host, thread = self._host, self._thread
        self._host = self._thread = None
        if host is not None and thread is not None:
            host.stop()
            thread.join(_STARTS_WITHIN)
            assert not thread.is_alive()

    def key_of(self, kind: StationKind, name: str = "") -> str:
        """The key of a new station."""
        return self.house.system.execute(KeyStation(kind=kind, name=name)).key

    def network(self) -> UnreliableNetwork:
        """A network between stations and this host that can fail."""
        network = UnreliableNetwork("127.0.0.1", self.port)
        self._networks.append(network)
        return network

    def station(
        self,
        kind: StationKind = StationKind.COUNTER,
        *,
        url: str = "",
        key: str = "",
        pin: str = "",
        timing: Timing | None = None,
    ) -> RemoteClinic:
        """A new station's clinic, as its program has it."""
        remote = RemoteClinic(
            url or self.url,
            pin or self.identity.pin,
            key or self.key_of(kind),
            version="1.0",
            finds=False,
            timing=timing,
        )
        self._remotes.append(remote)
        return remote

    def close(self) -> None:
        for remote in self._remotes:
            remote.close()
        for network in self._networks:
            network.close()
        self.stop()
        self.house.close()


@contextlib.contextmanager
def hosted_house(folder: Path) -> Iterator[Hosted]:
    """A house with a host that runs."""
    hosted = Hosted(folder)
    try:
        hosted.start()
        yield hosted
    finally:
        hosted.close()


def wait_until(is_so: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for a condition, for a bounded time."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it did not become so"
        threading.Event().wait(0.01)
