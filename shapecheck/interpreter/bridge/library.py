"""What calling something of a library does, by its canonical path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from shapecheck.catalog.applications.recording import constructor_of
from shapecheck.catalog.operations import load
from shapecheck.catalog.operations.control import CONTROL
from shapecheck.catalog.operations.table import find
from shapecheck.catalog.paths import canonical, is_library, members
from shapecheck.catalog.signature import check_identifier, identifiers, signature_of
from shapecheck.interpreter.bridge import configuration, control, functional, inputs, lambdas, sequential, tensors
from shapecheck.interpreter.bridge.arrays.calling import call_numpy, is_array_function
from shapecheck.interpreter.bridge.arrays.eager import call_eagerly, is_conversion, is_eager
from shapecheck.interpreter.bridge.conversion import forget_names
from shapecheck.interpreter.bridge.data.calling import call_source, data_path
from shapecheck.interpreter.bridge.data.stated import stated_result
from shapecheck.interpreter.bridge.layers import call_layer, make_layer, refusal
from shapecheck.interpreter.bridge.training.judging import call_judge, is_judge
from shapecheck.interpreter.bridge.yesterday import meet_arguments, note_reading
from shapecheck.interpreter.builtins_ import FUNCTIONS, call_builtin
from shapecheck.interpreter.calls import escape
from shapecheck.interpreter.obscure import may_change
from shapecheck.interpreter.parameters import refined
from shapecheck.interpreter.state import LayerObject, ListObject
from shapecheck.interpreter.values import (
    NONE,
    Array,
    Bound,
    Function,
    Known,
    Made,
    Partial,
    Ref,
    Reference,
    Size,
    Tensor,
    Tuple,
    Unknown,
    Value,
    is_none,
    unknown,
)
from shapecheck.shapes.requirements import Refused

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = [
    "call_library",
    "is_catalogued",
    "is_layer_of",
    "is_subclass_of",
    "is_tensor_of",
    "layer_maker",
    "public_names",
]

Route = Callable[[Sequence[Value], Mapping[str, Value], "Frame", "cst.CSTNode"], Value]

_HARMLESS = frozenset(
    [
        "numpy",
        "pandas",
        "matplotlib",
        "sklearn",
        "scipy",
        "seaborn",
        "os",
        "sys",
        "time",
        "logging",
        "json",
        "pickle",
        "random",
        "math",
        "PIL",
        "cv2",
        "tqdm",
        "h5py",
        "wandb",
        "absl",
        "datetime",
        "pathlib",
        "re",
        "string",
        "collections",
        "itertools",
        "functools",
        "copy",
        "warnings",
        "shutil",
        "csv",
        "glob",
        "gzip",
        "tensorboard",
    ]
)


def _input(positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> Value:
    return inputs.make_input(positional, keywords, frame, node, layer=False)


def _input_layer(positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> Value:
    return inputs.make_input(positional, keywords, frame, node, layer=True)


def _nothing(positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> Value:
    return NONE


def _clear_session(
    positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    forget_names(frame.run.state)
    return NONE


def _is_keras_tensor(
    positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    if positional and isinstance(positional[0], Tensor):
        return Known(True)
    return Known(False) if positional and isinstance(positional[0], Known) else unknown("whether this is a tensor")


def _activation(positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> Value:
    """Evaluate `keras.activations.get(identifier)`: a function by its name, a callable as it is."""
    stated = positional[0] if positional else keywords.get("identifier", NONE)
    if is_none(stated):
        return Reference("keras.activations.linear")
    if isinstance(stated, Known) and stated.value in identifiers("activation"):
        return Reference(f"keras.activations.{stated.value}")
    if isinstance(stated, Function | Bound | Partial | Reference):
        return stated
    if isinstance(stated, Known) and not configuration.has_registered(frame):
        try:
            check_identifier("activation", "identifier", stated.value, "keras.activations.get")
        except Refused as refused:
            return refusal(refused, "keras.activations.get", "activation", (), frame, frame.site(node))
    return unknown("which activation this is is not known", frame.site(node))


_MERGES = {
    f"keras.layers.{name.lower()}": f"keras.layers.{name}"
    for name in ("Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract")
}
"""The functions that make a merging layer and call it at once."""


def _merge(
    path: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    words = dict(keywords)
    given = list(positional) or [words.pop("inputs", NONE)]
    made = make_layer(path, given[1:], words, frame, node)
    return call_layer(made, given[:1], {}, frame, node) if isinstance(made, Ref) else made


_ROUTES: dict[str, Route] = {
    "keras.Input": _input,
    "keras.layers.Input": _input,
    "keras.layers.InputLayer": _input_layer,
    "keras.layers.Lambda": lambdas.make_lambda,
    "keras.Sequential": sequential.make_sequential,
    "keras.models.Sequential": sequential.make_sequential,
    "keras.Model": functional.make_model,
    "keras.models.Model": functional.make_model,
    "keras.backend.image_data_format": configuration.image_data_format,
    "keras.config.image_data_format": configuration.image_data_format,
    "keras.backend.floatx": configuration.floatx,
    "keras.config.floatx": configuration.floatx,
    "keras.backend.set_floatx": configuration.set_floatx,
    "keras.config.set_floatx": configuration.set_floatx,
    "keras.backend.epsilon": configuration.epsilon,
    "keras.config.epsilon": configuration.epsilon,
    "keras.backend.set_epsilon": configuration.set_epsilon,
    "keras.config.set_epsilon": configuration.set_epsilon,
    "keras.backend.set_image_data_format": configuration.set_image_data_format,
    "keras.config.set_image_data_format": configuration.set_image_data_format,
    "keras.backend.clear_session": _clear_session,
    "keras.utils.clear_session": _clear_session,
    "keras.utils.set_random_seed": _nothing,
    "keras.utils.plot_model": _nothing,
    "keras.backend.is_keras_tensor": _is_keras_tensor,
    "keras.utils.is_keras_tensor": _is_keras_tensor,
    "keras.utils.get_source_inputs": functional.source_inputs,
    "keras.backend.int_shape": tensors.int_shape,
    "keras.activations.get": _activation,
}


_INTERNAL = {
    "keras.src.models.Functional": "keras.Model",
    "keras.src.models.functional.Functional": "keras.Model",
    "tensorflow.python.keras.engine.functional.Functional": "keras.Model",
}
"""Names of Keras's own tree that its public one does not show."""


