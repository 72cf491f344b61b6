"""A printer that is not there: it speaks ESC/POS over TCP, shows its paper, and fails as real ones do.

For people without hardware (`nextpatient virtual-printer`) and for the tests. It is written from the command
reference and shares nothing with what writes jobs: what it reads wrongly was written wrongly.
"""

from nextpatient_desktop.printing.virtual.gallery import Gallery
from nextpatient_desktop.printing.virtual.machine import Machine
from nextpatient_desktop.printing.virtual.paper import Paper
from nextpatient_desktop.printing.virtual.server import VirtualPrinter
from nextpatient_desktop.printing.virtual.switches import Fault, Switches, fault_of

__all__ = ["Fault", "Gallery", "Machine", "Paper", "Switches", "VirtualPrinter", "fault_of"]
