"""Holds what NumPy computes for each operation against real Keras: `python tests/oracle/operation_numbers.py [NAME ...]`."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections import Counter
from copy import deepcopy
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "numpy")

import keras
import numpy
from operation_draw import Call, Draw, Given
from operation_oracle import SIZES, function_of, givens, mapped
from operation_recipes import RECIPES

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.table import Plain, apply
from shapecheck.execution.kernel import NotExecutable
from shapecheck.execution.operations import operate
from shapecheck.graph.call import tensors_in
from shapecheck.interpreter.bridge.tensors import as_called
from shapecheck.shapes.requirements import Refused
from shapecheck.shapes.tensor import Tensor

EXAMPLES = 30
NEAR = 1e-5
"""How far numbers may be apart, relative to the largest one."""

AT_WILL = {
    "ops.empty": "it is not initialized", "ops.empty_like": "it is not initialized", "ops.eig": "order and sign are free",
    "ops.eigh": "signs are free", "ops.svd": "signs are free", "ops.qr": "signs are free",
    "ops.image.ssim": "differences of near numbers are divided", "ops.nextafter": "it depends on the width of the float", "ops.unique": "what fills it up is free",
    "ops.argpartition": "the order beside the place is free", "ops.image.elastic_transform": "it draws at random",
}  # fmt: skip
"""Operations whose numbers are not settled; only the shapes are compared."""


def compare(call: Call, seed: int) -> tuple[str, str]:
    """Return a verdict on a call: "equal", "skipped", "missing" or "different", and what to say of it."""
    numbers = numpy.random.default_rng(seed)

    def concrete(given: Given) -> Any:
        shape = [SIZES[0][size] if isinstance(size, str) else size for size in given.sizes]
        if given.dtype.startswith("float"):
            return (numbers.random(shape) * 0.8 + 0.1).astype(given.dtype)
        return numbers.integers(0, given.bound, shape).astype(given.dtype)

    if any(item.dtype not in ("float32", "int32", "bool") for item in givens(call)):
        return "skipped", ""
    positional, keywords = mapped(concrete, (call.positional, list(call.keywords.values())))
    keywords = dict(zip(call.keywords, keywords, strict=True))
    try:
        with numpy.errstate(all="ignore"):
            theirs = function_of(call.path)(*deepcopy(positional), **deepcopy(keywords))
    except Exception:  # what Keras refuses is not compared
        return "skipped", ""
    arrays: dict[int, Any] = {}

    def tensor(content: Any) -> Any:
        if isinstance(content, numpy.ndarray | numpy.generic):
            arrays[len(arrays)] = content
            return Tensor(tuple(content.shape), str(content.dtype), len(arrays) - 1)
        if isinstance(content, list | tuple):
            return type(content)(map(tensor, content))
        return content

    def filled(content: Any) -> Any:
        if isinstance(content, Tensor):
            return arrays[content.key or 0]
        if isinstance(content, list | tuple):
            return type(content)(map(filled, content))
        return content

    try:
        bound, made = apply(call.path, tensor(positional), {name: tensor(item) for name, item in keywords.items()})
        if isinstance(made, Plain) or not all(item.dtype for item in tensors_in(made)):
            return "skipped", ""
        inputs, arguments = as_called(bound)
        ours = operate(bound.operation.path, filled(inputs), {name: filled(item) for name, item in arguments.items()})
    except (Refused, NotKnown):
        return "skipped", ""
    except NotExecutable as lost:
        return "missing", str(lost)
    except Exception as error:
        return "different", f"{type(error).__name__}: {error}"
    pairs = list(zip(flat(ours), flat(theirs), strict=False))
    if len(flat(ours)) != len(flat(theirs)):
        return "different", "another number of outputs"
    largest = max(
        (float(numpy.max(numpy.abs(item[numpy.isfinite(item)]), initial=0)) for item in flat(theirs)), default=0
    )
    for one, other in pairs:
        if one.shape != other.shape:
            return "different", f"{one.shape} for {other.shape}"
        if call.path.removeprefix("keras.") not in AT_WILL and not near(one, other, largest):
            return "different", f"{one.reshape(-1)[:4]} for {other.reshape(-1)[:4]}"
    return "equal", ""


def flat(content: Any) -> list[Any]:
    """List the arrays of a structure."""
    return [numpy.asarray(item) for item in keras.tree.flatten(content) if item is not None]


def near(one: Any, other: Any, largest: float) -> bool:
    """Tell whether two arrays are near, relative to the largest number among the outputs."""
    if one.dtype.kind == "c" or other.dtype.kind == "c":
        one, other = one.astype("complex128"), other.astype("complex128")
    else:
        one, other = one.astype("float64"), other.astype("float64")
    finite = numpy.isfinite(one) & numpy.isfinite(other)
    if not numpy.array_equal(numpy.isnan(one), numpy.isnan(other)) or not finite.size:
        return not finite.size
    scale = max(1e-30, largest)
    low = NEAR if scale < 1e30 else 1.0
    return bool(numpy.all(numpy.abs(one[finite] - other[finite]) <= low * scale)) and numpy.array_equal(
        one[~finite & ~numpy.isnan(one)], other[~finite & ~numpy.isnan(other)]
    )


def tally(name: str, examples: int, seed: int = 0) -> tuple[Counter[str], dict[str, str]]:
    """Compare random calls of an operation."""
    draw, counts, wrong = Draw(f"{name} {seed}"), Counter[str](), {}
    for number in range(examples):
        call = Call(f"keras.{name}", *RECIPES[name](draw))
        word, text = compare(call, number)
        counts[word] += 1
        if word in ("different", "missing"):
            wrong[str(call)] = f"{word}: {text}"
    return counts, wrong


def main() -> int:
    """Print what differs; return 1 where something does."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    options = parser.parse_args()
    total: Counter[str] = Counter()
    for name in options.names or RECIPES:
        counts, wrong = tally(name, options.examples)
        total.update(counts)
        if wrong:
            shortest = min(wrong, key=len)
            sys.stdout.write(f"{name:34}{dict(counts)}\n    {shortest}\n        {wrong[shortest]}\n")
    sys.stdout.write(f"{dict(total)}\n")
    return 1 if total["different"] or total["missing"] else 0


if __name__ == "__main__":
    sys.exit(main())
