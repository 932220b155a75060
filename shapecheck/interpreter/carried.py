"""What of a turn of a loop is there for every turn: only that leads on to what the next one begins with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.graph.call import tensors_in
from shapecheck.interpreter.bridge.conversion import BoundLayer
from shapecheck.interpreter.state import LayerObject
from shapecheck.interpreter.values import Ref, Tensor, Tuple, Value

if TYPE_CHECKING:
    from shapecheck.graph.call import LayerCall
    from shapecheck.interpreter.frame import Run
    from shapecheck.interpreter.state import State

__all__ = ["forget_loose", "forget_picked", "held_by", "leading_on"]


def leading_on(start: State, run: Run) -> set[int]:
    """Return the calls that lead from a tensor before a turn to the one that the next turn finds in its place."""
    graph, objects = run.program.graph, run.state.objects
    found: set[int] = set()
    for key in objects.changed(start.objects):
        for before, after in _tensors(start.objects.get(key), objects.get(key)):
            made = graph.producer(after)
            if before.key == after.key or made is None:
                continue
            behind = [made[0], *graph.ancestors(made[0])]
            if any(tensor.key == before.key for call in behind for tensor in tensors_in(call.inputs)):
                found.update(call.key for call in behind)
    return found


def forget_loose(calls: Iterable[LayerCall], run: Run) -> None:
    """Forget the weights of the layers of calls that no later turn rests on: a model has that of the last turn alone.

    Layers that others hold go with these.
    """
    objects = run.state.objects
    loose = {call.layer for call in calls if call.layer is not None}
    if not loose:
        return
    held = {
        inner
        for item in objects.values()
        if isinstance(item, LayerObject)
        for inner in (*item.sublayers, *(item.model.layers if item.model is not None else ()), *held_by(item))
    }
    for address in loose - held:
        if objects[address].ranges:
            _forget(address, "only that of the last turn of a loop is used", run)


def _forget(address: int, reason: str, run: Run) -> None:
    """Forget how many weights a layer has that stands for those of each turn, if it has any."""
    found = run.state.objects[address]
    if found.cls is not None or found.model is not None or found.weights != () or not found.built:
        run.state.objects[address] = replace(found, weights=None, reason=reason)


def forget_picked(item: Value, run: Run) -> None:
    """Forget the weights of a layer that is picked out of a series before all of it is built: the others may never be."""
    for part in item.items if isinstance(item, Tuple) else (item,):
        found = run.state.objects.get(part.address) if isinstance(part, Ref) else None
        if isinstance(part, Ref) and isinstance(found, LayerObject) and not found.built:
            _forget(part.address, "how many layers of the list are used is not known", run)


def held_by(layer: LayerObject) -> Iterator[int]:
    """Yield the layers that one was made of: the layer of a wrapper, the cells of an RNN."""
    for content in layer.config.values():
        for item in content if isinstance(content, list | tuple) else (content,):
            if isinstance(item, BoundLayer):
                yield item.ref.address


def _tensors(before: Any, after: Any) -> Iterator[tuple[Tensor, Tensor]]:
    if isinstance(before, Tensor) and isinstance(after, Tensor):
        yield before, after
    elif isinstance(before, Tuple) and isinstance(after, Tuple):
        for one, other in zip(before.items, after.items, strict=False):
            yield from _tensors(one, other)
