"""The rules of the house that import-linter cannot see: it knows packages from outside only as a whole."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import nextpatient_desktop

PACKAGE = Path(nextpatient_desktop.__file__).parent
DRAWING = {"PySide6.QtCore", "PySide6.QtGui"}
GPL_ONLY = {
    "PySide6.QtCharts",
    "PySide6.QtDataVisualization",
    "PySide6.QtGraphs",
    "PySide6.QtVirtualKeyboard",
}
LARGE = {"PySide6.QtWebEngineCore", "PySide6.QtWebEngineQuick", "PySide6.QtWebEngineWidgets"}


def imported_by(file: Path) -> Iterator[str]:
    """Names of the modules that a file imports, wherever in it; `from PySide6 import X` gives `PySide6.X`."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module == "PySide6":
                yield from (f"PySide6.{alias.name}" for alias in node.names)
            else:
                yield node.module


def files_in(folder: str) -> list[Path]:
    return sorted((PACKAGE / folder).rglob("*.py"))


def test_the_rules_import_the_standard_library_and_each_other_only() -> None:
    allowed = {*sys.stdlib_module_names, "nextpatient_desktop"}
    strangers = {
        f"{file.name}: {name}"
        for file in files_in("domain")
        for name in imported_by(file)
        if name.partition(".")[0] not in allowed
    }
    assert strangers == set()


def test_printing_draws_with_qt_and_opens_no_window() -> None:
    qt = {name for file in files_in("printing") for name in imported_by(file) if name.startswith("PySide6")}
    assert qt <= DRAWING


def test_nothing_that_only_the_gpl_allows_or_that_is_huge_is_imported() -> None:
    names = {name for file in files_in(".") for name in imported_by(file)}
    assert not {".".join(name.split(".")[:2]) for name in names} & (GPL_ONLY | LARGE)


def presenters() -> list[str]:
    files = sorted((PACKAGE / "ui").rglob("presenter.py"))
    return [".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts) for file in files]


@pytest.mark.parametrize("module", ["nextpatient_desktop.ui.ports", *presenters()])
def test_a_presenter_loads_without_qt(module: str) -> None:
    code = f"import sys, {module}; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
