"""What lets a program with windows start sooner and stay smaller, whatever it shows."""

import builtins
import gc
from typing import Final

_REAL_IMPORT: Final = "__orig_import__"


def start_lean() -> None:
    """Leave out what is done at every import and helps nothing here. To be called first of all.

    Qt for Python replaces `__import__`: after each import it reads the module's source file, and keeps all
    of it in memory, to see whether the module speaks of Qt. That serves `from __feature__ import ...`, which
    nothing here uses. The real one is kept by Qt for Python in `builtins`.

    The garbage collector would walk again and again through what the start makes, all of which stays;
    `started` turns it on.
    """
    import PySide6.QtCore  # noqa: F401 - it is this that replaces it

    builtins.__import__ = getattr(builtins, _REAL_IMPORT, builtins.__import__)
    gc.disable()


def started() -> None:
    """Collect garbage from now on, if `start_lean` stopped that, and only among what is made from now on."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
