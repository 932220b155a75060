"""Values to the plain arguments that catalog rules take, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.paths import canonical
from shapecheck.catalog.signature import identifiers
from shapecheck.catalog.tables import Applied
from shapecheck.interpreter.parameters import as_size, as_tensor
from shapecheck.interpreter.state import ClassObject, DictObject, LayerObject, ListObject, SetObject, State
from shapecheck.interpreter.values import (
    Array,
    Bound,
    Builtin,
    Function,
    Known,
    Made,
    Partial,
    Ref,
    Reference,
    Size,
    Slice,
    Tensor,
    Tuple,
    Unknown,
    Value,
    size,
)
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.tensor import Vector

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame
    from shapecheck.source import Site

__all__ = ["BoundLayer", "auto_name", "forget_names", "lifted", "new_tensor", "plain", "structure"]

_DTYPES = frozenset(
    [
        "float16",
        "float32",
        "float64",
        "bfloat16",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "bool",
        "string",
        "complex64",
    ]
)


_WITHOUT_SHAPE = frozenset(canonical(path) for path in ("keras.layers.Layer", "keras.Layer", "keras.Model"))


@dataclass(frozen=True, slots=True)
class BoundLayer:
    """A layer object as a rule sees it: the layer of a wrapper, the cell of an RNN."""

    ref: Ref
    frame: Frame
    site: Site

    def __repr__(self) -> str:
        name = self.path.rpartition(".")[2]
        return f"<{name} name={self.name}, built={self.found.built}>"

    @property
    def found(self) -> LayerObject:
        """Return the object as the state has it now."""
        found = self.frame.run.state.objects[self.ref.address]
        assert isinstance(found, LayerObject)
        return found

    @property
    def path(self) -> str:
        """Return the canonical path of its class."""
        return self.found.path

    @property
    def name(self) -> str:
        """Return its name."""
        return self.found.name

    @property
    def config(self) -> dict[str, Any]:
        """Return its bound configuration; of a user's own layer also what a cell says of its sizes."""
        found = self.found
        return dict(found.config) if found.cls is None else {**found.config, **self._sizes(found.cls)}

    def _sizes(self, cls: int) -> dict[str, Any]:
        from shapecheck.interpreter.attributes import get_attribute
        from shapecheck.interpreter.class_attributes import class_attribute

        sizes: dict[str, Any] = {}
        for name in ("state_size", "output_size"):
            state, definition = self.frame.run.state, self.frame.run.state.objects[cls]
            own = class_attribute(definition, name, self.frame) if isinstance(definition, ClassObject) else None
            told = own is not None and not isinstance(own, Reference | Unknown)
            if told or state.cell(self.ref.address, name) is not None:
                value = get_attribute(self.ref, name, self.frame, self.site.node)
                sizes[name] = plain(value, self.frame, self.site, wanted=True)
        return sizes

    @property
    def shapeless(self) -> bool:
        """Tell whether its class is the program's own and leaves `compute_output_shape` to Keras, which has none."""
        from shapecheck.interpreter.class_attributes import class_attribute

        found = self.found
        definition = self.frame.run.state.objects.get(found.cls)
        functional = found.model is not None and found.model.kind != "subclassed"
        # inside a `call` the tensors are no symbols of Keras's, and nobody asks
        if not isinstance(definition, ClassObject) or functional or self.frame.run.tracing:
            return False
        own = class_attribute(definition, "compute_output_shape", self.frame)
        return isinstance(own, Reference) and canonical(own.path.rpartition(".")[0]) in _WITHOUT_SHAPE

    def apply(self, *inputs: Any, **arguments: Any) -> Applied:
        """Call it without a node of its own in the graph; its weights are those it keeps.

        Raises NotKnown where what it returns is unknown.
        """
        from shapecheck.interpreter.bridge.layers import apply_layer
        from shapecheck.interpreter.bridge.snapshot import Snapshots

        outputs = apply_layer(self.ref, list(inputs), arguments, self.frame, self.site, record=False)
        weights = Snapshots(self.frame.run, {}).layer(self.ref.address).weights
        if isinstance(outputs, Unknown):
            raise NotKnown(outputs.reason)
        if weights is None:
            raise NotKnown(self.found.reason)
        return Applied(outputs, weights)

    def stepped(self, inputs: Tensor, states: Any) -> Applied:
        """Call it as the cell of a recurrent layer is called; its weights are those it then has.

        On symbolic tensors Keras builds a cell and leaves its `call` alone (`RNN.build`, `RNN.compute_output_shape`):
        what only that would build has no weights yet. Raises NotKnown as `apply` does.
        """
        from shapecheck.interpreter.bridge.custom import built_alone
        from shapecheck.interpreter.bridge.snapshot import Snapshots

        run = self.frame.run
        if run.tracing or self.found.cls is None or self.found.built:
            return self.apply(inputs, states)
        before = run.state
        run.state = before.fork()
        try:
            outputs = self.apply(inputs, states).outputs
        finally:
            run.state = before
        built_alone(self.ref, inputs, self.frame, self.site)
        weights = Snapshots(run, {}).layer(self.ref.address).weights
        if weights is None:
            raise NotKnown(self.found.reason)
        return Applied(outputs, weights)

    def copy(self, **changes: Any) -> BoundLayer:
        """Return a new layer of the same class with another configuration, as `from_config` does."""
        found = self.found
        name = str(changes.pop("name", found.name))
        config = {**found.config, **changes, "name": name}
        weights = () if found.built or found.weights else found.weights
        made = replace(found, name=name, config=config, weights=weights, built=False, calls=(), names=())
        return BoundLayer(self.frame.run.new(made), self.frame, self.site)


