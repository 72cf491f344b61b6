"""A ticket as a picture in a file: what the paper would show, dot for dot."""

from pathlib import Path

from nextpatient_desktop.clinic.printing import TicketContent


def render_png(content: TicketContent, width_dots: int, path: Path) -> None:
    """Write the picture that a printer `width_dots` wide is sent, as a PNG.

    Needs a QGuiApplication, no screen.

    Raises:
        OSError: it cannot be written there.
    """
    from nextpatient_desktop.printing.render import draw

    # The stubs ask for bytes; the function takes only text.
    if not draw(content, width_dots).save(str(path), "PNG"):  # type: ignore[call-overload]
        raise OSError(f"cannot write {path}")


def ticket_png(content: TicketContent, width_dots: int) -> bytes:
    """The same picture as the bytes of a PNG.

    Raises:
        OSError: it cannot be made.
    """
    from PySide6.QtCore import QBuffer, QIODevice

    from nextpatient_desktop.printing.render import draw

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not draw(content, width_dots).save(buffer, "PNG"):  # type: ignore[call-overload]
        raise OSError("the picture of a ticket cannot be made")
    return bytes(buffer.data().data())
