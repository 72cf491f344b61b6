"""What a cut-off kiosk would hand over, made by hand."""

import os
from datetime import date, datetime, timedelta
from typing import Any

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.stations.messages import Stations
from nextpatient_desktop.clinic.tokens.adoption import Adopted, AdoptTokens, OfflineToken
from nextpatient_desktop.domain.ids import TokenId, VisitId, uuid7
from nextpatient_desktop.domain.model import Department, Station, StationKind
from nextpatient_desktop.domain.numbering import format_offline_code
from tests.clinic.hall import Hall


class CutOffKiosk:
    """A kiosk of the hall that was cut off when it was made, and whose clock is right."""

    def __init__(self, hall: Hall, clinic: Clinic | None = None) -> None:
        self.hall = hall
        self.clinic = clinic or hall.kiosk
        self.last_contact = hall.clock.now()
        self.given: list[OfflineToken] = []

    @property
    def station(self) -> Station:
        (station,) = (one for one in self.clinic.ask(Stations()) if one.kind is StationKind.KIOSK)
        return station

    def give(
        self,
        department: Department | None = None,
        *,
        after: timedelta = timedelta(seconds=1),
        day: date | None = None,
        number: int | None = None,
        **more: Any,  # noqa: ANN401  # whatever a token has
    ) -> OfflineToken:
        """A token, some time after the last one."""
        self.hall.clock.advance(after)
        now = self.hall.clock.now()
        of = department or self.hall.opd
        token = OfflineToken(
            visit=VisitId(new_id(now)),
            token=TokenId(new_id(now)),
            code=format_offline_code(of.letter, self.station.series or "", number or self._next(of, day)),
            department=of.id,
            day=day or self.hall.day,
            issued_at=now,
            key=os.urandom(16).hex(),
            **more,
        )
        self.given.append(token)
        return token

    def command(self, *tokens: OfflineToken, **more: Any) -> AdoptTokens:  # noqa: ANN401
        values = {"last_contact": self.last_contact, "handed_over_at": self.hall.clock.now(), **more}
        return AdoptTokens(tokens=tokens or tuple(self.given), **values)

    def hand_over(self, *tokens: OfflineToken, **more: Any) -> Adopted:  # noqa: ANN401
        """These tokens, or all that were given."""
        self.hall.clock.advance(timedelta(seconds=1))
        return self.clinic.execute(self.command(*tokens, **more))

    def _next(self, department: Department, day: date | None) -> int:
        same = (one for one in self.given if one.department == department.id)
        return 1 + sum(one.day == (day or self.hall.day) for one in same)


def new_id(now: datetime) -> Any:  # noqa: ANN401  # an id of any kind
    return uuid7(int(now.timestamp() * 1000), os.urandom(10))
