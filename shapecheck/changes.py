"""What changed between two analyses of a file: models that came and went; shapes, parameters, requirements and layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from shapecheck.graph.call import tensors_in
from shapecheck.shapes.dims import Symbol, exact, parse, product, symbols_of, text, total
from shapecheck.shapes.requirements import text_of
from shapecheck.shapes.shape import shape_text

if TYPE_CHECKING:
    from shapecheck.graph.model import Model, ModelLayer
    from shapecheck.shapes.dims import Dim
    from shapecheck.shapes.tensor import Tensor

__all__ = ["Change", "LayerChange", "Row", "changes", "facts_of", "Facts", "FileChange"]


class Row(NamedTuple):
    """One layer of a model: its name and class, the shape it gives, its parameters, and its line."""

    name: str
    kind: str
    shape: str
    parameters: Dim | None
    line: int

    @property
    def alike(self) -> tuple[str, str, str]:
        """Return what two layers share that are the same, whatever they are called."""
        return self.kind, self.shape, counted(self.parameters)


class Facts(NamedTuple):
    """What is compared of a model."""

    name: str
    kind: str
    line: int
    inputs: str
    outputs: str
    parameters: Dim | None
    trainable: Dim | None
    requires: tuple[str, ...]
    layers: tuple[Row, ...]
    complete: bool


class LayerChange(NamedTuple):
    """A layer that came, went, or is another one now; the side on which it is not is None."""

    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class Change:
    """A model that came, went, or differs; `target` is its name after `FILE::`, None where it has none."""

    target: str | None
    before: Facts | None
    after: Facts | None

    @property
    def layers(self) -> list[LayerChange]:
        """Return the layers that differ, in order."""
        if self.before is None or self.after is None:
            return []
        return list(_layers(self.before.layers, self.after.layers))

    @property
    def required(self) -> tuple[list[str], list[str]]:
        """Return what is required no more, and what is required now."""
        old = self.before.requires if self.before is not None else ()
        new = self.after.requires if self.after is not None else ()
        return [each for each in old if each not in new], [each for each in new if each not in old]

    @property
    def title(self) -> str:
        """Return what the model is called: its target, with its own name where that is another one."""
        facts = self.after or self.before
        assert facts is not None
        return facts.name if self.target in (None, facts.name) else f"{self.target} ({facts.name})"


@dataclass(frozen=True, slots=True)
class FileChange:
    """The changes in one file; `before` is its path in the revision where that is another one, or the file is gone.

    `failed` says on which side the file cannot be analysed, and why.
    """

    path: str | None
    before: str | None
    changes: tuple[Change, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return the path, and what became of it."""
        if self.path is None:
            return f"{self.before} (removed)"
        if self.before is None:
            return f"{self.path} (added)"
        return self.path if self.path == self.before else f"{self.before} -> {self.path}"


def changes(before: Sequence[Model], after: Sequence[Model]) -> list[Change]:
    """Return the models that differ; those of one target are paired by their names, and then by their order."""
    found = []
    for one, other in _paired(before, after):
        old, new = (None if model is None else facts_of(model) for model in (one, other))
        model = other or one
        assert model is not None
        if old is None or new is None or _compared(old) != _compared(new):
            found.append(Change(model.target, old, new))
    return found


def facts_of(model: Model) -> Facts:
    """Return what is compared of a model."""
    counts = model.parameters
    needed = {text_of(item.condition): None for item in model.requirements}
    return Facts(
        model.name,
        model.kind,
        model.site.line,
        _ports(tensor for _, tensor in model.inputs),
        _ports(tensor for _, tensor in model.outputs),
        counts.total,
        counts.trainable,
        tuple(each for each in needed if each not in {f"{name} >= 1" for name in model.symbols}),
        tuple(map(_row, model.layers)),
        model.complete,
    )


def counted(count: Dim | None) -> str:
    """Write a number of parameters: 108,170, or a formula; `?` where it is not known."""
    if count is None:
        return "?"
    return f"{count:,}" if isinstance(count, int) else text(count)


def grown(before: Dim | None, after: Dim | None) -> str:
    """Write by how much a number grew: "+1,000 (+2.5%)"; of formulas where they differ by a number, else nothing."""
    if before is None or after is None:
        return ""
    if isinstance(before, int) and isinstance(after, int):
        share = f" ({(after - before) / before:+.1%})" if before else ""
        return f"{after - before:+,}{share}" if before != after else ""
    names = {symbol.name for size in (before, after) for symbol in symbols_of(size)}
    # the symbols of two analyses are two, although they have one name
    symbols = {name: Symbol(name, False, 0) for name in names}
    gap = total([parse(exact(after), symbols), product([-1, parse(exact(before), symbols)])])
    return f"{gap:+,}" if isinstance(gap, int) and gap else ""


def _compared(facts: Facts) -> tuple[object, ...]:
    """Return what makes two models differ: not their lines, nor names that Keras gives by counting."""
    rows = tuple(row.alike for row in facts.layers)
    counts = counted(facts.parameters), counted(facts.trainable)
    return facts.kind, facts.inputs, facts.outputs, counts, frozenset(facts.requires), rows, facts.complete


def _ports(tensors: Iterable[Tensor]) -> str:
    return ", ".join("?" if tensor.shape is None else shape_text(tensor.shape) for tensor in tensors) or "?"


def _row(row: ModelLayer) -> Row:
    shape = _ports(tensors_in(row.calls[-1].outputs)) if row.calls else "?"
    name = row.layer.name if row.repeat == 1 else f"{row.layer.name} x {text(row.repeat)}"
    return Row(name, row.layer.class_name, shape, row.parameters.total, row.layer.site.line)


def _paired(before: Sequence[Model], after: Sequence[Model]) -> Iterator[tuple[Model | None, Model | None]]:
    """Yield the models of both sides as they belong together, those of today in their order, then those that are gone."""
    left = list(before)
    partners: dict[int, Model] = {}
    for alike in (_same_name, _same_target):
        for model in after:
            if id(model) not in partners:
                partner = next((one for one in left if alike(one, model)), None)
                if partner is not None:
                    left.remove(partner)
                    partners[id(model)] = partner
    yield from ((partners.get(id(model)), model) for model in after)
    yield from ((model, None) for model in left)


def _same_name(one: Model, other: Model) -> bool:
    return (one.target, one.name) == (other.target, other.name)


def _same_target(one: Model, other: Model) -> bool:
    return one.target == other.target and (one.target is not None or one.kind == other.kind)


def _layers(before: Sequence[Row], after: Sequence[Row]) -> Iterator[LayerChange]:
    """Yield the layers that differ; of a stretch that was replaced, layers of one class belong together."""
    matcher = SequenceMatcher(None, [row.alike for row in before], [row.alike for row in after], autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        old, new = list(before[first:last]), list(after[start:end])
        inner = SequenceMatcher(None, [row.kind for row in old], [row.kind for row in new], autojunk=False)
        for tag, one, two, three, four in inner.get_opcodes():
            if tag == "equal":
                yield from map(LayerChange, old[one:two], new[three:four])
            else:
                yield from (LayerChange(row, None) for row in old[one:two])
                yield from (LayerChange(None, row) for row in new[three:four])
