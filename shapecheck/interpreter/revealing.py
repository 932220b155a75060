"""What `reveal` asks for: the value at a place, each time it is evaluated, and how it came about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import libcst as cst

from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.graph.layer_graph import is_input
from shapecheck.interpreter.program import Revealed, Step
from shapecheck.interpreter.state import DictObject, LayerObject, ListObject
from shapecheck.interpreter.values import Array, Known, Ref, Reference, Size, Tensor, Tuple, Unknown, Value
from shapecheck.interpreter.walking import children, names_in
from shapecheck.shapes.tensor import EITHER
from shapecheck.source import Site

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame, Run
    from shapecheck.interpreter.places import Place
    from shapecheck.shapes.dims import Dim
    from shapecheck.source import SourceFile

__all__ = ["Revealing"]

_ITEMS = 50
_STEPS = 200
_DEPTH = 4


class _Bound(NamedTuple):
    """One assignment as it was made: in which scope, which names, from which, and what they are then."""

    scope: int
    names: tuple[str, ...]
    read: frozenset[str]
    step: Step


@dataclass(slots=True, eq=False)
class Revealing:
    """Notes what is evaluated at some places of a file, what is applied of the layers made there, and all assignments."""

    source: SourceFile
    places: Sequence[Place]
    _wanted: set[int] = field(default_factory=set)
    _layers: dict[int, list[Site]] = field(default_factory=dict)
    _bound: list[_Bound] = field(default_factory=list)

    def __post_init__(self) -> None:
        pending: list[cst.CSTNode] = [node for place in self.places for choice in place.choices for node in choice]
        while pending:
            node = pending.pop()
            if id(node) not in self._wanted:
                self._wanted.add(id(node))
                pending.extend(children(node))

    def evaluated(self, node: cst.CSTNode, value: Value, frame: Frame) -> None:
        """Note what an expression came to, where it is asked about."""
        if id(node) not in self._wanted or frame.run.repeating:
            return
        site = frame.site(node)
        found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
        if isinstance(found, LayerObject) and isinstance(value, Ref):
            self._layers.setdefault(value.address, []).append(site)
            frame.run.program.revealed.append(_of_layer(value.address, found, site, frame.run))
            return
        kind, content = _described(value, frame.run)
        steps, call = self._history(node, value, frame)
        self._note(Revealed(site, kind, content, _title(value), call, steps=steps), frame.run)

    def applied(self, call: LayerCall, run: Run) -> None:
        """Note a call of a layer that was made at a place asked about."""
        for site in self._layers.get(call.layer or 0, ()):
            found = run.state.objects[call.layer]
            count = _parameters(call.layer, run)
            revealed = Revealed(site, "layer", call.outputs, found.name, call, _ancestors([call], run), count)
            self._note(revealed, run)

    def executed(self, statement: cst.SimpleStatementLine, frame: Frame) -> None:
        """Note what a line assigned."""
        if frame.source is not self.source or not frame.run.state.alive:
            return
        for node in statement.body:
            if isinstance(node, cst.Assign):
                targets: list[cst.BaseExpression] = [each.target for each in node.targets]
            elif isinstance(node, cst.AnnAssign | cst.AugAssign):
                targets = [node.target]
            else:
                continue
            names = tuple(dict.fromkeys(name for target in targets for name in _names(target)))
            if not names or node.value is None:
                continue
            read = frozenset((*names_in(node.value), *(names if isinstance(node, cst.AugAssign) else ())))
            values = [found for name in names if (found := frame.lookup(name)) is not None]
            described = [_described(value, frame.run)[1] for value in values]
            content = described[0] if len(described) == 1 else tuple(described)
            self._bound.append(_Bound(frame.scope, names, read, Step(frame.site(node), "", (), content, None)))

    def chosen(self, noted: Iterable[Revealed]) -> list[Revealed]:
        """Return what is to be shown of all that was noted: for each place the first choice that has a shape."""
        by_node: dict[int, list[Revealed]] = {}
        for each in noted:
            by_node.setdefault(id(each.site.node), []).append(each)
        return [each for place in self.places for each in self._at(place, by_node)]

    def _at(self, place: Place, by_node: dict[int, list[Revealed]]) -> list[Revealed]:
        for choice in place.choices:
            found = [each for node in choice for each in _shaped(node, by_node)]
            lost = [each for node in choice for each in by_node.get(id(node), ()) if each.kind == "unknown"]
            if found:
                return _once((*lost, *found))
        for choice in place.choices:
            found = [each for node in choice for each in by_node.get(id(node), ())]
            if found:
                return _once(found)
        first = next((node for choice in place.choices for node in choice), None)
        return [] if first is None else [Revealed(Site(self.source, first), "unknown", "this is not evaluated")]

    def _history(self, node: cst.CSTNode, value: Value, frame: Frame) -> tuple[tuple[Step, ...], LayerCall | None]:
        """Return the calls that a tensor came through, or else the assignments that its expression reads."""
        run = frame.run
        if isinstance(value, Tensor) and value.key not in (None, EITHER):
            made = run.program.graph.producer(value)
            if made is not None:
                return _ancestors([made[0]], run), made[0]
        return tuple(self._assignments(frozenset(names_in(node)), frame.scope)), None

    def _assignments(self, names: frozenset[str], scope: int) -> list[Step]:
        """Return the assignments behind some names of a scope, in the order in which they were made."""
        found: list[Step] = []
        wanted = set(names)
        for bound in reversed(self._bound):
            if bound.scope == scope and not wanted.isdisjoint(bound.names) and len(found) < _STEPS:
                wanted -= {*bound.names}
                wanted |= bound.read
                found.append(bound.step)
        return found[::-1]

    def _note(self, revealed: Revealed, run: Run) -> None:
        conditions = tuple(decision.condition() for decision in (*run.decided, *run.conditions))
        trail = tuple(site for site in run.trail if not isinstance(site.node, cst.FunctionDef | cst.ClassDef))
        run.program.revealed.append(revealed._replace(trail=trail, conditions=conditions))


def _names(target: cst.BaseExpression) -> Iterator[str]:
    if isinstance(target, cst.Name):
        yield target.value
    elif isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from _names(element.value)


def _described(value: Value, run: Run, depth: int = _DEPTH) -> tuple[str, Any]:
    """Return the kind of a value and what is shown of it, nested: tensors, sizes, None, and texts for all else."""
    match value:
        case Tensor():
            return "tensor", run.current(value)
        case Array(tensor=tensor):
            return "array", tensor
        case Size(dim=dim):
            return "size", dim
        case Known(value=int() as number) if not isinstance(number, bool):
            return "size", number
        case Known(value=None):
            return "value", None
        case Unknown(reason=reason):
            return "unknown", reason
        case Known(value=content):
            return "value", repr(content)[:80]
        case Reference(path=path):
            return "value", path
    items: list[tuple[str, Value]] = []
    found: Any = run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, LayerObject):
        return "value", f"`{found.name}`"
    if isinstance(found, Tuple | ListObject):
        items = [("", item) for item in found.items[:_ITEMS]]
    elif isinstance(found, DictObject):
        named = list(found.entries.items())[:_ITEMS]
        items = [(str(key.value) if isinstance(key, Known) else "?", item) for key, item in named]
    described = [(name, _described(item, run, depth - 1)) for name, item in items] if depth else []
    if not any(_has_shape(each) for _, each in described):
        return "value", "no shape"
    if isinstance(found, DictObject):
        return "several", {name: content for name, (_, content) in described}
    sizes = isinstance(found, Tuple) and all(kind == "size" or content is None for _, (kind, content) in described)
    return ("shape" if sizes else "several"), tuple(content for _, (_, content) in described)


def _has_shape(described: tuple[str, Any]) -> bool:
    return described[0] in ("tensor", "array", "size", "shape", "several")


def _title(value: Value) -> str:
    return value.origin if isinstance(value, Array) else ""


def _of_layer(address: int, found: LayerObject, site: Site, run: Run) -> Revealed:
    """Return a layer as it is now, before it is called; a model with what it gives by now."""
    if found.model is None:
        return Revealed(site, "layer", None, found.name)
    makers = [run.program.graph.producer(tensor) for tensor in tensors_in(found.model.outputs)]
    steps = _ancestors([made[0] for made in makers if made is not None], run)
    count = _parameters(address, run)
    return Revealed(site, "model", found.model.outputs, found.name, None, steps, count)


def _ancestors(calls: Iterable[LayerCall], run: Run) -> tuple[Step, ...]:
    """Return the calls that some calls need, and themselves; a layer's parameters stand at its first call."""
    counted: set[int] = set()
    needed: dict[int, LayerCall] = {}
    for call in calls:
        needed |= {each.key: each for each in (*run.program.graph.ancestors(call), call)}
    steps = []
    for each in needed.values():
        first = each.layer is not None and each.layer not in counted
        counted.add(each.layer or 0)
        count = _parameters(each.layer, run) if first and not is_input(each) else None
        steps.append(Step(each.site, each.operation, each.inputs, each.outputs, count))
    return tuple(steps)


