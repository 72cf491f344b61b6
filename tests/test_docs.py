"""What the documents promise: their examples work, and what they point to is there."""

import re
import tomllib
from datetime import UTC, datetime, timedelta
from importlib.metadata import EntryPoint
from pathlib import Path
from uuid import UUID

import pytest

from nextpatient_desktop.domain.ids import DepartmentId, TokenId, VisitId
from nextpatient_desktop.domain.model import Department, Priority, Token, TokenState
from nextpatient_desktop.domain.policies import ENTRY_POINT_GROUP, CallingPolicy, QueueView, load_policies

ROOT = Path(__file__).parent.parent
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DOCUMENTS = [
    path for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")) if path.name != "template.md"
]
MADE_BY_THE_DEMO = "docs/pictures/"


def block(document: str, language: str) -> str:
    text = (ROOT / document).read_text(encoding="utf-8")
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found, f"{document} has no {language}"
    return found[1]


@pytest.fixture
def half_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CallingPolicy:
    """The documented policy, found by its documented entry point."""
    (tmp_path / "half_hour.py").write_text(block("docs/calling-policies.md", "python"), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    project = tomllib.loads(block("docs/calling-policies.md", "toml"))["project"]
    points = [
        EntryPoint(name, value, ENTRY_POINT_GROUP)
        for name, value in project["entry-points"][ENTRY_POINT_GROUP].items()
    ]
    policies = load_policies(points)
    assert policies.failures == {}
    return policies.by_name["half_hour"]


def waiting(number: int, priority: Priority, minutes: int) -> Token:
    since = NOON - timedelta(minutes=minutes)
    return Token(
        id=TokenId(UUID(int=number)),
        visit=VisitId(UUID(int=number)),
        code=f"A-{number:03}",
        department=DepartmentId(UUID(int=1)),
        day=NOON.date(),
        state=TokenState.WAITING,
        priority=priority,
        issued_at=since,
        queued_at=since,
    )


@pytest.mark.parametrize(("minutes", "first"), [(10, "A-002"), (40, "A-001")])
def test_the_documented_policy_does_what_the_document_says(
    half_hour: CallingPolicy, minutes: int, first: str
) -> None:
    normal, priority = waiting(1, Priority.NORMAL, minutes), waiting(2, Priority.PRIORITY, 1)
    department = Department(id=DepartmentId(UUID(int=1)), letter="A", name="General OPD")
    queue = QueueView(
        department=department,
        now=NOON,
        priority=priority,
        normal=normal,
        normals=0,
        waiting=lambda: (normal, priority),
    )
    chosen = half_hour.choose(queue)
    assert chosen is not None
    assert chosen.code == first


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_document_points_to_is_there(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)\)", document.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target and not target.startswith(MADE_BY_THE_DEMO)]
    assert [target for target in local if not (document.parent / target).exists()] == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\]\((\d{4}-[^)]+)\)", (folder / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in folder.glob("[0-9]*.md")}
