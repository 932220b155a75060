"""The layers that need TensorFlow, held against what Keras said when it was recorded."""

from __future__ import annotations

import pytest

pytest.importorskip("keras")

from differential import EXAMPLES, tally
from tensorflow_layers import LAYERS, recorded


@pytest.mark.oracle
@pytest.mark.parametrize("name", LAYERS)
def test_recorded_layer(name: str) -> None:
    found = tally(name, EXAMPLES)
    assert not found.disagreements
    assert not found.undecided
    assert sum(found.counts.values()) == len(recorded(name)) == 200
    assert min(found.counts["valid"], found.counts["refused"]) >= 60
