"""What is recorded of older releases, and of constructors, against the installed Keras."""

from __future__ import annotations

import importlib
import inspect
import json
from pathlib import Path
from typing import Any

import pytest

import shapecheck.catalog
from shapecheck.catalog.constructors import check_constructor
from shapecheck.catalog.yesterday.names import gone, instead_of
from shapecheck.shapes.requirements import Refused

keras = pytest.importorskip("keras")
FOLDER = Path(shapecheck.catalog.__file__).parent
NAMES: dict[str, Any] = json.loads((FOLDER / "yesterday" / "names.json").read_text(encoding="utf-8"))
CONSTRUCTORS: dict[str, Any] = json.loads((FOLDER / "constructors.json").read_text(encoding="utf-8"))
PATHS = NAMES["modules"].split() + [
    f"{module}.{name}"
    for kind in ("names", "elsewhere")
    for module, names in NAMES[kind].items()
    for name in names.split()
]


def is_there(path: str) -> bool:
    """Tell whether a dotted path can be imported."""
    module, _, name = path.rpartition(".")
    try:
        return hasattr(importlib.import_module(module), name)
    except ImportError:
        return False


def test_what_is_gone_is_not_there() -> None:
    assert len(PATHS) > 600
    assert [path for path in PATHS if is_there(path)] == []
    assert [path for path in PATHS if not path.startswith(gone(path) or "nothing")] == []


def test_what_stands_instead_is_there() -> None:
    found = {
        path: today for path in PATHS if (today := instead_of(path)) and today.startswith("keras.") and " " not in today
    }
    assert len(found) > 100
    assert {path: today for path, today in found.items() if not is_there(today)} == {}


def test_what_is_there_is_not_gone() -> None:
    for module in ("keras", "keras.layers", "keras.utils", "keras.optimizers", "keras.backend", "keras.models"):
        assert [name for name in vars(importlib.import_module(module)) if gone(f"{module}.{name}")] == []


def test_only_tensorflow_shows_it() -> None:
    assert gone("keras.backend.mean") == "keras.backend.mean"
    assert gone("tensorflow.keras.backend.mean") is None
    assert gone("tensorflow.keras.layers.CuDNNLSTM") == "tensorflow.keras.layers.CuDNNLSTM"
    assert gone("keras.src.layers.core.dense.Dense") is None
    assert gone("tf_keras.layers.CuDNNLSTM") is None


def test_constructors_as_installed() -> None:
    for path, names in CONSTRUCTORS["classes"].items():
        item = keras
        for part in path.split(".")[1:]:
            item = getattr(item, part)
        if path not in ("keras.Model", "keras.Sequential"):  # their __new__ takes anything
            own = [
                name for name, each in inspect.signature(item).parameters.items() if each.kind is not each.VAR_KEYWORD
            ]
            assert names.split()[: len(own)] == own, path


@pytest.mark.parametrize("name", ["lr", "jit_compile", "nonsense"])
def test_optimizers_refuse_other_keywords(name: str) -> None:
    with pytest.raises(ValueError, match="not recognized"):
        keras.optimizers.Adam(**{name: 0.1})
    with pytest.raises(Refused, match=name):
        check_constructor("keras.optimizers.Adam", [name])
