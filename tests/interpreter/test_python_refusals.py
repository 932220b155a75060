"""What Python refuses of plain values is raised; of values that may be a library's nothing is."""

from __future__ import annotations

import pytest

from tests.fixtures import in_thread
from tests.interpreter.evaluation import evaluated
from tests.interpreter.test_against_cpython import computed

REFUSED = [
    "().v", "(1, 2).append(3)", "[].v", "{}.has_key(1)", "{}.keys().split()", "frozenset().add(1)", "set().append(1)",
    "collections.deque().keys()", "collections.OrderedDict().v", "collections.Counter().add('a')", "iter([]).v",
    "1 < {}.keys()", "{}.values() < {}.values()", "{1: 2}.keys() + [3]", "{}.keys() | 3", "-{}.keys()", "{1: 2}.keys()[0]",
    "{}.values()[0]", "iter([1])[0]", "{}.keys()()", "iter([])()", "set() & [1]",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_python_refuses(text: str) -> None:
    program = f"import collections\na = {text}"
    _, wanted = computed(program)
    assert wanted is not None
    assert in_thread(lambda: evaluated(program)).raised == wanted


@pytest.mark.parametrize(
    "text",
    [
        "c = set()\nc &= [1]",
        "c = set()\nc |= {}",
        "c = {}.values()\ndel c[0]",
        "c = {}.keys()\nc[0] = 1",
        "c = iter([])\nc[0] = 1",
    ],
)
def test_what_python_refuses_in_place(text: str) -> None:
    _, wanted = computed(text)
    assert wanted is not None
    assert in_thread(lambda: evaluated(text)).raised == wanted


@pytest.mark.parametrize(
    "text",
    [
        "import tensorflow as tf\nd = tf.data.Dataset.range(3)\na = d + d, d < d, -d, d[0], d.v",
        "import pandas as pd\nd = pd.DataFrame([[1, 2]])\na = d + 1, -d, d > 1\nd['x'] = 1\ndel d['x']",
        "import keras\ndef call(x):\n    return x.shape.rank, x.shape[1:].dims\na = call(keras.Input((2, 3)))",
        "a = {1: 2}.keys() | [3], [3] ^ {1: 2}.keys(), {1: 2}.items() - [(1, 2)]",
    ],
)
def test_what_a_library_may_know(text: str) -> None:
    assert in_thread(lambda: evaluated(text)).raised is None
