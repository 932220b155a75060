"""The losses of Keras: every name, and what it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapecheck.catalog.losses.functions import (
    circle,
    ctc,
    elementwise,
    equal_shapes,
    focal,
    generalized,
    overlap,
    sparse,
)
from shapecheck.catalog.training.turns import Way
from shapecheck.shapes.words import Shape

__all__ = ["CHOSEN", "IDENTIFIERS", "LOSSES", "LossContract", "loss_named", "loss_path"]

Contract = Callable[[Way, Shape, Shape, Mapping[str, Any]], Shape]


@dataclass(frozen=True, slots=True)
class LossContract:
    """Say what a loss wants.

    `function` is its rule on shapes and `fixed` what that reads besides the loss's own arguments. `scores` says what the
    model should give out: "probabilities" (of classes that exclude each other), "independent" probabilities, "values" of
    any kind, "signs" around 0, "distribution" or "embedding"; with `from_logits=True` logits in place of probabilities.
    `labels` says what the data should hold: "one-hot", "integers", "binary", "values", "signs", "distribution", "ids".
    """

    function: Contract
    scores: str = "values"
    labels: str = "values"
    fixed: Mapping[str, Any] = field(default_factory=dict)
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def takes_logits(self) -> bool:
        """Tell whether it has a `from_logits`."""
        return "from_logits" in self.arguments


SUB = {"operation": "sub"}
SUB_REVERSED = {"operation": "sub", "prediction_first": True}
MUL = {"operation": "mul"}
DIV = {"operation": "div"}
LOGITS = {"from_logits": False, "axis": -1}

LOSSES: dict[str, LossContract] = {
    "mean_squared_error": LossContract(elementwise, fixed=SUB),
    "mean_absolute_error": LossContract(elementwise, fixed=SUB),
    "mean_absolute_percentage_error": LossContract(elementwise, fixed=SUB),
    "mean_squared_logarithmic_error": LossContract(elementwise, fixed=SUB_REVERSED),
    "huber": LossContract(elementwise, fixed=SUB_REVERSED),
    "log_cosh": LossContract(elementwise, fixed=SUB_REVERSED),
    "cosine_similarity": LossContract(elementwise, fixed=MUL, arguments={"axis": -1}),
    "poisson": LossContract(elementwise, fixed=MUL),
    "kl_divergence": LossContract(elementwise, "probabilities", "distribution", DIV),
    "hinge": LossContract(elementwise, "signs", "signs", MUL),
    "squared_hinge": LossContract(elementwise, "signs", "signs", MUL),
    "categorical_hinge": LossContract(elementwise, "signs", "one-hot", MUL),
    "binary_crossentropy": LossContract(equal_shapes, "independent", "binary", arguments=LOGITS),
    "binary_focal_crossentropy": LossContract(equal_shapes, "independent", "binary", arguments=LOGITS),
    "categorical_crossentropy": LossContract(equal_shapes, "probabilities", "one-hot", arguments=LOGITS),
    "categorical_focal_crossentropy": LossContract(focal, "probabilities", "one-hot", arguments=LOGITS),
    "sparse_categorical_crossentropy": LossContract(
        sparse, "probabilities", "integers", arguments={**LOGITS, "ignore_class": None}
    ),
    "categorical_generalized_cross_entropy": LossContract(generalized, "probabilities", "integers"),
    "dice": LossContract(overlap, "independent", "binary", arguments={"axis": None}),
    "tversky": LossContract(overlap, "independent", "binary", arguments={"axis": None}),
    "circle": LossContract(circle, "embedding", "ids", arguments={"remove_diagonal": True}),
    "ctc": LossContract(ctc, "logits", "ids"),
}
"""By the name of the function."""

CLASSES = {
    "BinaryCrossentropy": "binary_crossentropy",
    "BinaryFocalCrossentropy": "binary_focal_crossentropy",
    "CTC": "ctc",
    "CategoricalCrossentropy": "categorical_crossentropy",
    "CategoricalFocalCrossentropy": "categorical_focal_crossentropy",
    "CategoricalGeneralizedCrossEntropy": "categorical_generalized_cross_entropy",
    "CategoricalHinge": "categorical_hinge",
    "Circle": "circle",
    "CosineSimilarity": "cosine_similarity",
    "Dice": "dice",
    "Hinge": "hinge",
    "Huber": "huber",
    "KLDivergence": "kl_divergence",
    "LogCosh": "log_cosh",
    "MeanAbsoluteError": "mean_absolute_error",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error",
    "MeanSquaredError": "mean_squared_error",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error",
    "Poisson": "poisson",
    "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "SquaredHinge": "squared_hinge",
    "Tversky": "tversky",
}
"""The function of each class."""

SHORT = {
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "mae": "mean_absolute_error",
    "mse": "mean_squared_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
}

NOT_BY_STRING = frozenset({"CategoricalGeneralizedCrossEntropy", "categorical_generalized_cross_entropy"})

IDENTIFIERS: dict[str, str] = {
    **{name: name for name in LOSSES if name not in NOT_BY_STRING},
    **{name: function for name, function in CLASSES.items() if name not in NOT_BY_STRING},
    **SHORT,
    **{name.upper(): function for name, function in SHORT.items()},
}
"""The strings that `keras.losses.get` takes, to the name of the function; `compile` first looks for "crossentropy"."""


CHOSEN = "crossentropy"
"""Stands for the crossentropy that Keras chooses by shape (`keras/src/trainers/compile_utils.py`, `get_loss`)."""


def loss_named(identifier: str) -> str | None:
    """Return what a string in `compile(loss=...)` stands for; None where Keras does not know it."""
    return CHOSEN if identifier.lower() in ("crossentropy", "ce") else IDENTIFIERS.get(identifier)


def loss_path(path: str) -> str | None:
    """Return the name of the function of a loss that stands at a canonical path; None for another thing.

    "keras.losses.MeanSquaredError" and "keras.losses.mean_squared_error" are both "mean_squared_error".
    """
    module, _, name = path.rpartition(".")
    if module != "keras.losses":
        return None
    return CLASSES.get(name, name if name in LOSSES else None)
