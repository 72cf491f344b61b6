"""`SqlUnitOfWork`: one transaction's view of everything, as the handlers see it."""

from nextpatient_desktop.storage.alerts import SqlAlerts
from nextpatient_desktop.storage.credentials import SqlContacts, SqlCredentials, SqlSecrets
from nextpatient_desktop.storage.days import SqlDays, SqlQueues
from nextpatient_desktop.storage.journal import SqlJournalRecords
from nextpatient_desktop.storage.outcomes import SqlOutcomes
from nextpatient_desktop.storage.patients import SqlPatients
from nextpatient_desktop.storage.records import (
    COUNTERS,
    DEPARTMENTS,
    STATIONS,
    CounterRecords,
    DepartmentRecords,
    RecordsView,
    SqlClinicRecord,
    SqlStaffRecords,
    StationRecords,
)
from nextpatient_desktop.storage.session import Session
from nextpatient_desktop.storage.tokens import SqlTokens
from nextpatient_desktop.storage.transaction import RecordCache, TransactionState
from nextpatient_desktop.storage.visits import SqlDocuments, SqlVisits


class SqlUnitOfWork:
    """`clinic.ports.UnitOfWork` over one session."""

    __slots__ = (
        "alerts",
        "clinic",
        "contacts",
        "counters",
        "credentials",
        "days",
        "departments",
        "documents",
        "journal",
        "outcomes",
        "patients",
        "queues",
        "secrets",
        "staff",
        "stations",
        "tokens",
        "visits",
    )

    def __init__(self, session: Session, state: TransactionState, cache: RecordCache) -> None:
        view = RecordsView(session, state, cache)
        self.clinic = SqlClinicRecord(view)
        self.days = SqlDays(session, state)
        self.departments: DepartmentRecords = DepartmentRecords(view, DEPARTMENTS)
        self.counters: CounterRecords = CounterRecords(view, COUNTERS)
        self.staff = SqlStaffRecords(view)
        self.stations: StationRecords = StationRecords(view, STATIONS)
        self.patients = SqlPatients(session)
        self.visits = SqlVisits(session)
        self.tokens = SqlTokens(session, state)
        self.queues = SqlQueues(session)
        self.documents = SqlDocuments(session)
        self.journal = SqlJournalRecords(session, state)
        self.outcomes = SqlOutcomes(session)
        self.credentials = SqlCredentials(session)
        self.contacts = SqlContacts(session)
        self.alerts = SqlAlerts(session)
        self.secrets = SqlSecrets(session)
