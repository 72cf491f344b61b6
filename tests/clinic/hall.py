"""`Hall`: a clinic at work, with two departments, four counters and the people who sit at them."""

from datetime import date, timedelta

from nextpatient_desktop.clinic.counters.messages import CounterForm, UpdateCounter
from nextpatient_desktop.clinic.days.messages import OpenDay
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.staff.messages import SignIn
from nextpatient_desktop.clinic.tokens.messages import (
    CallNext,
    Cancel,
    Complete,
    Hold,
    IssuedToken,
    IssueToken,
    MarkNoShow,
    Recall,
    StartServing,
)
from nextpatient_desktop.clinic.tokens.questions import Board, BoardView
from nextpatient_desktop.domain.ids import TokenId
from nextpatient_desktop.domain.model import (
    Counter,
    Department,
    Priority,
    PriorityReason,
    Role,
    Staff,
    StationKind,
    Token,
    TokenState,
)
from tests.clinic.house import PASSWORD, House

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class Hall:
    """A house at nine in the morning: Dr Rao in Room 3, Dr Sen in Room 4, a technician in the laboratory."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.clock = house.clock
        self.opd = house.add_department("A", "General OPD")
        self.lab = house.add_department("L", "Laboratory")
        self.room3 = house.add_counter(self.opd, name="Room 3")
        self.room4 = house.add_counter(self.opd, name="Room 4")
        self.lab_desk = house.add_counter(self.lab, name="Lab window")
        self.rao = house.add_staff("Dr Meera Rao", "rao")
        self.sen = house.add_staff("Dr Arun Sen", "sen")
        self.technician = house.add_staff("Joseph T", "joseph", Role.RECEPTION)
        self.reception = house.add_staff("Fatima B", "fatima", Role.RECEPTION)
        self.at3 = self.sign_in("rao", self.room3)
        self.at4 = self.sign_in("sen", self.room4)
        self.at_lab = self.sign_in("joseph", self.lab_desk)
        self.desk = house.as_staff(self.reception)
        self.kiosk = house.as_station(StationKind.KIOSK)
        self.day: date = house.system.execute(OpenDay()).date

    def sign_in(self, login: str, counter: Counter | None = None) -> Clinic:
        key = None if counter is None else counter.id
        staff = self.house.system.execute(SignIn(login=login, password=PASSWORD, counter=key))
        return self.house.as_staff(staff)

    def issue(
        self,
        department: Department | None = None,
        *,
        priority: Priority = Priority.NORMAL,
        doctor: Staff | None = None,
        phone: str = "",
    ) -> IssuedToken:
        """A token, of the general OPD unless told, a second after the last thing that happened."""
        self.clock.advance(SECOND)
        return self.house.system.execute(
            IssueToken(
                department=(department or self.opd).id,
                priority=priority,
                reason=PriorityReason.SENIOR if priority is Priority.PRIORITY else None,
                doctor=None if doctor is None else doctor.id,
                phone=phone,
            )
        )

    def issue_priority(self, department: Department | None = None) -> IssuedToken:
        return self.issue(department, priority=Priority.PRIORITY)

    def issue_emergency(self, department: Department | None = None) -> IssuedToken:
        return self.issue(department, priority=Priority.EMERGENCY)

    def call(self) -> Token:
        """Whoever is next in Room 3."""
        self.clock.advance(SECOND)
        return self.at3.execute(CallNext(counter=self.room3.id))

    def token(self, key: TokenId | IssuedToken | Token) -> Token:
        """A token as it is stored now."""
        wanted = key.token if isinstance(key, IssuedToken) else key.id if isinstance(key, Token) else key
        found = self.house.read(lambda uow: uow.tokens.get(wanted))
        assert found is not None
        return found

    def board(self, clinic: Clinic | None = None, counter: Counter | None = None) -> BoardView:
        return (clinic or self.at3).ask(Board(counter=(counter or self.room3).id))

    def waiting(self, counter: Counter | None = None) -> list[str]:
        """The codes that wait at a counter, in the order of calling."""
        return [card.token.code for card in self.board(counter=counter).waiting]

    def serve_everything(self, *departments: Department) -> None:
        """Let Room 3 call from these departments."""
        form = CounterForm(name=self.room3.name, departments=tuple(one.id for one in departments))
        self.room3 = self.house.system.execute(UpdateCounter(counter=self.room3.id, form=form))

    def in_state(self, state: TokenState) -> Token:
        """A token of the OPD that got into a state the way people do it."""
        issued = self.issue()
        key = issued.token
        match state:
            case TokenState.WAITING:
                pass
            case TokenState.CALLED:
                self.call()
            case TokenState.SERVING:
                self.at3.execute(StartServing(token=self.call().id))
            case TokenState.ON_HOLD:
                self.at3.execute(Hold(token=self.call().id))
            case TokenState.COMPLETED:
                self.at3.execute(Complete(token=self.call().id))
            case TokenState.NO_SHOW:
                self.miss(self.call())
            case TokenState.CANCELLED:
                self.desk.execute(Cancel(token=key))
            case TokenState.EXPIRED:
                self.clock.advance(timedelta(days=1))
                self.house.system.execute(OpenDay())
        return self.token(key)

    def miss(self, token: Token) -> Token:
        """Call a called token once more and mark it as a no-show."""
        self.clock.advance(31 * SECOND)
        self.at3.execute(Recall(token=token.id))
        self.clock.advance(31 * SECOND)
        return self.at3.execute(MarkNoShow(token=token.id))
