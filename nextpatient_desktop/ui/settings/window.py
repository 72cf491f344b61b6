"""`SettingsWindow`: the settings over any mode, behind an administrator's sign-in."""

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QDialog, QStackedWidget, QWidget

from nextpatient_desktop.clinic.door import Actor, Clinic
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.notices import NoticeBoard
from nextpatient_desktop.ui.ports import Notice, Scheduler, TaskRunner
from nextpatient_desktop.ui.settings.asking import Question
from nextpatient_desktop.ui.settings.clinic_panel import ClinicPanel
from nextpatient_desktop.ui.settings.department_panel import DepartmentPanel
from nextpatient_desktop.ui.settings.list_panel import ListPanel
from nextpatient_desktop.ui.settings.navigation import Navigation
from nextpatient_desktop.ui.settings.parts import press_focused
from nextpatient_desktop.ui.settings.presenter import Section, SettingsPresenter, SettingsState
from nextpatient_desktop.ui.settings.question_dialog import QuestionDialog
from nextpatient_desktop.ui.settings.room_panel import RoomPanel
from nextpatient_desktop.ui.settings.sign_in_panel import SignInPanel
from nextpatient_desktop.ui.settings.staff_panel import StaffPanel
from nextpatient_desktop.ui.settings.station import Device
from nextpatient_desktop.ui.settings.station_panel import StationPanel
from nextpatient_desktop.ui.settings.stations_panel import StationsPanel
from nextpatient_desktop.ui.settings.surroundings import Surroundings
from nextpatient_desktop.ui.settings.undoing import KEY
from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import Theme, desk_theme, qt_palette
from nextpatient_desktop.ui.widgets.notice_bar import NoticeBar

_SIZE = (1200, 800)
_SMALLEST = (560, 480)
_NARROW = 900
_Sections = ListPanel | StationPanel | ClinicPanel
_TOUCHES = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel}
)


