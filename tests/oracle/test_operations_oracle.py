"""Random calls of every operation, put to shapecheck and to real Keras."""

from __future__ import annotations

import os
import warnings

import pytest

pytest.importorskip("keras")

from operation_oracle import tally
from operation_recipes import RECIPES

BUDGET = os.environ.get("SHAPECHECK_ORACLE_EXAMPLES")
EXAMPLES = int(BUDGET or 12)


@pytest.mark.oracle
@pytest.mark.parametrize("name", RECIPES)
def test_operation(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = tally(name, EXAMPLES)
    assert not found.disagreements
