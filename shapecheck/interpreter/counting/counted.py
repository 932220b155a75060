"""What became of the layer calls of one analysis: of all that its file writes, and of those evaluated in others."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from shapecheck.interpreter.counting.kinds import file_of
from shapecheck.interpreter.counting.sites import call_sites
from shapecheck.interpreter.program import Counted
from shapecheck.source import Location, SourceFile

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.observation import Observations

__all__ = ["counted"]


@lru_cache(maxsize=4096)
def _sites(source: SourceFile, roots: tuple[Path, ...]) -> tuple[tuple[cst.BaseExpression, Location], ...]:
    return tuple((node, source.span(node).start) for node in call_sites(file_of(source, roots)))


def counted(source: SourceFile, observed: Observations, roots: tuple[Path, ...]) -> list[Counted]:
    """Return the layer calls that a file writes, with what became of each, and those of other files that were evaluated."""
    sources = dict.fromkeys([source, *(site.source for site in observed.sites.values())])
    return [
        Counted(
            each.path,
            start,
            id(node) in observed.reasons,
            observed.reasons.get(id(node), ""),
            id(node) in observed.supposed,
        )
        for each in sources
        for node, start in _sites(each, roots)
        if each is source or id(node) in observed.reasons
    ]
