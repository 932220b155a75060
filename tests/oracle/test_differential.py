"""Random cases of every layer, put to shapecheck and to real Keras."""

from __future__ import annotations

import os

import pytest

pytest.importorskip("keras")

from answers import Answer
from differential import contradicts_itself, judge, tally
from generality import contradiction
from hypothesis import HealthCheck, given, settings
from questions import Case, Made, Shape, Sizes
from strategies import cases, judged

BUDGET = os.environ.get("SHAPECHECK_ORACLE_EXAMPLES")
EXAMPLES = int(BUDGET or 25)
"""Without a budget the cases are the same in every run, so that what fails fails again."""


@pytest.mark.oracle
@pytest.mark.parametrize("name", judged())
def test_layer(name: str) -> None:
    found = tally(name, EXAMPLES, fixed=BUDGET is None)
    assert not found.disagreements
    assert not found.undecided
    assert found.counts["valid"], "no case is valid"


@pytest.mark.oracle
def test_where_keras_contradicts_itself() -> None:
    """Keras announces (None, 128, 1); every run makes (2, 1, 1, 128, 1) and the like."""
    assert judge(Case(Made("MelSpectrogram"), (Shape(("B", 1, 1, 1)),))).word == "contradicted"


@pytest.mark.oracle
def test_what_keras_announces_and_makes_is_no_contradiction() -> None:
    symbolic = Answer(Sizes((None, 2)), ())
    assert not contradicts_itself(Case(Made("Dense", (2,)), (Shape(("B", 3)),)), symbolic)


@pytest.mark.oracle
@pytest.mark.parametrize("name", judged())
def test_sizes_that_are_not_known(name: str) -> None:
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        derandomize=BUDGET is None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(name))
    def same(case: Case) -> None:
        assert contradiction(case) is None

    same()
