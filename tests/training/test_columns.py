"""Labels of rank 1: of a column of pandas's Keras makes (N, 1), which other predictions stretch without a word."""

from __future__ import annotations

import pytest

from shapecheck import check_source
from tests.fixtures import in_thread

PROGRAM = """
import keras
import numpy as np
{imports}
{labels}
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
model.compile("adam", "mse")
model.{method}(np.zeros((12, 4)), y)
"""


@pytest.mark.parametrize("method", ["fit", "evaluate"])
@pytest.mark.parametrize(
    ("imports", "labels", "code"),
    [
        ("", "y = np.zeros(12)", "KSH301"),
        ("import pandas as pd", "y = pd.DataFrame({'a': np.zeros(12), 'b': np.ones(12)})['a']", "KSH302"),
        ("import pandas as pd", "y = pd.Series(np.zeros(12))", "KSH302"),
    ],
)
def test_what_three_units_make_of_them(imports: str, labels: str, code: str, method: str) -> None:
    text = PROGRAM.format(imports=imports, labels=labels, method=method)
    assert [one.code for one in in_thread(lambda: check_source(text, filename="m.py")).findings] == [code]


def test_real_keras_takes_the_column() -> None:
    keras, pandas = pytest.importorskip("keras"), pytest.importorskip("pandas")
    if keras.backend.backend() == "numpy":
        from keras.src.trainers.data_adapters.array_slicing import PandasSeriesSliceable

        assert PandasSeriesSliceable.convert_to_numpy(pandas.Series([1.0, 2.0])).shape == (2, 1)
