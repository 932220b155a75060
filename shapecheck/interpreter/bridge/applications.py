"""The models of `keras.applications`, built from what was recorded of their constructors, at the line of their call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.applications import inner
from shapecheck.catalog.applications.arguments import bind, check_activation, model_name, settle
from shapecheck.catalog.applications.conditions import holds
from shapecheck.catalog.applications.formulas import channels_of, value_of
from shapecheck.catalog.applications.recording import Recording, Row, recording_of, steps_of
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.interpreter.bridge import functional, inputs, sequential, tensors
from shapecheck.interpreter.bridge.arrays.conversion import written
from shapecheck.interpreter.bridge.conversion import lifted, plain
from shapecheck.interpreter.bridge.layers import apply_layer, lifted_config, make_layer, refusal
from shapecheck.interpreter.program import Requirement
from shapecheck.interpreter.state import ListObject
from shapecheck.interpreter.values import NONE, Array, Known, Ref, Tensor, Tuple, Unknown, Value, is_none, unknown
from shapecheck.shapes.dims import TooLarge, keras_view
from shapecheck.shapes.facts import NOTHING
from shapecheck.shapes.requirements import Refused, collecting

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame
    from shapecheck.shapes.dims import Dim
    from shapecheck.shapes.words import Shape

__all__ = ["make_application", "preprocess"]

assert inner  # its rules are in the table of layers from here on


@dataclass(slots=True)
class _Work:
    """One call of a constructor: its arguments as plain values, and the tensors that its rows have made so far."""

    recording: Recording
    arguments: dict[str, Any]
    frame: Frame
    node: cst.CSTNode
    tensors: list[Tensor] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)

    def add(self, tensor: Tensor) -> None:
        """Note the output of a row."""
        assert tensor.shape is not None
        self.tensors.append(tensor)
        self.shapes.append(tensor.shape)

    def title(self, name: str | None) -> Known:
        """Return the name of a layer, with that of the model in its place."""
        return NONE if name is None else Known(name.replace("{name}", str(self.arguments["name"])))

    def words(self, config: Mapping[str, Any], name: str | None) -> dict[str, Value]:
        """Return the keyword arguments that a layer is made with.

        Raises NotKnown and Refused as `value_of` does.
        """
        words = {
            word: lifted_config(value_of(content, self.arguments, self.shapes), self.frame)
            for word, content in config.items()
        }
        return words | ({"name": self.title(name)} if name is not None else {})


def make_application(
    name: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call a constructor of `keras.applications` by its name: the model, or why it is unknown."""
    site = frame.site(node)
    recording = recording_of(name)
    given = dict(zip(recording.signature, positional, strict=False)) | dict(keywords)
    words = {word: plain(value, frame, site, wanted=_wants_sizes(word, value)) for word, value in given.items()}
    ordered = list(words.values())[: len(positional)] if len(positional) <= len(given) else list(positional)
    follows = next((value for value in given.values() if isinstance(value, Unknown) and value.problem), None)
    if follows is not None:
        return unknown(follows.reason, site, problem=True)
    try:
        with collecting() as requirements:
            bound = bind(recording, ordered, {word: words[word] for word in keywords})
            bound["data_format"] = frame.run.options.image_data_format
            work = _Work(recording, bound, frame, node)
            source = given.get("input_tensor", NONE)
            made = _built(work, source, given.get("input_shape", NONE))
    except Refused as refused:
        return refusal(refused, f"keras.applications.{name}", name, (), frame, site)
    except (NotKnown, TooLarge) as lost:
        return frame.lost(f"{name}: {lost}", node)
    for requirement in requirements:
        frame.run.program.requirements.append(Requirement(requirement.condition, requirement.when, site))
    return made


def _wants_sizes(word: str, value: Value) -> bool:
    """Tell whether an argument is a size, or a known tuple of sizes."""
    known = word in ("classes", "depth_multiplier")
    return known or (word == "input_shape" and not isinstance(value, Unknown))


def _built(work: _Work, source: Value, image: Value) -> Value:
    """Build the graph on its input and return the model.

    Raises Refused where Keras does, NotKnown where the graph depends on what is not known.
    """
    frame, site = work.frame, work.frame.site(work.node)
    tensor = frame.run.current(source) if isinstance(source, Tensor) else None
    if tensor is None and not is_none(source):
        raise NotKnown("the `input_tensor` is not known")
    view = tensor.keras_view() if tensor is not None else None
    shape = settle(work.recording, work.arguments, view)
    starts: Value
    if tensor is not None:
        starts = functional.source_inputs([tensor], {}, frame, work.node)
    else:
        shape = _image(work, image) if shape is None else shape
        content = Tuple(tuple(lifted(size, frame) for size in shape))
        made = inputs.input_layer({"shape": content}, frame, site)
        if isinstance(made, Unknown):
            return made
        starts = tensor = made[1]
    tensor = frame.run.refine(tensor, 4, site)
    if tensor.shape is None:
        raise NotKnown("the rank of its input is not known")
    work.add(tensor)
    _hold(work, tensor)
    work.arguments["channels"] = channels_of((1, *(shape or tensor.shape[1:])), work.arguments)
    for row in work.recording.rows:
        lost = _step(work, row)
        if lost is not None:
            return lost
    check_activation(work.recording, work.arguments)
    title = model_name(work.recording, work.arguments, shape)
    name = NONE if isinstance(title, Opaque) else Known(title)
    return functional.make_model([_single(starts, work), work.tensors[-1]], {"name": name}, frame, work.node)


