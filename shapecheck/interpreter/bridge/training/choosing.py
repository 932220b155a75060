"""`argmax` over what a model predicts: along the classes, or along another axis by mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shapecheck.interpreter.bridge.training.heads import head_of
from shapecheck.interpreter.program import Problem
from shapecheck.interpreter.values import Array, Known, Value
from shapecheck.shapes.dims import text
from shapecheck.shapes.words import shape_text

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["meet_argmax"]


def meet_argmax(positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> None:
    """Doubt an `argmax(axis=1)` of predictions that are a distribution along another axis, the last, at each position."""
    words = {**dict(zip(("x", "axis"), positional, strict=False)), **keywords}
    array, axis = next(iter(words.values()), None), words.get("axis")
    if not isinstance(array, Array) or array.output is None or not isinstance(axis, Known) or frame.run.conditions:
        return
    output, place = array.output, axis.value
    if output.shape is None or not isinstance(place, int):
        return
    place = place + output.rank if place < 0 else place
    head = head_of(output, frame)
    if not 0 < place < output.rank - 1 or head is None or head[1] != "softmax":
        return
    message = (
        f"argmax along axis {place} of {shape_text(array.tensor.shape or output.shape)} chooses among "
        f"{text(output.shape[place])} positions; the {text(output.shape[-1])} classes lie along axis -1"
    )
    frame.run.program.doubts.append(
        Problem(
            "argmax-of-positions",
            message,
            frame.site(node),
            when="run",
            operation="numpy.argmax",
            inputs=(output,),
            trail=frame.run.trail,
            notes=(("the distribution over the classes is made here", head[0].site),),
        )
    )
