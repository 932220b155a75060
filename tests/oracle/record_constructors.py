"""Record what the constructors of Keras's objects and the methods of its models take, into `shapecheck/catalog/constructors.json`.

Run `KERAS_BACKEND=numpy python tests/oracle/record_constructors.py` after an update of Keras. A path maps to the
names of the arguments in their order; one that takes any keyword is left out. Layers are recorded in
`signatures.json`.
"""

from __future__ import annotations

import inspect
import json
import os
import sys
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "numpy")

import keras

TARGET = Path(__file__).parents[2] / "shapecheck" / "catalog" / "constructors.json"

MODULES = (
    "callbacks",
    "constraints",
    "initializers",
    "losses",
    "metrics",
    "optimizers",
    "optimizers.schedules",
    "regularizers",
)
METHODS = (
    "compile", "fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch", "summary",
)  # fmt: skip


def arguments(function: Any) -> tuple[list[str], bool]:
    """Return the names of the arguments of a function, and whether it takes any keyword besides."""
    parameters = [each for each in inspect.signature(function).parameters.values() if each.name != "self"]
    names = [each.name for each in parameters if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]
    return names, any(each.kind is each.VAR_KEYWORD for each in parameters)


def is_taken(name: str) -> bool:
    """Tell whether optimizers take a keyword that no signature names."""
    try:
        keras.optimizers.SGD(**{name: 0.1})
    except ValueError:
        return False
    return True


def constructors() -> Iterator[tuple[str, list[str]]]:
    """Yield the classes, by their paths."""
    # every optimizer hands its other keywords to one constructor, which says what it takes and refuses the rest
    shared, _ = arguments(keras.optimizers.Optimizer)
    shared += [name for name in ("decay", "lr", "jit_compile") if is_taken(name)]
    for module in MODULES:
        for name, item in sorted(vars(attrgetter(module)(keras)).items()):
            if not inspect.isclass(item):
                continue
            names, anything = arguments(item)
            if anything and issubclass(item, keras.Optimizer):
                names = list(dict.fromkeys((*names, *shared)))
            elif anything:
                continue
            yield f"keras.{module}.{name}", names


def makers() -> Iterator[tuple[str, list[str]]]:
    """Yield what makes an input and a model of layers in a row."""
    yield "keras.Input", arguments(keras.Input)[0]
    yield "keras.Sequential", arguments(keras.Sequential.__init__)[0]


def recording() -> dict[str, Any]:
    """Ask the installed Keras."""
    functional, _ = arguments(keras.src.models.functional.Functional.__init__)
    trainer = keras.src.trainers.trainer.Trainer
    methods = {name: arguments(getattr(trainer if hasattr(trainer, name) else keras.Model, name)) for name in METHODS}
    return {
        "keras": keras.__version__,
        "classes": {path: " ".join(names) for path, names in (("keras.Model", functional), *makers(), *constructors())},
        "methods": {name: " ".join(names) for name, (names, anything) in methods.items() if not anything},
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(recording(), indent=0) + "\n")
    sys.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size} bytes\n")