class SettingsWindow(QDialog):
    """Everything that an administrator changes. Open it with `open_over`; it deletes itself when closed.

    Tell it with `clinic_changed` whenever the journal grew.
    """

    def __init__(
        self,
        *,
        clinic: Clinic,
        runner: TaskRunner,
        scheduler: Scheduler,
        texts: Texts,
        station: Actor,
        device: Device,
        report_bug: Callable[[Exception], None],
        theme: Theme | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Make the window; it asks nothing before it is opened.

        Args:
            clinic: the clinic as this station sees it with nobody signed in.
            runner: runs what may block.
            scheduler: the clock.
            texts: the language of the window.
            station: who this station is: the actor without staff; its kind says whether patients use it.
            device: what this device keeps for itself, its screens and printers, and the ways to end it.
            report_bug: gets errors that are not for people.
            theme: the look, by default that of a desk; a larger scale where fingers are used.
            parent: the mode's window, over which this one stands.
        """
        super().__init__(parent)
        self._theme = theme or desk_theme()
        self._texts = texts
        self._is_closing = False
        self._question: QuestionDialog | None = None
        self._bars: list[NoticeBar] = []
        self.setWindowTitle(texts.gettext("Clinic settings"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setPalette(qt_palette(self._theme))
        self.setStyleSheet(stylesheet(self._theme))
        self.setMinimumSize(self._theme.px(_SMALLEST[0]), self._theme.px(_SMALLEST[1]))
        self._notices = NoticeBoard(texts, scheduler, report_bug)
        self._navigation = Navigation(self._theme, texts)
        self._pages = QStackedWidget()
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        self._line.addWidget(self._navigation)
        self._line.addWidget(self._pages, 1)
        self._navigation.hide()
        near = Surroundings(tasks=runner, scheduler=scheduler, notices=self._notices, texts=texts)
        self._presenter = SettingsPresenter(
            clinic=clinic, near=near, view=self, station=station, device=device
        )
        self._notices.attach(self)
        self._connect()

    def open_over(self, *, is_full_screen: bool = False) -> None:
        """Show the window over its parent, at once, and begin with the sign-in."""
        self._presenter.start()
        if is_full_screen:
            over = self.parentWidget() or self
            self.setGeometry(over.screen().geometry())
            self.showFullScreen()
        else:
            self.resize(self._fitting())
            self.show()
        self.sign_in_panel.forget()

    def clinic_changed(self) -> None:
        """The journal grew."""
        self._presenter.clinic_changed()

    @property
    def presenter(self) -> SettingsPresenter:
        """What the window shows."""
        return self._presenter

    # --- the presenter's view -------------------------------------------------------------------------------

    @cached_property
    def sign_in_panel(self) -> SignInPanel:
        """Where the sign-in is drawn."""
        panel = SignInPanel(self._theme, self._texts)
        self._add_page(panel, panel)
        return panel

    @cached_property
    def clinic_panel(self) -> ClinicPanel:
        """Where the clinic itself is drawn."""
        panel = ClinicPanel(self._theme, self._texts)
        self._add_page(panel, panel.list_card)
        panel.edited.connect(lambda draft: self._presenter.clinic.edited(draft))
        panel.input_left.connect(lambda name: self._presenter.clinic.left(name))
        panel.logo_chosen.connect(lambda path: self._presenter.clinic.logo_chosen(path))
        panel.save_clicked.connect(lambda: self._presenter.clinic.save())
        panel.cancel_clicked.connect(lambda: self._presenter.clinic.cancelled())
        return panel

    @cached_property
    def departments_panel(self) -> DepartmentPanel:
        """Where departments are drawn."""
        panel = DepartmentPanel(self._theme, self._texts)
        self._connect_list(panel, Section.DEPARTMENTS)
        panel.move_clicked.connect(lambda step: self._presenter.departments.moved(step))
        panel.close_today_clicked.connect(lambda: self._presenter.departments.closed_for_today())
        panel.reopen_clicked.connect(lambda: self._presenter.departments.reopened())
        panel.close_for_good_clicked.connect(lambda: self._presenter.departments.closing_for_good())
        panel.priority_switched.connect(lambda on: self._presenter.departments.priority_switched(on))
        return panel

    @cached_property
    def rooms_panel(self) -> RoomPanel:
        """Where rooms are drawn."""
        panel = RoomPanel(self._theme, self._texts)
        self._connect_list(panel, Section.ROOMS)
        panel.move_clicked.connect(lambda step: self._presenter.rooms.moved(step))
        panel.close_clicked.connect(lambda: self._presenter.rooms.closing())
        panel.reopen_clicked.connect(lambda: self._presenter.rooms.reopened())
        return panel

    @cached_property
    def staff_panel(self) -> StaffPanel:
        """Where staff are drawn."""
        panel = StaffPanel(self._theme, self._texts)
        self._connect_list(panel, Section.STAFF)
        panel.close_clicked.connect(lambda: self._presenter.staff.closing())
        panel.reopen_clicked.connect(lambda: self._presenter.staff.reopened())
        return panel

    @cached_property
    def stations_panel(self) -> StationsPanel:
        """Where the clinic's stations are drawn."""
        panel = StationsPanel(self._theme, self._texts)
        self._connect_list(panel, Section.STATIONS)
        panel.close_clicked.connect(lambda: self._presenter.stations.closing())
        panel.rekey_clicked.connect(lambda: self._presenter.stations.rekeying())
        panel.renew_clicked.connect(lambda: self._presenter.stations.renewed())
        panel.pairing_closed.connect(lambda: self._presenter.stations.pairing_closed())
        panel.sharing_switched.connect(lambda on: self._presenter.stations.sharing_switched(on))
        return panel

    @cached_property
    def station_panel(self) -> StationPanel:
        """Where this station is drawn."""
        panel = StationPanel(self._theme, self._texts)
        self._add_page(panel, panel.list_card)
        panel.edited.connect(lambda draft: self._presenter.station.edited(draft))
        panel.input_left.connect(lambda name: self._presenter.station.left(name))
        panel.save_clicked.connect(lambda: self._presenter.station.save())
        panel.cancel_clicked.connect(lambda: self._presenter.station.cancelled())
        panel.full_screen_switched.connect(lambda on: self._presenter.station.full_screen_switched(on))
        panel.test_clicked.connect(lambda: self._presenter.station.test_clicked())
        panel.look_clicked.connect(lambda: self._presenter.station.look_clicked())
        panel.quit_clicked.connect(lambda: self._presenter.station.quit_clicked())
        panel.sharing_switched.connect(lambda on: self._presenter.station.connection.sharing_switched(on))
        panel.leave_clicked.connect(lambda: self._presenter.station.connection.leaving())
        return panel

    def render(self, state: SettingsState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show the sign-in or the open section."""
        is_in = state.section is not None
        was_in = self._navigation.isVisible()
        self._navigation.setVisible(is_in)
        self._navigation.render(state)
        page = self._page_of(state.section)
        self._pages.setCurrentWidget(page)
        if is_in and not was_in and isinstance(page, _Sections):
            page.take_focus()
        if was_in and not is_in:
            self.sign_in_panel.forget()

    def show_question(self, question: Question | None) -> None:
        """Ask this, or nothing."""
        if self._question is not None:
            self._question.dismiss()
            self._question.deleteLater()
            self._question = None
        if question is None:
            return
        self._question = QuestionDialog(self._theme, question, self)
        self._question.answered.connect(lambda number: self._presenter.asking.answered(number))
        self._question.open()

    def close_now(self) -> None:
        """Close without another question."""
        self._is_closing = True
        self.close()

    # --- notices: shown where they hide no input, on every page ---------------------------------------------

    def show_notice(self, notice: Notice) -> None:
        """Show it instead of the one before."""
        for bar in self._bars:
            bar.show_notice(notice)

    def hide_notice(self) -> None:
        """Show nothing."""
        for bar in self._bars:
            bar.hide_notice()

    # --- Qt -------------------------------------------------------------------------------------------------

    def reject(self) -> None:
        """Escape."""
        self._presenter.closing()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus."""
        if not press_focused(self, event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close once nothing unsaved is lost."""
        if not self._is_closing:
            event.ignore()
            self._presenter.closing()
            return
        self._presenter.stop()
        self._notices.detach(self)
        application = QGuiApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        event.accept()  # and not the dialog's own way, which would ask `reject` again

    def allow_close(self) -> None:
        """The program ends: what is not saved is lost with it."""
        self._is_closing = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lie differently in a narrow window."""
        super().resizeEvent(event)
        is_narrow = self.width() < self._theme.px(_NARROW)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._line.setDirection(down if is_narrow else across)
        self._navigation.set_narrow(is_narrow)
        for number in range(self._pages.count()):
            page = self._pages.widget(number)
            if isinstance(page, _Sections):
                page.set_narrow(is_narrow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that somebody is here."""
        if event.type() in _TOUCHES:
            self._presenter.touched()
        return False

    # --- inside ---------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.sign_in_panel.submitted.connect(self._presenter.sign_in.submitted)
        self.sign_in_panel.cancelled.connect(self._presenter.closing)
        self._navigation.chosen.connect(self._presenter.section_chosen)
        self._navigation.undo_clicked.connect(self._presenter.undo)
        self._navigation.close_clicked.connect(self._presenter.closing)
        for key, act in (("Ctrl+S", self._presenter.save), (KEY, self._presenter.undo)):
            QShortcut(QKeySequence(key), self).activated.connect(act)
        application = QGuiApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def _connect_list(self, panel: ListPanel, section: Section) -> None:
        """Connect what all lists have to the section's presenter of whoever is signed in."""
        self._add_page(panel, panel.list_area)
        of = self._presenter.list_section
        panel.chosen.connect(lambda key: of(section).chosen(key))
        panel.add_clicked.connect(lambda: of(section).adding())
        panel.edited.connect(lambda draft: of(section).edited(draft))
        panel.input_left.connect(lambda name: of(section).left(name))
        panel.save_clicked.connect(lambda: of(section).save())
        panel.cancel_clicked.connect(lambda: of(section).cancelled())
        panel.closed_shown.connect(lambda on: of(section).closed_shown(on))
        panel.retried.connect(lambda: of(section).refresh())

    def _add_page(self, page: QWidget, notices_on: QWidget) -> None:
        self._pages.addWidget(page)
        if isinstance(page, _Sections):
            page.set_narrow(self.width() < self._theme.px(_NARROW))
        bar = NoticeBar(self._theme, self._texts.gettext("Close this message"), notices_on)
        bar.dismissed.connect(self._notices.dismiss)
        bar.action_clicked.connect(self._notices.act)
        self._bars.append(bar)

    def _page_of(self, section: Section | None) -> QWidget:
        if section is None:
            return self.sign_in_panel
        return {
            Section.CLINIC: self.clinic_panel,
            Section.DEPARTMENTS: self.departments_panel,
            Section.ROOMS: self.rooms_panel,
            Section.STAFF: self.staff_panel,
            Section.STATIONS: self.stations_panel,
            Section.STATION: self.station_panel,
        }[section]

    def _fitting(self) -> QSize:
        """The design's size, or what the screen has."""
        room = self.screen().availableGeometry().size()
        return QSize(
            min(self._theme.px(_SIZE[0]), room.width()), min(self._theme.px(_SIZE[1]), room.height())
        )
