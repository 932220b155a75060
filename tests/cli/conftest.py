"""A project to stand in, and the command line within it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from shapecheck.cli.entry import run

BAD = "import keras\n\nx = keras.layers.Conv2D(8, 3)(keras.Input((28, 28)))\n"
GOOD = "import keras\n\nx = keras.layers.Conv2D(8, 3)(keras.Input((28, 28, 1)))\n"
INFO = "import keras\n\ny = keras.layers.TimeDistributed(keras.layers.Dense(4))(keras.Input((12, 8)))\n"
MODEL = """
import keras


def build(units, rate=0.5):
    x = keras.Input((28, 28, 1))
    y = keras.layers.Flatten()(x)
    y = keras.layers.Dropout(rate)(y)
    return keras.Model(x, keras.layers.Dense(units)(y), name="net")


small = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)], name="small")
"""


class Outcome(NamedTuple):
    """What one run came to."""

    status: int
    out: str
    err: str


Command = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty project, with no environment of the tool's."""
    monkeypatch.chdir(tmp_path)
    for name in [*os.environ]:
        if name.startswith("SHAPECHECK_") or name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    (tmp_path / "bad.py").write_text(BAD)
    (tmp_path / "good.py").write_text(GOOD)
    (tmp_path / "info.py").write_text(INFO)
    (tmp_path / "net.py").write_text(MODEL)
    return tmp_path


@pytest.fixture
def shapecheck(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run the command line in this process."""

    def call(*arguments: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = run(list(arguments))
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Outcome(status, captured.out, captured.err)

    return call