def plain(value: Value, frame: Frame, site: Site, *, wanted: bool = False) -> Any:
    """Return a value as a plain configuration value; Opaque where it is not known or has no plain form.

    `wanted` tells that an integer belongs here: an unknown one becomes a symbol in the source's own name.
    """
    if isinstance(value, Known):
        return value.value
    if isinstance(value, Size):
        return value.dim
    if isinstance(value, Tuple):
        return tuple(plain(item, frame, site, wanted=wanted) for item in value.items)
    if isinstance(value, Reference | Builtin):
        last = (value.path if isinstance(value, Reference) else value.name).rpartition(".")[2]
        if isinstance(value, Reference) and _is_activation(value.path):
            return last
        return last if last in _DTYPES else Opaque(f"`{last}` of a library", callable=True)
    if isinstance(value, Function | Bound | Partial):
        return Opaque("a function", callable=True)
    if isinstance(value, Made) and value.path == "keras.DTypePolicy" and len(value.arguments) == 1:
        return plain(value.arguments[0][1], frame, site)
    if isinstance(value, Slice):
        return Opaque("a slice")
    if isinstance(value, Array):
        return _plain_array(value, frame, wanted)
    if isinstance(value, Tensor):
        return value
    if isinstance(value, Ref):
        return _plain_object(value, frame, site, wanted)
    if wanted and isinstance(value, Unknown):
        named = value if value.name else replace(value, name="size")
        dim = as_size(named, frame, wanted=True)
        if dim is not None:
            return dim
    return Opaque(value.reason if isinstance(value, Unknown) else "not a plain value", callable=True)


def _is_activation(path: str) -> bool:
    """Tell whether a path names an activation function of Keras, which its name stands for as well."""
    found = canonical(path) or ""
    return found.startswith("keras.activations.") and found.rpartition(".")[2] in identifiers("activation")


