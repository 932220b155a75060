"""Models as facts: what the state holds of them when the analysis ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.attributes import is_weightless
from shapecheck.catalog.operations.recorded import class_name
from shapecheck.catalog.tables import prefixed
from shapecheck.graph.call import Layer, LayerCall, tensors_in
from shapecheck.graph.layer_graph import Disconnected, is_input
from shapecheck.graph.model import Model, ModelLayer
from shapecheck.interpreter.bridge.conversion import BoundLayer
from shapecheck.interpreter.bridge.models import layers_of, own_weights
from shapecheck.interpreter.state import ClassObject, LayerObject
from shapecheck.interpreter.values import Function
from shapecheck.shapes.dims import product, symbols_of
from shapecheck.shapes.requirements import AllOf, AnyOf, Condition
from shapecheck.shapes.simplifying import simplified
from shapecheck.shapes.tensor import Tensor, Weight

if TYPE_CHECKING:
    from shapecheck.graph.layer_graph import LayerGraph
    from shapecheck.interpreter.frame import Run

__all__ = ["Snapshots", "constructed"]


def constructed(run: Run, after: int) -> list[int]:
    """Return the addresses of the models made after a serial number, in the order of construction."""
    found = [
        (item.serial, address)
        for address, item in run.state.objects.items()
        if isinstance(item, LayerObject) and item.model is not None and item.serial > after and isinstance(address, int)
    ]
    return [address for _, address in sorted(found)]


class Snapshots:
    """Make graph facts of layer objects, each once, so that what is shared stays shared."""

    def __init__(self, run: Run, targets: Mapping[int, str]) -> None:
        self._run = run
        self._targets = targets
        self._layers: dict[int, Layer] = {}
        self._models: dict[int, Model] = {}

    def layer(self, address: int) -> Layer:
        """Return the facts of one layer."""
        if address not in self._layers:
            found = self._run.state.objects[address]
            if found.model is not None or found.cls is not None:
                weights = self._weights_of_model(address)
            else:
                weights = own_weights(found) if found.built else None
            if weights is not None and not found.trainable:
                weights = tuple(replace(weight, trainable=False) for weight in weights)
            config = {name: self._plain(content) for name, content in found.config.items()}
            weights = _frozen_within(config, weights)
            sublayers = tuple(self.layer(inner) for inner in found.sublayers)
            self._layers[address] = Layer(found.path, found.name, config, found.site, weights, found.built, sublayers)
        return self._layers[address]

    def _plain(self, content: Any) -> Any:
        if isinstance(content, BoundLayer):
            return self.layer(content.ref.address)
        if isinstance(content, list | tuple):
            return type(content)(self._plain(item) for item in content)
        return content

    def _weights_of_model(self, address: int) -> tuple[Weight, ...] | None:
        found = self._run.state.objects[address]
        own = own_weights(found)
        if own is None or found.reason:
            return None
        collected = {weight.key: weight for weight in own}
        for inner in layers_of(address, self._run.state):
            held = self._run.state.objects[inner]
            if found.cls is not None and not held.built and held.weights == ():
                continue
            layer = self.layer(inner)
            if layer.weights is None:
                return None
            # what a functional model is made of was built before it was there, and wears no name of it
            functional = held.model is not None and held.model.kind == "functional"
            for weight in layer.weights if functional else prefixed(layer.name, layer.weights):
                collected.setdefault(weight.key, weight)
        return tuple(collected.values())

    def model(self, address: int) -> Model:
        """Return the facts of one model, nested ones included."""
        if address not in self._models:
            self._models[address] = self._model(address)
        return self._models[address]

    def _model(self, address: int) -> Model:
        found = self._run.state.objects[address]
        facts = found.model
        graph = None
        if facts.inputs is not None and facts.outputs is not None:
            graph = self._run.program.graph.between(facts.inputs, facts.outputs)
        calls = _by_layer(graph.calls() if graph is not None else ())
        rows = tuple(self._row(inner, calls.get(inner, ())) for inner in layers_of(address, self._run.state))
        operations = tuple(self._operation(key) for key in facts.operations)
        made = Model(
            found.name,
            facts.kind,
            facts.target or self._targets.get(address),
            found.site,
            self._arguments(found) if facts.kind == "subclassed" else self._named(facts.inputs),
            self._results(facts.outputs) if facts.kind == "subclassed" else self._named(facts.outputs),
            rows,
            operations,
            graph,
            tuple(self._unknown(found, rows)),
        )
        if not found.trainable:
            frozen = {id(row): replace(row, layer=_frozen(row.layer)) for row in rows}
            made = replace(made, layers=tuple(frozen[id(row)] for row in rows))
        names = sorted(symbol.name for symbol in self._symbols(made))
        origins = {name: self._run.program.symbols[name] for name in names if name in self._run.program.symbols}
        needed = {
            item.condition: item
            for item in reversed(self._run.program.requirements)
            if symbols_in(item.condition) <= set(origins)
        }
        return replace(
            made,
            symbols=origins,
            requirements=tuple(simplified(list(reversed(needed.values())))),
            weights=None if _is_open(found) else own_weights(found),
            repeated=self._repeated(graph),
        )

    def _row(self, address: int, calls: Sequence[LayerCall]) -> ModelLayer:
        found = self._run.state.objects[address]
        nested = self.model(address) if found.model is not None else None
        own = () if nested is not None and nested.kind != "subclassed" else calls
        inside = {call.key: made for call in own if (made := self._inside(call)) is not None}
        repeat = product(last - first + 1 for _, first, last in found.ranges)
        return ModelLayer(self.layer(address), tuple(calls), nested, repeat, inside)

    def _inside(self, call: LayerCall) -> Model | None:
        """Return what a user's own code does in a call as a model; None where it takes tensors from outside."""
        if call.inside is None:
            return None
        try:
            graph = self._run.program.graph.between(*call.inside)
        except Disconnected:
            return None
        calls = graph.calls()
        by_layer = _by_layer(calls)
        starts, ends = (tuple((None, tensor) for tensor in tensors_in(part)) for part in call.inside)
        return Model(
            call.name,
            "subclassed",
            None,
            call.site,
            starts,
            ends,
            tuple(self._row(address, own) for address, own in by_layer.items()),
            tuple(self._operation(each.key) for each in calls if each.layer is None and not is_input(each)),
            graph,
            repeated=self._repeated(graph),
        )

    def _repeated(self, graph: LayerGraph | None) -> frozenset[int]:
        calls = graph.calls() if graph is not None and self._run.repeated else ()
        return frozenset(call.key for call in calls if call.key in self._run.repeated)

    def _operation(self, key: int) -> ModelLayer:
        call = self._run.program.graph.call(key)
        title = class_name(call.operation)
        return ModelLayer(Layer(f"keras.ops.{title}", call.name, {}, call.site, (), built=True), (call,))

    def _named(self, content: Any) -> tuple[tuple[str | None, Tensor], ...]:
        named = []
        for tensor in tensors_in(content):
            made = self._run.program.graph.producer(tensor)
            owner = (
                self._run.state.objects.get(made[0].layer) if made is not None and made[0].layer is not None else None
            )
            name = owner.name if owner is not None else (made[0].name if made is not None else "keras_tensor")
            named.append((name, tensor))
        return tuple(named)

    def _arguments(self, found: LayerObject) -> tuple[tuple[str | None, Tensor], ...]:
        """Name the inputs of a subclassed model: the parameters of its `call`, or the keys of a dict."""
        content = found.model.inputs if found.model is not None else None
        if found.model is not None and found.model.arguments:
            several = zip(found.model.arguments, content or (), strict=True)
            return tuple((name, tensor) for name, part in several for tensor in tensors_in(part))
        if isinstance(content, dict):
            return tuple((name, tensor) for name in sorted(content) for tensor in tensors_in(content[name]))
        definition = self._run.state.objects[found.cls]
        forward = self._run.state.cell(found.cls, "call") if found.cls is not None else None
        assert isinstance(definition, ClassObject)
        names = [item.name.value for item in forward.node.params.params[1:]] if isinstance(forward, Function) else []
        tensors = list(tensors_in(content))
        return tuple((names[0] if names else None, tensor) for tensor in tensors)

    def _results(self, content: Any) -> tuple[tuple[str | None, Tensor], ...]:
        if isinstance(content, dict):
            return tuple((name, tensor) for name in sorted(content) for tensor in tensors_in(content[name]))
        return tuple((None, tensor) for tensor in tensors_in(content))

    def _unknown(self, found: LayerObject, rows: tuple[ModelLayer, ...]) -> list[str]:
        reasons = [found.reason] if found.weights is None or found.reason else []
        if _is_open(found):
            reasons.append(f"{found.name} was never called")
        for address in found.sublayers:
            held = self._run.state.objects[address]
            if held.weights is None or (held.cls is not None and held.reason):
                reasons.append(held.reason)
        for row in rows:
            reasons.extend(_waiting(row.layer))
            if row.model is not None:
                reasons.extend(row.model.unknown)
            elif row.layer.weights is None and found.cls is not None and not row.layer.built:
                continue
            elif row.layer.weights is None:
                reasons.append(f"{row.layer.name} is not built")
            elif any(self._opaque(weight) for weight in row.layer.weights):
                reasons.append(f"a size of {row.layer.name} is not known")
        return list(dict.fromkeys(reasons))

    def _opaque(self, weight: Weight) -> bool:
        """Tell whether a size of a weight is a symbol that stands for an unknown value, not for a parameter."""
        names = {symbol.name for symbol in symbols_of(weight.parameters)}
        origins = (self._run.program.symbols.get(name) for name in names)
        return any(origin is not None and not origin.text.startswith("parameter ") for origin in origins)

    def _symbols(self, model: Model) -> set[Any]:
        sizes = [size for _, tensor in (*model.inputs, *model.outputs) for size in tensor.shape or ()]
        for row in (*model.layers, *model.operations):
            sizes.extend(size for weight in row.layer.weights or () for size in (*weight.shape, weight.parameters))
            sizes.append(row.repeat)
            for call in row.calls:
                sizes.extend(size for tensor in tensors_in(call.outputs) for size in tensor.shape or ())
        return {symbol for size in sizes for symbol in symbols_of(size)}


