"""A patient's record as a form: registering, correcting, and what is wrong in which field."""

from collections.abc import Callable
from dataclasses import field, replace

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import (
    History,
    PatientForm,
    PatientHistory,
    RegisterPatient,
    UpdatePatient,
)
from nextpatient_desktop.domain.ids import CommandId, PatientId, VisitId
from nextpatient_desktop.domain.model import Gender, Patient
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.text.errors import words_for_error
from nextpatient_desktop.ui.counter.acting import Doer
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.finding import FoundPatient, PhoneLookup
from nextpatient_desktop.ui.ports import Lane, View

FIELDS = ("name", "phone", "age", "gender", "address", "language")


@dataclass(frozen=True, kw_only=True)
class PatientValues:
    """What stands in the form's fields, as typed."""

    name: str = ""
    phone: str = ""
    age: str = ""
    gender: Gender | None = None
    address: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class FieldError:
    """What is wrong in a field and what to do."""

    field: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PatientFormState:
    """The form. `record` is empty for a new patient; `trouble` is an error that belongs to no field."""

    record: str = ""
    values: PatientValues = field(default_factory=PatientValues)
    errors: tuple[FieldError, ...] = ()
    trouble: str = ""
    known: tuple[FoundPatient, ...] = ()
    is_loading: bool = False
    is_running: bool = False

    def error_in(self, name: str) -> str:
        """What is wrong in a field, empty when nothing is."""
        return next((error.text for error in self.errors if error.field == name), "")


class PatientFormPresenter:
    """Holds the form's state."""

    def __init__(
        self,
        *,
        clinic: Clinic,
        desk: Desk,
        view: View[PatientFormState],
        saved: Callable[[Patient, CommandId], None],
        patient: PatientId | None = None,
        visit: VisitId | None = None,
        values: PatientValues | None = None,
    ) -> None:
        """Correct the record of `patient`, or register a new one, whose visit `visit` is if given."""
        self._clinic = clinic
        self._desk = desk
        self._view = view
        self._saved = saved
        self._patient_id = patient
        self._visit = visit
        self._patient: Patient | None = None
        self._doer = Doer(clinic, desk, self._show)
        self._namesakes = PhoneLookup(clinic, desk, self._show)
        self._state = PatientFormState(
            is_loading=patient is not None,
            values=values or PatientValues(language="" if patient else desk.texts.language),
        )

    @property
    def state(self) -> PatientFormState:
        """What is shown."""
        return self._state

    @property
    def is_new(self) -> bool:
        """Whether a record is made rather than corrected."""
        return self._patient_id is None

    def start(self) -> None:
        """Show the form, and fetch the record that is to be corrected."""
        self._show()
        patient = self._patient_id
        if patient is None:
            return

        def done(history: History) -> None:
            self._patient = history.patient
            self._set(
                record=history.patient.record_number,
                values=self._values_of(history.patient),
                is_loading=False,
            )

        query = PatientHistory(patient=patient, limit=1)
        self._desk.tasks.run(Lane.CLINIC, lambda: self._clinic.ask(query), done, self._failed)

    def changed(self, values: PatientValues) -> None:
        """The person typed something: what was wrong in that field is forgotten."""
        before = self._state.values
        touched = {name for name in FIELDS if getattr(before, name) != getattr(values, name)}
        if not touched:
            return
        errors = tuple(error for error in self._state.errors if error.field not in touched)
        self._set(values=values, errors=errors, trouble="")
        if "phone" in touched and self.is_new:
            self._namesakes.typed(values.phone)

    def submitted(self) -> None:
        """Save. Does nothing while it is being saved."""
        problem = self._problem()
        if problem is not None:
            self._set(errors=(problem,))
            return
        form = self._form()
        self._set(errors=(), trouble="")
        if self._doer.running is None:
            self._doer.forget()  # what is sent may differ from what was sent before
        sent: list[CommandId] = []

        def make(id_: CommandId) -> RegisterPatient | UpdatePatient:
            sent.append(id_)
            if self._patient_id is None:
                return RegisterPatient(id=id_, form=form, visit=self._visit)
            return UpdatePatient(id=id_, patient=self._patient_id, form=form)

        self._doer.do("save", make, lambda patient: self._saved(patient, sent[0]), self._failed)

    def stop(self) -> None:
        """Look nothing up any more: the form is closed."""
        self._namesakes.stop()

    def _values_of(self, patient: Patient) -> PatientValues:
        age = "" if patient.birth_year is None else str(self._this_year() - patient.birth_year)
        return PatientValues(
            name=patient.name,
            phone=self._desk.texts.phone(patient.phone),
            age=age,
            gender=patient.gender,
            address=patient.address,
            language=patient.language,
        )

    def _problem(self) -> FieldError | None:
        """What no clinic could accept; the rest the clinic says."""
        _ = self._desk.texts.gettext
        if not self._state.values.name.strip():
            return FieldError(field="name", text=_("Type the patient's name."))
        age = self._state.values.age.strip()
        if age and not age.isdecimal():
            return FieldError(field="age", text=_("Type the age in years, in figures."))
        return None

    def _form(self) -> PatientForm:
        values, known = self._state.values, self._patient
        typed = int(values.age) if values.age.strip() else None
        unchanged = known is not None and values.age == self._values_of(known).age
        return PatientForm(
            name=values.name,
            phone=values.phone,
            # The birth year on record is better than one guessed from an age that nobody touched.
            birth_year=known.birth_year if known is not None and unchanged else None,
            age=None if unchanged else typed,
            gender=values.gender,
            address=values.address,
            language=values.language,
            abha=known.abha if known is not None else "",
            consents_to_messages=known.consents_to_messages if known is not None else False,
        )

    def _this_year(self) -> int:
        return self._desk.scheduler.now().astimezone(self._desk.zone).year

    def _failed(self, error: Exception) -> None:
        self._state = replace(self._state, is_loading=False)
        if not isinstance(error, ClinicError):
            self._show()
            self._desk.notices.error(error)
            return
        said = words_for_error(self._desk.texts, error.code, error.params)
        text = " ".join(part for part in (said.what, said.what_to_do) if part)
        name = "age" if said.field == "birth_year" else said.field
        if name in FIELDS:
            self._set(errors=(FieldError(field=name, text=text),))
        else:
            self._set(trouble=text)

    def _set(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self._show()

    def _show(self) -> None:
        self._state = replace(
            self._state, known=self._namesakes.found, is_running=self._doer.running is not None
        )
        self._view.render(self._state)
