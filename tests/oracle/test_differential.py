"""Random cases of every layer, put to shapecheck and to real Keras."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("keras")

from differential import tally
from generality import contradiction
from hypothesis import HealthCheck, given, settings
from strategies import cases, judged

if TYPE_CHECKING:
    from questions import Case

BUDGET = os.environ.get("SHAPECHECK_ORACLE_EXAMPLES")
EXAMPLES = int(BUDGET or 25)
"""Without a budget the cases are the same in every run, so that what fails fails again."""


@pytest.mark.oracle
@pytest.mark.parametrize("name", judged())
def test_layer(name: str) -> None:
    found = tally(name, EXAMPLES, fixed=BUDGET is None)
    assert not found.disagreements
    decided = sum(found.counts.values()) - found.counts["undecided"]
    assert found.counts["valid"] or decided < 10, "no case is valid"


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
