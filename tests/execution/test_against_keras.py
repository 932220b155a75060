"""With the same weights and the same inputs, NumPy and real Keras compute the same numbers."""

from __future__ import annotations

import pytest
from build import Case, compared
from cases import CASES


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_numbers(case: Case) -> None:
    found = compared(case)
    assert [array.shape for array in found.actual] == [array.shape for array in found.expected]
    assert found.difference <= case.limit
