"""Hold what shapecheck says of losses and metrics against the matrix that real Keras answered.

Run `python tests/oracle/compare_matrix.py` for the count of cases, agreements and disagreements.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "numpy")

import numpy as np
from keras.src.losses.loss import squeeze_or_expand_to_same_rank
from matrix import METRICS, metric_pairs, pairs, read

from shapecheck.catalog.losses import loss_outcome
from shapecheck.catalog.metrics import metric_outcome
from shapecheck.catalog.training.outcome import BACKENDS, Outcome
from shapecheck.shapes.tensor import Tensor

__all__ = ["BACKENDS", "Disagreement", "names", "of_fits", "of_losses", "of_metrics"]

Shape = tuple[int, ...]

INDEXING = frozenset({"sparse_categorical_crossentropy", "ctc", "circle"})
"""Losses that never stretch labels to predictions: the labels choose among them."""

GENERALIZED = "CategoricalGeneralizedCrossEntropy"


@dataclass(frozen=True)
class Disagreement:
    """Hold a case in which shapecheck says other than Keras."""

    name: str
    target: Shape
    prediction: Shape
    outcome: Outcome | None
    said: dict[str, str]


@cache
def recorded() -> dict[str, Any]:
    """Return the recording."""
    return read()


def names(kind: str) -> list[str]:
    """Return the names of the losses or metrics that were asked about."""
    return sorted(recorded()[BACKENDS[0]][kind])


def answers(kind: str, name: str, index: int) -> dict[str, str]:
    """Return what each backend said of one pair."""
    return {backend: recorded()[backend][kind][name][index] for backend in BACKENDS}


def refusing(said: dict[str, str]) -> set[str]:
    """Return the backends that raised."""
    return {backend for backend, answer in said.items() if answer.startswith("!")}


def told(outcome: Outcome, said: dict[str, str]) -> bool:
    """Tell whether the texts of an outcome are what the backends said."""
    return all(text is None or said[backend][1:].startswith(text) for backend, text in outcome.errors.items())


def broadcast_of(name: str, target: Shape, prediction: Shape) -> Shape | None:
    """Return what Keras's own preparation and NumPy stretch a pair to, None where nothing is stretched."""
    one, other = (item.shape for item in squeeze_or_expand_to_same_rank(np.empty(target), np.empty(prediction)))
    if name == GENERALIZED:
        one = (*one, other[-1])
    return None if one == other or name in INDEXING else np.broadcast_shapes(one, other)


def of_losses(name: str) -> list[Disagreement]:
    """Compare one loss: who refuses with which text, and else the shape of the values and what was stretched."""
    loss = "categorical_generalized_cross_entropy" if name == GENERALIZED else name
    wrong = []
    for index, (target, prediction) in enumerate(pairs()):
        said = answers("losses", name, index)
        outcome = loss_outcome(loss, Tensor(target), Tensor(prediction))
        right = outcome is not None and set(outcome.refused_on) == refusing(said) and told(outcome, said)
        if right and outcome is not None and not refusing(said):
            stretched = broadcast_of(name, target, prediction)
            shapes = {tuple(int(size) for size in answer.split(",") if size) for answer in said.values()}
            right = shapes == {outcome.values} and outcome.shape == stretched
            right = right and outcome.kind == ("fits" if stretched is None else "broadcasts")
        if not right:
            wrong.append(Disagreement(name, target, prediction, outcome, said))
    return wrong


def of_metrics(name: str) -> list[Disagreement]:
    """Compare one metric: who refuses, with which text."""
    wrong = []
    for index, (target, prediction) in enumerate(metric_pairs()):
        said = answers("metrics", name, index)
        outcome = metric_outcome(name, Tensor(target), Tensor(prediction), METRICS.get(name))
        if outcome is None or set(outcome.refused_on) != refusing(said) or not told(outcome, said):
            wrong.append(Disagreement(name, target, prediction, outcome, said))
    return wrong


def of_fits() -> tuple[int, list[Disagreement]]:
    """Compare what `fit` itself said of a sample: a loss, with a metric or without, refuses where either does."""
    wrong = []
    questions = list(zip(*(recorded()[backend]["fits"] for backend in BACKENDS), strict=True))
    for rows in questions:
        loss, metric, *shapes, _ = rows[0]
        target, prediction = (tuple(shape) for shape in shapes)
        said = {backend: row[-1] for backend, row in zip(BACKENDS, rows, strict=True)}
        outcomes = [loss_outcome(loss, Tensor(target), Tensor(prediction))]
        if metric is not None:
            outcomes.append(metric_outcome(metric, Tensor(target), Tensor(prediction)))
        refused = {backend for outcome in outcomes if outcome is not None for backend in outcome.refused_on}
        if refused != refusing(said):
            wrong.append(Disagreement(f"{loss} with {metric}", target, prediction, outcomes[0], said))
    return len(questions), wrong


def main() -> None:
    """Print the count of cases, agreements and disagreements."""
    fits, wrong_fits = of_fits()
    rows = {
        "losses": (len(names("losses")) * len(pairs()), sum(len(of_losses(name)) for name in names("losses"))),
        "metrics": (
            len(names("metrics")) * len(metric_pairs()),
            sum(len(of_metrics(name)) for name in names("metrics")),
        ),
        "fit": (fits, len(wrong_fits)),
    }
    print(f"backends: {', '.join(BACKENDS)}; Keras {', '.join({recorded()[backend]['keras'] for backend in BACKENDS})}")
    for kind, (cases, wrong) in rows.items():
        print(f"{kind}: {cases} cases, {cases - wrong} agreements, {wrong} disagreements")


if __name__ == "__main__":
    main()
