"""What each metric does to the shapes of labels and predictions (`keras/src/metrics/`).

Each function returns the shape of the values that are averaged, or () where the metric counts. Unlike losses, metrics
are called without any preparation: where Keras squeezes, the function of the metric itself does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapecheck.catalog.losses.functions import without
from shapecheck.catalog.training.ranks import same_rank
from shapecheck.catalog.training.turns import Refused, Way
from shapecheck.shapes.dims import Dim, product
from shapecheck.shapes.words import Shape, shape_text

__all__ = [
    "categorical_accuracy",
    "concordance",
    "confusion",
    "equality",
    "f_score",
    "intersection",
    "multi_label",
    "pearson",
    "r2_score",
    "root_mean_squared_error",
    "sparse_categorical_accuracy",
    "sparse_top_k",
    "top_k",
]

Options = Mapping[str, Any]


def equality(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Compare element by element: Accuracy, BinaryAccuracy."""
    return way.stretch(*same_rank(way, target, prediction), "eq")


def root_mean_squared_error(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Subtract element by element, and reduce nothing."""
    target, prediction = same_rank(way, target, prediction)
    return way.stretch(prediction, target, "sub")


def pearson(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Multiply what was normalised along an axis."""
    axis = options.get("axis", -1)
    target, prediction = same_rank(way, target, prediction)
    without(target, axis)
    without(prediction, axis)
    return without(way.stretch(target, prediction, "mul"), axis)


def concordance(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Subtract the mean of the predictions along an axis from both sides, and multiply."""
    axis = options.get("axis", -1)
    target, prediction = same_rank(way, target, prediction)
    mean = kept(prediction, axis)
    kept(target, axis)
    difference = way.stretch(target, mean, "sub")
    way.stretched = None
    return without(way.stretch(difference, prediction, "mul"), axis)


def kept(shape: Shape, axis: int) -> Shape:
    """Return the shape of a reduction that keeps its axis as 1."""
    without(shape, axis)
    axis %= len(shape)
    return (*shape[:axis], 1, *shape[axis + 1 :])


def categorical_accuracy(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Compare the place of the largest label with that of the largest score; the number of classes is not compared."""
    target = without(target, -1)
    whole = target if len(target) == len(prediction) else None
    if whole is not None:
        target = squeezed(way, target)
    matches = way.stretch(target, without(prediction, -1), "eq")
    return reshaped(way, matches, whole)


def sparse_categorical_accuracy(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Compare integer labels with the place of the largest score."""
    whole = None
    if len(target) == len(prediction) and way.same(target[-1], 1):
        whole, target = target, target[:-1]
    matches = reshaped(way, way.stretch(target, without(prediction, -1), "eq"), whole)
    return matches[:-1] if len(matches) > 1 and way.same(matches[-1], 1) else matches


def squeezed(way: Way, shape: Shape) -> Shape:
    """Leave the last axis out, which must be 1. Raises Refused."""
    if not way.same(shape[-1], 1):
        raise Refused(
            f"labels {shape_text(shape)} of class numbers have an axis too many",
            "run",
            way.words_of_jax(
                "cannot select an axis to squeeze out which has size not equal to one, "
                f"got shape={shape_text(shape)} and dimensions=({len(shape) - 1},)"
            ),
            "wrong-rank",
        )
    return shape[:-1]


def reshaped(way: Way, shape: Shape, wanted: Shape | None) -> Shape:
    """Return the wanted shape, if there is one, of as many elements. Raises Refused."""
    if wanted is None:
        return shape
    if not way.same(product(shape), product(wanted)):
        text = (
            f"cannot reshape array of shape {shape_text(shape)} (size {product(shape)}) into shape {shape_text(wanted)}"
        )
        raise Refused(
            f"{shape_text(shape)} matches for labels {shape_text(wanted)}",
            "run",
            way.words_of_jax(text),
            "no-broadcast",
        )
    return wanted


def top_k(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Look for the place of the largest label among the k largest scores."""
    return sparse_top_k(way, without(target, -1), prediction, options)


def sparse_top_k(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Look for integer labels among the k largest scores, sample by sample."""
    if len(prediction) > 2:
        prediction = (product(prediction[:-1]), prediction[-1])
    whole = target if len(target) > 1 else None
    if whole is not None:
        target = (product(target),)
    if len(target) != len(prediction) - 1:
        text = f"indices and arr must have the same number of dimensions; {len(target) + 1} vs. {len(prediction)}"
        raise Refused(
            f"labels {shape_text(target)} for {shape_text(prediction)} scores",
            "run",
            way.words_of_jax(text),
            "wrong-rank",
        )
    if way.backend == "tensorflow" and (len(prediction) != 2 or not way.alike(target, prediction[:-1])):
        raise Refused(f"labels {shape_text(target)} for {shape_text(prediction)} scores", "run", None, "not-one-label")
    matches = way.stretch((*target, 1), (*prediction[:-1], 1), None)[:-1]
    way.stretched = way.stretched and way.stretched[:-1]
    return reshaped(way, matches, whole)


def confusion(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Count true and false positives and negatives over all elements: Precision, Recall, AUC, and their like."""
    if options.get("multi_label"):
        return multi_label(way, target, prediction, options)
    prediction, target = same_rank(way, prediction, target)
    if options.get("class_id") is not None:
        if len(prediction) == 1:
            raise Refused(
                "class_id wants predictions of rank 2",
                "run",
                "When class_id is provided, y_pred must be a 2D array with shape (num_samples, num_classes), found "
                f"shape: {shape_text(prediction)}",
                "wrong-rank",
            )
        target, prediction = (*target[:-1], 1), (*prediction[:-1], 1)
    labels, scores = product(target), product(prediction)
    if not way.same(labels, scores):
        said = (
            "Argument `segment_ids` and `data` should have same leading dimension. "
            f"Got {shape_text((scores,))} v.s. {shape_text((labels,))}."
            if options.get("buckets")
            else way.words_of_jax(
                f"and got incompatible shapes for broadcasting: {shape_text((1, labels))}, {shape_text((1, scores))}."
            )
        )
        raise Refused(f"{labels} labels for {scores} predictions", "run", said, "no-broadcast")
    return ()


def multi_label(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Count for each label on its own: AUC with `multi_label=True`."""
    if len(prediction) != 2:
        raise Refused(
            f"AUC with multi_label wants predictions of rank 2, got {shape_text(prediction)}",
            "run",
            "`y_pred` must have rank 2 when `multi_label=True`. "
            f"Found rank {len(prediction)}. Full shape received for `y_pred`: {shape_text(prediction)}",
            "wrong-rank",
        )
    prediction, target = same_rank(way, prediction, target)
    if not way.alike(target, prediction):
        raise Refused(
            f"labels {shape_text(target)} for predictions {shape_text(prediction)}", "run", None, "no-broadcast"
        )
    return ()


def f_score(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Count for each class: FBetaScore, F1Score."""
    rank_2("FBetaScore", target, prediction)
    found = way.stretch(prediction, target, "mul")
    if options.get("average") != "micro":
        assigned(way, found[-1], prediction[-1])
    return ()


def r2_score(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Count for each output."""
    target, prediction = same_rank(way, target, prediction)
    rank_2("R2Score", target, prediction)
    assigned(way, target[-1], prediction[-1])
    way.stretch(target, prediction, "sub")
    return ()


def rank_2(name: str, target: Shape, prediction: Shape) -> None:
    """Want rank 2 on both sides. Raises Refused."""
    if len(target) != 2 or len(prediction) != 2:
        raise Refused(
            f"{name} wants shapes of rank 2, got {shape_text(target)} and {shape_text(prediction)}",
            "run",
            f"{name} expects 2D inputs with shape (batch_size, output_dim). Received input "
            f"shapes: y_pred.shape={shape_text(prediction)} and y_true.shape={shape_text(target)}.",
            "wrong-rank",
        )


def assigned(way: Way, found: Dim, wanted: Dim) -> None:
    """Add what is counted for each class to the variable that holds it, as long as there are scores. Raises Refused."""
    if not way.same(way.stretch((wanted,), (found,), "add")[0], wanted):
        raise Refused(
            f"{found} classes in the labels, {wanted} in the predictions",
            "run",
            "The shape of the target variable and the shape of the target value in `variable.assign(value)` must match. "
            f"variable.shape={shape_text((wanted,))}, Received: value.shape={shape_text((found,))}.",
            "unequal-shapes",
        )


def intersection(way: Way, target: Shape, prediction: Shape, options: Options) -> Shape:
    """Count pairs of classes, element by element, over all that is flattened: IoU and its like."""
    axis = options.get("axis", -1)
    if not options.get("sparse_y_true", True):
        target = without(target, axis)
    if not options.get("sparse_y_pred", True):
        prediction = without(prediction, axis)
    if not target and not prediction:
        raise Refused("IoU wants a class for each sample", "run", None, "wrong-rank")
    way.stretch(flat(target), flat(prediction), "and")
    return ()


def flat(shape: Shape) -> Shape:
    """Return the flattened shape; what has no axis stays without."""
    return (product(shape),) if shape else ()
