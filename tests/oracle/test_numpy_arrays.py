"""NumPy and shapecheck agree: the same shape, dtype and numbers, or both refuse."""

from __future__ import annotations

import os

import pytest

from tests.fixtures import in_thread
from tests.interpreter.arrays import disagreements
from tests.oracle.array_questions import QUESTIONS, program

EXAMPLES = int(os.environ.get("SHAPECHECK_ORACLE_EXAMPLES", "6"))


@pytest.mark.oracle
@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_numpy_agrees(name: str) -> None:
    def asked() -> list[tuple[str, list[str]]]:
        programs = [program(name, number) for number in range(EXAMPLES)]
        return [(text, found) for text in programs if (found := disagreements(text, exactly=False))]

    assert in_thread(asked) == []
