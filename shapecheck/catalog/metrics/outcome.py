"""What a metric makes of labels and predictions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapecheck.catalog.losses.outcome import chosen
from shapecheck.catalog.metrics.names import CHOSEN, FUNCTIONS, METRICS
from shapecheck.catalog.training.outcome import Outcome, outcome_of
from shapecheck.catalog.training.turns import Way
from shapecheck.shapes.dims import text
from shapecheck.shapes.requirements import differs
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.words import Shape

__all__ = ["metric_outcome", "metric_values"]

PLACES = frozenset(
    {
        "CategoricalAccuracy",
        "TopKCategoricalAccuracy",
        "categorical_accuracy",
        "top_k_categorical_accuracy",
    }
)
"""The metrics that look for the place of the largest label."""


def metric_outcome(
    metric: str, target: Tensor, prediction: Tensor, config: Mapping[str, Any] | None = None
) -> Outcome | None:
    """Return what Keras does when `metric` meets labels and predictions; None where a shape is not known.

    `metric` is a name of METRICS or FUNCTIONS, or "accuracy" for the one that is chosen by shape (`metric_named` gives it
    for a string); `config` holds the arguments that its class was given.
    """
    if target.shape is None or prediction.shape is None:
        return None
    labels, scores, options = target.shape, prediction.shape, dict(config or {})
    found = outcome_of(lambda way: metric_values(way, metric, labels, scores, options), scores)
    return misread(metric, labels, scores) or found if found.kind == "fits" else found


def misread(metric: str, target: Shape, prediction: Shape) -> Outcome | None:
    """Judge labels that fit by the number of classes, which categorical accuracies do not compare."""
    if metric == CHOSEN:
        several = all(differs(shape[-1], 1) is True for shape in (target, prediction))
        one_hot = several and len(target) == len(prediction)
    else:
        one_hot = metric in PLACES
    if not one_hot or differs(target[-1], prediction[-1]) is not True:
        return None
    return Outcome(
        "misread",
        f"{metric} compares the place of the largest of {text(target[-1])} labels with that of the largest of "
        f"{text(prediction[-1])} scores",
        defect="not-one-hot",
    )


def metric_values(way: Way, metric: str, target: Shape, prediction: Shape, config: Mapping[str, Any]) -> Shape:
    """Return the shape of the values that a metric averages. Raises Refused."""
    if metric == CHOSEN:
        kinds = ("BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy")
        metric = chosen(way, target, prediction, *kinds)
    contract = METRICS[metric] if metric in METRICS else FUNCTIONS[metric]
    return contract.function(way, target, prediction, {**contract.arguments, **config})
