"""A PC of its own on the other end of a cable: a network namespace, and what may happen to the cable.

Needs root on Linux with iproute2 and nftables. Whatever is made here is gone when the test has ended.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count

import pytest

_WITHIN = 20.0
_numbers = count(os.getpid() % 200)


class Cable:
    """Leads from this PC to another one, by a pair of virtual interfaces."""

    def __init__(self, name: str, net: int) -> None:
        self.name = name
        self.here = f"10.77.{net}.1"
        self.there = f"10.77.{net}.2"
        self._plug = f"{name}-a"

    def command(self, *command: str) -> list[str]:
        """What runs a command on the PC at the other end."""
        return ["ip", "netns", "exec", self.name, *command]

    def pull(self) -> None:
        """Nothing gets through, and both ends know it."""
        _run("ip", "link", "set", self._plug, "down")

    def plug_in(self) -> None:
        _run("ip", "link", "set", self._plug, "up")

    def swallow(self, direction: str) -> None:
        """What goes one way is lost without a word: `input` or `output`, as the other PC sees it."""
        self._filter(direction, "drop")

    def lose(self, percent: int) -> None:
        """So many of a hundred packets are lost, either way."""
        for direction in ("input", "output"):
            self._filter(direction, f"numgen random mod 100 < {percent} drop")

    def heal(self) -> None:
        """Lose nothing any more."""
        _run(*self.command("nft", "flush", "ruleset"))

    def _filter(self, direction: str, what: str) -> None:
        chain = f"{{ type filter hook {direction} priority 0 ; }}"
        _run(*self.command("nft", "add", "table", "inet", "cable"))
        _run(*self.command("nft", "add", "chain", "inet", "cable", direction, chain))
        # not of the other PC's conversations with itself
        rule = f"{'iifname' if direction == 'input' else 'oifname'} != lo {what}"
        _run(*self.command("nft", "add", "rule", "inet", "cable", direction, rule))


@contextmanager
def cable() -> Iterator[Cable]:
    """Lay a cable; skips where that cannot be done."""
    _skip_unless_possible()
    number = next(_numbers)
    one = Cable(f"np{os.getpid()}x{number}", number % 250 + 1)
    try:
        _lay(one)
        yield one
    finally:
        _run("ip", "netns", "del", one.name, may_fail=True)
        _run("ip", "link", "del", f"{one.name}-a", may_fail=True)


def _lay(one: Cable) -> None:
    plug, socket = f"{one.name}-a", f"{one.name}-b"
    try:
        _run("ip", "netns", "add", one.name)
        _run("ip", "link", "add", plug, "type", "veth", "peer", "name", socket)
    except subprocess.CalledProcessError as refused:
        pytest.skip(f"this system makes no networks: {refused.stderr.strip()}")
    _run("ip", "link", "set", socket, "netns", one.name)
    _run("ip", "addr", "add", f"{one.here}/24", "dev", plug)
    _run("ip", "link", "set", plug, "up")
    _run(*one.command("ip", "addr", "add", f"{one.there}/24", "dev", socket))
    _run(*one.command("ip", "link", "set", socket, "up"))
    _run(*one.command("ip", "link", "set", "lo", "up"))
    try:
        _run(*one.command("nft", "list", "ruleset"))
    except subprocess.CalledProcessError as refused:
        pytest.skip(f"this system filters no packets: {refused.stderr.strip()}")


def _skip_unless_possible() -> None:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("laying cables needs root on Linux")
    for tool, package in (("ip", "iproute2"), ("nft", "nftables")):
        if shutil.which(tool) is None:
            pytest.skip(f"there is no {tool} here (Debian: {package})")


def _run(*command: str, may_fail: bool = False) -> None:
    line: Sequence[str] = command
    subprocess.run(line, capture_output=True, text=True, check=not may_fail, timeout=_WITHIN)
