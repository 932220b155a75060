"""What is not needed is not imported: `check` must answer at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from shapecheck.output.formats import FORMATS

HEAVY = {"rich", "libcst", "sympy", "networkx", "numpy"}


def _imported(code: str) -> set[str]:
    command = [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {name.partition(".")[0] for name in output.split()}


@pytest.mark.parametrize("module", ["formats", "rules_page", "summary_json"])
def test_light_modules(module: str) -> None:
    assert not _imported(f"import shapecheck.output.{module}") & HEAVY


def test_no_format_of_check_needs_anything_heavy() -> None:
    modules = ", ".join(f"shapecheck.output.{module}" for module in FORMATS.values())
    assert not _imported(f"import {modules}") & HEAVY
