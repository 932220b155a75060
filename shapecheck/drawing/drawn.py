"""From models to a picture: a node for each call, frames for nested models, repeated blocks once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

from shapecheck.drawing.folding import folds
from shapecheck.drawing.picture import Group, Item, Node, Picture
from shapecheck.graph.call import LayerCall, class_name, tensors_in
from shapecheck.graph.layer_graph import inputs_of
from shapecheck.shapes.dims import text, total
from shapecheck.shapes.shape import shape_text

if TYPE_CHECKING:
    from shapecheck.graph.model import Model, ModelLayer
    from shapecheck.shapes.dims import Dim
    from shapecheck.shapes.tensor import Tensor

__all__ = ["draw"]

MANY = 150
"""Of a model with more nodes than that, blocks that differ in their sizes only are folded too."""

_Keys = dict[int | None, tuple[int, ...]]
"""The nodes that make a tensor, by its key."""


def draw(models: Sequence[Model], *, depth: int = 1, fold: bool = True) -> Picture:
    """Draw models side by side; `depth` 2 opens the models within them, and what a user's own layers do."""
    drawing = _Drawing(depth, fold)
    tops = _tops(models)
    made: list[Item] = []
    for model in tops:
        items = drawing.model(model, {}, 1)[0]
        made += items if len(tops) == 1 else [Group(drawing.key(), _title(model), tuple(items))]
    return Picture(tuple(made), tuple(dict.fromkeys(drawing.edges)))


def _tops(models: Sequence[Model]) -> list[Model]:
    """Leave out models that stand within others; all of them where nothing is left, or where nothing can be drawn."""
    within = {id(row.model) for model in models for row in model.layers if row.model is not None}
    return [model for model in models if id(model) not in within] or list(models)


def _title(model: Model) -> str:
    return f"{model.name} ({model.kind})"


@dataclass(slots=True)
class _Step:
    """One call to be drawn: what it is, where its tensors come from, and what stands in its place if it is opened."""

    call: LayerCall
    node: Node
    count: Dim | None
    opened: Model | None = None


@dataclass(slots=True)
class _Drawing:
    """The edges made so far, the layers whose parameters are shown, and how much is to be shown."""

    depth: int
    fold: bool
    edges: list[tuple[int, int]] = field(default_factory=list)
    keys: Iterator[int] = field(default_factory=count)
    shown: set[int] = field(default_factory=set)

    def key(self) -> int:
        """Return a number of its own."""
        return next(self.keys)

    def model(self, model: Model, given: _Keys, level: int) -> tuple[list[Item], _Keys]:
        """Return the items of a model, and the nodes that make its tensors; `given` makes its inputs."""
        sheet = _Sheet(self, self._steps(model), [tensor for _, tensor in model.outputs], given, level)
        items = sheet.items(sheet.steps, range(len(sheet.steps)))
        return items, {key: sheet.made.get(place, ()) for key, place in sheet.makers.items()}

    def _steps(self, model: Model) -> list[_Step]:
        rows = [*model.layers, *model.operations]
        row_of = {call.key: row for row in rows for call in row.calls}
        calls = model.graph.calls() if model.graph is not None else [call for row in rows for call in row.calls]
        steps = []
        for call in _in_order(calls):
            row = row_of.get(call.key)
            fresh = row is not None and id(row.layer) not in self.shown
            if row is not None:
                self.shown.add(id(row.layer))
            counted = row.parameters.total if row is not None and fresh else 0
            steps.append(_Step(call, self._node(call, row, counted), counted, _inner(call, row)))
        return steps

    def _node(self, call: LayerCall, row: ModelLayer | None, counted: Dim | None) -> Node:
        kind = class_name(call.operation) if row is None else row.layer.class_name
        name = (call.name or kind) if row is None else row.layer.name
        if row is not None and row.repeat != 1:
            name = f"{name} x {text(row.repeat)}"
        return Node(self.key(), name, kind, _shapes(tensors_in(call.outputs)), _count(counted), call.site.line)


