"""Random cases of every layer, put to shapecheck and to real Keras."""

from __future__ import annotations

import os

import pytest

pytest.importorskip("keras")

from differential import tally
from strategies import judged

EXAMPLES = int(os.environ.get("SHAPECHECK_ORACLE_EXAMPLES", "25"))


@pytest.mark.oracle
@pytest.mark.parametrize("name", judged())
def test_layer(name: str) -> None:
    found = tally(name, EXAMPLES)
    assert not found.disagreements
    assert found.counts["valid"] or EXAMPLES < 10, "no case is valid"
