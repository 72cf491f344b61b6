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
