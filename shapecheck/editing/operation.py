"""The table of operations: each makes the edits of one step of a fix, by the kind of the step."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from shapecheck.finding import Edit, Proposal, Step

if TYPE_CHECKING:
    from shapecheck.editing.tree import Tree
    from shapecheck.source import SourceFile

__all__ = ["edits_of", "operation"]

Operation = Callable[[Step, "Tree"], "list[Edit] | None"]

OPERATIONS: dict[str, Operation] = {}

_ROOMS = ("arguments", "layers")


def operation(kind: str) -> Callable[[Operation], Operation]:
    """Enter a function `(step, tree) -> edits` as the operation of a kind; it returns None where it cannot be done."""

    def enter(function: Operation) -> Operation:
        OPERATIONS[kind] = function
        return function

    return enter


@cache
def _load() -> dict[str, Operation]:
    for name in _ROOMS:
        importlib.import_module(f"shapecheck.editing.{name}")
    return OPERATIONS


@lru_cache(maxsize=1)
def _tree(source: SourceFile) -> Tree:
    from shapecheck.editing.tree import Tree

    return Tree(source)


def edits_of(proposal: Proposal) -> tuple[Edit, ...] | None:
    """Return the edits that a proposal comes to, all in one file; None where they cannot be made."""
    [source] = {step.site.source for step in proposal.steps}
    tree = _tree(source)
    edits: dict[Edit, None] = {}
    for step in proposal.steps:
        made = _load()[step.kind](step, tree)
        if made is None:
            return None
        edits.update(dict.fromkeys(made))
    return tuple(edits)