def _plain_array(value: Array, frame: Frame, wanted: bool) -> Any:
    """Return the one integer that an array without axes is known to be; a size in its place where one is wanted."""
    from shapecheck.interpreter.bridge.arrays.conversion import facts_of

    number = facts_of(value, frame).exact if value.tensor.shape == () else None
    if isinstance(number, int):
        return number
    if wanted and value.tensor.shape == () and value.tensor.dtype.startswith(("int", "uint")):
        origin = f"a number that the data decides ({value.origin})"
        return frame.run.symbol("n", dynamic=False, origin=origin, site=value.site)
    return Opaque("an array of numbers", callable=True)


def _plain_object(value: Ref, frame: Frame, site: Site, wanted: bool) -> Any:
    found = frame.run.state.objects.get(value.address)
    if isinstance(found, ListObject | SetObject):
        return [plain(item, frame, site, wanted=wanted) for item in found.items]
    if isinstance(found, DictObject):
        return {plain(key, frame, site): plain(item, frame, site) for key, item in found.entries.items()}
    if isinstance(found, LayerObject):
        return BoundLayer(value, frame, site)
    return Opaque(found.reason if isinstance(found, Unknown) else "an object of the program's own", callable=True)


def structure(value: Value, frame: Frame, site: Site) -> Any:
    """Return a call argument as a structure of tensors and plain values.

    Raises NotKnown where a part of it is unknown.
    """
    value = as_tensor(value, frame)
    if isinstance(value, Tensor):
        return frame.run.current(value)
    if isinstance(value, Array):
        return _array_tensor(value)
    if isinstance(value, Unknown):
        raise NotKnown(value.reason)
    if isinstance(value, Tuple):
        items = tuple(structure(item, frame, site) for item in value.items)
        return Vector(items) if value.vector and all(isinstance(item, Dim) for item in items) else items
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, ListObject):
        return [structure(item, frame, site) for item in found.items]
    if isinstance(found, DictObject):
        return {plain(key, frame, site): structure(item, frame, site) for key, item in found.entries.items()}
    if isinstance(found, Unknown):
        raise NotKnown(found.reason)
    return plain(value, frame, site)


def _array_tensor(value: Array) -> Tensor:
    """Return an array as the tensor that a layer or an operation takes it for."""
    if value.tensor.shape is None:
        raise NotKnown("the shape of an array is not known")
    return value.tensor


def lifted(content: Any, frame: Frame) -> Value:
    """Turn what a rule returns into values: tensors, sizes, lists, tuples, dicts, constants."""
    if isinstance(content, Tensor | Unknown | Array):
        return content
    if isinstance(content, list):
        return frame.run.new(ListObject(tuple(lifted(item, frame) for item in content)))
    if isinstance(content, Vector):
        return Tuple(tuple(lifted(item, frame) for item in content.sizes), vector=True)
    if isinstance(content, tuple):
        return Tuple(tuple(lifted(item, frame) for item in content))
    if isinstance(content, dict):
        return frame.run.new(DictObject({Known(key): lifted(item, frame) for key, item in content.items()}))
    if isinstance(content, Dim) and not isinstance(content, int):
        return size(content)
    return Known(content)


def new_tensor(content: Tensor | tuple[Dim, ...], dtype: str, frame: Frame) -> Tensor:
    """Return an output with a key of its own."""
    key = next(frame.run.keys)
    if isinstance(content, Tensor):
        return replace(content, key=key)
    return Tensor(content, dtype, key)


def auto_name(class_name: str, frame: Frame) -> str:
    """Return the name that Keras gives to the next object of a class (`keras/src/utils/naming.py`)."""
    name = re.sub(r"\W+", "", class_name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    name = re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()
    counted = ("uid", name)
    number = frame.run.state.objects.get(counted, 0)
    frame.run.state.objects[counted] = number + 1
    return f"{name}_{number}" if number else name


def forget_names(state: State) -> None:
    """Let automatic names start anew, as in a process of its own."""
    for counted in [key for key in state.objects if isinstance(key, tuple) and key[0] == "uid"]:
        del state.objects[counted]
