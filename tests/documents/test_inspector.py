"""What is taken as a document, by its content, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.documents.inspector import DocumentInspector
from tests.documents.samples import pdf, picture, png_bomb

PDF = pdf(pages=2)
JPEG = picture("JPEG")
PNG = picture("PNG")


def refusal(data: bytes) -> ClinicError:
    with pytest.raises(ClinicError) as caught:
        DocumentInspector().media_type(data)
    return caught.value


def not_readable(because: str) -> ClinicError:
    return ClinicError("document_not_readable", field="file", because=because)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png")],
    ids=["pdf", "jpeg", "png"],
)
def test_a_whole_document_is_known_by_its_content(data: bytes, media_type: str) -> None:
    assert DocumentInspector().media_type(data) == media_type


def test_a_pdf_that_only_forbids_changes_is_taken() -> None:
    assert DocumentInspector().media_type(pdf(password="")) == "application/pdf"


def test_a_pdf_locked_with_a_password_is_refused() -> None:
    assert refusal(pdf(password="1234")) == not_readable("locked")


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\nthis is a letter, saved under another name\n",
        b"%PDF-1.4\n%%EOF\n",
        PDF[: len(PDF) // 2],
        pdf(pages=1).replace(b"/Kids", b"/Kinds"),
    ],
    ids=["text", "nothing inside", "half copied", "no pages"],
)
def test_a_pdf_that_is_not_one_is_refused(data: bytes) -> None:
    assert refusal(data) == not_readable("broken")


@pytest.mark.parametrize("whole", [JPEG, PNG], ids=["jpeg", "png"])
@pytest.mark.parametrize("kept", [8, 40, 0.5, 0.95])
def test_a_picture_that_was_copied_in_part_is_refused(whole: bytes, kept: float) -> None:
    part = whole[: int(kept if kept > 1 else kept * len(whole))]
    assert refusal(part) == not_readable("broken")


def test_a_png_with_a_damaged_part_is_refused() -> None:
    middle = len(PNG) // 2
    assert refusal(PNG[:middle] + bytes([PNG[middle] ^ 1]) + PNG[middle + 1 :]) == not_readable("broken")


@pytest.mark.parametrize("side", [8_001, 12_000, 60_000])
def test_a_picture_that_unpacks_into_more_than_a_pc_holds_is_refused_without_unpacking(side: int) -> None:
    assert refusal(png_bomb(side)) == not_readable("too_big")


def test_a_pdf_that_unpacks_into_more_than_a_pc_holds_is_refused() -> None:
    bomb = pdf(drawing=bytes(70 * 1024 * 1024))
    assert len(bomb) < 100_000
    assert refusal(bomb) == not_readable("too_big")


def test_a_pdf_whose_many_pages_unpack_into_too_much_is_refused() -> None:
    assert refusal(pdf(pages=9, drawing=bytes(8 * 1024 * 1024))) == not_readable("too_big")


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"GIF89a" + bytes(50), b"PK\x03\x04" + bytes(100), b"\x89PNG", b"<svg/>"],
)
def test_anything_else_is_refused_as_unknown(data: bytes) -> None:
    assert refusal(data) == ClinicError("document_kind_unknown", field="file")


@settings(max_examples=150, deadline=None)
@given(
    whole=st.sampled_from([PDF, JPEG, PNG]),
    damages=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), max_size=5
    ),
    kept=st.floats(0.01, 1),
)
def test_whatever_is_handed_in_the_answer_is_a_type_or_a_refusal(
    whole: bytes, damages: list[tuple[float, bytes]], kept: float
) -> None:
    data = bytearray(whole[: max(1, int(kept * len(whole)))])
    for where, damage in damages:
        at = int(where * len(data))
        data[at : at + len(damage)] = damage
    try:
        assert DocumentInspector().media_type(bytes(data)) in ("application/pdf", "image/jpeg", "image/png")
    except ClinicError as error:
        assert error.code in ("document_kind_unknown", "document_not_readable")
        assert error.params["field"] == "file"
