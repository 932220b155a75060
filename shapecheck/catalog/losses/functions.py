"""What each loss does to the shapes of labels and predictions (`keras/src/losses/losses.py`).

Each function returns the shape of the loss before its reduction. `same_rank` was applied before, as every wrapped loss
does it. Comparisons go through the Way, which notes what was stretched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapecheck.catalog.training.turns import Refused, Way
from shapecheck.shapes.dims import product
from shapecheck.shapes.words import Shape, shape_text

__all__ = ["circle", "ctc", "elementwise", "equal_shapes", "focal", "generalized", "overlap", "sparse"]

Options = Mapping[str, Any]


def without(shape: Shape, axis: int) -> Shape:
    """Leave an axis out, as a reduction over it does. Raises Refused where there is no such axis."""
    if not -len(shape) <= axis < len(shape):
        raise Refused(
            f"axis {axis} does not exist in a shape of rank {len(shape)}",
            "run",
            f"axis {axis} is out of bounds for array of dimension {len(shape)}",
            "axis-out-of-range",
        )
    axis %= len(shape)
    return shape[:axis] + shape[axis + 1 :]


def elementwise(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Combine element by element, and reduce one axis: mse, mae, huber, hinge, cosine similarity, and their like."""
    operation = options["operation"]
    pair = (prediction, target) if options.get("prediction_first") else (target, prediction)
    return without(way.stretch(*pair, operation), options.get("axis", -1))


def equal_shapes(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Want the same shape on both sides: binary and categorical crossentropy."""
    if not way.alike(target, prediction):
        raise Refused(
            f"labels {shape_text(target)} and predictions {shape_text(prediction)} must have the same shape",
            "run",
            unequal_text(way, target, prediction),
            "unequal-shapes",
        )
    return without(prediction, options.get("axis", -1))


def unequal_text(way: Way, target: Shape, prediction: Shape) -> str:
    """Return what a backend says of shapes that must be equal."""
    received = f"Received: target.shape={shape_text(target)}, output.shape={shape_text(prediction)}"
    if way.backend == "tensorflow" and len(target) != len(prediction):
        return f"Arguments `target` and `output` must have the same rank (ndim). {received}"
    return f"Arguments `target` and `output` must have the same shape. {received}"


def focal(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Stretch, and sum over the classes: categorical focal crossentropy does not look at the shapes."""
    axis = options.get("axis", -1)
    without(prediction, axis)
    return without(way.stretch(target, prediction, "mul"), axis)


def sparse(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Want one label for each vector of class scores: sparse categorical crossentropy."""
    axis = options.get("axis", -1)
    rank = len(prediction)
    if way.backend == "tensorflow" and axis not in (-1, rank - 1):
        raise Refused(
            "the classes must be the last axis", "run", f"Only axis=-1 is currently supported. Received: axis={axis}"
        )
    if len(target) == rank and way.same(target[axis], 1):
        target = without(target, axis)
    if options.get("ignore_class") is not None:
        valid = target
        prediction = way.stretch((*target, 1), prediction, "select_n")
    if len(target) == rank and way.same(target[-1], 1):
        target = target[:-1]
    if not way.alike(target, prediction[:-1]):
        raise Refused(
            f"labels {shape_text(target)} must be {shape_text(prediction[:-1])} for predictions {shape_text(prediction)}",
            "run",
            not_one_label(way, target, prediction),
            "not-one-label",
        )
    values = without(prediction, axis)
    if options.get("ignore_class") is not None and not way.same(product(valid), product(values)):
        raise Refused("the mask of the ignored class does not fit", "run")
    return values


def not_one_label(way: Way, target: Shape, prediction: Shape) -> str:
    """Return what a backend says of labels that are not one for each vector of class scores."""
    shapes = f"target.shape={shape_text(target)}, output.shape={shape_text(prediction)}"
    if way.backend == "tensorflow" and len(target) != len(prediction) - 1:
        return f"Argument `output` must have rank (ndim) `target.ndim - 1`. Received: {shapes}"
    return f"Arguments `target` and `output` must have the same shape up until the last dimension: {shapes}"


def overlap(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Multiply, and sum over all axes or those in `axis`: Dice, Tversky."""
    shape = way.stretch(target, prediction, "mul")
    axis = options.get("axis")
    if axis is None:
        return ()
    axes = {
        (item if item >= 0 else item + len(shape)) for item in (axis if isinstance(axis, (list, tuple)) else [axis])
    }
    for item in axes:
        without(shape, item)
    return tuple(size for index, size in enumerate(shape) if index not in axes)


def generalized(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Make the labels one-hot over the classes of the prediction, and multiply."""
    return way.stretch(prediction, (*target, prediction[-1]), "mul")[:-1]


def ctc(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Want labels (batch, length) and predictions (batch, steps, classes)."""
    if len(target) != 2:
        raise Refused(
            f"CTC wants labels of rank 2, got {shape_text(target)}",
            "run",
            "Targets `y_true` are expected to be a tensor of shape `(batch_size, max_length)` in integer format. "
            f"Received: y_true.shape={shape_text(target)}",
            "wrong-rank",
        )
    if len(prediction) != 3:
        raise Refused(
            f"CTC wants predictions of rank 3, got {shape_text(prediction)}",
            "run",
            "Logits `y_pred` are expected to be a tensor of shape `(batch_size, max_length, num_classes)`. "
            f"Received: y_pred.shape={shape_text(prediction)}",
            "wrong-rank",
        )
    return target[:1]


def circle(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Compare every sample's embedding with every other's: predictions (batch, width), one label a sample."""
    try:
        distances = matmul(way, prediction, prediction[::-1])
        labels = (target[0], 1) if len(target) == 1 else target
        mask = way.stretch(labels, labels[::-1], "eq")
        if options.get("remove_diagonal", True):
            mask = way.stretch(mask, (product(labels), product(labels)), "and")
        shape = way.stretch(mask, distances, "mul")
    except Refused as refused:
        # each backend words these operations in its own way
        raise Refused(
            f"Circle wants predictions of rank 2 and a label a sample, got {shape_text(prediction)} and {shape_text(target)}",
            refused.when,
            None,
            "wrong-rank",
        ) from refused
    way.stretched = None
    return without(shape, 1)


def matmul(way: Way, first: Shape, second: Shape) -> Shape:
    """Return the shape of a matrix product. Raises Refused."""
    inner = second[-2] if len(second) > 1 else second[0]
    if not way.same(first[-1], inner):
        raise Refused(f"a matrix product of {shape_text(first)} and {shape_text(second)}", "run", None, "wrong-rank")
    if len(first) == 1:
        return ()
    return (*way.stretch(first[:-2], second[:-2], "dot_general"), first[-2], second[-1])
