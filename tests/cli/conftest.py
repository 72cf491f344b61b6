"""The program with a home in a temporary folder."""

from pathlib import Path

import pytest

from tests.cli.program import Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program, with nothing set up."""
    return Program(tmp_path / "home")


@pytest.fixture
def clinic(program: Program) -> Program:
    """The program with a clinic."""
    made = program.new_clinic()
    assert made.code == 0, made.err
    return program
