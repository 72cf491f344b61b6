"""What the kiosk shows for what it knows and what the patient chose: from memory to a `KioskState`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.domain.model import ClinicInfo
from nextpatient_desktop.text import Texts, native_name, translated_languages, words_for_error
from nextpatient_desktop.ui.kiosk.session import Known, Session, number_length
from nextpatient_desktop.ui.kiosk.state import KioskState, LanguageChoice, Paper, Person, Step
from nextpatient_desktop.ui.kiosk.words import common_words, details, no_paper, ticket, tile
from nextpatient_desktop.ui.live import Answer


class KioskScreen:
    """Words a state. `texts_of` gives the texts of a language."""

    def __init__(self, texts_of: Callable[[str], Texts]) -> None:
        self._texts_of = texts_of

    def state(
        self,
        session: Session,
        known: Answer[Known],
        *,
        now: datetime,
        printer: PrinterState | None,
        paper: tuple[Paper, PrinterState | None],
        still_there: int | None,
    ) -> KioskState:
        """The whole screen.

        `paper` is what is known of the ticket's, and what hinders it; `still_there` is the seconds left of
        that question, None while unasked.
        """
        texts = self._texts_of(session.language)
        state = KioskState(
            visitor=session.visitor,
            step=session.step,
            language=session.language,
            is_large=session.is_large,
            words=common_words(texts),
            is_busy=session.is_busy,
            shows_wait=session.shows_wait,
            still_there=still_there,
        )
        state = _with_message(texts, state, session, known)
        present = known.value
        if present is None:
            return replace(state, title=texts.gettext("One moment please"))
        zone = ZoneInfo(present.clinic.time_zone)
        state = replace(
            state,
            clinic=present.clinic.name,
            date=texts.gettext("{date} · {time}").format(
                date=texts.long_date(now, zone), time=texts.clock(now, zone)
            ),
            languages=_language_choices(present.clinic, session.language),
            no_paper=no_paper(texts, printer),
        )
        match session.step:
            case Step.HOME:
                return _with_home(texts, state, present, now)
            case Step.DETAILS:
                return _with_details(texts, state, session, present)
            case Step.FAMILY:
                return _with_family(texts, state, session, present)
            case Step.TICKET:
                return _with_ticket(texts, state, session, zone, paper)


def _with_ticket(
    texts: Texts,
    state: KioskState,
    session: Session,
    zone: ZoneInfo,
    paper: tuple[Paper, PrinterState | None],
) -> KioskState:
    if session.issued is None or session.department is None:
        return state
    shown = ticket(
        texts,
        session.issued,
        session.department.department.name_in(texts.language),
        zone,
        paper=paper[0],
        hindrance=paper[1],
        seconds=session.seconds,
        qr=session.qr,
    )
    return replace(state, title=shown.title, ticket=shown)


def _with_message(texts: Texts, state: KioskState, session: Session, known: Answer[Known]) -> KioskState:
    """What the patient is told, or, while the clinic was never reached, what whoever sets it up must know."""
    error = session.error
    if error is None and known.value is None and isinstance(known.error, ClinicError):
        error = known.error
    if error is None:
        return state
    words = words_for_error(texts, error.code, error.params)
    return replace(state, message=words.what, message_detail=words.what_to_do)


def _with_home(texts: Texts, state: KioskState, known: Known, now: datetime) -> KioskState:
    _ = texts.gettext
    zone = ZoneInfo(known.clinic.time_zone)
    tiles = tuple(tile(texts, status, now, zone) for status in known.departments)
    return replace(
        state,
        title=_("Where do you need to go today?"),
        subtitle=_("Touch a department to get your token") if tiles else _("Please ask at the desk."),
        tiles=tiles,
    )


def _with_details(texts: Texts, state: KioskState, session: Session, known: Known) -> KioskState:
    if session.department is None:
        return state
    country = known.clinic.country_code
    most = number_length(country, session.digits).most
    asked = details(texts, session.department, session.digits, session.reason, f"+{country}", most)
    return replace(state, details=asked, title=asked.title, subtitle=asked.subtitle)


def _with_family(texts: Texts, state: KioskState, session: Session, known: Known) -> KioskState:
    _ = texts.gettext
    people = [Person(patient=member.patient, name=member.shown) for member in session.family]
    people.append(Person(patient=None, name=_("Somebody else")))
    return replace(
        _with_details(texts, state, session, known),
        title=_("Who is the visit for?"),
        subtitle=_("These people have records with this number."),
        people=tuple(people),
    )


def _language_choices(clinic: ClinicInfo, chosen: str) -> tuple[LanguageChoice, ...]:
    """The clinic's languages that this program speaks: a button that changes half the words helps nobody."""
    spoken = translated_languages()
    return tuple(
        LanguageChoice(code=code, name=native_name(code), is_chosen=code == chosen)
        for code in clinic.languages
        if code in spoken or code == chosen
    )
