"""A kiosk without a screen, in a process of its own: `python -m tests.journeys.kiosk_alone`.

Opens the clinic as the kiosk's window would, from what joining kept in `NEXTPATIENT_HOME`, and gives as many
tokens as it is told on standard input ("200"), each as soon as the one before was answered. Answers with one
line of JSON for each token.
"""

import json
import sys
import time

from nextpatient_desktop.bootstrap.connecting import Connecting
from nextpatient_desktop.bootstrap.joining import station_settings_path
from nextpatient_desktop.bootstrap.logs import start_logging
from nextpatient_desktop.bootstrap.opening import OpeningClinic
from nextpatient_desktop.bootstrap.station_file import StationFile
from nextpatient_desktop.bootstrap.station_key import KeyFile
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.door import Actor
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.stations.messages import Stations
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.domain.model import StationKind


def main() -> None:
    """Answer until standard input ends."""
    start_logging("kiosk")
    path = station_settings_path(StationKind.KIOSK, None)
    store = StationFile(path)
    connecting = Connecting(
        StationKind.KIOSK,
        store.load(),
        store,
        KeyFile.beside(path),
        barred=lambda code: print(json.dumps({"barred": code}), flush=True),
        reopen=lambda meanwhile: meanwhile(),
    )
    clinic = OpeningClinic.over(connecting.open, Actor(kind=StationKind.KIOSK))
    clinic.allow_opening()
    clinic.ask(ClinicDetails())  # what a kiosk's screens ask when they begin
    clinic.ask(Stations())
    department = next(one.department.id for one in clinic.ask(Departments()) if one.department.letter == "P")
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        for _ in range(int(line)):
            began = time.monotonic()
            try:
                issued = clinic.execute(IssueToken(department=department))
            except ClinicError as refused:
                print(json.dumps({"refused": refused.code}), flush=True)
                continue
            said = {
                "code": issued.code,
                "token": str(issued.token),
                "issued_at": issued.issued_at.isoformat(),
                "took": time.monotonic() - began,
            }
            print(json.dumps(said), flush=True)
    clinic.close()


if __name__ == "__main__":
    main()
