"""What a loss makes of labels and predictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shapecheck.catalog.losses.names import CHOSEN, LOSSES
from shapecheck.catalog.training.outcome import Outcome, outcome_of
from shapecheck.catalog.training.ranks import same_rank
from shapecheck.catalog.training.turns import Way, turns_of
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.words import Shape

__all__ = ["chosen", "loss_outcome", "loss_values", "prepared"]


def loss_outcome(
    loss: str,
    target: Tensor,
    prediction: Tensor,
    config: Mapping[str, Any] | None = None,
    sample_weight: Tensor | None = None,
) -> Outcome | None:
    """Return what Keras does when `loss` meets labels and predictions; None where a shape is not known.

    `loss` is a name of LOSSES, or "crossentropy" for the one that is chosen by shape (`loss_named` gives it for a string);
    `config` holds the arguments that its class was given, `sample_weight` the weights of a batch. Sizes may be symbols; the batch is the same symbol on both sides. What `fit` shows the loss are
    batches: pass (B, ...) rather than the size of the whole array.
    """
    if target.shape is None or prediction.shape is None:
        return None
    labels, scores, options = target.shape, prediction.shape, dict(config or {})
    weights = None if sample_weight is None else sample_weight.shape

    def run(way: Way) -> Shape:
        values = loss_values(way, loss, labels, scores, options)
        return values if weights is None else weighted(way, values, weights)

    return outcome_of(run, scores)


def loss_values(way: Way, loss: str, target: Shape, prediction: Shape, config: Mapping[str, Any]) -> Shape:
    """Return the shape of a loss before its reduction, as `LossFunctionWrapper` calls it. Raises Refused."""
    if loss == CHOSEN:
        loss = chosen(way, target, prediction, "binary", "categorical", "sparse_categorical") + "_crossentropy"
    contract = LOSSES[loss]
    target, prediction = same_rank(way, target, prediction)
    return contract.function(way, target, prediction, {**contract.arguments, **config, **contract.fixed})


def chosen(way: Way, target: Shape, prediction: Shape, binary: str, categorical: str, sparse: str) -> str:
    """Choose as "accuracy" and "crossentropy" do, by shape (`is_binary_or_sparse_categorical`)."""
    if way.same(prediction[-1], 1):
        return binary
    if len(target) < len(prediction) or way.same(target[-1], 1):
        return sparse
    return categorical


def prepared(target: Tensor, prediction: Tensor) -> tuple[Tensor, Tensor] | None:
    """Return labels and predictions as a loss function of the user's own is given them; None where that is not known.

    A function is wrapped, so both are brought to one rank first (`LossFunctionWrapper`), and to the floating type of the
    loss; a `call` of a subclass of `Loss` gets the shapes as they are.
    """
    if target.shape is None or prediction.shape is None:
        return None
    labels, scores = target.shape, prediction.shape
    found: list[tuple[Shape, Shape]] = []

    def run(way: Way) -> Shape:
        found.append(same_rank(way, labels, scores))
        return ()

    turns = list(turns_of(run))
    if len(turns) != 1:
        return None
    first, second = found[-1]
    dtype = prediction.dtype
    return replace(target.with_shape(first), dtype=dtype), prediction.with_shape(second)


def weighted(way: Way, values: Shape, weights: Shape) -> Shape:
    """Multiply a loss by weights of samples or of steps (`reduce_weighted_values`). Raises Refused.

    Weights (B, 1) for a loss (B, T) are meant so; that weights (B,) for a loss (B, T) are aligned at its end is not.
    """
    values, weights = same_rank(way, values, weights)
    before = way.stretched
    found = way.stretch(values, weights, "mul")
    if len(weights) == len(values) and way.alike(found, values):
        way.stretched = before
    return found
