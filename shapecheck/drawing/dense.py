"""What a picture of one `Dense` call shows: the vectors it maps, the one kernel, and what flattening would make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapecheck.graph.call import tensors_in
from shapecheck.graph.last_axis import DENSE
from shapecheck.shapes.dims import keras_view, product, text, total
from shapecheck.shapes.shape import shape_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapecheck.graph.call import LayerCall
    from shapecheck.shapes.dims import Dim

__all__ = ["DenseCall", "Reading", "biases", "dense_call", "dense_on", "number"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the call: the vectors that one kernel of `features` x `units` maps, and the shapes around it.

    `positions` are the leading axes that it is shared over, without the batch; none where the input is one vector.
    """

    given: str
    made: str
    positions: tuple[Dim, ...]
    features: Dim
    units: Dim
    parameters: Dim

    @property
    def kernel(self) -> str:
        """Write the shape of the kernel."""
        return f"{number(self.features)} x {number(self.units)}"

    @property
    def vectors(self) -> str:
        """Write how many vectors there are in each sample: "13 x 13 = 169"."""
        if not self.positions:
            return "1"
        count = number(product(self.positions))
        return " x ".join([*map(number, self.positions)]) + (f" = {count}" if len(self.positions) > 1 else "")


@dataclass(frozen=True, slots=True)
class DenseCall:
    """What `Dense(units)` makes of an input, and what it would make of the flattened one.

    `flattened` is None where that is the same, or where Keras refuses it: a kernel needs sizes that it knows.
    """

    title: str
    use_bias: bool
    real: Reading
    flattened: Reading | None


def dense_call(call: LayerCall | None) -> DenseCall | None:
    """Return what is to be drawn of a call; None where it is no `Dense`, or its shapes are not known."""
    if call is None or call.operation != DENSE:
        return None
    given, made = next(tensors_in(call.inputs), None), next(tensors_in(call.outputs), None)
    if given is None or made is None or given.shape is None or made.shape is None:
        return None
    return dense_on(given.shape, made.shape[-1], use_bias=bool(call.config.get("use_bias", True)))


def dense_on(shape: Sequence[Dim], units: Dim, *, use_bias: bool = True) -> DenseCall:
    """Return what is to be drawn of a `Dense` on an input of that shape, the batch among it."""
    batch, *rest = shape
    real = _reading((batch, *rest), units, use_bias)
    flattened = None
    if len(rest) > 1 and all(keras_view(size) is not None for size in rest):
        flattened = _reading((batch, product(rest)), units, use_bias)
    return DenseCall(f"Dense({text(units)})", use_bias, real, flattened)


def _reading(shape: tuple[Dim, ...], units: Dim, use_bias: bool) -> Reading:
    features = shape[-1]
    count = product((units, total([features, 1 if use_bias else 0])))
    return Reading(shape_text(shape), shape_text((*shape[:-1], units)), shape[1:-1], features, units, count)


def biases(reading: Reading) -> str:
    """Write how many biases there are: "10 biases"."""
    return f"{number(reading.units)} bias{'' if reading.units == 1 else 'es'}"


def number(size: Dim) -> str:
    """Write a size or a count: 108,170, or a formula."""
    return f"{size:,}" if isinstance(size, int) else text(size)
