"""Arguments are bound as Keras binds them, and refused in its words."""

from __future__ import annotations

import inspect
import json
from typing import Any

import pytest

from shapecheck.catalog.checks import NOT_GIVEN, Opaque
from shapecheck.catalog.layers import load
from shapecheck.catalog.signature import bind, bind_call, recorded, signature_of
from shapecheck.catalog.tables import LAYERS
from shapecheck.shapes.requirements import Refused

load()

CONSTRUCTIONS: tuple[tuple[str, tuple[Any, ...], dict[str, Any], str], ...] = (
    ("Dense", (), {}, "missing-argument"),
    ("Dense", (3,), {"foo": 1, "bar": "x"}, "unknown-argument"),
    ("Dense", (3,), {"units": 1}, "invalid-argument"),
    ("Dense", tuple(range(1, 21)), {}, "unknown-argument"),
    ("Dense", (3,), {"input_shape": (3,), "input_dim": 4}, "unknown-argument"),
    ("Dense", (3,), {"batch_input_shape": (3, 4)}, "unknown-argument"),
    ("Dense", (3,), {"name": 5}, "invalid-argument"),
    ("Dense", (3,), {"name": "a/b"}, "invalid-argument"),
    ("Dense", (3,), {"trainable": 1}, "invalid-argument"),
    ("Dense", (3,), {"trainable": None}, "invalid-argument"),
    ("Dense", (3,), {"dtype": "foo"}, "unknown-identifier"),
    ("Dense", (3,), {"dtype": 3}, "invalid-argument"),
    ("Dense", (3,), {"activation": "Relu"}, "unknown-identifier"),
    ("Dense", (3,), {"activation": 3}, "invalid-argument"),
    ("Dense", (3,), {"kernel_initializer": "foo"}, "unknown-identifier"),
    ("Dense", (3,), {"kernel_initializer": 0.5}, "invalid-argument"),
    ("Dense", (3,), {"kernel_regularizer": "l3"}, "unknown-identifier"),
    ("Dense", (3,), {"kernel_regularizer": 0.01}, "invalid-argument"),
    ("Dense", (3,), {"bias_constraint": "maxnorm"}, "unknown-identifier"),
    ("Dense", (3,), {"activity_regularizer": "foo"}, "unknown-identifier"),
    ("Conv2D", (8,), {}, "missing-argument"),
    ("Conv2D", (), {}, "missing-argument"),
    ("Conv2D", (8, 3), {"border_mode": "same"}, "unknown-argument"),
    ("GroupQueryAttention", (), {}, "missing-argument"),
    ("SpatialDropout1D", (0.5,), {"foo": 1}, "unknown-argument"),
    ("SpatialDropout1D", (0.5, None, 1, "x", "float32"), {}, "unknown-argument"),
    ("Add", (3,), {}, "unknown-argument"),
    ("Flatten", (None, 2, 3), {}, "unknown-argument"),
    ("LSTM", (3,), {"time_major": True}, "unknown-argument"),
)

CALLS: tuple[tuple[str, dict[str, Any], tuple[Any, ...], dict[str, Any], str], ...] = (
    ("Dense", {"units": 3}, (), {}, "missing-argument"),
    ("Dense", {"units": 3}, ("tensor",), {"foo": 1}, "unknown-argument"),
    ("Dense", {"units": 3}, (3,), {}, "input-structure"),
    ("Dense", {"units": 3}, ("tensor", True), {}, "input-structure"),
    ("Flatten", {}, ("tensor",), {"mask": None}, "unknown-argument"),
    ("Flatten", {}, ([[1, 2], [3, 4]],), {}, "input-structure"),
    ("Flatten", {}, ("tensor",), {"inputs": "tensor"}, "invalid-argument"),
    ("Add", {}, ("tensor", "tensor"), {}, "unknown-argument"),
)


class Tensor:
    """Stand for a tensor among call arguments."""


@pytest.fixture(scope="module")
def layers() -> Any:
    return pytest.importorskip("keras").layers


def with_tensors(values: Any, tensor: Any) -> Any:
    """Put a tensor in for the word."""
    if isinstance(values, dict):
        return {key: tensor if value == "tensor" else value for key, value in values.items()}
    return tuple(tensor if value == "tensor" else value for value in values)


@pytest.mark.parametrize(("name", "positional", "keywords", "kind"), CONSTRUCTIONS)
def test_constructors_refuse_in_the_words_of_keras(
    name: str, positional: tuple[Any, ...], keywords: dict[str, Any], kind: str, layers: Any
) -> None:
    with pytest.raises(Refused) as ours:
        bind(f"keras.layers.{name}", positional, keywords)
    with pytest.raises((TypeError, ValueError)) as theirs:
        getattr(layers, name)(*positional, **keywords)
    assert ours.value.kind == kind
    assert ours.value.keras_error == str(theirs.value)