def _image(work: _Work, given: Value) -> Shape:
    """Return the shape of an image where that of the caller is not known: it has three sizes, or Keras refuses it.

    Raises NotKnown where the argument is no parameter of an entry.
    """
    frame, least = work.frame, work.recording.least
    if not isinstance(given, Unknown) or not given.entry or given.name is None or given.problem:
        raise NotKnown("the `input_shape` is not known")
    origin = f"parameter {given.name}"
    height, width = (
        frame.run.symbol(word, dynamic=False, origin=f"{origin}, the {word}", site=given.site, minimum=least)
        for word in ("height", "width")
    )
    channels: Dim = 3
    if work.arguments["weights"] != "imagenet":
        words = f"{origin}, the channels"
        channels = frame.run.symbol("channels", dynamic=False, origin=words, site=given.site, minimum=1)
    return (channels, height, width) if work.arguments["data_format"] == "channels_first" else (height, width, channels)


def _single(starts: Value, work: _Work) -> Value:
    """Return the one input as it is given to the model: ConvNeXt takes it out of its list (convnext.py)."""
    found = work.frame.run.state.objects.get(starts.address) if isinstance(starts, Ref) else None
    if isinstance(found, ListObject) and work.recording.name.startswith("ConvNeXt"):
        return found.items[0]
    return starts


def _hold(work: _Work, tensor: Tensor) -> None:
    """Give up where the weights for ImageNet cannot fit, and where NASNet's layers depend on what is not known.

    Raises NotKnown.
    """
    assert tensor.shape is not None
    loaded = work.arguments["weights"] == "imagenet"
    if loaded and channels_of(tensor.shape, work.arguments) != 3:
        raise NotKnown("the weights for ImageNet want 3 channels")
    sizes = [size for size in tensor.shape[1:] if not isinstance(size, int)]
    if work.recording.name.startswith("NASNet") and not all(keras_view(size) is None and not loaded for size in sizes):
        raise NotKnown("which layers NASNet makes depends on the size of its input")


def _step(work: _Work, row: Row) -> Unknown | None:
    """Make and call one layer; what is unknown comes back.

    Raises Refused where Keras does, NotKnown where the graph depends on what is not known.
    """
    frame, site = work.frame, work.frame.site(work.node)
    sources = row.inputs if isinstance(row.inputs, list) else [row.inputs]
    if not all(holds(condition, work.arguments, work.shapes) for condition in row.when):
        last = next(item for item in reversed(sources) if isinstance(item, int))
        work.add(work.tensors[last])
        return None
    given = [work.tensors[item] if isinstance(item, int) else item["constant"] for item in sources]
    if row.path.startswith("keras.ops."):
        output = tensors.apply_operation(row.path, given, {}, frame, site)
    else:
        layer = _made(work, row)
        if isinstance(layer, Unknown):
            return layer
        output = apply_layer(layer, [given] if isinstance(row.inputs, list) else given, {}, frame, site)
    if isinstance(output, Unknown):
        return output
    work.add(output)
    return None


def _made(work: _Work, row: Row) -> Ref | Unknown:
    """Make the layer of a row.

    Raises Refused where Keras does, NotKnown where its configuration is not known.
    """
    frame, node = work.frame, work.node
    if row.path != "keras.Sequential":
        made = make_layer(row.path, (), work.words(row.config, row.name), frame, node)
    else:
        layers = [
            make_layer(one["path"], (), work.words(one["config"], one["name"]), frame, node) for one in row.layers
        ]
        listed = frame.run.new(ListObject(tuple(layers)))
        made = sequential.make_sequential([listed], {"name": work.title(row.name)}, frame, node)
    assert isinstance(made, Ref | Unknown)
    return made


def preprocess(
    path: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Evaluate `preprocess_input(x)` of a module of `keras.applications`: operations on a tensor, an array of floats."""
    steps = steps_of(path.split(".")[-2])
    value = positional[0] if positional else keywords.get("x", NONE)
    alone = len(positional) + len(keywords) == 1
    if not steps and alone:
        return value
    if isinstance(value, Array):
        return _floats(value, frame)
    if not isinstance(value, Tensor):
        return unknown(f"what {path} returns is not known", frame.site(node))
    if not alone or value.shape is None or len(value.shape) != 4:
        return frame.lost(f"what {path} makes of this tensor is not modelled", node)
    made: list[Any] = [value]
    for name, arguments, words in steps:
        given = [_argument(item, made) for item in arguments]
        if name == "keras.ops.get_item":
            made.append(tensors.index(given[0], Tuple((Known(...), Known(given[1][-1]))), frame, node))
        else:
            made.append(tensors.apply_operation(name, given, words, frame, frame.site(node)))
        if isinstance(made[-1], Unknown):
            break
    result: Value = made[-1]
    return result


def _floats(array: Array, frame: Frame) -> Array:
    """Return images as floats; an array of floats is changed in its place (`_preprocess_numpy_input`)."""
    dtype = array.tensor.dtype
    if dtype.startswith("float"):
        written(array, NOTHING, frame)
        return replace(array, facts=NOTHING)
    return Array(replace(array.tensor, dtype="float32" if dtype else ""), site=array.site, origin=array.origin)


def _argument(content: Any, made: Sequence[Any]) -> Any:
    """Return an argument of a recorded operation."""
    if isinstance(content, dict):
        return made[content["step"]]
    return [_argument(item, made) for item in content] if isinstance(content, list) else content
