"""Record every constructor of `keras.applications`, with and without its top, from real Keras.

`python tests/oracle/record_applications.py` writes `applications.json.gz` beside this file. Variables are only
declared, not filled (a stateless scope), so that the largest models take no memory.
"""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

os.environ["KERAS_BACKEND"] = "numpy"

RECORDING = Path(__file__).with_name("applications.json.gz")


def constructors() -> dict[str, Any]:
    """Return the constructors of `keras.applications` by name."""
    from keras import applications

    return {
        name: getattr(applications, name)
        for name in sorted(dir(applications))
        if name[0].isupper() and callable(getattr(applications, name))
    }


def described(model: Any) -> dict[str, Any]:
    """Return a model's counts, and its layers with class, output shape and weight shapes, in Keras's order."""
    layers = []
    for layer in model.layers:
        outputs = layer.output if layer.__class__.__name__ != "Sequential" else layer.outputs[0]
        weights = [[list(weight.shape), weight.trainable] for weight in layer.weights]
        layers.append([layer.name, layer.__class__.__name__, list(outputs.shape), weights])
    return {
        "total": sum(_size(weight) for weight in model.weights),
        "trainable": sum(_size(weight) for weight in model.trainable_weights),
        "layers": layers,
    }


def _size(weight: Any) -> int:
    count = 1
    for size in weight.shape:
        count *= size
    return count


def main() -> None:
    """Record them all."""
    import inspect

    import keras
    from keras.src.backend import StatelessScope

    recording: dict[str, Any] = {}
    for name, constructor in constructors().items():
        for top in (True, False):
            keras.utils.clear_session(free_memory=True)
            with StatelessScope():
                model = constructor(weights=None, include_top=top)
            found = described(model)
            recording[f"{name}/{'top' if top else 'notop'}"] = found
            print(name, top, found["total"], len(found["layers"]), flush=True)
        recording.setdefault("files", {})[name] = Path(inspect.getsourcefile(inspect.unwrap(constructor)) or "").name
    text = json.dumps({"keras": keras.__version__, "models": recording}, separators=(",", ":"))
    RECORDING.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
