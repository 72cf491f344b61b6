"""The program finds its own files, wherever it was put."""

import sys
from pathlib import Path

import pytest

from nextpatient_desktop import resources


def test_in_a_checkout_the_folder_stands_beside_the_package() -> None:
    assert (resources.resources_folder() / "fonts" / "NotoSans-Regular.ttf").is_file()
    assert resources.resource("fonts", "OFL.txt").is_file()


def test_an_installed_package_carries_its_files_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "site-packages" / "nextpatient_desktop"
    (inside / "_resources").mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(inside / "resources.py"))
    assert resources.resources_folder() == inside / "_resources"


def test_a_frozen_program_finds_what_it_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked = tmp_path / "nextpatient_desktop" / "_resources"
    unpacked.mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    monkeypatch.setattr(
        resources, "__file__", str(tmp_path / "archive" / "nextpatient_desktop" / "resources.py")
    )
    assert resources.resources_folder() == unpacked


def test_a_broken_installation_says_where_it_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "nextpatient_desktop" / "resources.py"))
    with pytest.raises(FileNotFoundError, match="_resources"):
        resources.resources_folder()
