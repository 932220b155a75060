"""Puts random calls of each operation to shapecheck and to real Keras: `python tests/oracle/operation_oracle.py [NAME ...]`.

Keras is asked twice: symbolically, and with arrays on its NumPy backend. Shapecheck must say what Keras reports, and what
Keras computes; where Keras reports what it does not compute, shapecheck must not know. What it refuses, Keras refuses.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "numpy")

import keras
import numpy
from operation_draw import Call, Draw, Given
from operation_recipes import RECIPES

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations import load
from shapecheck.catalog.operations.table import Plain, apply
from shapecheck.shapes.dims import Symbol, keras_view, plain, substitute
from shapecheck.shapes.requirements import Refused, collecting, holds
from shapecheck.shapes.tensor import Tensor

load()

EXAMPLES = 200
SIZES: tuple[Mapping[str, int], ...] = (
    {"B": 3, "T": 2},
    {"B": 2, "T": 4},
    {"B": 1, "T": 1},
    {"B": 4, "T": 3},
    {"B": 6, "T": 6},
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Say that a call is refused, and in which words."""

    text: str
    when: str = "build"


class Specs(tuple[Any, ...]):
    """The shape and dtype of one output."""

    __slots__ = ()


def mapped(function: Any, structure: Any) -> Any:
    """Apply a function to the tensors of a structure of arguments."""
    if isinstance(structure, Given):
        return function(structure)
    if isinstance(structure, list | tuple):
        return type(structure)(mapped(function, item) for item in structure)
    return structure


def infer(call: Call) -> tuple[Any, list[Any]] | Refusal | str:
    """Ask shapecheck: outputs and requirements, a refusal, or the reason why it does not know."""

    def tensor(given: Given) -> Tensor:
        return Tensor(
            tuple(Symbol(size, dynamic=True) if isinstance(size, str) else size for size in given.sizes), given.dtype
        )

    try:
        with collecting() as requirements:
            _, made = apply(
                call.path, mapped(tensor, call.positional), {k: mapped(tensor, v) for k, v in call.keywords.items()}
            )
    except Refused as refused:
        return Refusal(refused.message, refused.when)
    except NotKnown as lost:
        return str(lost) or "?"
    return made, list(requirements)


def function_of(path: str) -> Any:
    """Return Keras's function."""
    found: Any = keras
    for part in path.split(".")[1:]:
        found = getattr(found, part)
    return found


def listed(outputs: Any) -> list[Specs]:
    """List the shapes and dtypes of outputs."""
    return [
        Specs((tuple(item.shape), keras.backend.standardize_dtype(item.dtype)))
        for item in keras.tree.flatten(outputs)
        if item is not None
    ]


def ask(call: Call, sizes: Mapping[str, int] | None = None, seed: int = 0) -> list[Specs] | Refusal:
    """Ask real Keras: on symbolic tensors, or on arrays with sizes put in."""
    numbers = numpy.random.default_rng(seed)

    def symbolic(given: Given) -> Any:
        return keras.KerasTensor([None if isinstance(size, str) else size for size in given.sizes], dtype=given.dtype)

    def concrete(given: Given) -> Any:
        assert sizes is not None
        shape = [sizes[size] if isinstance(size, str) else size for size in given.sizes]
        if given.dtype.startswith("float"):
            return (numbers.random(shape) + 0.1).astype(given.dtype)
        return numbers.integers(0, given.bound, shape).astype(given.dtype)

    make = symbolic if sizes is None else concrete
    try:
        with numpy.errstate(all="ignore"):
            found = function_of(call.path)(
                *mapped(make, call.positional), **{k: mapped(make, v) for k, v in call.keywords.items()}
            )
        return listed(found)
    except Exception as error:  # whatever Keras raises is a refusal
        return Refusal(f"{type(error).__name__}: {error}".partition("\n")[0])


def ours(made: Any, values: Mapping[Symbol, int] | None = None) -> list[Specs]:
    """List the shapes and dtypes that shapecheck says, as Keras views them or with sizes put in."""
    items = made if isinstance(made, list | tuple) else [made]
    found = []
    for item in items:
        assert isinstance(item, Tensor), item
        assert item.shape is not None
        shape = tuple(
            keras_view(size) if values is None else plain(substitute(size, dict(values))) for size in item.shape
        )
        found.append(Specs((shape, item.dtype)))
    return found


def fits(said: list[Specs], real: list[Specs]) -> bool:
    """Tell whether shapes are equal, and dtypes where one is said."""
    return len(said) == len(real) and all(
        one[0] == other[0] and one[1] in ("", other[1], HALVED.get(other[1]))
        for one, other in zip(said, real, strict=True)
    )