class _Sheet:
    """One model that is being drawn: its steps, which of them make what, and the nodes that stand for them."""

    def __init__(
        self, drawing: _Drawing, steps: Sequence[_Step], outputs: Iterable[Tensor], given: _Keys, level: int
    ) -> None:
        self.drawing = drawing
        self.steps = steps
        self.given = given
        self.level = level
        self.makers: dict[int | None, int] = {
            tensor.key: place
            for place, step in enumerate(steps)
            for tensor in tensors_in(step.call.outputs)
            if tensor.key is not None
        }
        self.made: dict[int, tuple[int, ...]] = {}
        self.sources = [
            tuple(
                self.makers[tensor.key] for tensor in inputs_of(step.call) if self.makers.get(tensor.key, place) < place
            )
            for place, step in enumerate(steps)
        ]
        self.last_use = list(range(len(steps)))
        for place, taken in enumerate(self.sources):
            for source in taken:
                self.last_use[source] = max(self.last_use[source], place)
        for tensor in outputs:
            if tensor.key in self.makers:
                self.last_use[self.makers[tensor.key]] = len(steps)

    def items(self, steps: Sequence[_Step], places: range) -> list[Item]:
        """Return the items of a stretch of steps, its blocks folded; `steps` say what is shown of each."""
        items: list[Item] = []
        place = places.start
        for start, length, times in self._blocks(steps, places):
            for each in range(place, start):
                items += self._item(steps[each], each)
            inner = self.items(_merged(steps, start, length, times), range(start, start + length))
            alone = inner[0] if len(inner) == 1 else None
            if isinstance(alone, Node):
                items.append(replace(alone, repeat=times))
            else:
                items.append(Group(self.drawing.key(), "", tuple(inner), times))
            place = start + length * times
            for again in range(start + length, place):
                self.made[again] = self.made[start + (again - start) % length]
        for each in range(place, places.stop):
            items += self._item(steps[each], each)
        return items

    def _blocks(self, steps: Sequence[_Step], places: range) -> list[tuple[int, int, int]]:
        """Find the blocks of a stretch: equal ones, and where much is left those too that differ in sizes only."""
        if not self.drawing.fold:
            return []
        local = [tuple(source - places.start for source in self.sources[place]) for place in places]
        last_use = [self.last_use[place] - places.start for place in places]
        shown = [steps[place] for place in places]
        found = folds([_label(step) for step in shown], local, last_use)
        if len(places) - sum(fold.saved for fold in found) > MANY:
            found = folds([step.node.kind for step in shown], local, last_use)
        return [(places.start + fold.start, fold.length, fold.times) for fold in found]

    def _item(self, step: _Step, place: int) -> list[Item]:
        taken = [self._nodes_of(tensor) for tensor in inputs_of(step.call)]
        before = tuple(dict.fromkeys(key for keys in taken for key in keys))
        if step.opened is not None and self.level < self.drawing.depth:
            items = self._opened(step, step.opened, taken, before, place)
            if items:
                return [Group(self.drawing.key(), f"{step.node.name} ({step.node.kind})", tuple(items))]
        if not before:
            # the input of a nested model stands for what the model is given
            outputs = tensors_in(step.call.outputs)
            before = tuple(dict.fromkeys(key for tensor in outputs for key in self.given.get(tensor.key, ())))
        self.drawing.edges += [(key, step.node.key) for key in before]
        self.made[place] = (step.node.key,)
        return [step.node]

    def _nodes_of(self, tensor: Tensor) -> tuple[int, ...]:
        place = self.makers.get(tensor.key)
        return self.given.get(tensor.key, ()) if place is None else self.made.get(place, ())

    def _opened(
        self, step: _Step, opened: Model, taken: Sequence[tuple[int, ...]], before: tuple[int, ...], place: int
    ) -> list[Item]:
        """Draw what stands behind a call, joined to what the call takes."""
        entries = [tensor.key for _, tensor in opened.inputs]
        paired = taken if len(taken) == len(entries) else [before] * len(entries)
        items, results = self.drawing.model(opened, dict(zip(entries, paired, strict=True)), self.level + 1)
        exits = dict.fromkeys(key for _, tensor in opened.outputs for key in results.get(tensor.key, ()))
        self.made[place] = tuple(exits) or before
        return items


def _inner(call: LayerCall, row: ModelLayer | None) -> Model | None:
    if row is None:
        return None
    return row.model if row.model is not None else row.inside.get(call.key)


def _in_order(calls: Iterable[LayerCall]) -> list[LayerCall]:
    """List calls as they were made, but each after those that it needs."""
    listed = list(calls)
    makers: dict[int | None, int] = {
        tensor.key: place
        for place, call in enumerate(listed)
        for tensor in tensors_in(call.outputs)
        if tensor.key is not None
    }
    needs = [{makers[tensor.key] for tensor in inputs_of(call) if tensor.key in makers} for call in listed]
    users: dict[int, list[int]] = {}
    for place, wanted in enumerate(needs):
        wanted.discard(place)
        for maker in wanted:
            users.setdefault(maker, []).append(place)
    ready = [place for place, wanted in enumerate(needs) if not wanted]
    heapify(ready)
    order: list[LayerCall] = []
    while ready:
        place = heappop(ready)
        order.append(listed[place])
        for user in users.get(place, ()):
            needs[user].discard(place)
            if not needs[user]:
                heappush(ready, user)
    return order


def _label(step: _Step) -> Hashable:
    node = step.node
    return node.kind, node.shape, node.parameters


def _merged(steps: Sequence[_Step], start: int, length: int, times: int) -> list[_Step]:
    """Return the steps with those of a block's first repetition speaking for all of them."""
    made = list(steps)
    for place in range(start, start + length):
        group = [steps[place + length * again] for again in range(times)]
        made[place] = _spoken_for(group)
    return made


def _spoken_for(group: Sequence[_Step]) -> _Step:
    first, last = group[0].node, group[-1].node
    shape = first.shape if all(each.node.shape == first.shape for each in group) else f"{first.shape} ... {last.shape}"
    alike = all(each.node.parameters == first.parameters for each in group)
    parameters = f"{first.parameters} each" * bool(first.parameters) if alike else f"{_count(_sum(group))} in all"
    name = first.name if len(group) == 1 or first.name == last.name else f"{first.name} ... {last.name}"
    return _Step(
        group[0].call,
        Node(first.key, name, first.kind, shape, parameters, first.line),
        group[0].count,
        group[0].opened,
    )


def _sum(group: Sequence[_Step]) -> Dim | None:
    counts = [step.count for step in group]
    known = [size for size in counts if size is not None]
    return total(known) if len(known) == len(counts) else None


def _shapes(tensors: Iterable[Tensor]) -> str:
    return ", ".join("?" if each.shape is None else shape_text(each.shape) for each in tensors) or "?"


def _count(size: Dim | None) -> str:
    if size is None:
        return "? params"
    if isinstance(size, int):
        return f"{size:,} param{'' if size == 1 else 's'}" if size else ""
    return f"{text(size)} params"
