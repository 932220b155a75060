"""Record the signatures of Keras's layers, and its known identifiers, into `shapecheck/catalog/signatures.json`.

Run `KERAS_BACKEND=numpy python tests/oracle/record_signatures.py` after an update of Keras.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "numpy")

import keras
from keras import layers
from keras.src.applications.convnext import LayerScale, StochasticDepth
from keras.src.applications.inception_resnet_v2 import CustomScaleLayer

RAISED = (ArithmeticError, AttributeError, ImportError, LookupError, RuntimeError, TypeError, ValueError)
"""What Keras raises, in one way or another, when it does not like an argument."""

TARGET = Path(__file__).parents[2] / "shapecheck" / "catalog" / "signatures.json"

OPTIONAL = frozenset({"alpha"})
"""What Keras takes from `**kwargs` only if it is there: it has no default."""

USUAL = "Could not interpret|Cannot interpret `dtype`|Argument `name` must|Expected `trainable` to"
"""What the constructors say that check an argument as `Layer` does."""

COMMON: dict[str, Any] = {
    "activity_regularizer": None,
    "trainable": True,
    "dtype": None,
    "autocast": True,
    "name": None,
    "input_shape": None,
    "input_dim": None,
}
"""What `Layer.__init__` takes beside the arguments of each class, with its defaults."""

SAMPLES: dict[str, Any] = {
    "activity_regularizer": "l2",
    "axes": 1,
    "cell": layers.SimpleRNNCell(1),
    "cells": [layers.SimpleRNNCell(1)],
    "dims": (1,),
    "equation": "ab,bc->ac",
    "factor": 0.1,
    "function": abs,
    "height_factor": 0.1,
    "layer": layers.SimpleRNN(1),
    "layers": [layers.ReLU()],
    "module": None,
    "output_shape": 1,
    "rate": 0.5,
    "target_shape": (1,),
    "width_factor": 0.1,
    "activation": "relu",
    # arguments of base classes that a subclass may pass on
    "input_length": 2,
    "input_shape": (1,),
    "name": "sample",
    "noise_shape": None,
    "trainable": True,
    "dtype": "float32",
    "weights": None,
    "has_input_vocabulary": True,
    "rms_scaling": False,
    "pool_mode": "max",
    "score_mode": "dot",
    "data_format": "channels_last",
}
"""A value for an argument that must be given, or that is tried; 1 where it is not listed."""

SPECIAL: dict[str, dict[str, Any]] = {
    "CategoryEncoding": {"num_tokens": 2},
    "Discretization": {"num_bins": 2},
    "GroupQueryAttention": {"head_dim": 2, "num_query_heads": 2, "num_key_value_heads": 1},
    "InputLayer": {"shape": (1,)},
    "RandomPosterization": {"factor": 2},
    "SpectralNormalization": {"layer": layers.Dense(1)},
    "TimeDistributed": {"layer": layers.Dense(1)},
}

CANDIDATES: dict[str, tuple[Callable[[Any], Any], Iterable[str]]] = {
    "activation": (keras.activations.get, keras.src.activations.ALL_OBJECTS_DICT),
    "initializer": (keras.initializers.get, keras.src.initializers.ALL_OBJECTS_DICT),
    "regularizer": (keras.regularizers.get, keras.src.regularizers.ALL_OBJECTS_DICT),
    "constraint": (keras.constraints.get, keras.src.constraints.ALL_OBJECTS_DICT),
    "dtype": (
        keras.dtype_policies.get,
        (
            *keras.src.backend.common.dtypes.ALLOWED_DTYPES,
            *("int", "float", "double", "half", "mixed_float16", "mixed_bfloat16", "float8"),
            *(f"{mode}_from_{source}" for mode in ("int8", "float8") for source in ("float32", "mixed_bfloat16")),
        ),
    ),
    # some want arguments, which a name has not: what matters is that they are known
    "loss": (str, keras.src.losses.ALL_OBJECTS_DICT),
    "metric": (str, keras.src.metrics.ALL_OBJECTS_DICT),
    "optimizer": (str, keras.src.optimizers.ALL_OBJECTS_DICT),
}


INNER = (CustomScaleLayer, LayerScale, StochasticDepth)
"""The layers that `keras.applications` defines for itself, under the paths of their modules."""


def canonical_name(kind: type) -> str:
    """Return the public path of a class: `keras.Layer`, else its first export under `keras.layers`."""
    exported = kind._api_export_path  # type: ignore[attr-defined]
    paths = [exported] if isinstance(exported, str) else exported
    return min(paths, key=lambda path: (path.count("."), not path.endswith(f".{kind.__name__}")))


def call_parameters(kind: type) -> list[list[Any]] | None:
    """List the parameters of a class's `call`, None where it takes any (`*args`)."""
    if not hasattr(kind, "call"):
        return []
    found = inspect.signature(kind.call).parameters.values()
    return None if any(item.kind is item.VAR_POSITIONAL for item in found) else parameters(kind.call)


