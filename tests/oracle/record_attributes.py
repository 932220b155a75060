"""Record which attributes the layers and models of Keras have, into `shapecheck/catalog/attributes.json`.

`KERAS_BACKEND=numpy python tests/oracle/record_attributes.py`. Recorded are the names that a class has, and those that
the methods of its classes may set in an object, as the source says; what is neither, no object has.
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import textwrap
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "numpy")

import keras
from keras.src.layers.merging.base_merge import Merge
from keras.src.models.functional import Functional

TARGET = Path(__file__).parents[2] / "shapecheck" / "catalog" / "attributes.json"


def of_class(kind: type) -> set[str]:
    """Return the names that a class has; those that all objects of Python have are left out."""
    return set(dir(kind)) - set(dir(object))


def of_objects(kind: type) -> set[str]:
    """Return the names that the methods of a class, and of those above it, set in `self`."""
    found: set[str] = set()
    for one in kind.__mro__[:-1]:
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(one)))
        except (OSError, TypeError):
            continue
        stored = [
            node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        ]
        found |= {node.attr for node in stored}
    return found


def holds_nothing(kind: type) -> bool:
    """Tell whether layers of a class never have weights: nothing of it makes one, or a layer in `build`."""
    below = kind.__mro__[: kind.__mro__.index(keras.Layer)]
    sources = [inspect.getsource(one) for one in below]
    builds = kind.build is not keras.Layer.build and not issubclass(kind, Merge)
    makes = any(word in source for source in sources for word in ("add_weight", "Variable("))
    return not makes and not builds and not issubclass(kind, (keras.Model, keras.layers.Wrapper, keras.layers.Lambda))


def recording() -> dict[str, Any]:
    """Ask the installed Keras: what every layer has, and by the path of a class what it has besides."""
    kinds: dict[str, type] = {
        f"keras.layers.{name}": kind
        for name, kind in vars(keras.layers).items()
        if inspect.isclass(kind) and issubclass(kind, keras.Layer)
    }
    kinds |= {"keras.Model": keras.Model, "keras.Sequential": keras.Sequential, "keras.Functional": Functional}
    weightless = sorted(path for path, kind in kinds.items() if kind is not keras.Layer and holds_nothing(kind))
    common, settable = of_class(keras.Layer), of_objects(keras.Layer)
    rows = {
        path: [sorted(of_class(kind) - common), sorted(of_objects(kind) - of_class(kind) - settable)]
        for path, kind in sorted(kinds.items())
    }
    return {
        "keras": keras.__version__,
        "common": [sorted(common), sorted(settable - common)],
        "weightless": weightless,
        "classes": rows,
    }


def text_of(recorded: dict[str, Any]) -> str:
    """Write a recording as JSON, one class a line."""
    lines = [f'"{path}":{json.dumps(row, separators=(",", ":"))}' for path, row in recorded["classes"].items()]
    head = json.dumps({key: recorded[key] for key in ("keras", "common", "weightless")}, separators=(",", ":"))
    return head[:-1] + ',"classes":{\n' + ",\n".join(lines) + "\n}}\n"


if __name__ == "__main__":
    TARGET.write_text(text_of(recording()), encoding="utf-8")
