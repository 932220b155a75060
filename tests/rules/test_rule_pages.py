"""The page of each rule in docs/rules is what its docstring and examples say today."""

from __future__ import annotations

from pathlib import Path

from shapecheck.output.rules_page import pages
from shapecheck.rules.rule import load

FOLDER = Path(__file__).parents[2] / "docs" / "rules"
AGAIN = "python -m shapecheck explain --all --into docs/rules"


def test_pages_are_fresh() -> None:
    expected = dict(pages(load().values()))
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    stale = sorted(name for name in {*expected, *written} if expected.get(name) != written.get(name))
    assert not stale, f"stale: {', '.join(stale)}; write them anew: {AGAIN} (and remove those of rules that are gone)"
