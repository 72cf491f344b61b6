"""A connection that breaks before it is one."""

import gc
import select
import socket
import struct

import pytest

from nextpatient_desktop.lan.connection import _secured

RESET_ON_CLOSE = struct.pack("ii", 1, 0)


def test_a_connection_that_is_reset_at_once_leaves_nothing_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        plain = socket.create_connection(listening.getsockname(), timeout=20)
        accepted, _address = listening.accept()
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        accepted.close()
        assert select.select([plain], [], [], 20)[0]
        with pytest.raises(OSError):
            _secured(plain)
        plain.close()
    gc.collect()  # a socket left open says so here, and fails the test
