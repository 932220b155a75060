"""KSH006: what `# shapecheck: reveal` asks for, and how what is revealed is said in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from shapecheck.graph.call import class_name, tensors_in
from shapecheck.rules.flattening import counted, shown
from shapecheck.rules.rule import Draft, report, rule
from shapecheck.shapes.dims import Dim, text
from shapecheck.shapes.tensor import Tensor

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program, Revealed, Step

__all__ = ["said_of", "said_of_content", "said_of_step"]

_MOST_NOTES = 20


@rule(
    "KSH006",
    level="info",
    bad=[
        """
        x = keras.Input((28, 28, 1))
        y = keras.layers.Conv2D(64, 3)(x)
        z = keras.layers.Dense(10)(y)  # shapecheck: reveal # KSH006
        """,
        """
        model = keras.Sequential([
            keras.Input((9, 4)),
            keras.layers.Dense(8),  # shapecheck: reveal # KSH006
            keras.layers.Flatten(),
        ])
        """,
        """
        def head(x, units):
            # shapecheck: reveal
            return keras.layers.Dense(units)(x)  # KSH006

        y = head(keras.Input((9, 4)), 3)
        """,
    ],
    good=[
        """
        x = keras.Input((28, 28, 1))
        y = keras.layers.Conv2D(64, 3)(x)
        """,
    ],
)
def revealed(program: Program) -> Iterator[Draft]:
    """`# shapecheck: reveal` shows what is known at its line, and how that came about.

    At the end of a line it asks about that line, alone on a line about the next one: a tensor, an array, a layer and its
    calls, a model, a size. Inside a function each call of it is shown. It never fails, and no baseline keeps it.
    `shapecheck reveal FILE:LINE` shows the same of any line, without a comment.
    """
    if program.options.reveal is not None:
        return
    for each in program.revealed:
        steps = each.steps[-_MOST_NOTES:]
        notes = [(said_of_step(step), step.site) for step in steps]
        if len(each.steps) > len(steps):
            more = len(each.steps) - len(steps)
            notes.insert(
                0, (f"{said_of_step(each.steps[0])}; {more} steps before those that are shown", each.steps[0].site)
            )
        notes += [("called here", site) for site in reversed(each.trail)]
        yield report(each.site, said_of(each), notes=notes)


def said_of(each: Revealed) -> str:
    """Say what is at a place."""
    count = "" if each.parameters is None else f", {counted(each.parameters)} parameters"
    tests = [item.test if item.holds else f"not ({item.test})" for item in each.conditions]
    under = f" if {' and '.join(tests)}" if tests else ""
    if each.kind == "layer" and each.call is None:
        return f"`{each.name}` is a layer that is not called where that is seen"
    if each.kind == "layer" and each.call is not None:
        given = said_of_content(each.call.inputs)
        return f"`{each.name}` ({class_name(each.call.operation)}) maps {given} to {said_of_content(each.content)}{count}{under}"
    if each.kind == "model":
        gives = "its shapes are not known yet" if each.content is None else f"gives {said_of_content(each.content)}"
        return f"model `{each.name}` {gives}{count}{under}"
    if each.kind == "unknown":
        return f"nothing is known: {each.content}{under}"
    dtypes = {tensor.dtype for tensor in tensors_in(each.content)} - {""}
    dtype = f", {', '.join(sorted(dtypes))}" if dtypes else ""
    kind = {"several": "values"}.get(each.kind, each.kind)
    return f"{kind}: {said_of_content(each.content)}{dtype}{under}"


def said_of_content(content: Any) -> str:
    """Write shapes and sizes as they are nested; `?` stands for a shape of which not even the rank is known."""
    if isinstance(content, Tensor):
        return "?" if content.shape is None else shown(content)
    if isinstance(content, dict):
        return f"{{{', '.join(f'{name}: {said_of_content(item)}' for name, item in content.items())}}}"
    if isinstance(content, list | tuple):
        if len(content) == 1 and isinstance(content[0], Tensor):
            return said_of_content(content[0])
        inner = ", ".join(map(said_of_content, content))
        return f"({inner},)" if len(content) == 1 else f"({inner})"
    return text(content) if isinstance(content, Dim) and not isinstance(content, bool) else str(content)


def said_of_step(step: Step) -> str:
    """Say what a line gave."""
    count = f", {counted(step.parameters)} parameters" if step.parameters else ""
    name = f"{class_name(step.operation)} gives " if step.operation else ""
    return f"{name}{said_of_content(step.content)}{count}"
