"""What the form of this station holds, and the way from and to what the station keeps."""

from dataclasses import dataclass, replace

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.settings.printer_words import typed_of, url_of
from nextpatient_desktop.ui.station_settings import PrinterSettings, ScreenSettings, StationSettings

NEAREST_M, FARTHEST_M = 0.5, 50.0
"""Bounds of the viewing distance: an arm's length, a large hall."""

SMALLEST_CM, LARGEST_CM = 10, 500
"""Bounds of a screen's diagonal: a phone, a wall."""


@dataclass(frozen=True, kw_only=True)
class StationDraft:
    """The inputs. `printer` and `distance` are as typed; `diagonal_cm` is None to believe the screen."""

    clinic: str = ""
    name: str = ""
    language: str = "en"
    counter: str = ""
    printer: str = ""
    width_dots: int = 576
    screen: str = ""
    is_full_screen: bool = True
    diagonal_cm: int | None = None
    distance: str = "5"


def draft_of(settings: StationSettings) -> StationDraft:
    """What the inputs hold for kept settings."""
    screen = settings.screen
    return StationDraft(
        clinic=settings.clinic,
        name=settings.name,
        language=settings.language,
        counter=settings.counter,
        printer=typed_of(settings.printer.url),
        width_dots=settings.printer.width_dots,
        screen=screen.name,
        is_full_screen=screen.is_full_screen,
        diagonal_cm=_centimetres(screen.diagonal_mm),
        distance=f"{screen.distance_m:g}",
    )


def settings_of(draft: StationDraft, kept: StationSettings) -> StationSettings:
    """What is to be kept. Raises ValueError for a distance that is no number."""
    diagonal = kept.screen.diagonal_mm
    if draft.diagonal_cm != _centimetres(diagonal):  # millimetres that were measured stay while untouched
        diagonal = None if draft.diagonal_cm is None else draft.diagonal_cm * 10
    distance = metres(draft.distance)
    if distance is None:
        raise ValueError(draft.distance)
    return replace(
        kept,
        clinic=draft.clinic.strip(),
        name=" ".join(draft.name.split()),
        language=draft.language,
        counter=draft.counter,
        printer=PrinterSettings(url=url_of(draft.printer), width_dots=draft.width_dots),
        screen=ScreenSettings(
            name=draft.screen,
            is_full_screen=draft.is_full_screen,
            diagonal_mm=diagonal,
            distance_m=distance,
        ),
    )


def errors_of(texts: Texts, draft: StationDraft) -> dict[str, str]:
    """What is wrong with the inputs."""
    _ = texts.gettext
    errors: dict[str, str] = {}
    if not draft.name.strip():
        errors["name"] = _("The name is empty. Call it as people do, for example Kiosk 1.")
    if draft.diagonal_cm is not None and not SMALLEST_CM <= draft.diagonal_cm <= LARGEST_CM:
        said = _("The diagonal must be between {low} and {high} cm. Leave it empty to believe the screen.")
        errors["diagonal"] = said.format(low=SMALLEST_CM, high=LARGEST_CM)
    if metres(draft.distance) is None:
        said = _("The distance must be a number of metres between {low} and {high}.")
        errors["distance"] = said.format(low=f"{NEAREST_M:g}", high=f"{FARTHEST_M:g}")
    return errors


def metres(text: str) -> float | None:
    """A distance as typed, with a point or a comma; None where it is no distance to look over."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if NEAREST_M <= value <= FARTHEST_M else None


def _centimetres(millimetres: int | None) -> int | None:
    return None if millimetres is None else round(millimetres / 10)
