"""What Keras's own objects have not: attributes of layers, models and symbolic tensors, and calls of tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.catalog.attributes import has_attribute, nearest, tensor_has
from shapecheck.catalog.paths import canonical
from shapecheck.graph.call import tensors_in
from shapecheck.interpreter.bridge.yesterday import is_gone_method
from shapecheck.interpreter.class_attributes import class_attribute
from shapecheck.interpreter.program import Problem
from shapecheck.interpreter.state import ClassObject, LayerObject
from shapecheck.interpreter.values import Function, Ref, Reference, Tensor, Unknown
from shapecheck.interpreter.written import is_stored
from shapecheck.shapes.dims import is_none

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = [
    "attribute_missing",
    "called_tensor",
    "cannot_iterate",
    "is_symbolic",
    "layer_has",
    "note_given",
    "tensor_attribute_missing",
    "tensor_lacks",
]

_MODELS = {"sequential": "keras.Sequential", "functional": "keras.Functional", "subclassed": "keras.Model"}

_ABOVE = ("keras.Layer", "keras.Model", "keras.Sequential")
"""The classes of Keras below which the user's are read whole: they set no attributes but those that are recorded."""

_HOOKS = ("__getattr__", "__getattribute__")

_GIVEN = "given to code that is not read"


def note_given(address: int, frame: Frame) -> None:
    """Note that code that is not read may have set attributes of a layer."""
    frame.run.state.objects[_GIVEN, address] = True


def layer_has(value: Ref, found: LayerObject, name: str, frame: Frame) -> bool | None:
    """Decide whether a layer has an attribute: it was set, or its class has it, or a class of Keras above it.

    None where that is not known.
    """
    if frame.run.state.cell(value.address, name) is not None or name in found.config:
        return True
    definition = frame.run.state.objects.get(found.cls) if found.cls is not None else None
    if isinstance(definition, ClassObject):
        if any(isinstance(class_attribute(definition, hook, frame), Function) for hook in _HOOKS):
            return None
        held = class_attribute(definition, name, frame)
        if held is not None and not isinstance(held, Reference):
            return True if isinstance(held, Function) and held.kind != "property" else None
    return has_attribute(_class_above(found), name)


def attribute_missing(value: Ref, found: LayerObject, name: str, frame: Frame, node: cst.CSTNode) -> Unknown | None:
    """Record that a layer or model is asked for an attribute that it cannot have; None where it may have it.

    What begins with an underline is nobody's business: it changes from release to release.
    """
    lost = name.startswith("_") or is_gone_method(name) or (_GIVEN, value.address) in frame.run.state.objects
    if lost or frame.run.options.keras_version != 3 or layer_has(value, found, name, frame) is not False:
        return None
    definition = frame.run.state.objects.get(found.cls) if found.cls is not None else None
    kind = _class_above(found).rpartition(".")[2]
    if definition is not None:
        if not isinstance(definition, ClassObject) or not _is_read_whole(definition, name, frame):
            return None
        kind = definition.name
    words = [near] if definition is None and (near := nearest(_class_above(found), name)) else []
    return _missing(kind, name, words, frame, node)


def tensor_attribute_missing(tensor: Tensor, name: str, frame: Frame, node: cst.CSTNode) -> Unknown | None:
    """Record that a symbolic tensor is asked for an attribute that it has not; None where it may have it.

    The tensors of a backend, which `call` sees on most of them, have others.
    """
    if not tensor_lacks(tensor, name, frame):
        return None
    return _missing("KerasTensor", name, [], frame, node)


def tensor_lacks(tensor: Tensor, name: str, frame: Frame) -> bool:
    """Tell whether a tensor is a symbolic one, and these have no such attribute."""
    return frame.run.options.keras_version == 3 and not tensor_has(name) and is_symbolic(tensor, frame)


def called_tensor(tensor: Tensor, frame: Frame, node: cst.CSTNode) -> Unknown | None:
    """Record that a symbolic tensor is called as if it were a layer; None where it may be another tensor."""
    if not is_symbolic(tensor, frame):
        return None
    return frame.problem(
        Problem(
            "not-callable",
            "a tensor is called here, as if it were a layer or model",
            frame.site(node),
            operation="keras.KerasTensor",
            keras_error="'KerasTensor' object is not callable",
            inputs=(tensor,),
            trail=frame.run.trail,
            details={"error": "TypeError"},
        )
    )


def cannot_iterate(tensor: Tensor, frame: Frame) -> bool:
    """Tell whether a tensor has no items: a symbolic one, and in a `call` what a layer makes for an open batch.

    What `call` itself is given may still turn out to be several tensors.
    """
    tensor = frame.run.current(tensor)
    if not frame.run.tracing or tensor.shape is None or not tensor.shape or not is_none(tensor.shape[0]):
        return is_symbolic(tensor, frame)
    made = frame.run.program.graph.producer(tensor)
    return made is not None and made[0].operation != "keras.Input"


def is_symbolic(tensor: Tensor, frame: Frame) -> bool:
    """Tell whether a tensor is Keras's own, that comes from an `Input`; inside a `call` it may be a backend's."""
    current: Tensor | None = tensor
    while current is not None and not frame.run.tracing:
        made = frame.run.program.graph.producer(current)
        if made is None or made[0].operation == "keras.Input":
            return made is not None
        current = next(tensors_in(made[0].inputs), None)
    return False


def _class_above(found: LayerObject) -> str:
    """Return the canonical path of the class of Keras that a layer is of, itself or by what it inherits."""
    if found.model is not None:
        return _MODELS[found.model.kind]
    return found.base or (found.path if found.cls is None else "keras.layers.Layer")


def _is_read_whole(definition: ClassObject, name: str, frame: Frame) -> bool:
    """Tell whether all that could set an attribute of a class of the user's is read, and nothing sets one of this name."""
    for parent in definition.order:
        above = frame.run.state.objects.get(parent.address) if isinstance(parent, Ref) else None
        if isinstance(above, ClassObject):
            if above.site is None or is_stored(above.site.source, name):
                return False
        elif not isinstance(parent, Reference) or canonical(parent.path) not in _ABOVE:
            return False
    return not is_stored(frame.source, name)


def _missing(kind: str, name: str, words: list[str], frame: Frame, node: cst.CSTNode) -> Unknown:
    hint = f" (did you mean `{words[0]}`?)" if words else ""
    return frame.problem(
        Problem(
            "no-such-attribute",
            f"{kind} has no attribute `{name}`{hint}",
            frame.site(node),
            operation=kind,
            keras_error=f"'{kind}' object has no attribute '{name}'",
            trail=frame.run.trail,
            details={"error": "AttributeError"},
        )
    )
