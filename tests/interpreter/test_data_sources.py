"""What loads, splits, scales and encodes data gives the shapes that the libraries themselves give."""

from __future__ import annotations

import ast
import importlib
import re
from types import ModuleType

import pytest

from shapecheck.catalog.data.features import FEATURES
from shapecheck.interpreter.values import Array
from tests.fixtures import in_thread
from tests.interpreter.arrays import disagreements
from tests.interpreter.data_programs import KERAS_PROGRAMS, PROGRAMS, TENSORFLOW_PROGRAMS
from tests.interpreter.evaluation import executed, variables


@pytest.mark.parametrize("name", PROGRAMS)
def test_scikit_learn_and_pandas_agree(name: str) -> None:
    for package in set(re.findall(r"(sklearn|pandas)", PROGRAMS[name])):
        pytest.importorskip(package)
    assert in_thread(lambda: disagreements(f"import numpy as np\n{PROGRAMS[name]}")) == []


SCALERS = ["StandardScaler", "MinMaxScaler", "RobustScaler", "PowerTransformer", "Normalizer"]


@pytest.mark.parametrize("scaler", SCALERS)
@pytest.mark.parametrize(("learned", "given"), [(3, 3), (3, 1), (3, 2), (1, 3)])
def test_columns_are_those_that_were_learned(scaler: str, learned: int, given: int) -> None:
    pytest.importorskip("sklearn")
    for method in ("transform",) if scaler == "Normalizer" else ("transform", "inverse_transform"):
        text = (
            f"import numpy as np\nfrom sklearn.preprocessing import {scaler}\ns = {scaler}().fit(np.random.rand(9, {learned}))"
            f"\na = s.{method}(np.random.rand(5, {given}))"
        )
        assert in_thread(lambda text=text: disagreements(text)) == []


@pytest.mark.parametrize("name", KERAS_PROGRAMS)
def test_keras_agrees(name: str) -> None:
    pytest.importorskip("keras")
    assert in_thread(lambda: disagreements(f"import numpy as np\n{KERAS_PROGRAMS[name]}", exactly=False)) == []


@pytest.mark.parametrize("name", TENSORFLOW_PROGRAMS)
def test_tensorflow_agrees(name: str) -> None:
    pytest.importorskip("tensorflow")
    program = f"import numpy as np\nimport tensorflow as tf\n{TENSORFLOW_PROGRAMS[name]}"
    assert in_thread(lambda: disagreements(program, exactly=False)) == []


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist", "cifar10", "cifar100", "california_housing"])
def test_data_sets_are_as_keras_documents_them(name: str) -> None:
    module = importlib.import_module(f"keras.src.datasets.{name}")
    stated = dict(_stated(module))
    program = f"from keras.datasets import {name}\n(x_train, y_train), (x_test, y_test) = {name}.load_data()"
    found = variables(in_thread(lambda: executed(program)))
    for variable, shape in stated.items():
        array = found[variable]
        assert isinstance(array, Array)
        if name != "california_housing":
            assert array.tensor.shape == shape
        assert len(array.tensor.shape or ()) == len(shape)


def _stated(module: ModuleType) -> list[tuple[str, tuple[int, ...]]]:
    """Return the shapes that the docstring of `load_data` asserts."""
    lines = re.findall(r"assert (\w+)\.shape == (\(.*?\))$", module.load_data.__doc__ or "", re.MULTILINE)
    return [(name, ast.literal_eval(shape)) for name, shape in lines]


@pytest.mark.parametrize(
    ("call", "shapes"),
    [
        ("boston_housing.load_data()", [(404, 13), (404,), (102, 13), (102,)]),
        ("boston_housing.load_data(test_split=0.5)", [(253, 13), (253,), (253, 13), (253,)]),
        ("imdb.load_data(num_words=500)", [(25_000,)] * 4),
        ("reuters.load_data()", [(8_982,), (8_982,), (2_246,), (2_246,)]),
        ("california_housing.load_data(version='small')", [(480, 8), (480,), (120, 8), (120,)]),
    ],
)
def test_arguments_of_data_sets(call: str, shapes: list[tuple[int, ...]]) -> None:
    program = (
        f"from keras.datasets import *\nfrom keras.datasets import {call.partition('.')[0]}\n(a, b), (c, d) = {call}"
    )
    found = variables(in_thread(lambda: executed(program)))
    arrays = [found[name] for name in "abcd"]
    assert [array.tensor.shape for array in arrays if isinstance(array, Array)] == shapes


def test_reviews_are_no_numbers() -> None:
    program = "from keras.datasets import imdb\n(x, y), _ = imdb.load_data(maxlen=100)\na = x[0]\nn = len(a)"
    found = variables(in_thread(lambda: executed(program)))
    assert not isinstance(found["a"], Array)
    assert isinstance(found["y"], Array)
    assert not isinstance((found["y"].tensor.shape or (0,))[0], int)


@pytest.mark.parametrize("name", ["load_iris", "load_wine", "load_breast_cancer", "load_diabetes"])
def test_columns_are_named_as_scikit_learn_names_them(name: str) -> None:
    datasets = pytest.importorskip("sklearn.datasets")
    assert FEATURES[name] == tuple(getattr(datasets, name)().feature_names)
