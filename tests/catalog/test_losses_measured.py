"""Which metric meets which labels, told by metrics that real Keras calls."""

from __future__ import annotations

from typing import Any

import keras
import pytest
from keras.src.trainers.compile_utils import CompileMetrics
from test_losses_targets import OUTPUTS, TARGETS, array, described, stand_ins

from shapecheck.catalog.training.measured import measures_of
from shapecheck.catalog.training.turns import Refused

NESTED = {"nested": ({"one": [array(1), array(2)], "two": array(3)}, None)}
METRICS: dict[str, Any] = {
    "string": "p",
    "list of one": ["p"],
    "list": ["p", "q"],
    "tuple": ("p", "q"),
    "list of lists": [["p", "q"], ["r"]],
    "list with none": [None, ["p"]],
    "dict": {"a": "p", "b": ["q", "r"]},
    "dict of one": {"a": "p"},
    "dict, other names": {"x": "p"},
    "three": ["p", "q", "r"],
    "nested": {"one": ["p", ["q", "r"]], "two": "p"},
    "empty": [],
}
LABELS = {**TARGETS, "nested": {"one": [array(11), array(12)], "two": array(13)}}


def real(metrics: Any, outputs: Any, names: Any, targets: Any) -> tuple[list[Any], Exception | None]:
    heard: list[Any] = []

    def telling(name: str) -> Any:
        def function(y_true: Any, y_pred: Any) -> Any:
            heard.append((name, str(described(y_true)), str(described(y_pred))))
            return keras.ops.zeros((7,))

        return function

    try:
        given = keras.tree.map_structure(lambda name: name and telling(name), metrics)
        CompileMetrics(given, None, output_names=names).update_state(targets, outputs)
    except Exception as error:  # whatever Keras raises is the answer
        return heard, error
    return heard, None


@pytest.mark.parametrize("metrics", METRICS)
@pytest.mark.parametrize("outputs", [*OUTPUTS, *NESTED])
def test_measures(metrics: str, outputs: str) -> None:
    predictions, names = {**OUTPUTS, **NESTED}[outputs]
    for labels in LABELS.values():
        heard, error = real(METRICS[metrics], predictions, names, labels)
        case = (described(labels), heard, error)
        try:
            found = measures_of(METRICS[metrics], stand_ins(predictions), stand_ins(labels), names)
        except Refused as refused:
            assert error is not None, (refused, *case)
            assert (refused.keras_error or "") in str(error), (refused.keras_error, *case)
        else:
            assert error is None, (found, *case)
            assert [
                (one.metric, str(described(one.target)), str(described(one.prediction))) for one in found
            ] == heard, case


def test_no_metrics() -> None:
    assert measures_of(None, array(1), array(1)) == []
