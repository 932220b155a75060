"""Rules and a version that stay as they are."""

from __future__ import annotations

import pytest

from tests.output import samples


@pytest.fixture(autouse=True)
def _fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shapecheck.output.sarif.load", lambda: samples.RULES)
    monkeypatch.setattr("shapecheck.output.sarif.__version__", "1.2.3")
