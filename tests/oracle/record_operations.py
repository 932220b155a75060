"""Record what the functions behind operations take, into `shapecheck/catalog/operations.json`.

Run `python tests/oracle/record_operations.py [PYTHON]` after an update of Keras, NumPy or TensorFlow; PYTHON is an
interpreter that has TensorFlow, without it TensorFlow's part is left as it stands. Each path maps to its arguments, with
their defaults; `*` stands before those that go by keyword alone. `classes` names Keras's class of an operation where
that is not its own name.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "numpy")

TARGET = Path(__file__).parents[2] / "shapecheck" / "catalog" / "operations.json"
BACKEND = "keras._tf_keras.keras.backend"
"""Where the functions of `keras.backend` stand that only `tf.keras` shows."""

BUILTIN = {
    "numpy.concatenate": [["arrays"], ["axis", 0], ["out", None], ["*"], ["dtype", None], ["casting", "same_kind"]],
    "numpy.where": [["condition"], ["x", None], ["y", None]],
    "numpy.dot": [["a"], ["b"], ["out", None]],
    "numpy.inner": [["a"], ["b"]],
    "numpy.vdot": [["a"], ["b"]],
    "numpy.bincount": [["x"], ["weights", None], ["minlength", 0]],
    "numpy.empty": [["shape"], ["dtype", None], ["order", "C"]],
    "numpy.zeros": [["shape"], ["dtype", None], ["order", "C"]],
    "numpy.array": [["object"], ["dtype", None], ["*"], ["copy", True], ["order", "K"], ["subok", False], ["ndmin", 0]],
    "numpy.asarray": [["a"], ["dtype", None], ["order", None]],
    "numpy.arange": [["start"], ["stop", None], ["step", None], ["dtype", None]],
    "numpy.empty_like": [["prototype"], ["dtype", None], ["order", "K"], ["subok", True], ["shape", None]],
}
"""The arguments of functions in C that say nothing of themselves, as NumPy documents them."""


def resolved(path: str) -> Any:
    """Return what stands at a path; None where nothing does."""
    module = "numpy" if path.startswith("numpy") else path.partition(".")[0]
    parts = path.split(".")[1:]
    if path.startswith("keras.backend."):
        module, parts = BACKEND, parts[1:]
    found: Any = importlib.import_module(module)
    for part in parts:
        found = getattr(found, part, None)
    return found


def arguments(path: str, function: Callable[..., Any]) -> list[list[Any]] | None:
    """Return the arguments of a function."""
    if path in BUILTIN:
        return BUILTIN[path]
    if type(function).__name__ == "ufunc":
        names = ["x"] if function.nin == 1 else [f"x{number + 1}" for number in range(function.nin)]
        return [*([name] for name in names), ["out", None], ["*"], ["where", True], ["dtype", None]]
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    found: list[list[Any]] = []
    keyword_only = False
    for item in parameters:
        if item.kind is item.VAR_POSITIONAL:
            found.append([f"*{item.name}"])
            keyword_only = True
            continue
        if item.kind is item.VAR_KEYWORD:
            found.append([f"**{item.name}"])
            continue
        if item.kind is item.KEYWORD_ONLY and not keyword_only:
            found.append(["*"])
            keyword_only = True
        found.append([item.name] if item.default is item.empty else [item.name, plain(item.default)])
    return found


def plain(value: Any) -> Any:
    """Return a default as JSON has it; what it has not is given by its name."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value if value == value and abs(value if isinstance(value, float) else 0) != float("inf") else str(value)
    return getattr(value, "name", None) or getattr(value, "__name__", None) or f"<{type(value).__name__}>"


def signatures(paths: list[str]) -> dict[str, list[list[Any]]]:
    """Ask for every path that exists."""
    found = {}
    for path in paths:
        function = resolved(path)
        taken = arguments(path, function) if callable(function) else None
        if taken is not None:
            found[path] = taken
    return found


def classes() -> Iterator[tuple[str, str]]:
    """Yield Keras's operations whose class is not named after them: read in the source of the function."""
    import keras

    for home, module in (("keras.ops", keras.ops), ("keras.ops.image", keras.ops.image)):
        for name, function in vars(module).items():
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            made = operations_in(function)
            usual = "".join(word.capitalize() for word in name.split("_"))
            if made and made[0] != usual:
                yield f"{home}.{name}", made[0]


def operations_in(function: Callable[..., Any]) -> list[str]:
    """Return the classes of operations that a function names; of a shorthand (`return absolute(x)`) those of the other."""
    tree = ast.parse(inspect.getsource(function).lstrip())
    owner = sys.modules[function.__module__]
    named = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    made = [item for item in named if is_operation(getattr(owner, item, None))]
    body = tree.body[0].body[1:] if isinstance(tree.body[0], ast.FunctionDef) else []
    match body:
        case [ast.Return(ast.Call(ast.Name(other)))] if not made and inspect.isfunction(getattr(owner, other, None)):
            return operations_in(getattr(owner, other))
    return made


def is_operation(item: Any) -> bool:
    """Tell whether this is one of Keras's classes of operations."""
    import keras

    return inspect.isclass(item) and issubclass(item, keras.Operation)


def wanted() -> list[str]:
    """List the paths of all operations."""
    from shapecheck.catalog.operations import load
    from shapecheck.catalog.operations.table import OPERATIONS

    load()
    return sorted(OPERATIONS)


def main() -> None:
    """Write the recording."""
    if sys.argv[1:] == ["--signatures"]:
        json.dump(signatures(json.load(sys.stdin)), sys.stdout)
        return
    import keras
    import numpy

    paths = wanted()
    old = json.loads(TARGET.read_text()) if TARGET.exists() else {"signatures": {}}
    elsewhere = [path for path in paths if path.startswith("tensorflow.")]
    if sys.argv[1:]:
        asked = subprocess.run(
            [sys.argv[1], __file__, "--signatures"],
            input=json.dumps(elsewhere),
            capture_output=True,
            text=True,
            check=True,
        )
        taken = json.loads(asked.stdout.splitlines()[-1])
    else:
        taken = {path: old["signatures"][path] for path in elsewhere if path in old["signatures"]}
    taken |= signatures([path for path in paths if not path.startswith("tensorflow.")])
    lines = [f'"{path}":{json.dumps(taken[path], separators=(",", ":"))}' for path in sorted(taken)]
    head = {"keras": keras.__version__, "numpy": numpy.__version__, "classes": dict(sorted(classes()))}
    text = json.dumps(head, separators=(",", ":"))[:-1] + ',"signatures":{\n' + ",\n".join(lines) + "\n}}\n"
    TARGET.write_text(text)
    sys.stdout.write(f"{TARGET.name}: {len(text)} bytes, {len(taken)} of {len(paths)} paths\n")


if __name__ == "__main__":
    main()
