"""The table of kernels: what each layer computes in NumPy, told nothing of the shapes that were inferred."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shapecheck.graph.call import Layer

__all__ = ["KERNELS", "Array", "Config", "Kernel", "NotExecutable", "Weights", "apply", "below", "kernel", "run"]

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


def kernel(*paths: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enter a function into the table under each of its paths.

    It takes the inputs as the call nests them, the weights by their names below the layer, and the bound
    configuration; keyword-only parameters are the further arguments of the call that it reads.
    """

    def enter(function: Callable[..., Any]) -> Callable[..., Any]:
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

    Raises NotExecutable where there is none.
    """
    load()
    try:
        return KERNELS[path]
    except KeyError:
        raise NotExecutable(f"{path} has no NumPy kernel") from None


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
