"""The table of packages: what `coverage` says of each, and their sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.breadth import line, main, measure

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NET = """
import keras
from elsewhere import mystery

x = keras.Input((4,))
keras.layers.Dense(3)(x)
keras.layers.Dense(3)(mystery(x))
"""


def test_the_table_sums_the_packages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "net.py").write_text(NET)
    assert main([tmp_path / "first", tmp_path / "second"]) == 0
    rows = [row.split()[:5] for row in capsys.readouterr().out.splitlines()]
    assert rows[1:4] == [
        ["first", "2", "2", "1", "50.0%"],
        ["second", "2", "2", "1", "50.0%"],
        ["together", "4", "4", "2", "50.0%"],
    ]


def test_no_answer_in_time_is_said(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(NET)
    found = measure(tmp_path, limit=0.001)
    assert found.said is None
    assert found.complaint == "out of time"


def test_a_package_without_calls_has_no_share() -> None:
    assert line("none", {"sites": 0, "reached": 0, "known": 0}, 1.0).split() == ["none", "0", "0", "0", "-", "1.0"]
