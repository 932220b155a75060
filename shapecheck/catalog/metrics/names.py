"""The metrics of Keras: every name, and what it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapecheck.catalog.losses.names import LOSSES
from shapecheck.catalog.metrics.functions import (
    categorical_accuracy,
    concordance,
    confusion,
    equality,
    f_score,
    intersection,
    pearson,
    r2_score,
    root_mean_squared_error,
    sparse_categorical_accuracy,
    sparse_top_k,
    top_k,
)
from shapecheck.catalog.training.ranks import same_rank
from shapecheck.catalog.training.turns import Way
from shapecheck.shapes.words import Shape

__all__ = ["CHOSEN", "FUNCTIONS", "IDENTIFIERS", "METRICS", "MetricContract", "metric_named", "metric_path"]

Contract = Callable[[Way, Shape, Shape, Mapping[str, Any]], Shape]


@dataclass(frozen=True, slots=True)
class MetricContract:
    """Say what a metric wants: its rule on shapes, what that reads besides the arguments given, what its labels are."""

    function: Contract
    labels: str = "values"
    arguments: Mapping[str, Any] = field(default_factory=dict)


ADJUSTS = frozenset(
    {
        "mean_squared_error",
        "mean_absolute_error",
        "mean_absolute_percentage_error",
        "mean_squared_logarithmic_error",
        "cosine_similarity",
        "huber",
        "log_cosh",
    }
)
"""The losses whose function itself brings both sides to one rank; the others leave that to their wrapper."""


def of_loss(name: str) -> MetricContract:
    """Return the function of a loss as a metric: called as it is."""
    loss = LOSSES[name]

    def function(way: Way, target: Shape, prediction: Shape, options: Mapping[str, Any]) -> Shape:
        if name in ADJUSTS:
            target, prediction = same_rank(way, target, prediction)
        return loss.function(way, target, prediction, {**loss.arguments, **options, **loss.fixed})

    return MetricContract(function, loss.labels)


COUNTED = MetricContract(confusion, "binary")
BUCKETS = MetricContract(confusion, "binary", {"buckets": True})
SPARSE_IOU = MetricContract(intersection, "integers")
ONE_HOT_IOU = MetricContract(intersection, "one-hot", {"sparse_y_true": False, "sparse_y_pred": False})

METRICS: dict[str, MetricContract] = {
    "AUC": BUCKETS,
    "Accuracy": MetricContract(equality),
    "BinaryAccuracy": MetricContract(equality, "binary"),
    "BinaryCrossentropy": of_loss("binary_crossentropy"),
    "BinaryIoU": SPARSE_IOU,
    "CategoricalAccuracy": MetricContract(categorical_accuracy, "one-hot"),
    "CategoricalCrossentropy": of_loss("categorical_crossentropy"),
    "CategoricalHinge": of_loss("categorical_hinge"),
    "ConcordanceCorrelation": MetricContract(concordance),
    "CosineSimilarity": of_loss("cosine_similarity"),
    "F1Score": MetricContract(f_score, "one-hot"),
    "FBetaScore": MetricContract(f_score, "one-hot"),
    "FalseNegatives": COUNTED,
    "FalsePositives": COUNTED,
    "Hinge": of_loss("hinge"),
    "IoU": SPARSE_IOU,
    "KLDivergence": of_loss("kl_divergence"),
    "LogCoshError": of_loss("log_cosh"),
    "MeanAbsoluteError": of_loss("mean_absolute_error"),
    "MeanAbsolutePercentageError": of_loss("mean_absolute_percentage_error"),
    "MeanIoU": SPARSE_IOU,
    "MeanSquaredError": of_loss("mean_squared_error"),
    "MeanSquaredLogarithmicError": of_loss("mean_squared_logarithmic_error"),
    "OneHotIoU": ONE_HOT_IOU,
    "OneHotMeanIoU": ONE_HOT_IOU,
    "PearsonCorrelation": MetricContract(pearson),
    "Poisson": of_loss("poisson"),
    "Precision": COUNTED,
    "PrecisionAtRecall": BUCKETS,
    "R2Score": MetricContract(r2_score),
    "Recall": COUNTED,
    "RecallAtPrecision": BUCKETS,
    "RootMeanSquaredError": MetricContract(root_mean_squared_error),
    "SensitivityAtSpecificity": BUCKETS,
    "SparseCategoricalAccuracy": MetricContract(sparse_categorical_accuracy, "integers"),
    "SparseCategoricalCrossentropy": of_loss("sparse_categorical_crossentropy"),
    "SparseTopKCategoricalAccuracy": MetricContract(sparse_top_k, "integers"),
    "SpecificityAtSensitivity": BUCKETS,
    "SquaredHinge": of_loss("squared_hinge"),
    "TopKCategoricalAccuracy": MetricContract(top_k, "one-hot"),
    "TrueNegatives": COUNTED,
    "TruePositives": COUNTED,
}
"""By the name of the class. `Mean`, `Sum` and `MeanMetricWrapper` are no metrics of labels and predictions."""

FUNCTIONS: dict[str, MetricContract] = {
    "binary_accuracy": METRICS["BinaryAccuracy"],
    "categorical_accuracy": METRICS["CategoricalAccuracy"],
    "concordance_correlation": METRICS["ConcordanceCorrelation"],
    "pearson_correlation": METRICS["PearsonCorrelation"],
    "sparse_categorical_accuracy": METRICS["SparseCategoricalAccuracy"],
    "sparse_top_k_categorical_accuracy": METRICS["SparseTopKCategoricalAccuracy"],
    "top_k_categorical_accuracy": METRICS["TopKCategoricalAccuracy"],
    **{name: of_loss(name) for name in LOSSES},
}
"""By the name of the function: a function of `keras.losses` serves as a metric too."""

SHORT = {
    "bce": "BinaryCrossentropy",
    "mse": "MeanSquaredError",
    "mae": "MeanAbsoluteError",
    "mape": "MeanAbsolutePercentageError",
    "msle": "MeanSquaredLogarithmicError",
}

WANTS_ARGUMENTS = frozenset(
    {
        "IoU",
        "MeanIoU",
        "OneHotIoU",
        "OneHotMeanIoU",
        "PrecisionAtRecall",
        "RecallAtPrecision",
        "SensitivityAtSpecificity",
        "SpecificityAtSensitivity",
    }
)
"""The metrics that no string can stand for, since they want an argument."""


def snake_case(name: str) -> str:
    """Write a class's name as Keras does it for a string (`keras/src/utils/naming.py`, `to_snake_case`)."""
    name = re.sub(r"\W+", "", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)).lower()


IDENTIFIERS: dict[str, str] = {
    **{name: name for name in METRICS if name not in WANTS_ARGUMENTS},
    **{snake_case(name): name for name in METRICS if name not in WANTS_ARGUMENTS},
    **SHORT,
    **{name.upper(): function for name, function in SHORT.items()},
}
"""The strings that `keras.metrics.get` takes, to the name of the class; `compile` first looks for "accuracy"."""


CHOSEN = "accuracy"
"""Stands for the accuracy that Keras chooses by shape (`keras/src/trainers/compile_utils.py`, `get_metric`)."""


def metric_named(identifier: str) -> str | None:
    """Return what a string in `compile(metrics=...)` stands for; None where Keras does not know it."""
    return CHOSEN if identifier.lower() in ("accuracy", "acc") else IDENTIFIERS.get(identifier)


def metric_path(path: str) -> str | None:
    """Return the name in METRICS or FUNCTIONS of what stands at a canonical path; None for another thing."""
    module, _, name = path.rpartition(".")
    if module == "keras.metrics":
        return name if name in METRICS or name in FUNCTIONS else None
    return name if module == "keras.losses" and name in LOSSES else None
