"""Mutated copies of Keras's constructors: what is read of each, against what real Keras builds by running it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.importorskip("keras")

from building import built
from mutating import MUTATIONS, mutate
from reading import disagreements
from record_applications import TOPS, arguments, constructors, recorded, title

CONSTRUCTORS = constructors()
BUDGET = int(os.environ.get("SHAPECHECK_ORACLE_EXAMPLES") or 5)
CHOSEN = list(CONSTRUCTORS)[:: max(1, len(CONSTRUCTORS) // BUDGET)]
"""As many as the budget, spread over the families."""


def test_every_constructor_has_its_mutation() -> None:
    assert CONSTRUCTORS.keys() == MUTATIONS.keys()


@pytest.mark.oracle
@pytest.mark.parametrize("name", CHOSEN)
def test_a_mutated_copy_layer_by_layer(name: str, tmp_path: Path) -> None:
    path, renamed = mutate(name, CONSTRUCTORS[name], tmp_path)
    requests = [{"path": str(path), "name": renamed, "arguments": arguments(top)} for top in TOPS]
    for top, answer in zip(TOPS, built(requests), strict=True):
        original = recorded()["models"][title(name, top)]
        assert answer["total"] != original["total"] and len(answer["layers"]) != len(original["layers"])
        assert disagreements(path, renamed, arguments(top), answer) == []
