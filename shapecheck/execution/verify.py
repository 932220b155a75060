"""Verify a model: run it, and hold what was inferred against what was made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapecheck.execution.execute import sizes_for, values_for
from shapecheck.execution.kernel import NotExecutable
from shapecheck.execution.running import Allocation, Run, Step
from shapecheck.execution.sizing import Sizes, concrete_shape, number
from shapecheck.graph.call import Layer, tensors_in

if TYPE_CHECKING:
    from shapecheck.graph.model import Model
    from shapecheck.shapes.dims import Symbol

__all__ = ["Row", "Verification", "verify"]

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Compare the shapes of one call: those inferred, with the sizes put in, and those of the arrays.

    `executed` is None where NumPy could not run the call (the user's own code); `note` says why. `equal` is then
    None, as it is where no shape was inferred; False where running it failed.
    """

    layer: str
    operation: str
    inferred: tuple[Shape, ...] | None
    executed: tuple[Shape, ...] | None
    equal: bool | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """Hold one run of a model: a row for each call, and parameters as inferred and as allocated.

    `inferred_parameters` is None where a weight is unknown. `unread` names the trainable weights that no call read.
    `reason` says why nothing was run.
    """

    sizes: dict[Symbol, int]
    rows: tuple[Row, ...]
    inferred_parameters: int | None
    allocated_parameters: int
    unread: tuple[str, ...] = ()
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether nothing that was run disagrees with what was inferred."""
        agreed = self.inferred_parameters in (None, self.allocated_parameters)
        return not self.reason and agreed and not self.unread and all(row.equal is not False for row in self.rows)

    @property
    def complete(self) -> bool:
        """Tell whether every call was run and compared."""
        return not self.reason and all(row.equal is not None for row in self.rows)


def verify(model: Model, sizes: Sizes | None = None) -> Verification:
    """Run a model in NumPy, its weights all zero, and compare every shape and the number of parameters.

    Symbols take `sizes`, or small ones that meet the model's requirements. Where a call cannot be run, arrays of
    the inferred shape stand in for what it would have made, so that the rest is still verified.
    """
    chosen: dict[Symbol, int] = {}
    rows: list[Row] = []
    allocation = Allocation(seed=None, keep=False)
    try:
        chosen = sizes_for(model, sizes or {})
        arrays = values_for(model, chosen, 0)
        run = Run(allocation, strict=False, keep=False)
        for step in run.steps(model, arrays, [None] * len(arrays), chosen):
            rows.append(compared(step))
        unread = tuple(unread_weights(model, allocation, rows))
        for layer in layers_of(model):
            for weight in layer.weights or ():
                if allocation.identity(layer, weight) not in allocation.counts:
                    allocation.make(layer, weight, layer.name, chosen)
        total = model.parameters.total
        inferred = None if total is None else number(total, chosen)
        return Verification(chosen, tuple(rows), inferred, sum(allocation.counts.values()), unread)
    except NotExecutable as lost:
        return Verification(chosen, tuple(rows), None, sum(allocation.counts.values()), reason=str(lost))


def compared(step: Step) -> Row:
    """Compare the shapes of one step."""
    tensors = list(tensors_in(step.call.outputs))
    executed = None if step.outputs is None else tuple(array.shape for array in step.outputs)
    shapes = [concrete_shape(tensor.shape, step.sizes) for tensor in tensors if tensor.shape is not None]
    inferred = tuple(shapes) if len(shapes) == len(tensors) else None
    equal = None if executed is None or inferred is None else inferred == executed
    return Row(step.path, step.call.operation, inferred, executed, False if step.failed else equal, step.note)


def layers_of(model: Model) -> Iterator[Layer]:
    """Yield the layers of a model; nested models hold the weights of their own layers."""
    for row in model.layers:
        yield row.layer


def unread_weights(model: Model, allocation: Allocation, rows: list[Row]) -> Iterator[str]:
    """Name the trainable weights that were allocated for a call that ran, and that the call did not read."""
    ran = {row.layer for row in rows if row.executed is not None}
    trainable = {
        allocation.identity(layer, weight)
        for layer in layers_of(model)
        for weight in layer.weights or ()
        if weight.trainable
    }
    for identity, name in allocation.names.items():
        if identity in trainable and identity not in allocation.read and name.rpartition("/")[0] in ran:
            yield name
