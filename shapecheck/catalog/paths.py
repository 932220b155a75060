"""Where the names of Keras stand: every spelling, of today and of yesterday, to one canonical path."""

from __future__ import annotations

import json
from functools import cache
from pkgutil import get_data

__all__ = ["canonical", "is_library", "members"]

KERAS = frozenset({"keras", "tf_keras", "keras_core"})
TENSORFLOW = frozenset({"tensorflow", "tf"})

FOLDERS = frozenset({"api", "_api", "v1", "v2", "_v1", "_v2", "compat", "contrib", "python", "_tf_keras", "keras"})
"""Folders in which copies of the public tree stand: `keras.api._v2.keras`, `tensorflow.compat.v1.keras`."""

SHARED = frozenset({"activations", "constraints", "initializers", "losses", "metrics", "optimizers", "regularizers"})
"""What TensorFlow also shows without `keras`: `tf.optimizers.Adam` is `tf.keras.optimizers.Adam`."""

MOVED = {
    "engine": ("keras", "keras.layers", "keras.models", "keras.utils"),
    "models": ("keras.models", "keras"),
    "objectives": ("keras.losses",),
    "optimizer_v1": ("keras.optimizers",),
    "optimizer_v2": ("keras.optimizers", "keras.optimizers.schedules"),
    "optimizers": ("keras.optimizers", "keras.optimizers.schedules"),
}
"""Modules of older trees whose names stand elsewhere today: `keras.engine.topology.Layer`."""


@cache
def canonical(path: str) -> str | None:
    """Return the one path of a name of Keras, however it is spelled; None for what Keras does not show.

    "tensorflow.keras.layers.MaxPool2D", "keras.src.layers.pooling.max_pooling2d.MaxPooling2D" and
    "keras.layers.pooling.MaxPooling2D" (a module of older trees) are all "keras.layers.MaxPooling2D". A public
    module is its own path.
    """
    parts = below_keras(path.split("."))
    if parts is None:
        return None
    found = ".".join(("keras", *parts))
    if found in recorded() and "src" not in parts:
        return found
    module, _, name = found.rpartition(".")
    if name in names(module):
        return names(module)[name]
    below = [part for part in parts if part != "src"]
    return in_older_tree(below) if below else "keras"


def members(path: str) -> tuple[str, ...]:
    """Return the names that a public module of Keras gives to `from ... import *`, submodules left out."""
    found = canonical(path)
    return tuple(names(found)) if found is not None else ()


def is_library(path: str) -> bool:
    """Tell whether a dotted path is inside Keras or TensorFlow at all."""
    root = path.partition(".")[0]
    return root in KERAS or root in TENSORFLOW


def below_keras(parts: list[str]) -> list[str] | None:
    """Return what follows the root of Keras in a path, None for a path outside of Keras."""
    if parts[0] in TENSORFLOW:
        start = next((index for index, part in enumerate(parts[1:], 1) if part not in FOLDERS), len(parts))
        if "keras" not in parts[1:start] and (start == len(parts) or parts[start] not in SHARED):
            return None
    elif parts[0] in KERAS:
        start = next((index for index, part in enumerate(parts[1:], 1) if part not in FOLDERS), len(parts))
    else:
        return None
    return parts[start:]


def in_older_tree(parts: list[str]) -> str | None:
    """Find a name by the folder that it stood in: what was `keras.layers.core.Dense` is in `keras.layers` today."""
    *folders, name = parts
    inner = folders[1:]
    for module in MOVED.get(folders[0], (f"keras.{folders[0]}",)) if folders else ("keras",):
        known = names(module)
        if any(part in known or part != part.lower() for part in inner):
            return None
        if name in known:
            return known[name]
    return None


@cache
def names(module: str) -> dict[str, str]:
    """Return the names of a recorded module with their canonical paths."""
    return {
        alias: f"{home}.{name or alias}"
        for home, packed in recorded().get(module, {}).items()
        for alias, _, name in (item.partition("=") for item in packed.split())
    }


@cache
def recorded() -> dict[str, dict[str, str]]:
    """Read the recording (`tests/oracle/record_paths.py`), once."""
    content: dict[str, dict[str, str]] = json.loads(get_data(__package__, "paths.json") or "{}")["modules"]
    return content