def judge(call: Call) -> tuple[str, str]:
    """Return a verdict on a call: "valid", "refused", "undecided" or "disagreement", and what to say of it."""
    found = infer(call)
    if isinstance(found, str):
        return "undecided", found
    letters = any(isinstance(size, str) for item in givens(call) for size in item.sizes)
    runs = [ask(call, sizes) for sizes in (SIZES if letters else SIZES[:1])]
    symbolic = ask(call) if list(givens(call)) else runs[0]
    if isinstance(found, Refusal):
        if isinstance(symbolic, Refusal):
            return "refused", ""
        if found.when == "run" and all(isinstance(run, Refusal) for run in runs):
            return "refused", ""
        return "disagreement", f"Keras says {symbolic}, {runs[0]}; shapecheck refuses at {found.when}: {found.text}"
    made, requirements = found
    if isinstance(made, Plain):
        return "valid", ""
    if isinstance(symbolic, Refusal):
        return "disagreement", f"Keras refuses: {symbolic.text}; shapecheck says {ours(made)}"
    if not fits(ours(made), symbolic):
        return "disagreement", f"Keras says {symbolic}; shapecheck {ours(made)}"
    for sizes, run in zip(SIZES, runs, strict=False):
        if isinstance(run, Refusal) or is_empty(call, sizes) or any(0 in shape for shape, _ in run):
            continue
        values = {Symbol(letter, dynamic=True): size for letter, size in sizes.items()}
        broken = [item.condition for item in requirements if not holds(item.condition, values)]
        if not fits(ours(made, values), run) and not broken:
            return "disagreement", f"with {sizes} Keras makes {run}; shapecheck says {ours(made, values)}"
        if broken and fits(ours(made, values), run):
            return "disagreement", f"Keras runs with {sizes} against {broken}"
    return "valid", ""


def is_empty(call: Call, sizes: Mapping[str, int]) -> bool:
    """Tell whether there is an empty tensor among the arguments: the backends make different things of these."""
    return any((sizes[size] if isinstance(size, str) else size) == 0 for item in givens(call) for size in item.sizes)


HALVED = {"int64": "int32", "float64": "float32"}
"""What Keras's NumPy backend keeps wide in places where it reports the narrow one, as the other backends have it."""


def givens(call: Call) -> list[Given]:
    """List the tensors of a call."""
    found: list[Given] = []
    mapped(found.append, (*call.positional, *call.keywords.values()))
    return found


@dataclass(slots=True)
class Tally:
    """Count the verdicts on the calls of one operation."""

    counts: Counter[str] = field(default_factory=Counter)
    disagreements: dict[str, str] = field(default_factory=dict)
    undecided: Counter[str] = field(default_factory=Counter)


def tally(name: str, examples: int, seed: int = 0) -> Tally:
    """Judge random calls of an operation, the same ones for the same seed."""
    found, draw = Tally(), Draw(f"{name} {seed}")
    for _ in range(examples):
        positional, keywords = RECIPES[name](draw)
        call = Call(f"keras.{name}", positional, keywords)
        word, text = judge(call)
        found.counts[word] += 1
        if word == "disagreement":
            found.disagreements[str(call)] = text
        elif word == "undecided":
            found.undecided[text] += 1
    return found


def main() -> int:
    """Print the table; return 1 where there is a disagreement."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help='operations ("ops.add"); all, if none is given')
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=3)
    options = parser.parse_args()
    sys.stdout.write(
        f"{'operation':34}{'cases':>7}{'valid':>7}{'refused':>9}{'undecided':>11}{'disagree':>10}{'s':>7}\n"
    )
    total: Counter[str] = Counter()
    for name in options.names or RECIPES:
        start = time.perf_counter()
        found = tally(name, options.examples, options.seed)
        counts = [found.counts[word] for word in ("valid", "refused", "undecided", "disagreement")]
        total.update(found.counts)
        row = "{:>7}{:>7}{:>9}{:>11}{:>10}".format(sum(counts), *counts)
        sys.stdout.write(f"{name:34}{row}{time.perf_counter() - start:>7.1f}\n")
        for call in sorted(found.disagreements, key=len)[: options.show]:
            sys.stdout.write(f"    {call}\n        {found.disagreements[call]}\n")
        if options.show and counts[2] * 2 > sum(counts):
            sys.stdout.writelines(f"    undecided: {text}\n" for text, _ in found.undecided.most_common(2))
        sys.stdout.flush()
    sys.stdout.write(f"{total}\n")
    return 1 if total["disagreement"] else 0


if __name__ == "__main__":
    sys.exit(main())
