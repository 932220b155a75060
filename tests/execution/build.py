"""Layers of real Keras, and beside each the `Layer` that the analysis would make of it, built by hand."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, NamedTuple

import keras
import numpy as np

from shapecheck.execution.kernel import Array, run
from shapecheck.graph.call import Layer
from shapecheck.shapes.tensor import Weight

__all__ = ["Case", "Compared", "Spec", "case", "compared", "data", "inner", "layer_of", "leaves", "relative", "truths"]


class Spec(NamedTuple):
    """A layer of Keras and the arguments of its constructor, nested layers as `Spec`."""

    path: str
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any]


def inner(name: str, *arguments: Any, **keywords: Any) -> Spec:
    """Write a layer inside another."""
    return Spec(f"keras.layers.{name}", arguments, keywords)


class Case(NamedTuple):
    """A layer, what it is called on, and by which further arguments; `limit` bounds the relative difference."""

    spec: Spec
    inputs: Any
    call: Mapping[str, Any]
    limit: float

    @property
    def title(self) -> str:
        """Return what a row of the table, or a test, is called."""
        given = [
            *map(word, self.spec.arguments),
            *(f"{name}={word(item)}" for name, item in self.spec.keywords.items()),
        ]
        called = "".join(f", {name}" for name in self.call)
        return f"{self.spec.path.rpartition('.')[2]}({', '.join(given)}) on {shapes(self.inputs)}{called}"


def word(value: Any) -> str:
    """Write an argument of a constructor."""
    if isinstance(value, Spec):
        return Case(value, (), {}, 0).title.removesuffix(" on ()")
    if isinstance(value, list):
        return f"[{', '.join(map(word, value))}]"
    return f"array{value.shape}" if isinstance(value, np.ndarray) else repr(value)


def shapes(content: Any) -> str:
    """Write the shapes of a structure of arrays."""
    if isinstance(content, np.ndarray):
        return str(content.shape).replace(" ", "")
    return f"[{', '.join(map(shapes, content))}]" if isinstance(content, list) else "()"


def data(*shape: int, seed: int = 0) -> Array:
    """Draw an array that is neither constant nor symmetric."""
    drawn = np.random.default_rng([seed, *shape]).normal(0.3, 1.0, shape)
    return drawn.astype(np.float32)


def truths(*shape: int) -> Array:
    """Draw a mask in which the first of every last axis is True."""
    drawn = np.random.default_rng(shape).random(shape) > 0.4
    drawn[..., 0] = True
    return drawn


def case(name: str, *arguments: Any, on: Any, call: Mapping[str, Any] | None = None, **keywords: Any) -> Case:
    """Write one case, whose numbers are to agree to 1e-5."""
    return Case(inner(name, *arguments, **keywords), on, call or {}, 1e-5)


def object_of(spec: Spec, made: dict[int, Any]) -> Any:
    """Construct the layer in Keras; `made` keeps each object by the identity of its spec."""

    def real(value: Any) -> Any:
        if isinstance(value, Spec):
            return object_of(value, made)
        return [real(item) for item in value] if isinstance(value, list) else value

    if id(spec) not in made:
        built = class_of(spec)
        made[id(spec)] = built(*map(real, spec.arguments), **{key: real(item) for key, item in spec.keywords.items()})
    return made[id(spec)]


def class_of(spec: Spec) -> Any:
    """Return the class in Keras."""
    return getattr(keras.layers, spec.path.rpartition(".")[2])


def layer_of(spec: Spec, made: Mapping[int, Any]) -> Layer:
    """Make the facts of a layer: every argument of its constructor bound, and the weights that Keras built."""

    def bound(value: Any) -> Any:
        if isinstance(value, Spec):
            return layer_of(value, made)
        return [bound(item) for item in value] if isinstance(value, list) else value

    signature = inspect.signature(class_of(spec).__init__)
    held = signature.bind(None, *spec.arguments, **spec.keywords)
    held.apply_defaults()
    config = {name: bound(item) for name, item in held.arguments.items()} | held.arguments.get("kwargs", {})
    found = made[id(spec)]
    weights = tuple(
        Weight(tail(weight.path), tuple(weight.shape), weight.trainable, weight.dtype) for weight in found.weights
    )
    return Layer(spec.path, found.name, config, None, weights, found.built)  # type: ignore[arg-type]


def tail(path: str) -> str:
    """Return the path of a variable below its layer."""
    return path.partition("/")[2]


def filled(weights: Any) -> dict[str, Array]:
    """Give every variable of a layer values of its own, variances positive, and return them by name."""
    values: dict[str, Array] = {}
    for number, weight in enumerate(weights):
        spread = 1 / np.sqrt(max(np.prod(weight.shape[:-1]), 1))
        value = data(*weight.shape, seed=number + 1) * np.float32(spread)
        if "variance" in weight.path:
            value = np.abs(value) + np.float32(0.1)
        weight.assign(value)
        values[tail(weight.path)] = value
    return values


class Compared(NamedTuple):
    """What Keras and NumPy made of the same weights and inputs."""

    expected: list[Array]
    actual: list[Array]

    @property
    def difference(self) -> float:
        """Return max|a - b| / max|b|, infinite where structures, shapes or kinds of number differ."""
        if len(self.expected) != len(self.actual):
            return float("inf")
        return max((relative(one, other) for one, other in zip(self.actual, self.expected, strict=True)), default=0.0)


def relative(actual: Array, expected: Array) -> float:
    """Return the largest difference relative to the largest expected value."""
    if actual.shape != expected.shape or actual.dtype.kind != expected.dtype.kind:
        return float("inf")
    if not expected.size:
        return 0.0
    one, other = actual.astype(np.float64), expected.astype(np.float64)
    return float(np.abs(one - other).max() / max(np.abs(other).max(), 1e-30))


def compared(case: Case) -> Compared:
    """Run one case in Keras and in NumPy."""
    made: dict[int, Any] = {}
    found = object_of(case.spec, made)
    positional = positional_of(case)
    found(*positional, **case.call)
    weights = filled(found.weights)
    if case.spec.keywords.get("stateful"):
        found.reset_state()
    if isinstance(found, keras.layers.Normalization):
        # it computes from copies of its variables
        found.finalize_state()
    expected = found(*positional, **case.call)
    layer = layer_of(case.spec, made)
    names = list(inspect.signature(found.call).parameters)
    further = dict(zip(names[1:], positional[1:], strict=False))
    actual = run(layer.path, positional[0], weights, layer.config, further | dict(case.call))
    return Compared(leaves(expected), leaves(actual))


def positional_of(case: Case) -> tuple[Any, ...]:
    """Return the positional arguments of the call; a tuple of inputs is several of them."""
    return case.inputs if isinstance(case.inputs, tuple) else (case.inputs,)


def leaves(content: Any) -> list[Array]:
    """List the arrays of a structure."""
    if isinstance(content, dict):
        return [array for name in sorted(content) for array in leaves(content[name])]
    if isinstance(content, list | tuple):
        return [array for item in content for array in leaves(item)]
    return [np.asarray(content)]
