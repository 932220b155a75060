"""Record what real Keras builds for programs that call `keras.applications`, as digests.

`python tests/oracle/record_application_calls.py` writes `recordings/application_calls.json`: for each program of
`application_programs.py` name, counts and the number of layers of its model, and a digest of all that is known of each
layer. Nothing is downloaded: weights are taken for loaded. Variables are declared, not filled.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import warnings
from math import prod
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    # JAX traces without computing; what tests ask keeps their backend
    os.environ |= {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}

from application_programs import programs

Json = Any

RECORDING = Path(__file__).with_name("recordings") / "application_calls.json"


def recorded() -> Json:
    """Read the recording."""
    return json.loads(RECORDING.read_text(encoding="utf-8"))


def asked(text: str) -> Json:
    """Run a program with real Keras and describe its model."""
    import keras
    from application_runs import declared

    keras.utils.clear_session(free_memory=False)
    scope: dict[str, Any] = {}
    with declared(), warnings.catch_warnings(action="ignore"):
        exec(compile(text, "program.py", "exec"), scope)
        model = scope["model"]
        return {
            "name": model.name,
            "total": count(model.weights),
            "trainable": count(model.trainable_weights),
            "layers": [row(layer, made_by(model)) for layer in model.layers],
            "operations": [
                row(operation, made_by(model))
                for operation in getattr(model, "operations", ())
                if not isinstance(operation, keras.layers.Layer)
            ],
        }


def made_by(model: Any) -> set[Any]:
    """Return the operations of a model, that what they take may be told from what else they are called on."""
    return set(getattr(model, "_functional", model).operations)


def row(operation: Any, within: set[Any]) -> Json:
    """Return name, class, output shape, weights, what it is called on ("input" for inputs), and the layers of a model."""
    nodes = [node for node in operation._inbound_nodes if all(one in within for one in origins(node))]
    node = nodes[-1] if nodes else operation._inbound_nodes[-1]
    weights = [[list(weight.shape), bool(weight.trainable)] for weight in getattr(operation, "weights", ())]
    inner = getattr(operation, "layers", ())
    return [
        operation.name,
        type(operation).__name__,
        list(node.outputs[0].shape),
        weights,
        ["input" if type(one).__name__ == "InputLayer" else one.name for one in origins(node)],
        [row(part, made_by(operation)) for part in inner],
    ]


def origins(node: Any) -> list[Any]:
    """Return the operations whose outputs a call takes."""
    return [tensor._keras_history.operation for tensor in node.input_tensors]


def count(weights: Any) -> int:
    """Count parameters."""
    return sum(prod(weight.shape) for weight in weights)


def digest(described: Json) -> str:
    """Return what stands for a description."""
    return hashlib.sha256(json.dumps(described, separators=(",", ":")).encode()).hexdigest()[:16]


def summarized(described: Json) -> Json:
    """Return what is recorded of a description."""
    counts = [described["name"], described["total"], described["trainable"]]
    return [*counts, len(described["layers"]) + len(described["operations"]), digest(described)]


def main() -> None:
    """Record all programs whose titles hold a word that is given."""
    import keras

    words = sys.argv[1:] or [""]
    models = recorded()["models"] if RECORDING.exists() else {}
    for title, text in programs():
        if any(word in title for word in words):
            models[title] = summarized(asked(text))
            print(title, models[title], flush=True)
            write(keras.__version__, models)


def write(version: str, models: Json) -> None:
    """Write a recording, one program a line."""
    lines = [f"{json.dumps(title)}:{json.dumps(models[title])}" for title, _ in programs() if title in models]
    RECORDING.write_text(f'{{"keras": "{version}","models":{{\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
