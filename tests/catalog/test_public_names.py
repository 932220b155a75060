"""Every public name of Keras's modules is known: layers by their rules, the rest as what they are; what cannot be, and why."""

from __future__ import annotations

import inspect
from types import ModuleType

import pytest

pytest.importorskip("keras")

import keras

from shapecheck.catalog.constructors import arguments_of
from shapecheck.catalog.layers import load
from shapecheck.catalog.layers.foreign import FOREIGN
from shapecheck.catalog.paths import canonical
from shapecheck.catalog.tables import LAYERS
from shapecheck.interpreter.interpret import Options, interpret
from shapecheck.interpreter.program import Program
from shapecheck.source import SourceFile

MODULES = (
    *("losses", "metrics", "activations", "initializers", "optimizers", "regularizers", "constraints"),
    *("random", "utils"),
)

OF_THE_INTERPRETER = {
    "keras.InputSpec": "spec = keras.layers.InputSpec(ndim=2)",
    "keras.Layer": "class Own(keras.layers.Layer):\n    def call(self, x):\n        return x\n\n\ny = Own()(x)",
    "keras.layers.InputLayer": "y = keras.Sequential([keras.layers.InputLayer(shape=(3,)), keras.layers.Dense(2)])(x)",
    "keras.layers.Lambda": "y = keras.layers.Lambda(lambda t: t * 2)(x)",
    "keras.layers.Wrapper": "wrapped = keras.layers.Wrapper(keras.layers.Dense(2))",
}
"""Classes that the interpreter itself stands for, and code that uses each."""

FUNCTIONS = {
    "Input": "y = keras.layers.Input((3,))",
    "add": "y = keras.layers.add([x, x])",
    "average": "y = keras.layers.average([x, x])",
    "concatenate": "y = keras.layers.concatenate([x, x], axis=-1)",
    "deserialize": "y = keras.layers.deserialize",
    "dot": "y = keras.layers.dot([x, x], axes=1)",
    "maximum": "y = keras.layers.maximum([x, x])",
    "minimum": "y = keras.layers.minimum([x, x])",
    "multiply": "y = keras.layers.multiply([x, x])",
    "serialize": "y = keras.layers.serialize",
    "subtract": "y = keras.layers.subtract([x, x])",
}
"""The functions of `keras.layers`, and code that uses each."""

FOREIGN_CALLS = {
    "keras.layers.FlaxLayer": "y = keras.layers.FlaxLayer(module)(x)",
    "keras.layers.JaxLayer": "y = keras.layers.JaxLayer(run, params={})(x)",
    "keras.layers.TFSMLayer": "y = keras.layers.TFSMLayer('saved', call_endpoint='serve')(x)",
    "keras.layers.TorchModuleWrapper": "y = keras.layers.TorchModuleWrapper(module)(x)",
}


def analysed(code: str) -> Program:
    text = f"import keras\nfrom library import module, run\n\nx = keras.Input((3,))\n{code}\n"
    return interpret(SourceFile("model.py", text), Options())


def public(module: ModuleType) -> list[str]:
    return [name for name in dir(module) if not name.startswith("_")]


def test_layers(capsys: pytest.CaptureFixture[str]) -> None:
    load()
    names = public(keras.layers)
    known, unknown = [], []
    for name in names:
        path = canonical(f"keras.layers.{name}")
        if path in LAYERS or path in OF_THE_INTERPRETER or name in FUNCTIONS:
            known.append(name)
        elif path in FOREIGN:
            unknown.append(name)
    with capsys.disabled():
        print(f"\n\nkeras.layers {len(known) + len(unknown)}/{len(names)}")
        for name in unknown:
            print(f"    known-unknown: {name} {FOREIGN[f'keras.layers.{name}']}")
    assert sorted(known + unknown) == names
    assert sorted(f"keras.layers.{name}" for name in unknown) == sorted(FOREIGN)
    assert {name for name in names if not inspect.isclass(getattr(keras.layers, name))} == set(FUNCTIONS)


@pytest.mark.parametrize("code", [*OF_THE_INTERPRETER.values(), *FUNCTIONS.values()])
def test_what_has_no_rule_of_its_own_is_understood(code: str) -> None:
    program = analysed(code)
    assert [spot.reason for spot in program.blind_spots if "library" not in spot.reason] == []
    assert program.problems == []


@pytest.mark.parametrize("path", FOREIGN_CALLS)
def test_what_cannot_be_known_says_why(path: str) -> None:
    assert set(FOREIGN_CALLS) == set(FOREIGN)
    program = analysed(FOREIGN_CALLS[path])
    assert program.problems == []
    assert any(spot.reason.endswith(f"{path} {FOREIGN[path]}") for spot in program.blind_spots)


BASES = {
    *("keras.Initializer", "keras.Loss", "keras.Metric", "keras.Optimizer", "keras.Regularizer", "keras.Constraint"),
    *("keras.losses.Loss", "keras.metrics.Metric", "keras.metrics.MeanMetricWrapper", "keras.optimizers.Optimizer"),
    "keras.constraints.Constraint",
    *("keras.initializers.Initializer", "keras.regularizers.Regularizer", "keras.random.SeedGenerator"),
}
"""Classes that programs derive from, or that have no shape."""


@pytest.mark.parametrize("module", MODULES)
def test_other_modules(module: str) -> None:
    """Each name has its path; each class that is made, but for those of `utils`, the arguments that it takes."""
    space = getattr(keras, module)
    names = public(space)
    paths = {name: canonical(f"keras.{module}.{name}") for name in names}
    assert [name for name, path in paths.items() if path is None] == []
    assert canonical(f"keras.{module}.NoSuchName") is None
    made = {path for name, path in paths.items() if inspect.isclass(getattr(space, name)) and path is not None}
    if module != "utils":
        assert [path for path in made - BASES if not arguments_of(path) and takes_any(path)] == []
    uses = "".join(f"a{number} = keras.{module}.{name}\n" for number, name in enumerate(names))
    imports = "".join(f"from keras.{module} import {name} as b{number}\n" for number, name in enumerate(names))
    program = analysed(uses + imports)
    assert [spot.reason for spot in program.blind_spots if "library" not in spot.reason] == []
    assert program.problems == []


def takes_any(path: str) -> bool:
    """Tell whether a class of Keras takes arguments at all."""
    found = keras
    for part in path.split(".")[1:]:
        found = getattr(found, part)
    parameters = inspect.signature(found.__init__).parameters.values()
    return any(
        each.name != "self"
        for each in parameters
        if each.kind is not each.VAR_POSITIONAL and each.kind is not each.VAR_KEYWORD
    )
