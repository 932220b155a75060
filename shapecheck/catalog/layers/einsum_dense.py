"""EinsumDense: a matrix product that is written as an equation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapecheck.catalog.checks import NotKnown, kind, known, refuse
from shapecheck.catalog.layers.adapters import adapted
from shapecheck.catalog.tables import Applied, Refused, check_weight, forbid, layer, shape_of, text_of
from shapecheck.shapes.dims import Dim, hide, is_none
from shapecheck.shapes.requirements import differs
from shapecheck.shapes.tensor import Tensor, Weight

__all__: list[str] = []

FORMS = (
    ("([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)", False),
    ("0([a-zA-Z]+),([a-zA-Z]+)->0([a-zA-Z]+)", True),
    ("([a-zA-Z]{2,})0,([a-zA-Z]+)->([a-zA-Z]+)0", False),
)
"""The equations that Keras knows, its ellipsis written as 0, and whether that stands on the left."""

Shape = Sequence[Any]
OutputShape = Any


@dataclass(frozen=True, slots=True)
class Equation:
    """Hold the letters of the axes of input, kernel and output, and whether an ellipsis stands on the left."""

    text: str
    inputs: str
    kernel: str
    outputs: str
    left: bool

    def spread(self, shape: Shape, partial: Shape) -> tuple[list[Any], int]:
        """Return the sizes of all axes of the output, and how many axes of the input the ellipsis stands for."""
        elided = len(shape) - len(self.inputs)
        outputs = [shape[0], *partial]
        if elided > 0 and self.left:
            outputs[1:1] = reversed(shape[1:elided])
        elif elided > 0:
            outputs += shape[len(shape) - elided :]
        return outputs, elided


@layer("keras.layers.EinsumDense")
def einsum_dense(
    inputs: Tensor,
    /,
    equation: str,
    output_shape: OutputShape,
    bias_axes: Any = None,
    kernel_constraint: Any = None,
    lora_rank: Any = None,
) -> Applied:
    """Multiply with a kernel along the axes that the equation names; `output_shape` leaves out batch and ellipsis.

    EinsumDense("ab,bc->ac", 64, bias_axes="c")                      (B, 32) -> (B, 64)            2112
    EinsumDense("abc,cd->abd", (None, 64), bias_axes="d")            (B, T, 32) -> (B, T, 64)      2112
    EinsumDense("...x,xy->...y", 64, bias_axes="y")                  (B, T, 32) -> (B, T, 64)      2112
    EinsumDense("abc,cde->abde", (None, 8, 4))                       (B, 10, 32) -> (B, 10, 8, 4)   1024
    EinsumDense("abc,cd->abd", (10, 64))                             (B, 10, 32) -> (B, 10, 64)    2048
    EinsumDense("abc,cd->abd", (9, 64))                              (B, 10, 32) -> error
    EinsumDense("abc,cd->abd", 64)                                   (B, 10, 32) -> error
    EinsumDense("ab,bc", 64)                                         (B, 32) -> error
    """
    shape = shape_of(inputs)
    parsed = parse(equation)
    outputs, elided = parsed.spread(shape, output_shape)
    shift = elided if parsed.left else 0
    offset = elided - len(shape) if parsed.left else 0
    sources = {letter: index + offset for index, letter in enumerate(parsed.inputs)}
    targets = {letter: index + shift for index, letter in enumerate(parsed.outputs)}
    for letter, source in sources.items():
        size = pick(shape, source)
        if letter in targets:
            outputs[targets[letter]] = agree(letter, size, pick(outputs, targets[letter]))
    check_letters(parsed)
    sizes = [
        pick(outputs, targets[letter]) if letter in targets else pick(shape, sources[letter])
        for letter in parsed.kernel
    ]
    weights = [weight("kernel", sizes)]
    if bias_axes is not None:
        by_letter = {letter: pick(outputs, targets[letter]) for letter in parsed.outputs}
        ones = 0 if parsed.left else max(elided, 0)
        weights.append(weight("bias", [*bias_sizes(parsed, known(bias_axes), by_letter), *[1] * ones]))
    if None in outputs:
        raise NotKnown("`output_shape` has more sizes than the equation has letters")
    return Applied(tuple(outputs), adapted(weights, lora_rank, kernel_constraint))


@kind("OutputShape")
def output_sizes(value: Any, name: str, path: str) -> tuple[Any, ...]:
    """Take a size or several; None stands for the size of the input."""
    if isinstance(known(value), Dim):
        return (value,)
    if not isinstance(value, list | tuple):
        refuse("a size or several", name, value, path, f"'{type(value).__name__}' object is not iterable")
    sizes = tuple(known(size) for size in value)
    if not all(size is None or isinstance(size, Dim) for size in sizes):
        raise NotKnown(f"`{name}` is {value}")
    return sizes


def parse(text: Any) -> Equation:
    """Read an equation as Keras does, which leaves unread what follows a form that it knows."""
    for form, left in FORMS:
        found = re.match(form, text.replace("...", "0")) if isinstance(text, str) else None
        if found:
            inputs, kernel, outputs = found.groups()
            return Equation(text, inputs, kernel, outputs, left)
    raise Refused(
        f"{text!r} is no equation that EinsumDense knows",
        keras_error=f"Invalid einsum equation '{text}'. Equations must be in the form [X],[Y]->[Z], "
        "...[X],[Y]->...[Z], or [X]...,[Y]->[Z]....",
        kind="invalid-argument",
    )


def pick(shape: Shape, index: int) -> Any:
    """Return one size of a shape; refuse an axis that it has not."""
    if not -len(shape) <= index < len(shape):
        raise Refused(
            f"the equation names more axes than there are in {text_of(shape)}",
            keras_error="list index out of range",
            kind="wrong-rank",
        )
    return shape[index]


def agree(letter: str, size: Dim, wanted: Any) -> Any:
    """Return the size of an axis of the output that is one of the input too."""
    if wanted is None:
        return hide(size)
    if not is_none(wanted):
        forbid(
            is_none(size) or differs(size, wanted),
            lambda: f"axis {letter!r} has size {text_of((size,))[1:-2]} in the input, {wanted} in `output_shape`",
            keras=lambda: (
                f"Input shape and output shape do not match at shared dimension '{letter}'. Input shape is "
                f"{text_of((size,))[1:-2]}, and output shape is {wanted}."
            ),
        )
    return wanted


def check_letters(equation: Equation) -> None:
    """Refuse a letter that stands on one side alone."""
    for letter in equation.outputs:
        forbid(
            letter not in equation.inputs and letter not in equation.kernel,
            f"axis {letter!r} of the output of {equation.text!r} is in neither input nor kernel",
            keras=f"Dimension '{letter}' was specified in the output '{equation.outputs}' but has no corresponding dim "
            f"in the input spec '{equation.inputs}' or weight spec '{equation.outputs}'",
            kind="invalid-argument",
        )
    for letter in equation.kernel:
        forbid(
            letter not in equation.inputs and letter not in equation.outputs,
            f"axis {letter!r} of the kernel of {equation.text!r} is in neither input nor output",
            keras=f"Weight dimension '{letter}' did not have a match in either the input spec '{equation.inputs}' or "
            f"the output spec '{equation.outputs}'. For this layer, the weight must be fully specified.",
            kind="invalid-argument",
        )


def bias_sizes(equation: Equation, axes: Any, sizes: Mapping[str, Any]) -> list[Any]:
    """Return the sizes of the bias: from its first axis on, with 1 along each axis that it does not have."""
    if not isinstance(axes, str | list | tuple):
        refuse("letters of the output", "bias_axes", axes, "keras.layers.EinsumDense", "object is not iterable")
    for letter in axes:
        forbid(
            letter not in equation.outputs,
            f"axis {letter!r} of the bias is not in the output of {equation.text!r}",
            keras=f"Bias dimension '{letter}' was requested, but is not part of the output spec '{equation.outputs}'",
            kind="invalid-argument",
        )
    if not axes:
        refuse("letters of the output", "bias_axes", axes, "keras.layers.EinsumDense", "min() arg is an empty sequence")
    first = min(equation.outputs.find(letter) for letter in axes)
    return [sizes[letter] if letter in axes else 1 for letter in equation.outputs[first:]]


def weight(name: str, sizes: Shape) -> Weight:
    """Make a weight of sizes among which there may be a None."""
    check_weight(name, sizes)
    return Weight(name, tuple(sizes))
