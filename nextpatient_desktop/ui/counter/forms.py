"""`Forms`: opens the counter's forms, each a dialog with its presenter, and one of them at a time."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.add_dialog import AddDialog
from nextpatient_desktop.ui.counter.adding import AddState
from nextpatient_desktop.ui.counter.attach_dialog import AttachDialog
from nextpatient_desktop.ui.counter.attaching import SUFFIXES, AttachState
from nextpatient_desktop.ui.counter.explain_dialog import ExplainDialog
from nextpatient_desktop.ui.counter.explaining import ExplainState
from nextpatient_desktop.ui.counter.identifying import IdentifyState
from nextpatient_desktop.ui.counter.patient_dialog import PatientDialog, WhoDialog
from nextpatient_desktop.ui.counter.patient_form import PatientFormState
from nextpatient_desktop.ui.counter.presenter import CounterPresenter
from nextpatient_desktop.ui.counter.send_dialog import SendDialog
from nextpatient_desktop.ui.counter.sending import SendState
from nextpatient_desktop.ui.theme import Theme

S = TypeVar("S")

AskFiles = Callable[[QWidget, str, str, Callable[[Sequence[Path]], None]], None]
"""Asks for files over a window: title, filter as Qt writes it, and what to do with those chosen."""


class _Late(Generic[S]):
    """A view that is drawn on by a function: a presenter may need its view before the dialog is there."""

    def __init__(self) -> None:
        self.draw: Callable[[S], None] | None = None

    def render(self, state: S) -> None:
        """Hand the state on."""
        if self.draw is not None:
            self.draw(state)


class Forms:
    """Makes dialogs when they are asked for. None is open while nobody is signed in."""

    def __init__(
        self,
        theme: Theme,
        texts: Callable[[], Texts],
        window: QWidget,
        presenter: CounterPresenter,
        ask_files: AskFiles,
    ) -> None:
        self._theme = theme
        self._texts = texts
        self._window = window
        self._presenter = presenter
        self._ask_files = ask_files
        self._open: QDialog | None = None

    @property
    def open_dialog(self) -> QDialog | None:
        """The form that is open."""
        return self._open

    def close(self) -> None:
        """Close what is open: the person leaves."""
        if self._open is not None:
            self._open.reject()

    def put_aside(self) -> None:
        """Take what is open out of sight, with all that is typed in it."""
        if self._open is not None:
            self._open.hide()

    def take_up(self) -> None:
        """Show again what was put aside."""
        if self._open is not None and self._open.isHidden():
            self._open.open()

    def add_token(self) -> None:
        """A token by hand."""
        late: _Late[AddState] = _Late()
        presenter = self._presenter.forms.adding(late, self.close) if self._open is None else None
        if presenter is None:
            return
        dialog = AddDialog(self._theme, self._texts(), self._window)
        late.draw = dialog.render
        dialog.department_chosen.connect(presenter.department_chosen)
        dialog.priority_chosen.connect(presenter.priority_chosen)
        dialog.whose_chosen.connect(presenter.whose_chosen)
        dialog.searched.connect(presenter.searched)
        dialog.patient_chosen.connect(presenter.patient_chosen)
        dialog.values_changed.connect(presenter.changed)
        dialog.submitted.connect(presenter.submitted)
        dialog.finished.connect(presenter.stop)
        presenter.start()
        self._show(dialog, late)

    def send_on(self) -> None:
        """Send the token at the counter to another department."""
        late: _Late[SendState] = _Late()
        presenter = self._presenter.forms.sending(late, self.close) if self._open is None else None
        if presenter is None:
            return
        dialog = SendDialog(self._theme, self._texts(), presenter.state.code, self._window)
        late.draw = dialog.render
        dialog.department_chosen.connect(presenter.department_chosen)
        dialog.doctor_chosen.connect(presenter.doctor_chosen)
        dialog.comes_back_set.connect(presenter.comes_back_set)
        dialog.submitted.connect(presenter.submitted)
        presenter.start()
        self._show(dialog, late)

    def patient(self) -> None:
        """The patient of the visit in hand: the record, or whose visit it is."""
        if self._open is None:
            if self._presenter.forms.has_patient:
                self._correct_patient()
            else:
                self._name_patient()

    def attach(self, paths: Sequence[Path] = ()) -> None:
        """Attach files to the visit in hand: those that were dropped, or those that are chosen now."""
        late: _Late[AttachState] = _Late()
        presenter = self._presenter.forms.attaching(late) if self._open is None else None
        if presenter is None:
            return
        chosen, session = presenter.files_chosen, self._presenter.session

        def show(files: Sequence[Path]) -> None:
            # The person may have left while the system's dialog was open.
            if not files or self._open is not None or self._presenter.session is not session:
                return
            dialog = AttachDialog(self._theme, self._texts(), presenter.state.code, self._window)
            late.draw = dialog.render
            dialog.titled.connect(presenter.titled)
            dialog.kind_chosen.connect(presenter.kind_chosen)
            dialog.left_out.connect(presenter.left_out)
            dialog.more_clicked.connect(lambda: self._choose_files(dialog, chosen))
            dialog.submitted.connect(lambda: dialog.accept() if presenter.confirmed() else None)
            self._show(dialog, late)
            chosen(files)

        if paths:
            show(paths)
        else:
            self._choose_files(self._window, show)

    def explain(self, state: ExplainState) -> None:
        """Why a token stands where it stands."""
        if self._open is None and self._presenter.session is not None:
            self._show(ExplainDialog(self._theme, self._texts(), state, self._window))

    def _correct_patient(self) -> None:
        late: _Late[PatientFormState] = _Late()
        presenter = self._presenter.forms.patient_form(late, self.close)
        if presenter is None:
            return
        dialog = PatientDialog(self._theme, self._texts(), self._window)
        late.draw = dialog.render
        dialog.values_changed.connect(presenter.changed)
        dialog.submitted.connect(presenter.submitted)
        dialog.finished.connect(presenter.stop)
        presenter.start()
        self._show(dialog, late)

    def _name_patient(self) -> None:
        late_search: _Late[IdentifyState] = _Late()
        late_form: _Late[PatientFormState] = _Late()
        finder = self._presenter.forms.identifying(late_search, self.close)
        form = self._presenter.forms.patient_form(late_form, self.close) if finder is not None else None
        if finder is None or form is None:
            return
        dialog = WhoDialog(self._theme, self._texts(), finder.state.code, self._window)
        late_search.draw, late_form.draw = dialog.render_search, dialog.render_form
        dialog.searched.connect(finder.searched)
        dialog.patient_chosen.connect(finder.patient_chosen)
        dialog.known_submitted.connect(finder.submitted)
        dialog.values_changed.connect(form.changed)
        dialog.new_submitted.connect(form.submitted)
        dialog.finished.connect(finder.stop)
        dialog.finished.connect(form.stop)
        finder.start()
        form.start()
        self._show(dialog, late_search, late_form)

    def _choose_files(self, over: QWidget, chosen: Callable[[Sequence[Path]], None]) -> None:
        _ = self._texts().gettext
        patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in SUFFIXES)
        kinds = _("PDF, JPEG, PNG")
        self._ask_files(over, _("Attach PDF or photo"), f"{kinds} ({patterns})", chosen)

    def _show(self, dialog: QDialog, *views: _Late[Any]) -> None:
        def closed() -> None:
            # An answer that comes now finds nothing to draw on any more.
            for view in views:
                view.draw = None
            self._open = None

        self._open = dialog
        dialog.finished.connect(closed)
        dialog.open()


def ask_files_with_qt(
    over: QWidget, title: str, patterns: str, chosen: Callable[[Sequence[Path]], None]
) -> None:
    """Ask with the system's own dialog, without blocking anything."""
    dialog = QFileDialog(over, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilter(patterns)
    dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
