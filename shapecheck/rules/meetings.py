"""What the rules on data and labels say alike: Problems and doubts of a kind, but for those that KSH1xx explains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import draft
from shapecheck.rules.rule import Draft

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program

__all__ = ["doubted"]


def doubted(program: Program, *kinds: str) -> Iterator[Draft]:
    """Report every doubt of these kinds that no rule of family KSH1xx explains."""
    for doubt in program.doubts:
        if doubt.kind in kinds and "flattened" not in doubt.details:
            yield draft(doubt, doubt.message)
