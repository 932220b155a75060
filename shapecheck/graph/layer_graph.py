"""The layer graph: calls joined by tensors. The only importer of networkx, and only once a question is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from shapecheck.graph.call import LayerCall, Structure, tensors_in

if TYPE_CHECKING:
    import networkx

    from shapecheck.shapes.tensor import Tensor

__all__ = ["Disconnected", "LayerGraph", "inputs_of"]

END = "outputs"
INPUTS = ("keras.Input", "keras.layers.Input", "keras.layers.InputLayer")


class Disconnected(Exception):
    """Raised where a model's outputs need more than its inputs: the tensor without a parent, and what needs it.

    `keras_error` is the text that Keras raises.
    """

    def __init__(self, tensor: Tensor, call: LayerCall, keras_error: str) -> None:
        super().__init__(keras_error)
        self.tensor = tensor
        self.call = call
        self.keras_error = keras_error


def inputs_of(call: LayerCall) -> Iterator[Tensor]:
    """Yield the tensors of the graph that a call takes, in Keras's order: those given by position, then by keyword, sorted.

    Arrays among the arguments are constants: Keras does not list them either.
    """
    given = {name: call.arguments[name] for name in call.keywords if name in call.arguments}
    return (tensor for tensor in chain(tensors_in(call.inputs), tensors_in(given)) if tensor.key is not None)


class LayerGraph:
    """Hold calls, and answer what lies between them.

    An edge of the network is a tensor, with its place among the producer's outputs (`index`) and its shape. A
    call must be added after the calls whose outputs it takes.
    """

    def __init__(self, calls: Iterable[LayerCall] = ()) -> None:
        self._calls: dict[int, LayerCall] = {}
        self._producers: dict[int, tuple[LayerCall, int]] = {}
        self._places: dict[int, int] = {}
        self._waiting: list[LayerCall] = []
        for call in calls:
            self.add(call)

    def __len__(self) -> int:
        return len(self._calls)

    def __contains__(self, call: LayerCall) -> bool:
        return call.key in self._calls

    def add(self, call: LayerCall) -> None:
        """Add a call. Costs a few entries: it joins the network when that is next asked for."""
        self._places.setdefault(call.key, len(self._places))
        self._waiting.append(call)
        self._calls[call.key] = call
        for index, tensor in enumerate(tensors_in(call.outputs)):
            if tensor.key is not None:
                self._producers[tensor.key] = (call, index)

    def call(self, key: int) -> LayerCall:
        """Return the call of that key; KeyError where there is none."""
        return self._calls[key]

    def calls(self) -> list[LayerCall]:
        """List the calls in the order in which they were added."""
        return list(self._calls.values())

    def producer(self, tensor: Tensor) -> tuple[LayerCall, int] | None:
        """Return the call that makes a tensor, and the tensor's place among its outputs."""
        return None if tensor.key is None else self._producers.get(tensor.key)

    @cached_property
    def _joined(self) -> networkx.MultiDiGraph[int]:
        import networkx

        return networkx.MultiDiGraph()

    @property
    def _network(self) -> networkx.MultiDiGraph[int]:
        network, waiting = self._joined, self._waiting
        self._waiting = []
        network.add_nodes_from(call.key for call in waiting)
        for call in waiting:
            for tensor in inputs_of(call):
                if (made := self.producer(tensor)) is not None:
                    network.add_edge(made[0].key, call.key, tensor=tensor.key, index=made[1], shape=tensor.shape)
        return network

    def network(self) -> networkx.MultiDiGraph[int]:
        """Return the graph for networkx: keys of calls, joined by an edge for each tensor that one takes of another."""
        return self._network

    def _listed(self, keys: Iterable[int]) -> list[LayerCall]:
        return [self._calls[key] for key in sorted(keys, key=self._places.__getitem__)]

    def producers(self, call: LayerCall) -> list[LayerCall]:
        """List the calls whose outputs a call takes, each once, in the order of its inputs."""
        return [self._calls[key] for key in self._network.predecessors(call.key)]

    def consumers(self, call: LayerCall) -> list[LayerCall]:
        """List the calls that take an output of a call, each once."""
        return self._listed(self._network.successors(call.key))

    def order(self) -> list[LayerCall]:
        """List the calls such that every one stands after those it needs; by key where both orders would do."""
        import networkx

        return [self._calls[key] for key in networkx.lexicographical_topological_sort(self._network, lambda key: key)]

    def ancestors(self, call: LayerCall) -> list[LayerCall]:
        """List the calls that a call needs, directly or not."""
        import networkx

        return self._listed(networkx.ancestors(self._network, call.key))

    def descendants(self, call: LayerCall) -> list[LayerCall]:
        """List the calls that need a call, directly or not."""
        import networkx

        return self._listed(networkx.descendants(self._network, call.key))

    def components(self) -> list[list[LayerCall]]:
        """List the parts of the graph that share no tensor, the earliest first."""
        import networkx

        parts = [self._listed(keys) for keys in networkx.weakly_connected_components(self._network)]
        return sorted(parts, key=lambda part: part[0].key)

    def dead(self, outputs: Structure) -> list[LayerCall]:
        """List the calls that no output needs."""
        import networkx

        makers = {made[0].key for tensor in tensors_in(outputs) if (made := self.producer(tensor)) is not None}
        alive = makers.union(*(networkx.ancestors(self._network, key) for key in makers))
        return [call for key, call in self._calls.items() if key not in alive]

    def between(self, inputs: Structure, outputs: Structure) -> LayerGraph:
        """Cut out what `Model(inputs, outputs)` holds: all that the outputs need, stopping at the inputs.

        An input that a call has made is made by an `Input` of its own in the result (with a negative key), as in
        Keras (`clone_graph_nodes` in keras/src/models/functional.py). Raises Disconnected where Keras raises.
        """
        import networkx

        given, wanted = list(tensors_in(inputs)), list(tensors_in(outputs))
        entries = [(tensor, found[0]) for tensor in given if (found := self.producer(tensor)) is not None]
        cuts = {tensor.key: entry(tensor, maker) for tensor, maker in entries if not is_input(maker)}
        # Keras puts a new InputLayer in the place of the operation that made the input, in all that it does
        closed = {operation_of(maker) for tensor, maker in entries if tensor.key in cuts}
        opened = {tensor.key for tensor in given}
        network = self._network
        if cuts:
            edges = [edge for edge in network.edges(keys=True) if network.edges[edge]["tensor"] in cuts]
            network = networkx.restricted_view(network, (), edges)
        needed: set[int] = set()
        for number, tensor in enumerate(wanted):
            if (found := self.producer(tensor)) is None:
                continue
            ours = self._listed(networkx.ancestors(network, found[0].key) | {found[0].key})
            if cuts and (tensor.key in opened or tensor.key in {other.key for other in wanted[:number]}):
                raise Disconnected(tensor, found[0], unconnected(outputs, number))
            for call in sorted(ours, key=is_input):
                lost = [made for made in tensors_in(call.outputs) if made.key not in opened]
                if lost and (is_input(call) or operation_of(call) in closed):
                    raise Disconnected(lost[0], call, unconnected(outputs, number))
            needed.update(call.key for call in ours)
        needed.update(maker.key for _, maker in entries if is_input(maker))
        return LayerGraph([*cuts.values(), *self._listed(needed)])

    def layer_order(self, inputs: Structure, outputs: Structure) -> list[tuple[LayerCall, ...]]:
        """List the operations of `Model(inputs, outputs)` in Keras's order, each with its calls inside the model.

        These are `model.layers` and the raw operations between them. Raises Disconnected.
        """
        import networkx

        graph = self.between(inputs, outputs)
        makers = [found[0].key for tensor in tensors_in(outputs) if (found := graph.producer(tensor)) is not None]
        needs: networkx.DiGraph[int | str] = networkx.DiGraph()
        needs.add_edges_from((END, key) for key in makers)
        needs.add_edges_from((key, maker) for key in graph._calls for maker in graph._network.predecessors(key))
        return ordered(graph, needs, inputs)


