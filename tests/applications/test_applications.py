"""Every constructor of `keras.applications`, read from the installed package's source, against what Keras builds."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("keras")

from reading import disagreements
from record_applications import TOPS, arguments, constructors, recorded, title

CONSTRUCTORS = constructors()
MODELS = recorded()["models"]


def test_all_constructors_are_recorded() -> None:
    assert len(CONSTRUCTORS) == 40
    assert set(MODELS) == {title(name, top) for name in CONSTRUCTORS for top in TOPS}


@pytest.mark.parametrize("top", TOPS, ids=["top", "notop"])
@pytest.mark.parametrize(("name", "path"), CONSTRUCTORS.items(), ids=list(CONSTRUCTORS))
def test_layer_by_layer(name: str, path: Path, top: bool) -> None:
    assert disagreements(path, name, arguments(top), MODELS[title(name, top)]) == []