@pytest.mark.parametrize(("name", "config", "positional", "keywords", "kind"), CALLS)
def test_calls_refuse_in_the_words_of_keras(
    name: str, config: dict[str, Any], positional: tuple[Any, ...], keywords: dict[str, Any], kind: str, layers: Any
) -> None:
    import keras

    with pytest.raises(Refused) as ours:
        bind_call(f"keras.layers.{name}", with_tensors(positional, Tensor()), with_tensors(keywords, Tensor()))
    tensor = keras.Input((4,))
    with pytest.raises((TypeError, ValueError)) as theirs:
        getattr(layers, name)(**config)(*with_tensors(positional, tensor), **with_tensors(keywords, tensor))
    assert ours.value.kind == kind
    assert ours.value.keras_error == str(theirs.value)


def test_defaults_and_common_arguments_are_bound() -> None:
    bound = bind("keras.layers.Conv2D", (8, 3), {"padding": "same"})
    assert bound["filters"] == 8
    assert bound["strides"] == (1, 1)
    assert bound["padding"] == "same"
    assert bound["trainable"] is True
    assert bound["input_shape"] is None
    assert bind("keras.layers.LeakyReLU", (), {"alpha": 0.2})["alpha"] == 0.2
    assert bind("keras.layers.Dense", (3,), {"input_dim": 4})["input_dim"] == 4


def test_values_that_are_not_known_pass() -> None:
    unknown = Opaque("not known")
    bind("keras.layers.Dense", (unknown,), {"activation": unknown, "dtype": unknown, "name": unknown})


def test_every_layer_takes_training() -> None:
    assert "training" not in bind_call("keras.layers.Flatten", (Tensor(),), {"training": True})
    assert bind_call("keras.layers.Dropout", (Tensor(),), {"training": True})["training"] is True


def test_a_path_that_is_no_layer_has_no_signature() -> None:
    with pytest.raises(LookupError):
        bind("keras.layers.Foo", (), {})


COMMON = ("activation", "initializer", "regularizer", "constraint")


@pytest.mark.parametrize("path", sorted(recorded()["layers"]))
@pytest.mark.parametrize("value", ["unheard_of", 0.5, [], None])
def test_common_arguments_are_checked_in_each_class(path: str, value: Any, layers: Any) -> None:
    import record_signatures as oracle

    name = path.rpartition(".")[2]
    kind = getattr(layers, name)
    config = oracle.minimal(name, kind)
    if oracle.attempt(kind, **config) is not None:
        pytest.skip("does not construct with this backend")
    signature = signature_of(path)
    assert signature is not None
    for argument in (*signature.init, *signature.defaults):
        if argument.rpartition("_")[2] not in COMMON and argument not in ("dtype", "name", "trainable"):
            continue
        if (value == "unheard_of" and argument == "name") or (not value and argument in ("dtype", "name", "trainable")):
            continue
        theirs = oracle.attempt(kind, **config | {argument: value})
        try:
            bind(path, (), config | {argument: value})
            ours = None
        except Refused as refused:
            ours = refused.keras_error
        assert ours is None or ours == theirs, argument
        if value is not None and argument not in signature.unchecked:
            assert ours == theirs, argument


@pytest.mark.parametrize("path", sorted(LAYERS))
def test_rules_have_the_parameters_of_keras(path: str) -> None:
    signature, rule = signature_of(path), LAYERS[path]
    assert signature is not None, "no class of Keras has this path"
    shared = [item.function for item in LAYERS.values()].count(rule.function) > 1
    for name, (_, default) in rule.parameters.items():
        if name in signature.optional:
            assert default is NOT_GIVEN, name
        elif name in signature.required:
            # what one of several classes requires has the default of the others; binding sees to it
            assert shared or default is inspect.Parameter.empty, name
        else:
            assert name in signature.defaults
            assert (type(default), default) == (type(signature.defaults[name]), signature.defaults[name]), name
    if signature.call is not None:
        assert set(rule.call_parameters) <= set(signature.call)
        assert rule.call_parameters[:1] == signature.call[:1]


def test_the_recording_is_that_of_the_installed_keras(layers: Any) -> None:
    import keras
    import record_signatures as oracle

    if json.loads(oracle.TARGET.read_text())["keras"] != keras.__version__:
        pytest.skip("recorded with another Keras")
    assert oracle.text_of(oracle.recording()) == oracle.TARGET.read_text()
