"""The answers to a case: that of shapecheck, and that of real Keras."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "numpy")

import keras
import numpy
from keras.src.utils.naming import reset_uids, to_snake_case
from questions import Case, Made, Shape, Size, Sizes, Unsaid, mapped

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.layers import load
from shapecheck.catalog.signature import bind, bind_call
from shapecheck.catalog.tables import LAYERS, Applied
from shapecheck.shapes.dims import Dim, Hidden, Symbol, keras_view, plain, substitute
from shapecheck.shapes.requirements import Refused, Requirement, collecting
from shapecheck.shapes.tensor import Tensor, Weight

load()

RAISED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What Keras raises, in one way or another, when it does not like something."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of a case: the shapes of the outputs (in their structure) and the weights (name, shape, trainable)."""

    outputs: Any
    weights: tuple[tuple[str, tuple[Any, ...], bool], ...]
    requirements: tuple[Requirement, ...] = ()

    def view(self) -> Answer:
        """Return it as Keras reports it."""
        weights = tuple((name, viewed(shape), trainable) for name, shape, trainable in self.weights)
        return Answer(mapped(viewed, self.outputs), weights)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Say that a case is refused, when, and in which words."""

    text: str
    when: str = "build"
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Undecided:
    """Say that shapecheck does not know."""

    reason: str


def viewed(sizes: Any) -> Any:
    """Return a shape as Keras reports it."""
    return Sizes(keras_view(size) for size in sizes) if isinstance(sizes, tuple) else sizes


@dataclass(slots=True, eq=False)
class Nested:
    """A layer within another one's configuration, as the interpreter would make it."""

    path: str
    name: str
    config: Mapping[str, Any]
    names: Callable[[str], str]
    weights: tuple[Weight, ...] = ()
    shapeless: bool = False

    def apply(self, *inputs: Any, **arguments: Any) -> Applied:
        """Call it."""
        rule = rule_of(self.path)
        applied = rule.apply(bind_call(self.path, inputs, arguments), rule.configured(self.config))
        if not self.weights:
            self.weights = tuple(replace(weight, key=id(self) + index) for index, weight in enumerate(applied.weights))
        return Applied(applied.outputs, self.weights)

    def copy(self, **changes: Any) -> Nested:
        """Make a new one."""
        config = dict(self.config) | changes
        return Nested(self.path, config.get("name") or self.name, config, self.names)


def rule_of(path: str) -> Any:
    """Return the rule of a layer; raise NotKnown where there is none."""
    if path not in LAYERS:
        raise NotKnown(f"{path} is not modelled")
    return LAYERS[path]


def namer() -> Callable[[str], str]:
    """Give names as a fresh Keras process does: dense, dense_1, ..."""
    seen: dict[str, Iterator[int]] = {}

    def give(class_name: str) -> str:
        name = to_snake_case(class_name)
        number = next(seen.setdefault(name, count()))
        return f"{name}_{number}" if number else name

    return give


def nested(made: Made, names: Callable[[str], str]) -> Nested:
    """Make the layers of a configuration, innermost first, as Python does."""
    positional = mapped(lambda leaf: nested(leaf, names) if isinstance(leaf, Made) else leaf, made.positional)
    keywords = mapped(lambda leaf: nested(leaf, names) if isinstance(leaf, Made) else leaf, dict(made.keywords))
    config = bind(made.path, positional, keywords)
    rule_of(made.path).configured(config)
    return Nested(made.path, config.get("name") or names(made.name), config, names)


def tensor(shape: Shape) -> Tensor:
    """Make the tensor that stands for a shape."""

    def dim(size: Size) -> Dim:
        if isinstance(size, Unsaid):
            return Hidden(size.size)
        return Symbol(size, dynamic=True) if isinstance(size, str) else size

    return Tensor(tuple(map(dim, shape.sizes)), shape.dtype)


