"""What a loss or metric makes of labels and predictions, in words, and what it would make of the flattened reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shapecheck.catalog.training.outcome import Outcome
from shapecheck.catalog.training.targets import Pair
from shapecheck.graph.call import LayerCall
from shapecheck.graph.last_axis import before_flatten, dense_behind
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.words import shape_text

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["Contract", "flattened_reading", "numbers_in_words", "words_of"]

Contract = Callable[..., Outcome | None]


def words_of(name: str, outcome: Outcome, target: Tensor, prediction: Tensor) -> str:
    """Say what came of it that a loss or metric met labels and predictions."""
    labels, output = shape_text(target.shape or ()), shape_text(prediction.shape or ())
    if outcome.kind == "misread":
        return outcome.message
    if outcome.kind == "broadcasts":
        return f"{name} stretches labels {labels} and predictions {output} to {shape_text(outcome.shape or ())}"
    refused = f"{name} cannot take labels {labels} with predictions {output}: {outcome.message}"
    return f"{refused} (raises on {', '.join(outcome.refused_on)} only)" if outcome.kind == "depends" else refused


def numbers_in_words(outcome: Outcome) -> str:
    """Say what came of it that a loss met the numbers in its labels."""
    if outcome.kind != "depends":
        return outcome.message
    return f"{outcome.message}: {', '.join(outcome.refused_on)} raises, elsewhere they count as no class at all"


def flattened_reading(
    pair: Pair, contract: Contract, target: Tensor, frame: Frame, *, refused: bool
) -> LayerCall | None:
    """Return the `Dense` call behind the output if the labels fit what a flattening `Dense` would give.

    Where they are `refused` as it is, it is enough that they may fit: how many classes a folder has, nobody says.
    """
    output = before_flatten(pair.prediction, frame.run.program.graph) or pair.prediction
    behind = dense_behind(output, frame.run.program.graph)
    if behind is None or output.shape is None:
        return None
    flat = Tensor((output.shape[0], output.shape[-1]), output.dtype)
    outcome = contract(pair.loss.name, target, flat, pair.loss.options)
    wanted = ("fits", "undecided") if refused else ("fits",)
    return behind if outcome is not None and outcome.kind in wanted else None