def parameters(function: Callable[..., Any]) -> list[list[Any]]:
    """List a function's parameters without `self`: `[name]` where one is required, else `[name, default]`."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    found = list(inspect.signature(function).parameters.values())[1:]
    return [
        [item.name] if item.default is item.empty else [item.name, item.default] for item in found if item.kind in kinds
    ]


def attempt(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> str | None:
    """Call and return the text of what it raises, None where it succeeds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            function(*args, **kwargs)
        except RAISED as error:
            return f"{error}"
    return None


def minimal(name: str, kind: type) -> dict[str, Any]:
    """Return the least configuration with which a class constructs."""
    required = [row[0] for row in parameters(kind.__init__) if len(row) == 1]
    return {item: SAMPLES.get(item, 1) for item in required} | SPECIAL.get(name, {})


def passed_on(kind: type) -> dict[str, Any]:
    """Return what the constructors of the bases of a class take or pop from `**kwargs`, with its default."""
    found: dict[str, Any] = {}
    for base in kind.__mro__:
        if "__init__" in vars(base) and base.__module__.startswith("keras.src.layers") and base is not keras.Layer:
            source = inspect.getsource(vars(base)["__init__"])
            found |= {row[0]: (row[1] if len(row) > 1 else None) for row in parameters(vars(base)["__init__"])}
            popped = re.findall(r'kwargs\.pop\(\s*"(\w+)"(?:, (\w+))?', source)
            found |= {key: {"False": False}.get(value) for key, value in popped}
    return found


def takes_anything(kind: type) -> bool:
    """Tell whether a layer converts what it is called on, so that Keras does not ask for tensors."""
    bases = [base for base in kind.__mro__ if "__init__" in vars(base) and base.__module__.startswith("keras.")]
    return any("_allow_non_tensor_positional_args = True" in inspect.getsource(base) for base in bases)


def record(name: str, kind: type) -> dict[str, Any]:
    """Describe one layer class: `init`, `call`, and where it differs from its siblings also

    `owner` (the class whose `__init__` it inherits), `also` (what it takes through `**kwargs` beyond COMMON),
    `anything` (whether it may be called on what is no tensor), `refuses` (what of COMMON it does not take), `unknown` (what it says of an unknown keyword), `unchecked` (what
    it does not check as its siblings do).
    """
    init = parameters(kind.__init__)
    entry: dict[str, Any] = {"init": init, "call": call_parameters(kind)}
    owner = kind.__init__.__qualname__.partition(".")[0]
    if owner != name:
        entry["owner"] = owner
    if takes_anything(kind):
        entry["anything"] = True
    declared = {row[0] for row in init}
    config = minimal(name, kind)
    more = {key: value for key, value in passed_on(kind).items() if key not in declared and key not in COMMON}
    if attempt(kind, **config) is not None:  # wants another backend: then its source must do
        return entry | ({"also": [list(item) for item in more.items()]} if more else {})
    usual = f"Unrecognized keyword arguments passed to {kind.__name__}: {{'unheard_of': 1}}"
    text = attempt(kind, **config, unheard_of=1)
    if text != usual:
        entry["unknown"] = text.replace("unheard_of", "{}") if text else None

    def takes(argument: str) -> bool:
        return attempt(kind, **config, **{argument: SAMPLES.get(argument, 1)}) is None

    refused = [item for item in COMMON if item not in declared and not takes(item)]
    if refused:
        entry["refuses"] = refused
    also = [[key] if key in OPTIONAL else [key, value] for key, value in more.items() if takes(key)]
    if also:
        entry["also"] = also
    unchecked = [
        item
        for item in sorted((declared | COMMON.keys()) - set(refused))
        if re.search(r"(^|_)(activation|initializer|regularizer|constraint)$|^(dtype|name|trainable)$", item)
        and not re.match(USUAL, attempt(kind, **config | {item: 0.5}) or "")
    ]
    if unchecked:
        entry["unchecked"] = unchecked
    return entry


def recording() -> dict[str, Any]:
    """Ask the installed Keras for everything that the file holds."""
    classes = {kind for kind in vars(layers).values() if inspect.isclass(kind)}
    named = sorted((canonical_name(kind), kind) for kind in classes)
    return {
        "keras": keras.__version__,
        "common": [[key, value] for key, value in COMMON.items()],
        "identifiers": {
            kind: sorted(item for item in names if attempt(get, item) is None)
            for kind, (get, names) in CANDIDATES.items()
        },
        "inner": {f"{kind.__module__}.{kind.__name__}": record(kind.__name__, kind) for kind in INNER},
        "layers": {path: record(path.rpartition(".")[2], kind) for path, kind in named},
    }


def text_of(recorded: dict[str, Any]) -> str:
    """Write a recording as JSON, one class a line."""
    compact = {"separators": (",", ":")}
    lines = [f'"{path}":{json.dumps(entry, **compact)}' for path, entry in recorded["layers"].items()]
    head = json.dumps({key: value for key, value in recorded.items() if key != "layers"}, **compact)
    return head[:-1] + ',"layers":{\n' + ",\n".join(lines) + "\n}}\n"


if __name__ == "__main__":
    TARGET.write_text(text_of(recording()))
    sys.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size} bytes\n")