_MADE = ("keras.losses.", "keras.metrics.", "keras.optimizers.")
"""Where the classes stand whose objects are told apart by what they are made from."""


def call_library(
    path: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call something of a library by its dotted path; what is not modelled is unknown, and may change what it is given."""
    load()
    if path in frame.run.options.shapes:
        return stated_result((path,), unknown(f"what {path} returns"), frame, node)
    source = data_path(path)
    if source is not None:
        return call_source(source, positional, keywords, frame, node)
    if is_array_function(path):
        return call_numpy(path, positional, keywords, frame, node)
    if path in FUNCTIONS:
        return call_builtin(path, positional, keywords, frame, node)
    found = canonical(path) or _INTERNAL.get(path) or _of_keras_2(path, frame)
    asked = _asked_of_unknown(found or path, positional, keywords, frame)
    if asked is not None:
        return asked
    if found is not None:
        if found in configuration.REGISTERING:
            configuration.note_registration(frame)
        route = _ROUTES.get(found)
        if route is not None:
            return route(positional, keywords, frame, node)
        if found in _MERGES:
            return _merge(_MERGES[found], positional, keywords, frame, node)
        if signature_of(found) is not None:
            note_reading(path, positional, frame, node)
            return make_layer(found, positional, keywords, frame, node)
        if found.startswith("keras.applications."):
            return _application(found, positional, keywords, frame, node)
    if (found or path) in CONTROL:
        return control.call_control(found or path, positional, keywords, frame, node)
    spelled = found if found is not None and find(found) is not None else path
    given = [*positional, *keywords.values()]
    eager = is_eager(given, frame) or (not frame.run.tracing and not _has_tensor(given, frame))
    if eager and (is_conversion(spelled) or find(spelled) is not None):
        return call_eagerly(spelled, positional, keywords, frame, node)
    if (
        find(spelled) is not None
        and not path.startswith("numpy.")
        and (path.startswith("keras.ops.") or frame.run.tracing or _has_tensor(given, frame))
    ):
        return tensors.call_operation(spelled, positional, keywords, frame, node)
    for value in given:
        if isinstance(value, Array) and path.startswith(("numpy.", "cv2.", "random.", "scipy.")):
            escape(value, frame, node)
    known = is_library(path) or path.partition(".")[0] in _HARMLESS
    if not known:
        for value in (*positional, *keywords.values()):
            escape(value, frame, node)
            if isinstance(value, Unknown):
                may_change(value, frame, node)
    if found is not None:
        meet_arguments(found, keywords, frame, node)
    if found is not None and found.startswith(_MADE) and found.rpartition(".")[2][:1].isupper():
        arguments: list[tuple[str | int, Value]] = [*enumerate(positional), *keywords.items()]
        return Made(found, tuple(arguments), frame.site(node))
    if found is not None and is_judge(found):
        return call_judge(Reference(found), positional, keywords, frame, node)
    if found is not None and found.startswith(("keras.initializers.", "keras.regularizers.", "keras.constraints.")):
        return unknown(f"an object of {found}", frame.site(node))
    if found is not None and any(isinstance(value, Tensor) for value in positional):
        return frame.lost(f"{found} is not modelled", node)
    return tensors.called(path, frame, node)


_SHAPES = ("keras.ops.shape", "keras.backend.shape", "keras.backend.int_shape", "tensorflow.shape")
_RANKS = ("keras.ops.ndim", "keras.backend.ndim", "tensorflow.rank")


def _asked_of_unknown(
    path: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame
) -> Unknown | None:
    """Return the shape or rank of what is not known, the same whenever it is asked; None for any other call."""
    spelled = path.replace("tf.", "tensorflow.", 1)
    if spelled not in (*_SHAPES, *_RANKS) or len(positional) + len(keywords) != 1:
        return None
    value = refined(next(iter((*positional, *keywords.values()))), frame)
    if isinstance(value, Tensor):
        value = frame.run.current(value)
    if not isinstance(value, Unknown) and not (isinstance(value, Tensor) and value.shape is None):
        return None
    return frame.run.evidence.shape(value) if spelled in _SHAPES else frame.run.evidence.rank(value)


def _application(
    path: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    from shapecheck.interpreter.bridge import applications

    name = constructor_of(path)
    if name is not None:
        return applications.make_application(name, positional, keywords, frame, node)
    if path.endswith(".preprocess_input"):
        return applications.preprocess(path, positional, keywords, frame, node)
    return tensors.called(path, frame, node)


def _has_tensor(values: Sequence[Value], frame: Frame) -> bool:
    """Tell whether a symbolic tensor, or a size, is among the arguments."""
    for value in values:
        found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
        if isinstance(found, Tensor | Size):
            return True
        if isinstance(found, Tuple | ListObject) and _has_tensor(found.items, frame):
            return True
    return False


def is_layer_of(found: LayerObject, path: str) -> bool | None:
    """Decide whether a layer is an instance of a class of a library."""
    return is_subclass_of(found.path, path)


def is_tensor_of(path: str) -> bool | None:
    """Decide whether a symbolic tensor is an instance of a class of a library."""
    return True if path.rpartition(".")[2] == "KerasTensor" else (None if is_library(path) else False)


_LAYER_BASES = ("keras.Layer", "keras.layers.Layer", "keras.Operation")
_MODEL_BASES = ("keras.Model", "keras.models.Model")


def is_subclass_of(path: str, other: str) -> bool | None:
    """Decide whether one class of a library derives from another; None where that is not known."""
    one, two = canonical(path) or path, canonical(other) or other
    if one == two:
        return True
    model = one in (*_MODEL_BASES, "keras.Functional", "keras.Sequential", "keras.models.Sequential")
    if two in _LAYER_BASES:
        return True if model or signature_of(one) is not None else None
    if two in _MODEL_BASES:
        return True if model else (False if signature_of(one) is not None else None)
    if signature_of(one) is not None and signature_of(two) is not None:
        return None if two in _PARENTS else False
    return False if canonical(other) is None and canonical(path) is not None else None


_PARENTS = ("keras.layers.Wrapper", "keras.layers.RNN")


def _of_keras_2(path: str, frame: Frame) -> str | None:
    """Return the path of a layer that only Keras 2 has, in a program that is written for it."""
    if frame.run.options.keras_version != 2 or ".layers." not in path:
        return None
    from shapecheck.catalog.yesterday.old_layers import old_layer

    return old_layer(path)


def is_catalogued(name: str) -> bool:
    """Tell whether a module is one that the catalog stands for, even where its source lies beside the analysed file.

    In Keras's own tree everything is, but `applications`: these are models like a user's.
    """
    return is_library(name) and "applications" not in name.split(".")


def layer_maker(path: str) -> str | None:
    """Tell what a name of a library is to layers: a "class" of them, a function that makes and calls one ("call").

    None for anything else, and for inputs, which are no calls.
    """
    found = canonical(path) or _INTERNAL.get(path)
    if found in _MERGES:
        return "call"
    if found is None or found in ("keras.Input", "keras.layers.Input", "keras.layers.InputLayer"):
        return None
    if found in (*_LAYER_BASES[:2], *_MODEL_BASES, "keras.Sequential", "keras.models.Sequential"):
        return "class"
    return "class" if found.startswith("keras.layers.") and signature_of(found) is not None else None


def public_names(path: str) -> tuple[str, ...]:
    """Return the names that `from path import *` binds, where the library is known."""
    return members(path)
