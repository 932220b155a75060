"""What the rules on redundancy ask alike: which layers give back what they were given, wherever their line is reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from shapecheck.finding import Proposal, Step
from shapecheck.graph.call import tensors_in
from shapecheck.graph.last_axis import axes_from
from shapecheck.shapes.requirements import differs

if TYPE_CHECKING:
    from collections.abc import Collection

    from shapecheck.graph.call import LayerCall
    from shapecheck.interpreter.program import Program, Written
    from shapecheck.shapes.tensor import Tensor

__all__ = ["Idle", "idle", "together", "without"]


class Idle(NamedTuple):
    """A layer that changes nothing: its call, the tensor that it is given, and how it is written."""

    call: LayerCall
    given: Tensor
    written: Written


def together(program: Program, operations: Collection[str]) -> Iterator[list[LayerCall]]:
    """Yield the calls of some layers by the place at which they are written; none where knowledge was lost on its line."""
    places: dict[tuple[str, int], list[LayerCall]] = {}
    for call in program.calls:
        if call.operation in operations:
            places.setdefault((call.site.filename, id(call.site.node)), []).append(call)
    if not places:
        return
    lost = {(spot.site.filename, spot.site.line) for spot in program.blind_spots}
    yield from (calls for calls in places.values() if (calls[0].site.filename, calls[0].site.line) not in lost)


def idle(program: Program, operations: Collection[str]) -> Iterator[Idle]:
    """Yield the layers of some classes whose every call gives a tensor of the shape and dtype that it was given."""
    for calls in together(program, operations):
        pairs = [(list(tensors_in(call.inputs)), list(tensors_in(call.outputs))) for call in calls]
        if all(len(given) == len(made) == 1 and _alike(given[0], made[0]) for given, made in pairs):
            written = program.written(calls[-1])
            if written is not None and "*" not in written.arguments:
                yield Idle(calls[-1], pairs[-1][0][0], written)


def _alike(given: Tensor, made: Tensor) -> bool:
    if given.shape is None or made.shape is None or len(given.shape) != len(made.shape):
        return False
    sizes = all(differs(size, other) is False for size, other in zip(given.shape, made.shape, strict=True))
    return sizes and given.dtype == made.dtype != ""


def without(call: LayerCall, name: str) -> Proposal:
    """Propose to take a layer out."""
    message = f"leave the {name} out; layers after it move up in `model.layers`, and automatic names are counted anew"
    return Proposal("unsafe", message, (Step("remove-layer", call.site, name),))


def made_here(call: LayerCall, given: Tensor, program: Program) -> LayerCall | None:
    """Return the call that gave a tensor its axes, if the same run of the same function made it."""
    origin = axes_from(given, program.graph)
    if origin is None or [site.node for site in origin.trail] != [site.node for site in call.trail]:
        return None
    return origin
