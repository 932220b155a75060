"""Puts calls of NumPy's and TensorFlow's functions to shapecheck and to these libraries.

`python tests/oracle/operation_equivalents.py numpy` asks NumPy. `python tests/oracle/operation_equivalents.py record` is run
by an interpreter that has TensorFlow (Keras is not needed), and writes its answers into `recordings/`; `check` holds
shapecheck against them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy
from operation_draw import Call, Draw, Given, written
from operation_recipes import RECIPES
from operation_recipes_tensorflow import OWN

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations import load
from shapecheck.catalog.operations.recorded import renamed, signature_of
from shapecheck.catalog.operations.table import OPERATIONS, Plain, apply
from shapecheck.shapes.requirements import Refused
from shapecheck.shapes.tensor import Tensor, Vector

load()

RECORDING = Path(__file__).parent / "recordings" / "tensorflow_operations.json.gz"
EXAMPLES = 12


def spelled(path: str, draw: Draw) -> Call | None:
    """Draw a call of an operation of Keras in the words of another library; None where it has no word for something."""
    if path in OWN:
        return Call(path, *OWN[path](draw))
    ours = OPERATIONS[path].path
    signature, theirs = signature_of(ours), signature_of(path)
    assert signature is not None
    assert theirs is not None
    positional, keywords = RECIPES[ours.removeprefix("keras.")](draw)
    if signature.variadic is not None:
        return Call(path, fixed(positional), {}) if not keywords else None
    given = dict(zip(signature.positional, positional, strict=False)) | keywords
    words = {name: word for word, name in renamed(path, ours).items() if name is not None}
    if not given.keys() <= words.keys():
        return None
    found = {words[name]: fixed(item) for name, item in given.items()}
    leading = []
    for name in theirs.positional:
        if name not in found:
            break
        leading.append(found.pop(name))
    return Call(path, tuple(leading), found)


def fixed(value: Any) -> Any:
    """Put numbers in for the sizes that a tensor leaves open."""
    if isinstance(value, Given):
        sizes = tuple({"B": 3, "T": 2}.get(size, size) if isinstance(size, str) else size for size in value.sizes)
        return Given(sizes, value.dtype, value.bound)
    return type(value)(map(fixed, value)) if isinstance(value, list | tuple) else value


def paths(library: str) -> Iterator[str]:
    """Yield the paths of a library that there is a way to draw for."""
    for path, operation in sorted(OPERATIONS.items()):
        known = path in OWN or (operation.path != path and operation.path.removeprefix("keras.") in RECIPES)
        if path.startswith(f"{library}.") and signature_of(path) is not None and known:
            yield path


def calls(library: str, examples: int) -> Iterator[Call]:
    """Yield the same calls each time."""
    for path in paths(library):
        draw = Draw(path)
        for _ in range(examples):
            call = spelled(path, draw)
            if call is not None:
                yield call


def ask(call: Call) -> Any:
    """Ask the library: shapes and dtypes of what it returns, or None where it refuses."""
    numbers = numpy.random.default_rng(0)

    def concrete(value: Any) -> Any:
        if isinstance(value, Given):
            if value.dtype.startswith("float"):
                return (numbers.random(value.sizes) + 0.1).astype(value.dtype)  # type: ignore[arg-type]
            return numbers.integers(0, value.bound, value.sizes).astype(value.dtype)  # type: ignore[arg-type]
        return type(value)(map(concrete, value)) if isinstance(value, list | tuple) else value

    library, *rest = call.path.split(".")
    function: Any = import_module(library)
    for part in rest:
        function = getattr(function, part)
    try:
        with numpy.errstate(all="ignore"):
            found = function(
                *concrete(call.positional), **{name: concrete(item) for name, item in call.keywords.items()}
            )
    except Exception:  # whatever it raises is a refusal
        return None
    return specs(found)


def specs(found: Any) -> list[Any]:
    """List shapes and dtypes of outputs."""
    if isinstance(found, list | tuple):
        return [row for item in found for row in specs(item)]
    shape = [int(size) for size in found.shape] if hasattr(found, "shape") else []
    dtype = getattr(found, "dtype", None)
    return [[shape, getattr(dtype, "name", str(dtype))]]


def judge(call: Call, theirs: Any) -> tuple[str, str]:
    """Hold what shapecheck says against an answer."""

    def tensor(value: Any) -> Any:
        if isinstance(value, Given):
            return Tensor(value.sizes, value.dtype)  # type: ignore[arg-type]
        return type(value)(map(tensor, value)) if isinstance(value, list | tuple) else value

    try:
        _, made = apply(
            call.path, tensor(call.positional), {name: tensor(item) for name, item in call.keywords.items()}
        )
    except Refused as refused:
        return ("refused", "") if theirs is None else ("disagreement", f"it makes {theirs}; refused: {refused.message}")
    except NotKnown as lost:
        return "undecided", str(lost)
    if theirs is None:
        return "accepted", ""
    if isinstance(made, Plain):
        wanted = [len(made.content.sizes)] if isinstance(made.content, Vector) else []
        alike = isinstance(made.content, tuple) or theirs[0][0] == wanted
        return ("valid", "") if alike else ("disagreement", f"it makes {theirs}; shapecheck says {made.content}")
    items = made if isinstance(made, list | tuple) else [made]
    said = [[list(item.shape), item.dtype] for item in items]
    alike = len(said) == len(theirs) and all(
        one[0] == other[0] and (one[1] in ("", other[1]) or other[1] == "None")
        for one, other in zip(said, theirs, strict=True)
    )
    return ("valid", "") if alike else ("disagreement", f"it makes {theirs}; shapecheck says {said}")


def recorded() -> list[tuple[Call, Any]]:
    """Return the calls that TensorFlow was asked, with its answers."""
    answers = json.loads(gzip.decompress(RECORDING.read_bytes()))
    found = list(calls("tensorflow", answers["examples"]))
    return [(call, answers["answers"].get(key(call), "unasked")) for call in found]


def key(call: Call) -> str:
    """Write a call, dtypes included."""
    words = [*map(written, call.positional), *(f"{name}={written(item)}" for name, item in call.keywords.items())]
    return f"{call.path}({', '.join(words)})"


def tally(rows: list[tuple[Call, Any]]) -> tuple[Counter[str], dict[str, str]]:
    """Judge calls with their answers."""
    counts, wrong = Counter[str](), {}
    for call, theirs in rows:
        if theirs == "unasked":
            counts["unasked"] += 1
            continue
        word, text = judge(call, theirs)
        counts[word] += 1
        if word == "disagreement":
            wrong[key(call)] = text
    return counts, wrong


def main() -> int:
    """Ask NumPy, record TensorFlow, or hold shapecheck against the recording."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["numpy", "record", "check"])
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    options = parser.parse_args()
    if options.what == "record":
        answers = {key(call): ask(call) for call in calls("tensorflow", options.examples)}
        content = {
            "tensorflow": import_module("tensorflow").__version__,
            "examples": options.examples,
            "answers": answers,
        }
        RECORDING.write_bytes(gzip.compress(json.dumps(content, separators=(",", ":")).encode(), mtime=0))
        sys.stdout.write(f"{RECORDING.name}: {RECORDING.stat().st_size} bytes, {len(answers)} answers\n")
        return 0
    rows = recorded() if options.what == "check" else [(call, ask(call)) for call in calls("numpy", options.examples)]
    counts, wrong = tally(rows)
    for call in sorted(wrong, key=len):
        sys.stdout.write(f"{call}\n    {wrong[call]}\n")
    sys.stdout.write(f"{dict(counts)}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
