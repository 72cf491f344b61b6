"""The virtual printer's window: presenter and panel together."""

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nextpatient_desktop.text import Texts
from nextpatient_desktop.ui.ports import Scheduler
from nextpatient_desktop.ui.theme import Theme
from nextpatient_desktop.ui.virtual_printer.panel import VirtualPrinterPanel
from nextpatient_desktop.ui.virtual_printer.presenter import Machine, VirtualPrinterPresenter

_SIZE = (920, 860)


class VirtualPrinterWindow(QWidget):
    """Shows a virtual printer while it works."""

    def __init__(
        self, machine: Machine, scheduler: Scheduler, texts: Texts, theme: Theme, *, address: str, folder: str
    ) -> None:
        super().__init__()
        self.panel = VirtualPrinterPanel(theme, texts, address, folder)
        self.presenter = VirtualPrinterPresenter(machine, scheduler, self.panel, texts)
        self.panel.fault_switched.connect(self.presenter.fault_switched)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.setWindowTitle(texts.gettext("Virtual printer"))
        self.resize(*_SIZE)

    def start(self) -> None:
        """Show how it is."""
        self.presenter.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Look no more."""
        self.presenter.stop()
        super().closeEvent(event)
