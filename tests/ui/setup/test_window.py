"""The set-up's window as people use it: by keyboard alone, by touch, in two languages, on every screen."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.text import Texts, load_texts
from nextpatient_desktop.ui.setup.ports import Outcome, Reason
from nextpatient_desktop.ui.setup.state import Step
from nextpatient_desktop.ui.setup.window import SetupWindow
from nextpatient_desktop.ui.widgets.buttons import PaintedButton
from nextpatient_desktop.ui.widgets.labels import ElidedLabel
from tests.fakes.scheduler import ManualScheduler
from tests.fakes.tasks import ImmediateRunner
from tests.ui.kiosk.test_sizes import speaking
from tests.ui.setup.hunt import CODE, LAKESIDE, RECOVERY, SUNRISE, Builder, Network


class Room:
    """A device that shows the set-up, and everything around it."""

    def __init__(
        self,
        size: tuple[int, int],
        language: str,
        kind: StationKind | None,
        *,
        reason: Reason = Reason.FIRST_START,
        texts_of: Callable[[str], Texts] = load_texts,
        may_close: bool = True,
        px_per_mm: float = 0.0,
    ) -> None:
        self.network, self.builder, self.time = Network(), Builder(), ManualScheduler()
        self.outcomes: list[Outcome] = []
        self.quits = 0
        self.window = SetupWindow(
            self.network,
            None if kind is StationKind.KIOSK else self.builder,
            ImmediateRunner(),
            self.time,
            texts_of=texts_of,
            language=language,
            kind=kind,
            done=self.outcomes.append,
            report_bug=_raise,
            reason=reason,
            may_close=may_close,
            quit_program=self._quit,
            px_per_mm=px_per_mm,
        )
        self.window.resize(*size)
        self.window.show()
        self.window.start()
        QApplication.processEvents()

    def _quit(self) -> None:
        self.quits += 1

    def is_at(self, step: Step) -> bool:
        assert self.window._state is not None
        return self.window._state.step is step

    @property
    def code(self) -> str:
        assert self.window._state is not None and self.window._state.code is not None
        return self.window._state.code.code

    def pass_on(self, seconds: float = 1.0) -> None:
        self.time.advance(seconds)
        QApplication.processEvents()

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self._typing_in(), key)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        QTest.keyClicks(self._typing_in(), text)
        QApplication.processEvents()

    def _typing_in(self) -> QWidget:
        focused: QWidget | None = self.window.focusWidget()
        return self.window if focused is None else focused

    def button(self, words: str) -> PaintedButton:
        for one in self.window.findChildren(PaintedButton):
            if one.isVisible() and one.text() == words:
                return one
        raise AssertionError(f"no button says {words}")

    def touch(self, words: str) -> None:
        button = self.button(words)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())
        QApplication.processEvents()


def _raise(error: Exception) -> None:
    raise error


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Callable[..., Room]]:
    """Makes a window of a size, in a language, for a kind of device."""
    made: list[Room] = []

    def make(
        size: tuple[int, int] = (1440, 900),
        language: str = "en",
        kind: StationKind | None = StationKind.COUNTER,
        **more: object,
    ) -> Room:
        room = Room(size, language, kind, **more)  # type: ignore[arg-type]
        made.append(room)
        return room

    yield make
    for room in made:
        room.window.allow_close()
        room.window.close()
        room.window.deleteLater()
    QApplication.processEvents()


MakeRoom = Callable[..., Room]


def faults(window: QWidget) -> list[str]:
    """What is cut off, outside the window, or covered by something else."""
    seen = [one for one in window.findChildren(QWidget) if one.isVisible() and not one.size().isEmpty()]
    return [*_cut(seen), *_wide(window, seen), *_covered(window, seen)]


def _cut(seen: list[QWidget]) -> Iterator[str]:
    for one in seen:
        if isinstance(one, QLabel) and one.text():
            needed = one.heightForWidth(one.width()) if one.wordWrap() else one.sizeHint().height()
            if needed > one.height() + 1:
                yield f"{one.text()!r} needs {needed} of height and has {one.height()}"
            if not isinstance(one, ElidedLabel) and one.minimumSizeHint().width() > one.width():
                yield f"{one.text()!r} is too wide"
        elif isinstance(one, PaintedButton):
            least = one.heightForWidth(one.width()) if one.hasHeightForWidth() else 0
            least = max(least, one.minimumSizeHint().height())
            if one.height() < least or one.width() < one.minimumSizeHint().width():
                yield f"the button {one.text()!r} is too small"


def _wide(window: QWidget, seen: list[QWidget]) -> Iterator[str]:
    for one in seen:
        area = _area(window, one)
        if area.left() < 0 or area.right() > window.width():
            yield f"{one!r} is outside at the side: {area}"
        content = one.widget() if isinstance(one, QScrollArea) else None
        if isinstance(one, QScrollArea) and content is not None and content.width() > one.viewport().width():
            yield f"{content!r} is wider than its place"


def _covered(window: QWidget, seen: list[QWidget]) -> Iterator[str]:
    parts = [one for one in seen if isinstance(one, QPushButton | QLabel)]
    for number, first in enumerate(parts):
        for second in parts[number + 1 :]:
            if first.isAncestorOf(second) or second.isAncestorOf(first):
                continue
            shared = _area(window, first).intersected(_area(window, second))
            if shared.width() > 1 and shared.height() > 1 and not _scrolls(first, second):
                yield f"{first!r} and {second!r} share {shared}"


def _scrolls(first: QWidget, second: QWidget) -> bool:
    """Whether only one of them is in what scrolls: then it ends at the edge, and is not covered."""

    def holder(one: QWidget) -> QWidget | None:
        parent = one.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        return parent

    return holder(first) is not holder(second)


def _area(window: QWidget, one: QWidget) -> QRect:
    return QRect(one.mapTo(window, QPoint(0, 0)), one.size())


def test_a_device_joins_by_keyboard_alone(make: MakeRoom) -> None:
    room = make()
    room.network.hosts = [LAKESIDE, SUNRISE]
    room.press(Qt.Key.Key_Return)
    assert room.is_at(Step.FIND)
    room.press(Qt.Key.Key_Tab)
    room.press(Qt.Key.Key_Return)
    assert room.is_at(Step.CODE)
    room.type("000000")
    room.press(Qt.Key.Key_Return)
    assert room.is_at(Step.CODE)
    room.type(CODE)
    room.press(Qt.Key.Key_Return)
    assert room.is_at(Step.JOINED)
    room.press(Qt.Key.Key_Return)
    assert [one.joined.host for one in room.outcomes if one.joined is not None] == [SUNRISE]


def test_hosts_that_come_later_are_reached_by_the_keyboard_too(make: MakeRoom) -> None:
    room = make()
    room.press(Qt.Key.Key_Return)
    room.network.hosts = [SUNRISE]
    room.pass_on()
    focused = room.window.focusWidget()
    assert isinstance(focused, PaintedButton) and focused.text() == "Sunrise Community Clinic"
    room.network.hosts = [LAKESIDE, SUNRISE]
    room.pass_on()
    assert room.window.focusWidget() is focused


def test_an_address_is_typed_by_keyboard_and_escape_goes_back(make: MakeRoom) -> None:
    room = make()
    room.network.by_address["192.168.1.20"] = SUNRISE
    room.press(Qt.Key.Key_Return)
    room.press(Qt.Key.Key_Return)
    assert room.is_at(Step.ADDRESS)
    room.type("192.168.1.20")
    room.press(Qt.Key.Key_Return)
    assert room.is_at(Step.CODE)
    for expected in (Step.ADDRESS, Step.FIND, Step.WELCOME, Step.WELCOME):
        room.press(Qt.Key.Key_Escape)
        assert room.is_at(expected)


def test_a_code_is_pasted_and_corrected(make: MakeRoom) -> None:
    room = make()
    room.network.hosts = [SUNRISE]
    room.press(Qt.Key.Key_Return)
    room.press(Qt.Key.Key_Return)
    QGuiApplication.clipboard().setText("482 91")
    QTest.keyClick(room.window.focusWidget(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    room.press(Qt.Key.Key_Backspace)
    room.type("13")
    assert room.code == CODE


def test_a_kiosk_joins_by_touch_alone(make: MakeRoom) -> None:
    room = make((1080, 1920), kind=StationKind.KIOSK)
    room.network.by_address["192.168.1.20"] = SUNRISE
    room.touch("Type an address instead")
    for sign in "192.168.1.20":
        room.touch(sign)
    room.touch("Go on")
    assert room.is_at(Step.CODE)
    for figure in CODE:
        room.touch(figure)
    room.touch("Join")
    assert room.is_at(Step.JOINED)
    room.pass_on(10)
    assert len(room.outcomes) == 1


def test_a_clinic_is_set_up_by_keyboard_alone(make: MakeRoom) -> None:
    room = make()
    room.press(Qt.Key.Key_Tab)
    room.press(Qt.Key.Key_Return)
    assert room.is_at(Step.CLINIC)
    room.type("Sunrise")
    room.press(Qt.Key.Key_Return)
    focused = room.window.focusWidget()
    assert focused.property("invalid")
    room.type("Meera Nair")
    room.press(Qt.Key.Key_Tab)
    room.type("meera")
    room.press(Qt.Key.Key_Tab)
    room.type("many words")
    room.press(Qt.Key.Key_Tab)
    room.type("many words")
    room.press(Qt.Key.Key_Return)
    assert room.is_at(Step.RECOVERY)
    assert RECOVERY in [one.text() for one in room.window.findChildren(QLabel)]
    room.press(Qt.Key.Key_Space)
    room.button("Go on").click()
    assert room.is_at(Step.SHARE)
    room.press(Qt.Key.Key_Space)
    room.button("Begin").click()
    assert room.outcomes[0].shares_clinic
    assert room.builder.forms[0].login == "meera"


def test_the_language_changes_at_once_and_keeps_the_keyboard_and_what_was_typed(make: MakeRoom) -> None:
    room = make()
    room.press(Qt.Key.Key_Tab)
    room.press(Qt.Key.Key_Return)
    room.type("Sunrise")
    hindi = room.button("हिन्दी")
    hindi.setFocus(Qt.FocusReason.TabFocusReason)
    room.press(Qt.Key.Key_Return)
    focused = room.window.focusWidget()
    assert isinstance(focused, PaintedButton) and focused.text() == "हिन्दी"
    assert room.window._state is not None and room.window._state.clinic is not None
    assert room.window._state.clinic.draft.name == "Sunrise"
    assert room.window.windowTitle() == load_texts("hi").gettext("Set up this device")


def test_another_size_keeps_the_step_and_what_was_typed(make: MakeRoom) -> None:
    room = make((1080, 1920), kind=StationKind.KIOSK)
    room.network.hosts = [SUNRISE]
    room.pass_on()
    room.touch("Sunrise Community Clinic")
    room.touch("4")
    room.window.resize(1366, 768)
    QApplication.processEvents()
    assert room.is_at(Step.CODE) and room.code == "4"


def test_a_kiosk_is_not_closed_by_the_system_and_offers_no_way_out_to_patients(make: MakeRoom) -> None:
    room = make((1080, 1920), kind=StationKind.KIOSK, reason=Reason.OUT_OF_USE, may_close=False)
    room.window.close()
    assert room.window.isVisible()
    with pytest.raises(AssertionError):
        room.button("Close the program")
    fresh = make((1080, 1920), kind=StationKind.KIOSK, may_close=False)
    fresh.touch("Close the program")
    assert fresh.quits == 1


SCREENS: list[tuple[tuple[int, int], StationKind, float]] = [
    ((1440, 900), StationKind.COUNTER, 0.0),
    ((1024, 768), StationKind.COUNTER, 0.0),
    ((1920, 1080), StationKind.DISPLAY, 0.0),
    ((1080, 1920), StationKind.KIOSK, 4.03),
    ((1366, 768), StationKind.KIOSK, 3.96),
    ((1920, 1080), StationKind.KIOSK, 0.0),
]


@pytest.mark.parametrize("language", ["en", "hi", "ta"])
@pytest.mark.parametrize(("size", "kind", "density"), SCREENS)
def test_nothing_is_cut_off_on_any_page(
    make: MakeRoom, size: tuple[int, int], kind: StationKind, density: float, language: str
) -> None:
    room = make(size, language, kind, texts_of=speaking, px_per_mm=density)
    does = room.window.presenter
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        for _ in range(3):
            QApplication.processEvents()
        found[name] = faults(room.window)

    look("welcome")
    does.join_chosen()
    room.pass_on(10)
    look("none found")
    room.network.hosts = [SUNRISE, LAKESIDE]
    room.pass_on(2)
    look("found")
    does.address_wanted()
    does.address_typed("192.168.1.99")
    does.address_submitted()
    look("address")
    does.back_pressed()
    does.host_chosen(SUNRISE)
    look("code")
    room.network.refusal = ClinicError("pairing_closed")
    for figure in CODE:
        does.digit_pressed(figure)
    does.code_submitted()
    look("refused")
    room.network.refusal = None
    if kind is not StationKind.KIOSK:
        does.back_pressed()
        does.back_pressed()
        does.new_clinic_chosen()
        does.clinic_submitted()
        look("errors")
    assert found == {name: [] for name in found}
    assert (room.window.width(), room.window.height()) == size
