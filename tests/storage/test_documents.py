"""What is known of documents."""

from dataclasses import replace
from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.ports import Storage
from nextpatient_desktop.domain.ids import DocumentId, VisitId
from nextpatient_desktop.domain.model import Department, Document, DocumentKind
from tests.storage import things
from tests.storage.places import another, storage

__all__ = ["another", "storage"]


def document(of: VisitId, number: int = 1) -> Document:
    return Document(
        id=DocumentId(things.new_id()),
        visit=of,
        patient=None,
        kind=DocumentKind.REPORT,
        title="Blood count",
        media_type="application/pdf",
        size=20_000 + number,
        sha256=f"{number:064x}",
        added_at=things.NOW + timedelta(minutes=number),
    )


def test_documents_of_visits_come_newest_first(storage: Storage, opd: Department) -> None:
    first = storage.write(lambda unit: things.issue(unit, opd)).visit
    second = storage.write(lambda unit: things.issue(unit, opd)).visit
    made = [document(first, 1), document(second, 3), document(first, 2)]
    for one in made:
        storage.write(lambda unit, one=one: unit.documents.add(one))  # type: ignore[misc]
    gone = replace(made[2], is_removed=True, title="Wrong patient")
    storage.write(lambda unit: unit.documents.save(gone))
    with storage.read() as unit:
        assert unit.documents.get(made[0].id) == made[0]
        assert unit.documents.get(gone.id) == gone
        assert unit.documents.of_visits([first, second]) == [made[1], made[0]]
        assert unit.documents.of_visits([]) == []
        assert unit.documents.of_visits([VisitId(things.new_id()) for _ in range(70)] + [first]) == [made[0]]
    with pytest.raises(LookupError):
        storage.write(lambda unit: unit.documents.save(document(first, 9)))


def test_contents_that_a_document_names_are_known(storage: Storage, opd: Department) -> None:
    visit = storage.write(lambda unit: things.issue(unit, opd)).visit
    kept, removed = document(visit, 1), replace(document(visit, 2), is_removed=True)
    for one in (kept, removed):
        storage.write(lambda unit, one=one: unit.documents.add(one))  # type: ignore[misc]
    asked = [f"{number:064x}" for number in range(1, 100)]
    with storage.read() as unit:
        assert unit.documents.named(asked) == {kept.sha256, removed.sha256}
        assert unit.documents.named([]) == frozenset()
