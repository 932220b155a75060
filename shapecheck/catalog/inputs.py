"""What stands between a layer and its rule: the rank and structure of its inputs, and weights that cannot be made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, NoReturn

from shapecheck.catalog.checks import NotKnown
from shapecheck.shapes.dims import Dim, is_none, keras_view
from shapecheck.shapes.requirements import Refused, forbid, less
from shapecheck.shapes.tensor import Tensor

__all__ = ["Ranks", "check_rank", "check_single", "check_weight", "shape_of", "shape_view", "text_of"]


class Ranks(NamedTuple):
    """Bound the rank of an input, as Keras's `InputSpec` does."""

    exact: int | None = None
    least: int | None = None
    most: int | None = None


MAPPED = frozenset(
    {
        "Activation",
        "ActivityRegularization",
        "AlphaDropout",
        "CategoryEncoding",
        "Dropout",
        "ELU",
        "GaussianDropout",
        "GaussianNoise",
        "LeakyReLU",
        "Masking",
        "MelSpectrogram",
        "ReLU",
        "Rescaling",
        "Softmax",
        "UnitNormalization",
    }
)
"""The layers for one tensor that take a list of tensors as well, and make of it what the backend makes of it."""


def check_single(path: str, inputs: Any, ranks: Ranks) -> NoReturn:
    """Refuse several tensors in place of the one that the layer at `path` wants."""
    name = path.rpartition(".")[2]
    several = isinstance(inputs, list | tuple) and len(inputs) > 1 and all(isinstance(x, Tensor) for x in inputs)
    if not several or name in MAPPED:
        raise NotKnown(f"{name} is not called on one tensor")
    raise Refused(
        f"{name} wants one tensor, got {len(inputs)}",
        keras_error=f'Layer "{{name}}" expects 1 input(s), but it received {len(inputs)} input tensors.'
        if ranks != Ranks()
        else None,
        kind="input-structure",
    )


def check_rank(
    path: str, tensor: Tensor, exact: int | None = None, least: int | None = None, most: int | None = None
) -> None:
    """Forbid a rank that the layer at `path` does not take (`keras/src/layers/input_spec.py`)."""
    rank = len(shape_of(tensor))
    for wanted, wrong, bound, words in (
        (exact, exact is not None and rank != exact, "", "ndim"),
        (most, most is not None and rank > most, "at most ", "max_ndim"),
        (least, least is not None and rank < least, "at least ", "min_ndim"),
    ):
        if wrong:
            view = shape_view(tensor)
            tail = "" if words == "max_ndim" else f". Full shape received: {view}"
            raise Refused(
                f"{path.rpartition('.')[2]} wants an input of rank {bound}{wanted}, got rank {rank}: {view}",
                keras_error=f"Input 0 with name 'None' of layer '{{name}}' is incompatible with the layer: expected "
                f"{words}={wanted}, found ndim={rank}{tail}",
                kind="wrong-rank",
            )


def check_weight(name: str, shape: Sequence[Any]) -> None:
    """Forbid a weight that Keras cannot make: a size that is None for it, a float, or below 0."""
    for size in shape:
        if type(size) is int and size >= 0:
            continue
        if size is None or (isinstance(size, Dim) and is_none(size)):
            message, kind = f"the weight `{name}` needs a size that is None here", "unknown-size"
            text = (
                "Shapes used to initialize variables must be fully-defined (no `None` dimensions). Received: "
                f"shape={text_of(shape)} for variable path='{{name}}/{name}'"
            )
        elif isinstance(size, Dim):
            message, kind = f"the weight `{name}` needs sizes that are not negative", "size-mismatch"
            text = f"Cannot convert '{text_of(shape)}' to a shape. Negative dimensions are not allowed."
        else:
            message, kind = f"the weight `{name}` needs whole sizes", "invalid-argument"
            text = (
                f"Cannot convert '{text_of(shape)}' to a shape. Found invalid dimension '{size}' of type "
                f"'{type(size)}'. "
            )
        negative = isinstance(size, Dim) and kind != "unknown-size"
        forbid(less(size, 0) if negative else True, f"{message}: {text_of(shape)}", keras=text, kind=kind)


def shape_of(tensor: Tensor) -> tuple[Dim, ...]:
    """Return the shape of a tensor; raise NotKnown where not even the rank is known."""
    if tensor.shape is None:
        raise NotKnown("the rank of the input is unknown")
    return tensor.shape


def shape_view(tensor: Tensor) -> str:
    """Write the shape of a tensor as Keras prints it, `None`s included."""
    return text_of(tensor.shape or ())


def text_of(shape: Sequence[Any]) -> str:
    """Write a shape as Keras prints it, `None`s included."""
    sizes = [str(keras_view(size) if isinstance(size, Dim) else size) for size in shape]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"
