"""Operations compute what keras.ops computes: random calls of each, and what has no kernel says why."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "oracle"))

from operation_numbers import tally
from operation_recipes import RECIPES

from shapecheck.catalog.operations import load
from shapecheck.catalog.operations.control import CONTROL
from shapecheck.catalog.operations.table import OPERATIONS as CATALOGUED
from shapecheck.execution.kernel import NotExecutable
from shapecheck.execution.operations import OPERATIONS, WITHOUT, operate

EXAMPLES = 6

UNKNOWN = frozenset(
    f"keras.ops.{name}" for name in "bincount convert_to_numpy dtype is_tensor ndim nonzero shape size".split()
)
"""What the catalog never lets into a graph: plain values, and results whose shape depends on data."""

load()


@pytest.mark.parametrize("name", [name for name in RECIPES if f"keras.{name}" not in WITHOUT])
def test_numbers(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        counts, wrong = tally(name, EXAMPLES)
    assert not wrong
    assert sum(counts.values()) == EXAMPLES


def test_every_operation_has_a_kernel_or_a_reason() -> None:
    canonical = {found.path for found in CATALOGUED.values() if found.path.startswith("keras.ops.")}
    assert sorted(canonical - OPERATIONS.keys() - WITHOUT.keys() - UNKNOWN - CONTROL.keys()) == []
    assert not OPERATIONS.keys() & WITHOUT.keys()


def test_what_has_no_kernel() -> None:
    with pytest.raises(NotExecutable, match="has no NumPy kernel: it draws at random"):
        operate("keras.ops.image.elastic_transform", (np.zeros((4, 4, 3)),), {})
    with pytest.raises(NotExecutable, match="unexpected keyword argument"):
        operate("keras.ops.mean", (np.zeros(3),), {"weights": 1})
