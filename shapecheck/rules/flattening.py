"""What the rules on flattening say alike: the call, its true shape, where the axes come from, both counts, the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.graph.call import tensors_in
from shapecheck.rules.rule import Draft, report
from shapecheck.shapes.dims import product, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapecheck.finding import Conditional, Finding, Severity
    from shapecheck.graph.call import LayerCall
    from shapecheck.interpreter.program import Program
    from shapecheck.shapes.tensor import Tensor
    from shapecheck.source import Site

__all__ = ["assumed", "one_witness", "shown"]


def shown(tensor: Tensor) -> str:
    """Write the shape of a tensor with symbols for what is open."""
    sizes = [text(size) for size in tensor.shape or ()]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def assumed(
    call: LayerCall,
    witness: str,
    place: Site,
    program: Program,
    *,
    keras_error: str | None = None,
    conditional: Conditional | None = None,
    severity: Severity | None = None,
) -> Draft:
    """Report that the code takes a `Dense` for one that flattens; `witness` says how that shows at `place`."""
    given, made = next(tensors_in(call.inputs)), next(tensors_in(call.outputs))
    assert given.shape is not None and made.shape is not None
    units, features = made.shape[-1], given.shape[-1]
    bias = 1 if call.config.get("use_bias", True) else 0
    now = product((units, features + bias))
    flat = product((units, product(given.shape[1:]) + bias))
    message = (
        f"Dense does not flatten: it maps the last axis of {shown(given)} and gives {shown(made)}, {text(now)} parameters; "
        f"{witness}"
    )
    flattened = f"({text(made.shape[0])}, {text(units)})"
    notes = [(witness, place)]
    source = program.graph.producer(given)
    if source is not None and source[0].operation != "keras.Input":
        notes.append((f"the axes come from here: {shown(given)}", source[0].site))
    notes.append((f"Flatten() before it would give {flattened}, {text(flat)} parameters", call.site))
    return report(call.site, message, notes=notes, keras_error=keras_error, conditional=conditional, severity=severity)


def one_witness(found: Iterable[Finding]) -> list[Finding]:
    """Keep one finding of family KSH1xx for each `Dense`, the most severe: several witnesses are still one mistake."""
    kept: dict[object, Finding] = {}
    for finding in found:
        key = finding.span if finding.code.startswith("KSH1") else finding
        other = kept.get(key)
        if other is None or (-finding.severity, finding.code) < (-other.severity, other.code):
            kept[key] = finding
    return list(kept.values())
