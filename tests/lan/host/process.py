"""A host in a process of its own: prints port, a kiosk's key and a department; serves until told to end.

    python -m tests.lan.host.process FOLDER [plain]

`plain`: as on a PC that has neither httptools nor uvloop.
"""

import json
import sys
from pathlib import Path

from nextpatient_desktop.clinic.guard import Guard
from nextpatient_desktop.clinic.stations.pairing import KeyStation
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.lan.host.server import Host
from nextpatient_desktop.lan.identity import obtain_identity
from tests.clinic.house import House


def main(folder: Path) -> None:
    """Serve."""
    house = House(folder)
    house.set_up()
    department = house.add_department()
    paired = house.system.execute(KeyStation(kind=StationKind.KIOSK))
    identity = obtain_identity(house.storage, house.clock.now())
    host = Host(house.door, Guard(house.storage, house.clock), identity, "127.0.0.1", 0, clock=house.clock)
    told = {"port": host.port, "key": paired.key, "department": str(department.id)}
    host.run(lambda: print(json.dumps(told), flush=True))
    house.close()
    print("ended", flush=True)


if __name__ == "__main__":
    if "plain" in sys.argv:
        sys.modules["httptools"] = sys.modules["uvloop"] = None  # type: ignore[assignment]  # so Python says it
    main(Path(sys.argv[1]))
