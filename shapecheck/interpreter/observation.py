"""What became of each call that was evaluated, for those who count: known, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shapecheck.graph.call import tensors_in
from shapecheck.interpreter.state import DictObject, ListObject
from shapecheck.interpreter.values import Ref, Tensor, Tuple, Unknown, Value
from shapecheck.shapes.dims import symbols_of

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Run
    from shapecheck.source import Site

__all__ = ["Observations", "is_lost"]


def is_lost(text: str) -> bool:
    """Tell by a symbol's origin whether it stands for a value that was lost, and not for a size of the program's own."""
    return text.partition(" ")[0] not in ("parameter", "axis", "batch", "batch:", "input")


@dataclass(slots=True)
class Observations:
    """What the evaluations of each call came to, by the id of its node: None where a shape was known, else a reason.

    `added` are the further places that stand for a layer: where it was added to a model. `supposed` are the calls whose
    shape is known on inputs of a guessed rank only; `supposing` tells that such ones are being evaluated.
    """

    sites: dict[int, Site] = field(default_factory=dict)
    reasons: dict[int, str | None] = field(default_factory=dict)
    added: dict[int, list[Site]] = field(default_factory=dict)
    supposed: set[int] = field(default_factory=set)
    supposing: bool = False

    def copy(self) -> Observations:
        """Return one to go on from."""
        added = {address: list(sites) for address, sites in self.added.items()}
        return Observations(dict(self.sites), dict(self.reasons), added, set(self.supposed))

    def evaluated(self, site: Site, value: Value, run: Run) -> None:
        """Note what an evaluation of a call gave."""
        if self.reasons.get(id(site.node), "") is not None:
            self.note(site, _reason(value, run))

    def note(self, site: Site, reason: str | None) -> None:
        """Note one outcome; a known shape stays, of reasons the first one does."""
        key = id(site.node)
        self.sites.setdefault(key, site)
        if reason is None and self.supposing and self.reasons.get(key, "") is not None:
            self.reasons.setdefault(key, "")
            self.supposed.add(key)
        elif reason is None:
            self.reasons[key] = None
            self.supposed.discard(key)
        elif not self.reasons.get(key, ""):
            self.reasons.setdefault(key, reason)
            if self.reasons[key] == "":
                self.reasons[key] = reason

    def add(self, address: int, site: Site) -> None:
        """Note that a layer is added to a model here."""
        self.added.setdefault(address, []).append(site)

    def applied(self, address: int, made: Site, outputs: Any, run: Run) -> None:
        """Note what applying a layer gave, at the places where it was made and added."""
        reason = _of_structure(outputs, run)
        for site in (made, *self.added.get(address, ())):
            self.note(site, reason)


def _reason(value: Value, run: Run) -> str | None:
    """Say why the shape of a value is not known; None where it is, and an empty text where it is no tensor."""
    if isinstance(value, Unknown):
        return value.reason
    tensors = list(_tensors(value, run))
    return _of_structure(tensors, run) if tensors else ""


def _tensors(value: Value, run: Run) -> Iterator[Tensor | Unknown]:
    found = run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, Tensor | Unknown):
        yield found
    elif isinstance(found, Tuple | ListObject):
        for item in found.items:
            yield from _tensors(item, run)
    elif isinstance(found, DictObject):
        for item in found.entries.values():
            yield from _tensors(item, run)


def _of_structure(content: Any, run: Run) -> str | None:
    if isinstance(content, Unknown):
        return content.reason
    if isinstance(content, list):
        lost = next((item for item in content if isinstance(item, Unknown)), None)
        if lost is not None:
            return lost.reason
    for tensor in tensors_in(content):
        shape = run.current(tensor).shape
        if shape is None:
            return "the rank of the input is not known"
        for symbol in (symbol for size in shape for symbol in symbols_of(size)):
            origin = run.program.symbols.get(symbol.name)
            if origin is not None and is_lost(origin.text):
                return f"a size is not known: {origin.text}"
    return None
