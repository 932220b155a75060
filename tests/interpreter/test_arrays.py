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


LOOSE = [
    "x = np.zeros(4, dtype=[('a', float)]); y = x['a']; z = np.arange(6).flat[2]; a = np.zeros(3)[np.index_exp[1]]",
    "x = np.zeros((2, 3)); y = x[np.array([True, False])]; z = x[x.sum(axis=1) > 1]; a = np.unique(np.random.rand(4))",
    "x = np.zeros((0, 3))\nfor i in range(np.random.randint(1, 4)):\n    x = np.concatenate([x, np.ones((2, 3))])",
    "x = np.zeros(5)\ndef change(a):\n    a[0] = 9\nchange(x); y = x[:2]; w = x * 2; d = np.zeros((2, 2)); np.fill_diagonal(d, 3); e = d + 0",
    "x = np.zeros(5); x.fill(4); y = np.zeros(4); np.put(y, [1], [8]); z = np.zeros(3); np.add.at(z, [0, 0], 1); w = np.zeros(2); np.copyto(w, [3, 4])",
]


@pytest.mark.parametrize("text", LOOSE)
def test_what_is_claimed_is_true(text: str) -> None:
    assert in_thread(lambda: disagreements(f"import numpy as np\n{text}", exactly=False)) == []


@pytest.mark.parametrize("text", PROGRAMS)
def test_the_programs_run(text: str) -> None:
    found = by_numpy(f"import numpy as np\n{text}")
    assert not isinstance(found, Exception), found
