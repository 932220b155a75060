"""What real Keras builds with a constructor of a file, layer by layer; started as a process of its own.

Reads one request a line from stdin, {"path", "name", "arguments"}, and answers each with one line: the description of
the model that the function `name` of the file at `path` returns. The variables are declared and never filled, so that
the largest model takes neither memory nor time. The backend is JAX: it traces without computing.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from math import prod
from pathlib import Path
from typing import Any

Json = Any
Request = dict[str, Json]


def built(requests: Iterable[Request]) -> Iterator[Json]:
    """Ask a process of its own what Keras builds; one answer a request.

    Raises RuntimeError where Keras refuses one.
    """
    with tempfile.TemporaryDirectory() as scratch:
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=scratch,
            env=os.environ | {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu", "KERAS_HOME": scratch},
        )
        assert process.stdin is not None and process.stdout is not None
        with process:
            for request in requests:
                process.stdin.write(json.dumps(request) + "\n")
                process.stdin.flush()
                answer = process.stdout.readline()
                if not answer:
                    raise RuntimeError(f"Keras built nothing for {request}")
                yield json.loads(answer)
            process.stdin.close()


def describe(build: Callable[[], Any]) -> Json:
    """Build a model with fresh automatic names, and describe it; `None` is a size that Keras does not know."""
    import keras
    from keras.src.backend import StatelessScope
    from keras.src.backend.common import global_state

    keras.utils.clear_session(free_memory=False)
    with StatelessScope():
        model = build()
        described = {
            "keras": keras.__version__,
            "name": model.name,
            "total": _count(model.weights),
            "trainable": _count(model.trainable_weights),
            "non_trainable": _count(model.non_trainable_weights),
            "layers": [_row(layer) for layer in model.layers],
        }
        # What leaves the scope is filled, which takes seconds a model.
        global_state.set_global_attribute("uninitialized_variables", [])
    return described


def _row(layer: Any) -> Json:
    """Return name, class, output shape of the last call, [shape, trainable] of each weight, layers of a model."""
    (output,) = layer._inbound_nodes[-1].outputs
    weights = [[list(weight.shape), weight.trainable] for weight in layer.weights]
    inner = [_row(part) for part in getattr(layer, "layers", ())]
    return [layer.name, type(layer).__name__, list(output.shape), weights, inner]


def _count(weights: Iterable[Any]) -> int:
    return sum(prod(weight.shape) for weight in weights)


def _constructor(path: str, name: str) -> Callable[..., Any]:
    """Import a function: of a file in the Keras package by its dotted name, of any other by its path."""
    import keras

    package = Path(keras.__file__).parent
    file = Path(path)
    if package in file.parents:
        module = importlib.import_module(".".join(("keras", *file.relative_to(package).with_suffix("").parts)))
    else:
        sys.path.insert(0, str(file.parent))
        specification = importlib.util.spec_from_file_location(f"copy_{abs(hash(path))}", path)
        assert specification is not None and specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        sys.path.remove(str(file.parent))
    found: Callable[..., Any] = getattr(module, name)
    return found


def main() -> None:
    """Answer the requests."""
    for line in sys.stdin:
        request = json.loads(line)
        constructor = _constructor(request["path"], request["name"])
        described = describe(lambda call=constructor, given=request["arguments"]: call(**given))
        print(json.dumps(described), flush=True)


if __name__ == "__main__":
    main()
