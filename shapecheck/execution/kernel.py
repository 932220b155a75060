"""The table of kernels: what each layer computes in NumPy, told nothing of the shapes that were inferred."""

from __future__ import annotations

import inspect
from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from shapecheck.graph.call import Layer

__all__ = [
    *("KERNELS", "WITHOUT", "Array", "Config", "Kernel", "NotExecutable", "Weights", "apply", "below", "changed"),
    *("kernel", "load", "run", "single"),
]

Function = TypeVar("Function", bound=Callable[..., Any])
Array = NDArray[Any]
Weights = Mapping[str, Array]
Config = Mapping[str, Any]


class NotExecutable(Exception):
    """Raised for what NumPy cannot run here: the user's own code, or an operation without a kernel."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """Hold one function `(inputs, weights, config, **call arguments)` and the call arguments that it reads."""

    function: Callable[..., Any]
    arguments: frozenset[str]


KERNELS: dict[str, Kernel] = {}

WITHOUT = {
    "keras.layers.ContrastLimitedAdaptiveHistogramEqualization": "it only changes values",
    **dict.fromkeys(
        [
            *("keras.layers.CuDNNGRU", "keras.layers.CuDNNLSTM", "keras.layers.LocallyConnected1D"),
            *("keras.layers.LocallyConnected2D", "keras.layers.ThresholdedReLU"),
        ],
        "today's Keras has it no more",
    ),
    "keras.layers.FlaxLayer": "it runs code of another library",
    "keras.layers.HashedCrossing": "it hashes with TensorFlow",
    "keras.layers.Hashing": "it hashes with TensorFlow",
    "keras.layers.IntegerLookup": "it looks values up with TensorFlow",
    "keras.layers.JaxLayer": "it runs code of another library",
    "keras.layers.Lambda": "it runs a function of the program's own",
    "keras.layers.RandomCrop": "it crops in training only, whatever its announced shape",
    "keras.layers.StringLookup": "it looks strings up with TensorFlow",
    "keras.layers.TFSMLayer": "it runs code of another library",
    "keras.layers.TextVectorization": "it splits strings with TensorFlow",
    "keras.layers.TorchModuleWrapper": "it runs code of another library",
}
"""The layers of Keras that NumPy does not run, and why."""


def kernel(*paths: str) -> Callable[[Function], Function]:
    """Enter a function into the table under each of its paths.

    It takes the inputs as the call nests them, the weights by their names below the layer, and the bound
    configuration; keyword-only parameters are the further arguments of the call that it reads.
    """

    def enter(function: Function) -> Function:
        parameters = inspect.signature(function).parameters.values()
        read = frozenset(item.name for item in parameters if item.kind is item.KEYWORD_ONLY)
        for path in paths:
            KERNELS[path] = Kernel(function, read)
        return function

    return enter


@cache
def load() -> None:
    """Import every family once."""
    package = import_module("shapecheck.execution.kernels")
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")


def find(path: str) -> Kernel:
    """Return the kernel of a canonical path.

    Raises NotExecutable for what NumPy cannot run, LookupError for a layer of Keras whose kernel is missing here.
    """
    load()
    if path in KERNELS:
        return KERNELS[path]
    words = f"{path} has no NumPy kernel"
    if path in WITHOUT:
        raise NotExecutable(f"{words}: {WITHOUT[path]}")
    raise (LookupError if path.startswith("keras.layers.") else NotExecutable)(words)


def run(path: str, inputs: Any, weights: Weights, config: Config, arguments: Mapping[str, Any]) -> Any:
    """Compute what a layer or operation makes of its inputs, as at inference; floats leave as float32.

    Raises NotExecutable where there is no kernel.
    """
    found = find(path)
    read = {name: value for name, value in arguments.items() if name in found.arguments and value is not None}
    with np.errstate(all="ignore"):
        return single(found.function(inputs, weights, config, **read))


def single(outputs: Any) -> Any:
    """Bring every float of a structure to float32."""
    if isinstance(outputs, dict):
        return {name: single(output) for name, output in outputs.items()}
    if isinstance(outputs, list | tuple):
        return [single(output) for output in outputs]
    array = np.asarray(outputs)
    return array.astype(np.float32) if array.dtype.kind == "f" and array.dtype != np.float32 else array


def changed(config: Config, **changes: Any) -> Config:
    """Return a configuration with some values changed; the others are not read."""
    return ChainMap(changes, cast("dict[str, Any]", config))


def apply(layer: Layer, inputs: Any, weights: Weights, **arguments: Any) -> Any:
    """Compute what a layer inside another makes of its inputs; `weights` are the outer layer's.

    Raises NotExecutable where there is no kernel.
    """
    if not isinstance(layer, Layer):
        raise NotExecutable(f"{type(layer).__name__} is not a layer that NumPy can run")
    return run(layer.path, inputs, below(weights, layer.name), layer.config, arguments)


class Below(Mapping[str, Array]):
    """Show the weights of a sublayer under their names below it."""

    def __init__(self, weights: Weights, name: str) -> None:
        self._weights = weights
        self._prefix = f"{name}/"

    def __getitem__(self, name: str) -> Array:
        return self._weights[self._prefix + name]

    def __iter__(self) -> Any:
        return (name.removeprefix(self._prefix) for name in self._weights if name.startswith(self._prefix))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def below(weights: Weights, name: str) -> Weights:
    """Return the weights of the sublayer of that name, named as below it."""
    return Below(weights, name)
