"""Stated shapes that are untrue: which of them are the flattened reading of a `Dense`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from shapecheck.graph.call import tensors_in
from shapecheck.graph.last_axis import dense_behind, flattened_between
from shapecheck.shapes.dims import Dim, product, total
from shapecheck.shapes.requirements import differs
from shapecheck.shapes.tensor import Tensor

if TYPE_CHECKING:
    from shapecheck.graph.call import LayerCall
    from shapecheck.interpreter.program import Program, Statement
    from shapecheck.source import Span

__all__ = ["SPEAKERS", "flattened_reading", "moved_flatten", "untrue", "written"]


UNBELIEVED = ("prose", "docstring", "annotation")
"""Kinds of statements that are about a line, not about one run of it."""

SPEAKERS = {
    "assert": "the assert",
    "check": "the check",
    "comment": "the comment",
    "prose": "the comment",
    "docstring": "the docstring",
    "annotation": "the annotation",
}
"""Who states it, by the kind of the statement."""


def untrue(program: Program) -> Iterator[Statement]:
    """Yield what the code states and what is not so; what is never believed only where it is untrue each time it is reached."""
    prose: dict[tuple[str, Span], list[Statement]] = {}
    for statement in program.statements:
        if statement.kind in UNBELIEVED:
            prose.setdefault((statement.site.source.path, statement.span), []).append(statement)
        elif statement.holds is False:
            yield statement
    yield from (each[-1] for each in prose.values() if all(one.holds is False for one in each))


def flattened_reading(statement: Statement, program: Program) -> LayerCall | None:
    """Return the `Dense` call behind an untrue statement, if it states what a flattening `Dense` would give."""
    tensor = statement.subject
    if not isinstance(tensor, Tensor) or tensor.shape is None or tensor.rank < 3:
        return None
    behind = dense_behind(tensor, program.graph)
    return behind if behind is not None and _is_flattened(statement, tensor, behind) else None


def _is_flattened(statement: Statement, tensor: Tensor, behind: LayerCall) -> bool:
    """Tell whether a flattening `Dense` would make true what is stated of its output, or of a size, the rank or the count."""
    assert tensor.shape is not None
    stated, units = statement.stated, tensor.shape[-1]
    what = statement.kind.partition("-")[2] or "shape"
    if what == "count":
        return _same(stated, _flattened_count(statement, behind))
    if what == "rank":
        return bool(stated == 2)
    if what == "size":
        # `y.shape[1:] == (10,)`; what `y.shape[1] == 10` takes the other axes for, nobody knows
        whole = isinstance(statement.actual, tuple) and len(statement.actual) == tensor.rank - 1
        return whole and isinstance(stated, tuple) and len(stated) == 1 and _same(stated[0], units)
    return isinstance(stated, tuple) and len(stated) == 2 and _same(stated[1], units)


def moved_flatten(statement: Statement, program: Program) -> tuple[LayerCall, LayerCall] | None:
    """Return a `Dense` and the `Flatten` behind it, if an untrue count is what it would be with the `Flatten` before the `Dense`."""
    tensor = statement.subject
    if not statement.kind.endswith("-count") or not isinstance(tensor, Tensor) or tensor.shape is None:
        return None
    between = flattened_between(tensor, program.graph)
    if between is None:
        return None
    behind, flatten, after = between
    given = next(tensors_in(flatten.inputs)).shape
    made = next(tensors_in(after.outputs)).shape
    grown = _flattened_count(statement, behind)
    if given is None or made is None or grown is None:
        return None
    fewer = total([given[-1], product([-1, *given[1:]])])
    return (behind, flatten) if _same(statement.stated, total([grown, product([made[-1], fewer])])) else None


def _flattened_count(statement: Statement, behind: LayerCall) -> Dim | None:
    """Return the parameters that there would be if a `Dense` flattened its input."""
    given, made = next(tensors_in(behind.inputs)), next(tensors_in(behind.outputs))
    if given.shape is None or made.shape is None:
        return None
    more = total([product(given.shape[1:]), -given.shape[-1]])
    return total([statement.actual, product((made.shape[-1], more))])


def _same(stated: Any, size: Any) -> bool:
    return isinstance(stated, int) and size is not None and differs(size, stated) is False


def written(stated: Any) -> str:
    """Write a stated shape as the code has it."""
    if isinstance(stated, tuple):
        return f"({', '.join(map(str, stated))}{',' if len(stated) == 1 else ''})"
    return str(stated)