def _frozen_within(config: Mapping[str, Any], weights: tuple[Weight, ...] | None) -> tuple[Weight, ...] | None:
    """Freeze the weights that a layer holds for one in its configuration, where that one is frozen."""
    held = [item for content in config.values() for item in (content if isinstance(content, list) else [content])]
    inner = [weight for layer in held if isinstance(layer, Layer) for weight in layer.weights or ()]
    frozen = {weight.key for weight in inner if not weight.trainable}
    if weights is None or not frozen:
        return weights
    return tuple(replace(weight, trainable=False) if weight.key in frozen else weight for weight in weights)


def _waiting(layer: Layer) -> Iterator[str]:
    """Say which parts of a user's cell only its first step on data will build; Keras does not count them before."""
    cell = layer.config.get("cell")
    for each in cell if isinstance(cell, list | tuple) else (cell,):
        if isinstance(each, Layer) and each.weights is not None:
            parts = (part for part in each.sublayers if not part.built and not is_weightless(part.path))
            yield from (f"{part.name} of {each.name} is not built before data come" for part in parts)


def _is_open(found: LayerObject) -> bool:
    """Tell whether a model of the user's class has no weights yet, as it was never called."""
    return found.model is not None and found.model.kind == "subclassed" and found.model.outputs is None


def symbols_in(condition: Any) -> set[str]:
    """Return the names of the symbols that a condition compares."""
    if isinstance(condition, AnyOf | AllOf):
        return {name for inner in condition.conditions for name in symbols_in(inner)}
    if isinstance(condition, Condition):
        return {symbol.name for size in (condition.left, condition.right) for symbol in symbols_of(size)}
    return set()


def _by_layer(calls: Iterable[LayerCall]) -> dict[int, list[LayerCall]]:
    """Return the calls of each layer; operations have none."""
    found: defaultdict[int, list[LayerCall]] = defaultdict(list)
    for call in calls:
        if call.layer is not None:
            found[call.layer].append(call)
    return found


def _frozen(layer: Layer) -> Layer:
    weights = None if layer.weights is None else tuple(replace(weight, trainable=False) for weight in layer.weights)
    return replace(layer, weights=weights)
