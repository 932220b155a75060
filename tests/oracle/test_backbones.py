"""Backbones of keras-hub, read from their source: the totals are Keras's, or they are not known.

`SHAPECHECK_KERAS_HUB` names the folder in which `keras_hub` of the recorded version stands; without it nothing is run.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from shapecheck.graph.model import Model
from tests.both import analysed

RECORDING = json.loads((Path(__file__).with_name("recordings") / "backbones.json").read_text(encoding="utf-8"))
FOLDER = Path(os.environ.get("SHAPECHECK_KERAS_HUB", "")) / "keras_hub"
WANTED = 43
"""As many are known by now, at least."""


def _version() -> str | None:
    file = FOLDER / "src" / "version.py"
    found = re.search(r"__version__ = \"([\d.]+)\"", file.read_text()) if file.is_file() else None
    return found[1] if found else None


needs_source = pytest.mark.skipif(
    not os.environ.get("SHAPECHECK_KERAS_HUB") or _version() != RECORDING["keras_hub"],
    reason="the source of keras-hub is not there",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder in which the source of keras-hub is the user's own; its `__init__` would import all of it."""
    package = tmp_path / "keras_hub"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "src").symlink_to(FOLDER / "src")
    return tmp_path


def _read(row: dict[str, Any], project: Path) -> Model | None:
    program = analysed(row["program"], project / "program.py")
    return next((model for model in program.models if model.target == "model"), None)


@needs_source
def test_totals_are_those_of_keras_or_not_known(project: Path) -> None:
    equal, wrong = [], []
    for name, row in RECORDING["backbones"].items():
        model = _read(row, project)
        if model is None or not model.complete:
            continue
        found = (model.parameters.total, model.parameters.trainable)
        (equal if found == (row["total"], row["trainable"]) else wrong).append((name, found))
    assert wrong == []
    assert len(equal) >= WANTED, [name for name, _ in equal]
