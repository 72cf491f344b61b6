"""Which layout belongs to what is printed."""

from nextpatient_desktop.clinic.printing import ProofSheet, Slip, TicketContent
from nextpatient_desktop.printing.layout import Block


def blocks_of(content: object, width_dots: int) -> list[Block]:
    """Lay out a ticket, a slip or a test page, for paper `width_dots` wide.

    Raises:
        TypeError: it is none of these.
    """
    match content:
        case TicketContent():
            from nextpatient_desktop.printing.layout import layout

            return layout(content, width_dots)
        case Slip():
            from nextpatient_desktop.printing.slips import layout_slip

            return layout_slip(content, width_dots)
        case ProofSheet():
            from nextpatient_desktop.printing.proof import layout_proof

            return layout_proof(content, width_dots)
    raise TypeError(f"{type(content).__name__} is nothing to print")
