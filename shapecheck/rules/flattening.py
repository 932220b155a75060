"""What the rules on flattening say alike: the call, its true shape, where the axes come from, both counts, the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.finding import Proposal, Step
from shapecheck.graph.call import tensors_in
from shapecheck.graph.last_axis import axes_from
from shapecheck.rules.rule import Draft, report
from shapecheck.shapes.dims import product, text, total

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapecheck.finding import Conditional, Severity
    from shapecheck.graph.call import LayerCall
    from shapecheck.interpreter.program import Program
    from shapecheck.shapes.dims import Dim
    from shapecheck.shapes.tensor import Tensor
    from shapecheck.source import Site

__all__ = ["assumed", "counted", "shown"]


def shown(tensor: Tensor) -> str:
    """Write the shape of a tensor with symbols for what is open."""
    sizes = [text(size) for size in tensor.shape or ()]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def counted(count: Dim) -> str:
    """Write a number of parameters: 108,170, or a formula."""
    return f"{count:,}" if isinstance(count, int) else text(count)


def assumed(
    call: LayerCall,
    witness: str,
    place: Site,
    program: Program,
    *,
    keras_error: str | None = None,
    conditional: Conditional | None = None,
    severity: Severity | None = None,
    pooling: bool = True,
    further: Iterable[Step] = (),
) -> Draft:
    """Report that the code takes a `Dense` for one that flattens; `witness` says how that shows at `place`.

    `pooling` tells that a pooling before it would do too, `further` are steps that go with the `Flatten` of the fix.
    """
    given, made = next(tensors_in(call.inputs)), next(tensors_in(call.outputs))
    assert given.shape is not None and made.shape is not None
    units = made.shape[-1]
    flattened = f"({text(made.shape[0])}, {text(units)})"
    now = _parameters(call, given.shape[-1], units)
    flat = _parameters(call, product(given.shape[1:]), units)
    message = (
        f"Dense does not flatten: it maps the last axis of {shown(given)} and gives {shown(made)}, {now} parameters; "
        f"{witness}"
    )
    notes = [(witness, place)]
    origin = axes_from(given, program.graph)
    if origin is not None:
        notes.append((f"the axes come from here: {shown(next(tensors_in(origin.outputs)))}", origin.site))
    ways: list[tuple[str, Site, Step]] = []
    view = given.keras_view() or ()
    # a kernel for a flattened input wants a size that Keras knows
    if None not in view[1:] or any(step.kind == "remove-layer" for step in further):
        said = f"Flatten() before it would give {flattened}, {flat} parameters"
        ways.append((said, call.site, Step("insert-layer", call.site, "Flatten<Dense")))
    if pooling and origin is not None and origin.config.get("return_sequences") is True:
        name = origin.operation.rpartition(".")[2]
        said = f"return_sequences=False would give {flattened}, {now} parameters"
        ways.append((said, origin.site, Step("remove-argument", origin.site, f"{name}.return_sequences")))
    if pooling and given.rank <= _MOST_POOLED:
        name = f"GlobalAveragePooling{given.rank - 2}D"
        said = f"{name}() before it would give {flattened}, {now} parameters"
        ways.append((said, call.site, Step("insert-layer", call.site, f"{name}<Dense")))
    notes += [(said, site) for said, site, _ in ways]
    proposals = [Proposal("unsafe", said, (*further, step)) for said, _, step in ways]
    return report(
        call.site,
        message,
        notes=notes,
        keras_error=keras_error,
        conditional=conditional,
        severity=severity,
        proposals=proposals,
    )


_MOST_POOLED = 5


def _parameters(call: LayerCall, features: Dim, units: Dim) -> str:
    """Write how many parameters a `Dense` has on so many features."""
    bias = 1 if call.config.get("use_bias", True) else 0
    return counted(product((units, total([features, bias]))))
