"""Products of tensors: matmul, dot, tensordot, einsum, each with its own view of what None fits."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase, ascii_uppercase

from shapecheck.shapes.broadcasting import broadcast
from shapecheck.shapes.requirements import both, build_first, differs, forbid
from shapecheck.shapes.sizes import Dim, is_none
from shapecheck.shapes.words import Shape, axis_of, shape_text, view_text, when_of

__all__ = ["dot", "einsum", "lowered", "matmul", "tensordot"]

KIND = "inner-mismatch"


@build_first
def matmul(first: Sequence[Dim], second: Sequence[Dim]) -> Shape:
    """Multiply the last two axes as matrices; the axes before them broadcast.

    Raises Refused for a scalar, and where the inner sizes differ.
    """
    if not first or not second:
        forbid(True, "matmul wants tensors of rank 1 or more, got a scalar", kind="wrong-rank")
    one = (1, *first) if len(first) == 1 else tuple(first)
    other = (*second, 1) if len(second) == 1 else tuple(second)
    forbid(
        differs(one[-1], other[-2]),
        lambda: f"inner sizes differ: {shape_text(first)} times {shape_text(second)}",
        when_of(one[-1], other[-2]),
        lambda: (
            "Inner dimensions (`x1.shape[-1]` and `x2.shape[-2]`) must be equal, but received "
            f"`x1.shape={view_text(one)}` and `x2.shape={view_text(other)}`."
        ),
        KIND,
    )
    rows = () if len(first) == 1 else (one[-2],)
    columns = () if len(second) == 1 else (other[-1],)
    return (*broadcast(one[:-2], other[:-2]), *rows, *columns)


def dot(first: Sequence[Dim], second: Sequence[Dim]) -> Shape:
    """Sum over the last axis of the first and the second last (or only) axis of the second.

    Keras refuses a None against a known size where the second has one axis and the first more. Raises Refused.
    """
    if not first or not second:
        return (*first, *second)
    inner = second[-1] if len(second) == 1 else second[-2]
    strict = len(second) == 1 and len(first) > 1 and is_none(first[-1]) != is_none(inner)
    # of two vectors Keras compares nothing before the run
    when = "run" if len(first) == len(second) == 1 else when_of(first[-1], inner)
    forbid(
        strict or differs(first[-1], inner),
        lambda: f"inner sizes differ: {shape_text(first)} times {shape_text(second)}",
        "build" if strict else when,
        lambda: (
            f"Shape must match on the last axis of `x1` and {'' if len(second) == 1 else 'second last axis of '}`x2` "
            f"when `x1` is N-d array while `x2` is {'1-D' if len(second) == 1 else 'M-D'}, but receive shape "
            f"`x1.shape={view_text(first)}` and x2.shape=`{view_text(second)}`."
        ),
        KIND,
    )
    return (*first[:-1], *second[:-2], *(second[-1:] if len(second) > 1 else ()))


@build_first
def tensordot(first: Sequence[Dim], second: Sequence[Dim], axes: int | Sequence[Sequence[int]] = 2) -> Shape:
    """Sum over pairs of axes: the last `axes` of the first with the first ones of the second, or two lists of axes.

    With a number of axes Keras compares no sizes before the run. Raises Refused.
    """
    if isinstance(axes, int):
        count = max(axes, 0)
        if count > min(len(first), len(second)):
            few = f"no {count} axes to sum over in {shape_text(first)} and {shape_text(second)}"
            forbid(True, few, "run", kind=KIND)
            return (*first[: max(len(first) - count, 0)], *second[count:])
        ours, theirs = [*range(len(first) - count, len(first))], [*range(count)]
    else:
        ours = [axis_of(axis, len(first)) for axis in axes[0]]
        theirs = [axis_of(axis, len(second)) for axis in axes[1]]
        forbid(len(ours) != len(theirs), f"{len(ours)} axes against {len(theirs)} in {axes}", kind=KIND)
        twice = len(set(ours)) < len(ours) or len(set(theirs)) < len(theirs)
        forbid(twice, f"an axis stands twice in {axes}", "run", kind="axis-out-of-range")
    for one, other in zip(ours, theirs, strict=True):
        a, b = first[one], second[other]
        forbid(
            differs(a, b),
            lambda: f"sizes that are summed over differ: {shape_text(first)} and {shape_text(second)}, axes {axes}",
            "run" if isinstance(axes, int) else when_of(a, b),
            lambda: (
                "Shape mismatch on `x1[axes[0]]` and `x2[axes[1]]`, received "
                f"{[first[place] for place in ours]} and {[second[place] for place in theirs]}."
            ),
            KIND,
        )
    return (
        *(size for place, size in enumerate(first) if place not in ours),
        *(size for place, size in enumerate(second) if place not in theirs),
    )


@build_first
def einsum(equation: str, shapes: Sequence[Sequence[Dim]]) -> Shape:
    """Follow Einstein's notation, as Keras does when it builds: letters that are kept broadcast.

    Spaces count as axes and upper case breaks, as in Keras; sizes that are summed over are compared at the run. Source:
    `keras/src/ops/numpy.py`, `Einsum`. Raises Refused.
    """
    left, arrow, right = equation.partition("->")
    if "->" in right:
        refuse(
            f"more than one '->' in {equation!r}",
            f"At most one '->' is supported in `einsum` subscripts, but received {equation}.",
        )
    specs = left.split(",")
    if len(specs) != len(shapes):
        refuse(
            f"{len(shapes)} tensors given for {len(specs)} in {equation!r}",
            f"Number of operands ({len(shapes)}) does not match the number of input specs ({len(specs)}) in `einsum`, "
            f"received subscripts={equation}.",
        )
    letters = [letter for letter in left if letter.isalpha()]
    target = (
        right if arrow else f"...{''.join(sorted(letter for letter in set(letters) if letters.count(letter) == 1))}"
    )
    bound = [labelled(spec, shape) for spec, shape in zip(specs, shapes, strict=True)]
    check_labels(bound, equation)
    result: Shape | None = None
    for sizes, middle in bound:
        placed = placed_in(target, sizes, middle, equation)
        result = placed if result is None else broadcast(result, placed)
    assert result is not None
    return result


def lowered(equation: str) -> str:
    """Return an equation with a free lower-case letter for each upper-case one: a backend tells them apart as well."""
    free = [letter for letter in ascii_lowercase if letter not in equation]
    upper = [letter for letter in ascii_uppercase if letter in equation]
    for letter, instead in zip(upper, free, strict=False):
        equation = equation.replace(letter, instead)
    return equation


def labelled(spec: str, shape: Sequence[Dim]) -> tuple[dict[str, Dim], Shape | None]:
    """Return the size of each letter, and the sizes under "..." (None where there is no such thing)."""
    before, dots, after = spec.partition("...")
    if not dots and len(before) != len(shape):
        refuse(
            f"{spec!r} does not fit a tensor of rank {len(shape)}",
            "Number of dimensions in the subscript does not match the number of dimensions in the operand, received "
            f"subscript `{spec}` and operand of shape {view_text(shape)}.",
        )
    if len(before) + len(after) > len(shape):
        refuse(f"{spec!r} does not fit a tensor of rank {len(shape)}", None)
    sizes: dict[str, Dim] = {}
    # of a letter that stands twice the first size counts
    pairs = [*zip(before, shape, strict=False), *zip(reversed(after), reversed(shape), strict=False)]
    for letter, size in pairs:
        forbid(differs(size, sizes.setdefault(letter, size)), f"{letter!r} of {spec!r} has two sizes", "run", kind=KIND)
    return sizes, tuple(shape[len(before) : len(shape) - len(after)]) if dots else None


def check_labels(bound: Sequence[tuple[dict[str, Dim], Shape | None]], equation: str) -> None:
    """Refuse a letter with two sizes neither of which is 1; for those that are summed over, Keras asks at the run."""
    kept: dict[str, Dim] = {}
    for sizes, _ in bound:
        for letter, size in sizes.items():
            other = kept.setdefault(letter, size)
            forbid(
                both(differs(other, size), differs(other, 1), differs(size, 1)),
                lambda letter=letter, size=size, other=other: (
                    f"{letter!r} of {equation!r} has the sizes {other} and {size}"
                ),  # type: ignore[misc]
                "run",
                kind=KIND,
            )


def placed_in(target: str, sizes: dict[str, Dim], middle: Shape | None, equation: str) -> Shape:
    """Return a shape with one size for each letter of the target, 1 for those that the tensor does not have."""
    before, dots, after = target.partition("...")
    result: list[Dim] = []
    for part in (before, dots, after):
        if part == "...":
            result += middle or ()
            continue
        for letter in part:
            if letter in sizes:
                result.append(sizes[letter])
            elif letter.islower() and letter.isascii():
                result.append(1)
            elif not letter.isspace():
                refuse(
                    f"{letter!r} of {equation!r} is no lower-case letter",
                    f"invalid literal for int() with base 10: {letter!r}",
                )
    return tuple(result)


def refuse(message: str, keras: str | None) -> None:
    """Refuse an equation."""
    forbid(True, message, keras=keras, kind="invalid-argument")
