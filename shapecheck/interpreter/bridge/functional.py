"""`Model(inputs, outputs)`: the part of the graph between tensors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.graph.layer_graph import Disconnected
from shapecheck.interpreter.bridge.conversion import BoundLayer, auto_name, lifted, structure
from shapecheck.interpreter.bridge.layers import refusal
from shapecheck.interpreter.bridge.yesterday import meet_arguments
from shapecheck.interpreter.program import BlindSpot
from shapecheck.interpreter.state import LayerObject, ModelFacts
from shapecheck.interpreter.values import Known, Tensor, Unknown, Value, unknown
from shapecheck.shapes.requirements import Refused
from shapecheck.shapes.tensor import EITHER

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["calls_between", "make_model", "source_inputs"]


def make_model(positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> Value:
    """Evaluate `keras.Model(inputs, outputs, name=None)`."""
    site = frame.site(node)
    given = dict(zip(("inputs", "outputs", "name"), positional, strict=False)) | dict(keywords)
    meet_arguments("keras.Model", [name for name in keywords if name in ("input", "output")], frame, node)
    inputs, outputs = given.get("inputs", given.get("input")), given.get("outputs", given.get("output"))
    if inputs is None or outputs is None:
        return frame.lost("a model without inputs and outputs", node)
    follows = any(isinstance(value, Unknown) and value.problem for value in (inputs, outputs))
    name = given.get("name")
    chosen = name.value if isinstance(name, Known) and isinstance(name.value, str) else None
    try:
        starts, ends = structure(inputs, frame, site), structure(outputs, frame, site)
        graph = _graph(starts, ends, frame)
    except NotKnown as lost:
        if not follows:
            frame.run.program.blind_spots.append(BlindSpot(f"an input or output of the model: {lost}", site))
        return unknown(str(lost), site, problem=follows)
    except Refused as refused:
        return refusal(
            refused, "keras.Model", chosen or "functional", tuple(tensors_in([inputs, outputs])), frame, site
        )
    layers: list[int] = []
    operations: list[int] = []
    for calls in graph.layer_order(starts, ends):
        if calls[0].operation == "keras.Input" and calls[0].layer is None:
            layers.append(_input_of(calls[0], frame))
        elif calls[0].layer is None:
            operations.append(calls[0].key)
        else:
            layers.append(calls[0].layer)
    try:
        _check_names(layers, frame)
    except Refused as refused:
        return refusal(refused, "keras.Model", chosen or "functional", (), frame, site)
    facts = ModelFacts("functional", starts, ends, tuple(layers), tuple(operations), target=frame.target())
    title = chosen or auto_name("Functional", frame)
    serial = frame.run.serial()
    return frame.run.new(
        LayerObject("keras.Functional", title, {"name": chosen}, site, built=True, serial=serial, model=facts)
    )


def _check_names(layers: Sequence[int], frame: Frame) -> None:
    """Hold the names that were given, not made up, against each other (`map_graph` in keras/src/ops/function.py).

    Raises Refused where two layers bear the same one.
    """
    found = [frame.run.state.objects[address] for address in layers]
    counted = Counter(layer.name for layer in found if layer.config.get("name") == layer.name)
    for name, count in counted.items():
        if count > 1:
            raise Refused(
                f"{count} layers of the model are named `{name}`",
                kind="repeated-name",
                keras_error=f'The name "{name}" is used {count} times in the model. All operation names should be unique.',
            )


def _input_of(call: LayerCall, frame: Frame) -> int:
    """Make the input layer that Keras puts in the place of a tensor from the middle of another model."""
    tensor = next(tensors_in(call.outputs))
    config = {"batch_shape": tensor.shape, "dtype": tensor.dtype, "name": None, "sparse": False}
    made = LayerObject("keras.layers.InputLayer", "keras_tensorCLONE", config, call.site, built=True)
    return frame.run.new(made).address


def _graph(starts: Any, ends: Any, frame: Frame) -> Any:
    """Return the part of the graph between inputs and outputs.

    Raises Refused where Keras does, NotKnown where a tensor does not come from the graph.
    """
    graph = frame.run.program.graph
    for word, content in (("inputs", starts), ("outputs", ends)):
        tensors = list(tensors_in(content))
        wrong = next(
            (leaf for leaf in _leaves(content) if isinstance(leaf, BoundLayer | bool | int | float | str)), None
        )
        if wrong is not None:
            kind = "a layer that is not called on a tensor" if isinstance(wrong, BoundLayer) else "no tensor"
            text = (
                f"All `{word}` values must be KerasTensors. Received: {word}={content} including invalid value {wrong}"
            )
            raise Refused(f"among the {word} of a model is {wrong!r}, {kind}", kind="input-structure", keras_error=text)
        if not tensors:
            text = f"All `{word}` values must be KerasTensors. Received: {word}={content}"
            raise Refused(f"the {word} of a model are tensors", kind="input-structure", keras_error=text)
        if any(graph.producer(tensor) is None or tensor.shape is None for tensor in tensors):
            raise NotKnown("a tensor that is not fully known")
    try:
        found = graph.between(starts, ends)
        if any(tensor.key == EITHER for call in found.calls() for tensor in tensors_in(call.inputs)):
            raise NotKnown("it is made from one of several tensors")
        return found
    except Disconnected as error:
        name = frame.input_name(error.tensor)
        raise Refused(
            f"the outputs depend on the input `{name}`, which is not among the model's inputs",
            kind="disconnected-graph",
            keras_error=error.keras_error,
        ) from None


def _leaves(content: Any) -> Iterator[Any]:
    if isinstance(content, list | tuple | dict):
        for item in content.values() if isinstance(content, dict) else content:
            yield from _leaves(item)
    else:
        yield content


def source_inputs(positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> Value:
    """Evaluate `keras.utils.get_source_inputs(tensor)`: the inputs that a tensor comes from."""
    graph = frame.run.program.graph
    tensor = positional[0] if positional else keywords.get("tensor")
    made = graph.producer(tensor) if isinstance(tensor, Tensor) else None
    if made is None:
        return unknown("where the tensor comes from is not known", frame.site(node))
    calls = [*graph.ancestors(made[0]), made[0]]
    return lifted([call.outputs for call in calls if call.operation == "keras.Input"], frame)


def calls_between(inputs: Any, outputs: Any, frame: Frame) -> list[LayerCall]:
    """Return the calls of a model in an order in which they can run."""
    graph = frame.run.program.graph.between(inputs, outputs)
    return list(graph.order())