def _parameters(address: int | None, run: Run) -> Dim | None:
    """Count what a layer holds by now; None where that is not known."""
    from shapecheck.graph.model import count
    from shapecheck.interpreter.bridge.snapshot import Snapshots

    if address is None or not isinstance(run.state.objects.get(address), LayerObject):
        return None
    weights = Snapshots(run, {}).layer(address).weights
    return None if weights is None else count(weights).total


def _shaped(node: cst.CSTNode, by_node: dict[int, list[Revealed]]) -> list[Revealed]:
    """Return what has a shape at an expression, else below it: the arguments of a call before what is called."""
    noted = by_node.get(id(node), ())
    layers = [each for each in noted if each.kind in ("layer", "model")]
    called = [each for each in layers if each.call is not None]
    found = called or layers or [each for each in noted if _has_shape((each.kind, each.content))]
    if found:
        return found
    parts: list[list[cst.CSTNode]] = [[*node.args], [node.func]] if isinstance(node, cst.Call) else [[*children(node)]]
    for part in parts:
        found = [each for inner in part for each in _shaped(inner, by_node)]
        if found:
            return found
    return []


def _once(found: Iterable[Revealed]) -> list[Revealed]:
    """Return each thing once: what an entry's further analyses came to again is not said again."""
    kept: dict[Any, Revealed] = {}
    for each in found:
        given = each.call.inputs if each.call else ()
        shapes = (
            repr([tensor.shape for tensor in tensors_in((each.content, given))]) if each.call else repr(each.content)
        )
        trail = tuple(id(site.node) for site in each.trail)
        kept.setdefault((id(each.site.node), trail, each.conditions, each.kind, shapes), each)
    return list(kept.values())
