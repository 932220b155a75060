"""What a shape can do that a tuple cannot: TensorFlow's `TensorShape`, which `call` is given there, is a tuple here."""

from __future__ import annotations

from shapecheck.interpreter.builtins_ import Arguments
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.state import ListObject
from shapecheck.interpreter.values import NONE, Known, Size, Tuple, Unknown, Value, known, size
from shapecheck.shapes import sizes

__all__ = ["SHAPE_METHODS", "WORDS"]

WORDS = frozenset({
    "as_list", "as_proto", "assert_has_rank", "assert_is_compatible_with", "assert_is_fully_defined", "assert_same_rank",
    "cast", "concatenate", "dims", "flatten", "is_compatible_with", "is_fully_defined", "is_subtype_of", "merge_with",
    "most_specific_compatible_shape", "ndims", "num_elements", "numel", "rank", "with_rank", "with_rank_at_least",
    "with_rank_at_most",
})  # fmt: skip
"""What TensorFlow's and torch's shapes have that a tuple has not."""


def _as_list(receiver: Tuple, found: Tuple, arguments: Arguments) -> Value:
    return arguments.frame.run.new(ListObject(found.items))


def _sizes(found: Tuple) -> list[sizes.Dim | None] | None:
    """Return the sizes as Keras reports them; None where something is no size."""
    dims: list[sizes.Dim | None] = []
    for item in found.items:
        if isinstance(item, Size):
            dims.append(sizes.keras_view(item.dim))
        elif isinstance(item, Known) and isinstance(item.value, int | None):
            dims.append(item.value)
        else:
            return None
    return dims


def _num_elements(receiver: Tuple, found: Tuple, arguments: Arguments) -> Value:
    dims = _sizes(found)
    if dims is None:
        return arguments.lost("a size of this shape is not known")
    present = [dim for dim in dims if dim is not None]
    return NONE if len(present) < len(dims) else size(sizes.product(present))


def _is_fully_defined(receiver: Tuple, found: Tuple, arguments: Arguments) -> Value:
    dims = _sizes(found)
    return arguments.lost("a size of this shape is not known") if dims is None else known(None not in dims)


def _concatenate(receiver: Tuple, found: Tuple, arguments: Arguments) -> Value:
    more = items_of(arguments.at(0, "other"), arguments.frame, arguments.node)
    return more if isinstance(more, Unknown) else Tuple((*found.items, *more))


def _unasked(receiver: Tuple, found: Tuple, arguments: Arguments) -> Value:
    return arguments.lost(f"`{arguments.name}` of a shape is not modelled")


SHAPE_METHODS = {
    **dict.fromkeys(WORDS, _unasked),
    "as_list": _as_list,
    "num_elements": _num_elements,
    "numel": _num_elements,
    "is_fully_defined": _is_fully_defined,
    "concatenate": _concatenate,
}
"""A method of a shape -> how it is called."""
