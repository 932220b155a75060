"""Record which attributes the layers, models and tensors of Keras have, into `shapecheck/catalog/attributes.json`.

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


TORCH = """
T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval
extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia
named_buffers named_children named_modules named_parameters parameters register_backward_hook register_buffer
register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter
register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory
state_dict to to_empty train training type xpu zero_grad
""".split()
"""The public names of `torch.nn.Module` in PyTorch 2.15, of which every layer is one where that is the backend."""


def of_backends(part: str) -> set[str]:
    """Return the names that layers ("layer") or models ("trainer") have on one backend or another, as Keras's sources say."""
    found = set(TORCH if part == "layer" else ())
    for path in Path(keras.src.backend.__file__).parent.glob(f"*/{part}.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        found |= {node.name for one in classes for node in one.body if isinstance(node, ast.FunctionDef)}
        stored = (
            node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        )
        found |= {node.attr for node in stored}
    return {name for name in found if not name.startswith("_")}


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
    common, settable = of_class(keras.Layer), of_objects(keras.Layer) | of_backends("layer")
    models = of_backends("trainer")
    rows = {
        path: [
            sorted(of_class(kind) - common),
            sorted(
                (of_objects(kind) | (models if issubclass(kind, keras.Model) else set())) - of_class(kind) - settable
            ),
        ]
        for path, kind in sorted(kinds.items())
    }
    return {
        "keras": keras.__version__,
        "common": [sorted(common), sorted(settable - common)],
        "tensor": sorted(set(dir(keras.Input((3,)))) - set(dir(object))),
        "weightless": weightless,
        "classes": rows,
    }


def text_of(recorded: dict[str, Any]) -> str:
    """Write a recording as JSON, one class a line."""
    lines = [f'"{path}":{json.dumps(row, separators=(",", ":"))}' for path, row in recorded["classes"].items()]
    head = json.dumps(
        {key: recorded[key] for key in ("keras", "common", "tensor", "weightless")}, separators=(",", ":")
    )
    return head[:-1] + ',"classes":{\n' + ",\n".join(lines) + "\n}}\n"


if __name__ == "__main__":
    TARGET.write_text(text_of(recording()), encoding="utf-8")