def infer(case: Case, make: Callable[[Shape], Tensor] = tensor) -> Answer | Refusal | Undecided:
    """Ask shapecheck."""

    def leaf(item: Any) -> Any:
        return make(item) if isinstance(item, Shape) else item

    try:
        with collecting() as requirements:
            layer = nested(case.layer, namer())
            applied = layer.apply(*mapped(leaf, case.positional), **mapped(leaf, dict(case.keywords)))
    except Refused as refused:
        return Refusal(str(refused), refused.when, refused.kind)
    except NotKnown as unknown:
        return Undecided(str(unknown))
    outputs = sizes_of(applied.outputs)
    weights = tuple((weight.name, Sizes(weight.shape), weight.trainable) for weight in applied.weights)
    return Answer(outputs, weights, tuple(requirements))


def sizes_of(outputs: Any) -> Any:
    """Return the shapes in the outputs of a rule: a tuple of sizes is one shape."""
    if isinstance(outputs, Tensor):
        if outputs.shape is None:
            raise NotKnown("the rank of the output is unknown")
        return Sizes(outputs.shape)
    if isinstance(outputs, dict):
        return {key: sizes_of(item) for key, item in outputs.items()}
    if isinstance(outputs, list) or (outputs and isinstance(outputs, tuple) and not isinstance(outputs[0], Dim)):
        return [sizes_of(item) for item in outputs]
    return Sizes(outputs)


def put(answer: Answer, values: Mapping[Symbol, int]) -> Answer:
    """Put numbers in for the symbols of an answer."""

    def shape(sizes: Any) -> Any:
        return Sizes(plain(substitute(size, values)) for size in sizes)

    weights = tuple((name, shape(sizes), trainable) for name, sizes, trainable in answer.weights)
    return Answer(mapped(shape, answer.outputs), weights)


def constructed(made: Made) -> Any:
    """Construct the layer in real Keras."""

    def leaf(item: Any) -> Any:
        return constructed(item) if isinstance(item, Made) else item

    return getattr(keras.layers, made.name)(*mapped(leaf, made.positional), **mapped(leaf, dict(made.keywords)))


def symbolic(shape: Shape) -> Any:
    """Make a symbolic tensor of Keras."""
    sizes = [size if isinstance(size, int) else None for size in shape.sizes]
    return keras.KerasTensor(sizes, dtype=shape.dtype)


def zeros(shape: Shape) -> Any:
    """Make a real tensor of Keras."""
    return numpy.zeros(shape.sizes, dtype=shape.dtype)  # type: ignore[arg-type]


_WHOLE_FLOAT = re.compile(r"\d\.0\b")


def _forget_compiled() -> None:
    """Make jax forget what it compiled for 2 before it is asked for 2.0, and the other way: to it they are the same."""
    if "jax" in sys.modules:
        sys.modules["jax"].clear_caches()


def ask(case: Case, make: Callable[[Shape], Any] = symbolic) -> Answer | Refusal:
    """Ask real Keras: build the layer and call it on symbolic tensors, or on real ones."""

    def leaf(item: Any) -> Any:
        return make(item) if isinstance(item, Shape) else item

    reset_uids()
    whole = _WHOLE_FLOAT.search(str(case)) is not None
    if whole:
        _forget_compiled()
    try:
        layer = constructed(case.layer)
        outputs = layer(*mapped(leaf, case.positional), **mapped(leaf, dict(case.keywords)))
        shapes = keras.tree.map_structure(lambda item: Sizes(item.shape), outputs)
    except RAISED as error:
        return Refusal(f"{type(error).__name__}: {error}".partition("\n\nArguments received")[0])
    finally:
        if whole:
            _forget_compiled()
    prefix = f"{layer.path}/"
    weights = tuple(
        (weight.path.removeprefix(prefix), Sizes(weight.shape), bool(weight.trainable)) for weight in layer.weights
    )
    return Answer(listed(shapes), weights)


def listed(structure: Any) -> Any:
    """Turn the tuples of a structure into lists: which of the two it is, is no matter of shapes."""
    if isinstance(structure, list | tuple) and not isinstance(structure, Sizes):
        return [listed(item) for item in structure]
    if isinstance(structure, dict):
        return {key: listed(item) for key, item in structure.items()}
    return structure
