"""Names of optimizers, losses and metrics in `compile`: those that real Keras knows are left alone, others are found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import shapecheck.catalog
from shapecheck import check_source
from shapecheck.finding import Severity
from tests.fixtures import in_thread

HEAD = """
import keras
import numpy as np
x, y = np.zeros((8, 4)), np.zeros((8, 3))
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
"""


def found(text: str) -> list[tuple[str, int, Severity]]:
    report = in_thread(lambda: check_source(HEAD + text + "\n", filename="model.py"))
    return [(one.code, one.span.start.row, one.severity) for one in report.findings if one.code == "KSH210"]


def test_every_name_that_keras_knows_is_left_alone() -> None:
    pytest.importorskip("keras")
    import keras

    path = Path(shapecheck.catalog.__file__).parent / "signatures.json"
    recorded = json.loads(path.read_text(encoding="utf-8"))["identifiers"]
    tables = {
        "loss": keras.src.losses.ALL_OBJECTS_DICT,
        "metric": keras.src.metrics.ALL_OBJECTS_DICT,
        "optimizer": keras.src.optimizers.ALL_OBJECTS_DICT,
    }
    for role, table in tables.items():
        assert recorded[role] == sorted(table)
        word = {"loss": "loss={!r}", "metric": "metrics=[{!r}]", "optimizer": "{!r}"}[role]
        lines = [f"model.compile({word.format(name)})" for name in table]
        assert found("\n".join(lines)) == []


@pytest.mark.parametrize("name", ["Adam", "RMSPROP", "Sgd"])
def test_optimizers_are_read_in_any_case(name: str) -> None:
    keras = pytest.importorskip("keras")
    assert keras.optimizers.get(name) is not None
    assert found(f"model.compile({name!r}, 'mse')") == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("model.compile('adams', 'mse')", [("KSH210", 6, Severity.ERROR)]),
        ("model.compile(optimizer='adam ', loss='mse')", [("KSH210", 6, Severity.ERROR)]),
        ("model.compile('adam', 'categorical_cross_entropy')", [("KSH210", 6, Severity.WARNING)]),
        ("model.compile('adam', 'Mse')\nmodel.fit(x, y)", [("KSH210", 6, Severity.ERROR)]),
        ("model.compile('adam', 'mse', metrics=['acuracy'])\nmodel.evaluate(x, y)", [("KSH210", 6, Severity.ERROR)]),
        ("model.compile('adam', 'mse', metrics=['ACCURACY', 'acc'])\nmodel.fit(x, y)", []),
        ("model.compile('adam', 'CE')\nmodel.fit(x, y)", []),
        ("model.compile('adam', 'mse', metrics=['nothing'])\nmodel.predict(x)", [("KSH210", 6, Severity.WARNING)]),
        ("try:\n    model.compile('lamb2')\nexcept ValueError:\n    model.compile('adam')", []),
        ("keras.utils.get_custom_objects()['mine'] = keras.optimizers.Adam\nmodel.compile('mine', 'mse')", []),
    ],
)
def test_names(text: str, answer: list[tuple[str, int, Severity]]) -> None:
    assert found(text) == answer


@pytest.mark.parametrize("given", [{"optimizer": "adams"}, {"loss": "Mse"}, {"loss": "mse", "metrics": ["acuracy"]}])
def test_real_keras_refuses_them(given: dict[str, object]) -> None:
    keras = pytest.importorskip("keras")
    if keras.backend.backend() == "numpy":
        pytest.skip("the NumPy backend does not train")
    import numpy as np

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    with pytest.raises(ValueError, match="Could not interpret"):
        model.compile(**given)
        model.evaluate(np.zeros((8, 4)), np.zeros((8, 3)), verbose=0)
