"""Every step on every screen, in long languages and large text: nothing cut, nothing too small to touch."""

import gettext
from collections.abc import Callable
from functools import cache
from itertools import cycle, islice

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.domain.model import KioskAsks, PriorityReason
from nextpatient_desktop.text import Texts, load_texts
from nextpatient_desktop.text.languages import language_of
from nextpatient_desktop.ui.kiosk.window import KioskWindow
from tests.ui.kiosk.hands import Open, tile, touch, type_number
from tests.ui.kiosk.lobby import Lobby
from tests.ui.kiosk.screens import faults, visible

SCREENS = {
    "portrait": (1080, 1920, 0.0),
    "landscape": (1920, 1080, 0.0),
    "15.6 inch": (1366, 768, 3.96),
    "21.5 inch portrait": (1080, 1920, 4.03),
    "10.1 inch": (1280, 800, 5.9),
}
LONG_WORDS = ["பெயர்", "எண்ணை", "தட்டச்சு", "மருத்துவமனை", "வரிசை", "காத்திருக்கவும்", "உங்கள்"]


class LongLanguage(gettext.NullTranslations):
    """Stands for a translation that is a third longer than English, in letters that are wider and higher."""

    def gettext(self, message: str) -> str:
        words, letters = message.split(), cycle(LONG_WORDS)
        longer = (
            word if "{" in word else next(letters)[: max(3, len(word) * 4 // 3)]
            for word in islice(words, len(words))
        )
        return " ".join(longer)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


@cache
def speaking(language: str) -> Texts:
    """English, Hindi as far as it is there, and a long Tamil."""
    return Texts(language_of("ta"), LongLanguage()) if language == "ta" else load_texts(language)


PAIRS = [(screen, language) for screen in SCREENS for language in ("en", "ta")] + [("15.6 inch", "hi")]


@pytest.fixture(params=PAIRS, ids=" ".join)
def window(
    request: pytest.FixtureRequest, lobby: Lobby, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> KioskWindow:
    """A kiosk of this size that offers five languages; in Tamil with large text."""
    screen, language = request.param
    five = ("en", "hi", "ta", "te", "bn")
    monkeypatch.setattr("nextpatient_desktop.ui.kiosk.showing.translated_languages", lambda: five)
    lobby.speak(*five)
    width, height, px_per_mm = SCREENS[screen]
    window = opened(width, height, px_per_mm=px_per_mm, speaking=speaking)
    window.presenter.language_chosen(language)
    if language == "ta":
        window.presenter.text_size_toggled()
    assert (window.width(), window.height()) == (width, height)
    return window


def check(window: KioskWindow) -> None:
    """Nothing is cut off, and what is touched is as large as a finger needs where the density is known."""
    QApplication.processEvents()
    assert faults(window) == []
    finger = 20 * window._px_per_mm
    for shown in visible(window):
        if isinstance(shown, QPushButton):
            assert min(shown.width(), shown.height()) >= int(finger), (shown.text(), shown.size())


def test_the_first_screen_fits(lobby: Lobby, window: KioskWindow) -> None:
    assert len(window.home.languages.buttons) == 5
    check(window)
    lobby.paper.state = PrinterState.NO_PAPER
    lobby.close_for_today(lobby.pharmacy)
    touch(lobby, tile(window, "Pharmacy"))
    lobby.scheduler.advance(31)
    window.presenter.touched()
    assert window.home.message.isVisible()
    assert window.home._no_paper.isVisible()
    check(window)


def test_many_departments_with_long_names_fit(lobby: Lobby, window: KioskWindow) -> None:
    names = [
        "Obstetrics, gynaecology and antenatal care",
        "Orthopaedics and physiotherapy rehabilitation",
        "Otorhinolaryngology",
        "Dermatology, venereology and leprology",
    ]
    for number in range(12):
        lobby.department(
            chr(ord("F") + number // 10) + chr(ord("F") + number),
            f"{names[number % 4]} {number}",
            KioskAsks.NOTHING,
        )
    window.clinic_changed()
    lobby.scheduler.advance(1)
    assert len(window.home.tiles.tiles) == 14 + 1
    check(window)


def test_the_number_and_its_question_fit(lobby: Lobby, window: KioskWindow) -> None:
    touch(lobby, tile(window, "General OPD"))
    type_number(lobby, window, "98450")
    touch(lobby, window.details.choices[PriorityReason.SENIOR])
    check(window)
    touch(lobby, window.details.token)
    assert window.details.message.isVisible()
    check(window)
    lobby.scheduler.advance(32)
    assert window.curtain.isVisible()
    check(window)


def test_a_family_of_ten_fits_or_has_pages(lobby: Lobby, window: KioskWindow) -> None:
    for number in range(9):
        lobby.patient(f"Person{number} Joshi")
    lobby.patient("Venkatanarasimharajuvaripetachandrashekharan Subramaniam")
    touch(lobby, tile(window, "General OPD"))
    type_number(lobby, window)
    touch(lobby, window.details.token)
    people = window.family.people
    seen: set[str] = set()
    for _page in range(5):
        check(window)
        shown = [button.accessibleName() for button in people.buttons if button.isVisible()]
        assert shown[-1] == people.buttons[-1].accessibleName(), "somebody else is on every page"
        seen.update(shown)
        if people.more.isVisible():
            touch(lobby, people.more)
    assert seen == {button.accessibleName() for button in people.buttons}
    assert len(seen) == 11


def test_the_ticket_fits(lobby: Lobby, window: KioskWindow) -> None:
    touch(lobby, tile(window, "General OPD"))
    touch(lobby, window.details.choices[PriorityReason.SENIOR])
    touch(lobby, window.details.skip)
    check(window)


def test_what_had_to_be_smaller_is_large_again_when_there_is_room(lobby: Lobby, opened: Open) -> None:
    window = opened(1366, 768, px_per_mm=5.9, speaking=speaking)
    touch(lobby, tile(window, "General OPD"))
    usual = window.details._title.font().pixelSize()
    window.presenter.language_chosen("ta")
    window.presenter.text_size_toggled()
    window.presenter.text_size_toggled()
    window.presenter.language_chosen("en")
    assert window.details._title.font().pixelSize() == usual


def test_turning_the_screen_turns_the_step(lobby: Lobby, opened: Open) -> None:
    window = opened(1080, 1920)
    touch(lobby, tile(window, "General OPD"))
    below: Callable[[], bool] = lambda: window.details.keypad.mapTo(window, window.rect().topLeft()).x() < 200  # noqa: E731
    assert below()
    window.resize(1920, 1080)
    assert not below()
    check(window)
