"""Pictures of tickets in a folder."""

from pathlib import Path

from PIL import Image

from nextpatient_desktop.printing import open_printer
from nextpatient_desktop.printing.virtual import Gallery, VirtualPrinter
from tests.printing.tickets import TICKET


def test_pictures_are_numbered_on_from_those_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "ticket-0007.png").write_bytes(b"an earlier one")
    (tmp_path / "ticket-x.png").write_bytes(b"something else")
    gallery = Gallery(tmp_path)
    assert gallery.add(Image.new("1", (8, 8))).name == "ticket-0008.png"
    assert gallery.add(Image.new("1", (8, 8))).name == "ticket-0009.png"
    assert [number for number, _ in gallery.last()] == [9, 8]
    with Image.open(tmp_path / "ticket-0009.png") as picture:
        assert picture.size == (8, 8)


def test_a_printer_whose_tickets_are_taken_keeps_nothing_itself(qapp: object, tmp_path: Path) -> None:
    gallery = Gallery(tmp_path / "new" / "folder")
    with VirtualPrinter(ticket_cut=gallery.add) as printer:
        station = open_printer(printer.url, width_dots=576)
        assert [station.print_ticket(TICKET).is_on_paper for _ in range(3)] == [True] * 3
        assert printer.paper.tickets == []
        assert printer.received == b""
    assert len(list(gallery.folder.glob("*.png"))) == gallery.added == 3
