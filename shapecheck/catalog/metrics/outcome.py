"""What a metric makes of labels and predictions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapecheck.catalog.losses.outcome import chosen
from shapecheck.catalog.metrics.names import CHOSEN, FUNCTIONS, METRICS
from shapecheck.catalog.training.outcome import Outcome, outcome_of
from shapecheck.catalog.training.turns import Way
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.words import Shape

__all__ = ["metric_outcome", "metric_values"]


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
    return outcome_of(lambda way: metric_values(way, metric, labels, scores, options), scores)


def metric_values(way: Way, metric: str, target: Shape, prediction: Shape, config: Mapping[str, Any]) -> Shape:
    """Return the shape of the values that a metric averages. Raises Refused."""
    if metric == CHOSEN:
        kinds = ("BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy")
        metric = chosen(way, target, prediction, *kinds)
    contract = METRICS[metric] if metric in METRICS else FUNCTIONS[metric]
    return contract.function(way, target, prediction, {**contract.arguments, **config})
