"""Functions of NumPy and TensorFlow: what is said of them is what they do."""

from __future__ import annotations

import warnings

import pytest

pytest.importorskip("keras")

from operation_equivalents import EXAMPLES, ask, calls, recorded, tally


def test_numpy() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        counts, wrong = tally([(call, ask(call)) for call in calls("numpy", EXAMPLES)])
    assert not wrong
    assert counts["valid"] > 2000


def test_tensorflow_as_recorded() -> None:
    counts, wrong = tally(recorded())
    assert not wrong
    assert counts["valid"] > 2000
    assert counts["unasked"] < 300, "record anew: python tests/oracle/operation_equivalents.py record"
