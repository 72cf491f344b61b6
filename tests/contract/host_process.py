"""A real host as a process of its own, over a house whose clock the parent moves: a line of seconds on stdin.

Each line is answered with a line; the end of stdin ends the host.
"""

import json
import sys
import threading
from datetime import timedelta
from pathlib import Path

from nextpatient_desktop.clinic.guard import Guard, new_secret
from nextpatient_desktop.clinic.registry import build
from nextpatient_desktop.lan.host.server import Host
from nextpatient_desktop.lan.identity import obtain_identity
from tests.clinic.house import House


def main(folder: Path) -> None:
    """Serve until stdin ends."""
    house = House(folder)
    local_key = new_secret()
    guard = Guard(house.storage, house.clock, local_key=local_key)
    identity = obtain_identity(house.storage, house.clock.now())
    host = Host(
        house.door,
        guard,
        identity,
        "127.0.0.1",
        0,
        clock=house.clock,
        registry=build(),
        position=house.storage.position,
    )
    is_started = threading.Event()
    serving = threading.Thread(target=host.run, args=(is_started.set,))
    serving.start()
    is_started.wait()
    address = f"https://127.0.0.1:{host.port}"
    print(json.dumps({"address": address, "pin": identity.pin, "local_key": local_key}), flush=True)
    for line in sys.stdin:
        house.clock.advance(timedelta(seconds=float(line)))
        house.seconds += float(line)
        print("done", flush=True)
    host.stop()
    serving.join()
    house.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
