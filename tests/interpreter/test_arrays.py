"""Arrays have the shapes, dtypes and numbers that NumPy gives them."""

from __future__ import annotations

import pytest

from tests.fixtures import in_thread
from tests.interpreter.array_programs import PROGRAMS
from tests.interpreter.arrays import by_numpy, disagreements


@pytest.mark.parametrize("text", PROGRAMS)
def test_arrays_are_those_of_numpy(text: str) -> None:
    program = f"import numpy as np\n{text}"
    assert in_thread(lambda: disagreements(program)) == []


@pytest.mark.parametrize("text", PROGRAMS)
def test_the_programs_run(text: str) -> None:
    found = by_numpy(f"import numpy as np\n{text}")
    assert not isinstance(found, Exception), found