def is_input(call: LayerCall) -> bool:
    """Tell whether a call makes the tensor of an `InputLayer`."""
    return call.operation in INPUTS


def operation_of(call: LayerCall) -> tuple[str, int]:
    """Name what Keras calls the operation: the layer, or else the call itself."""
    return ("call", call.key) if call.layer is None else ("layer", call.layer)


def entry(tensor: Tensor, maker: LayerCall) -> LayerCall:
    """Make the call of the `InputLayer` that stands for a tensor which the model is given, not makes."""
    assert tensor.key is not None
    return LayerCall(-1 - tensor.key, INPUTS[0], None, (), tensor, maker.site, trail=maker.trail)


def unconnected(outputs: Structure, number: int) -> str:
    """Write what Keras raises where the output of that number needs more than the inputs."""
    if isinstance(outputs, dict):
        path = str(sorted(outputs)[number]) if number < len(outputs) else str(number)
    else:
        path = str(number) if isinstance(outputs, list | tuple) else ""
    return f"Output with path `{path}` is not connected to `inputs`"


def ordered(graph: LayerGraph, needs: networkx.DiGraph[int | str], inputs: Structure) -> list[tuple[LayerCall, ...]]:
    """Order operations by depth, then by first visit from the outputs (`map_graph` in keras/src/ops/function.py)."""
    import networkx

    visits = [graph.call(key) for key in networkx.dfs_preorder_nodes(needs, END) if isinstance(key, int)]
    finished = [graph.call(key) for key in networkx.dfs_postorder_nodes(needs, END) if isinstance(key, int)]
    first: dict[tuple[str, int], int] = {}
    for index, call in enumerate(visits):
        first.setdefault(operation_of(call), index)
    depths: dict[tuple[str, int], int] = {}
    calls: dict[int, int] = {}
    # a shared layer is as deep as the deepest of its calls *so far*, and so are the calls before it: Keras's quirk
    for call in reversed(finished):
        depth = max(calls.get(call.key, 0), depths.get(operation_of(call), 0))
        depths[operation_of(call)] = depth
        for maker in needs[call.key]:
            calls[maker] = max(depth + 1, calls.get(maker, 0))
    for tensor in tensors_in(inputs):
        if (found := graph.producer(tensor)) is not None and operation_of(found[0]) not in depths:
            depths[operation_of(found[0])] = 0
            first[operation_of(found[0])] = -1
    groups: dict[tuple[str, int], list[LayerCall]] = {}
    for call in graph.calls():
        groups.setdefault(operation_of(call), []).append(call)
    return [tuple(groups[name]) for name in sorted(depths, key=lambda name: (-depths[name], first[name]))]
