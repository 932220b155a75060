"""How Keras brings labels and predictions to one rank before it compares them (`keras/src/losses/loss.py`)."""

from __future__ import annotations

from shapecheck.catalog.training.turns import Way
from shapecheck.shapes.words import Shape

__all__ = ["same_rank"]


def same_rank(way: Way, first: Shape, second: Shape, expand_rank_1: bool = True) -> tuple[Shape, Shape]:
    """Squeeze a trailing 1 away, or add one to a shape of rank 1, where the ranks differ by just one.

    This is `squeeze_or_expand_to_same_rank`: (B, 1) and (B,) become (B, 1) both, (B, T, 1) and (B, T) become (B, T).
    """
    if len(first) == len(second) + 1 and way.same(first[-1], 1):
        if len(second) == 1 and expand_rank_1:
            return first, (*second, 1)
        return first[:-1], second
    if len(second) == len(first) + 1 and way.same(second[-1], 1):
        if len(first) == 1 and expand_rank_1:
            return (*first, 1), second
        return first, second[:-1]
    return first, second
