"""What calls, layers and models cost: sums over the calls that lead from inputs to outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shapecheck.cost import layers, operations
from shapecheck.cost.work import Uncounted, Work
from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.graph.layer_graph import INPUTS, inputs_of
from shapecheck.shapes.dims import Dim, Symbol, TooLarge, plain, product, substitute, total

if TYPE_CHECKING:
    from shapecheck.graph.model import Model, ModelLayer
    from shapecheck.shapes.tensor import Tensor

__all__ = ["Costs", "values_of"]

Values = Mapping[Symbol, Dim]


def values_of(model: Model, batch: int | None) -> dict[Symbol, Dim]:
    """Return what a batch of that size puts in for the symbols of a model; nothing where it is left open."""
    origin = model.symbols.get("B")
    return {} if origin is None or batch is None else {origin.symbol: batch}


@dataclass(frozen=True)
class Costs:
    """Count what one model does, with sizes put in for some symbols; `values` are those sizes."""

    model: Model
    values: Values

    def multiply_adds(self, row: ModelLayer) -> Dim | None:
        """Count the multiply-adds of all calls of a layer; None where one of them is unknown."""
        return None if row.repeat != 1 else added([self.calls.get(call.key, 0) for call in row.calls])

    def activations(self, row: ModelLayer, size: Callable[[str], int | None] = lambda _: 1) -> Dim | None:
        """Count the numbers in what all calls of a layer return; None where a shape is unknown.

        `size` says what one number of a dtype counts, such as its bytes; None where that is unknown.
        """
        if row.repeat != 1 or any(call.key in self.model.repeated for call in row.calls):
            return None
        tensors = [tensor for call in row.calls for tensor in tensors_in(call.outputs)]
        if not tensors or row.repeat != 1:
            return None
        return added([self._numbers(tensor, size(tensor.dtype)) for tensor in tensors])

    @cached_property
    def calls(self) -> Mapping[int, Dim | None]:
        """Hold by the key of a call what it multiplies: every call on the way from the inputs to the outputs."""
        if self.model.graph is None:
            return {call.key: None for row in self._rows for call in row.calls}
        rows = {call.key: row for row in self._rows for call in row.calls}
        every = self.model.graph.calls()
        repeated = self.model.repeated
        return {call.key: None if call.key in repeated else self._of_call(call, rows.get(call.key)) for call in every}

    @property
    def total(self) -> Dim | None:
        """Count the multiply-adds of the model; None where something that enters is unknown."""
        return self.known if self.whole and not any(count is None for count in self.calls.values()) else None

    @property
    def known(self) -> Dim:
        """Count the multiply-adds of all that is known."""
        return total(count for count in self.calls.values() if count is not None)

    @property
    def whole(self) -> bool:
        """Tell whether every call of the model is known, and the same however its flags stand."""
        single = all(row.repeat == 1 for row in self._rows)
        return self.model.complete and self.model.graph is not None and single and not self.model.cases

    @property
    def _rows(self) -> Iterator[ModelLayer]:
        yield from self.model.layers
        yield from self.model.operations

    def _numbers(self, tensor: Tensor, each: int | None) -> Dim | None:
        return None if tensor.shape is None or each is None else self._put(product((*tensor.shape, each)))

    def _put(self, count: Dim) -> Dim:
        return plain(substitute(count, self.values) if self.values else count)

    def _of_call(self, call: LayerCall, row: ModelLayer | None) -> Dim | None:
        if call.operation in INPUTS:
            return 0
        if row is not None and row.model is not None:
            return self._nested(row.model, list(inputs_of(call)))
        if row is not None and call.key in row.inside:
            return Costs(row.inside[call.key], self.values).total
        try:
            return self._put(_counted(call, row))
        except (Uncounted, TooLarge, ZeroDivisionError):
            return None

    def _nested(self, model: Model, given: Sequence[Tensor]) -> Dim | None:
        values = dict(self.values)
        for (_, inner), outer in zip(model.inputs, given, strict=False):
            if inner.shape is None or outer.shape is None or len(inner.shape) != len(outer.shape):
                return None
            for name, size in zip(inner.shape, outer.shape, strict=True):
                if isinstance(symbol := plain(name), Symbol):
                    values[symbol] = self._put(size)
                elif self._put(symbol) != self._put(size):
                    return None
        return Costs(model, values).total if len(given) == len(model.inputs) else None


def added(counts: Sequence[Dim | None]) -> Dim | None:
    """Sum counts; None where one is unknown."""
    known = [count for count in counts if count is not None]
    return total(known) if len(known) == len(counts) else None


def _counted(call: LayerCall, row: ModelLayer | None) -> Dim:
    if call.layer is None:
        return operations.multiply_adds(call.operation, call.inputs, call.arguments, call.outputs)
    if row is None or row.layer.weights is None:
        raise Uncounted("the weights are unknown")
    shapes = {weight.name: weight.shape for weight in row.layer.weights}
    first = next((call.arguments[name] for name in ("inputs", "sequences") if name in call.arguments), call.inputs)
    work = Work(call.arguments, first, call.outputs, shapes, row.layer.config)
    return layers.multiply_adds(call.operation, work)
