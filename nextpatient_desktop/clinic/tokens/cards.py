"""Tokens as the rows of a counter's lists: whose they are, where they came from, why they stand there."""

from collections.abc import Iterable, Iterator, Mapping

from nextpatient_desktop.clinic.context import Context
from nextpatient_desktop.clinic.ports import TokenWithPatient
from nextpatient_desktop.clinic.tokens.questions import CalledBecause, PatientCard, TokenCard
from nextpatient_desktop.domain.ids import DepartmentId, StaffId, TokenId
from nextpatient_desktop.domain.model import Department, Patient, Staff, Token
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.domain.validation import age_in


@dataclass(frozen=True, kw_only=True)
class _Origin:
    """Where a token came from: the department that sent it, or that it came back from."""

    department: Department
    is_back: bool

    @property
    def sent_from(self) -> str | None:
        """The name of the department that sent it."""
        return None if self.is_back else self.department.name

    @property
    def back_from(self) -> str | None:
        """The name of the department that it came back from."""
        return self.department.name if self.is_back else None


class Cards:
    """Makes the cards of one board: what many of them need is read once."""

    def __init__(self, ctx: Context, rows: Iterable[TokenWithPatient]) -> None:
        """`rows` are all tokens that the board shows."""
        self._ctx = ctx
        self._departments: Mapping[DepartmentId, Department] = {
            one.id: one for one in ctx.uow.departments.all()
        }
        self._staff: Mapping[StaffId, Staff] = {one.id: one for one in ctx.uow.staff.all()}
        self._rows = {row.token.id: row for row in rows}
        self._origins = self._find_origins([row.token for row in self._rows.values()])

    def card(self, token: TokenId, because: CalledBecause | None = None) -> TokenCard:
        """The card of one of the board's tokens."""
        row = self._rows[token]
        origin = self._origins.get(token)
        staff = None if row.token.staff is None else self._staff.get(row.token.staff)
        return TokenCard(
            token=row.token,
            department=self._name(row.token.department),
            patient=None if row.patient is None else self._patient(row.patient),
            because=because,
            back_from=None if origin is None else origin.back_from,
            sent_from=None if origin is None else origin.sent_from,
            from_names={} if origin is None else origin.department.names,
            staff=None if staff is None else staff.name,
        )

    def _patient(self, patient: Patient) -> PatientCard:
        today = self._ctx.now.astimezone(self._ctx.zone).date()
        return PatientCard(
            patient=patient.id,
            record_number=patient.record_number,
            name=patient.name,
            age=None if patient.birth_year is None else age_in(patient.birth_year, today),
            gender=patient.gender,
            phone=patient.phone,
        )

    def _find_origins(self, tokens: list[Token]) -> dict[TokenId, _Origin]:
        """Where the tokens came from: back, when their visit was in the same department before."""
        known = self._ancestors(tokens)
        origins = {}
        for token in tokens:
            parent = known.get(token.came_from) if token.came_from is not None else None
            department = self._departments.get(parent.department) if parent is not None else None
            if parent is None or department is None:
                continue
            is_back = any(one.department == token.department for one in _line(known, parent.came_from))
            origins[token.id] = _Origin(department=department, is_back=is_back)
        return origins

    def _ancestors(self, tokens: list[Token]) -> dict[TokenId, Token]:
        """The tokens that these continue, and those that they continue, one read for each generation."""
        known: dict[TokenId, Token] = {}
        wanted = {one.came_from for one in tokens if one.came_from is not None}
        while wanted:
            found = self._ctx.uow.tokens.several(sorted(wanted))
            known.update((one.id, one) for one in found)
            wanted = {one.came_from for one in found if one.came_from is not None} - known.keys()
        return known

    def _name(self, department: DepartmentId) -> str:
        found = self._departments.get(department)
        return "" if found is None else found.name


def _line(known: Mapping[TokenId, Token], key: TokenId | None) -> Iterator[Token]:
    """A token and those that it continues."""
    while key is not None and (token := known.get(key)) is not None:
        yield token
        key = token.came_from
