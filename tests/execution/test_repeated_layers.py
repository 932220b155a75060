"""A graph that holds one turn of a loop for all is not run: how often it turns is not known."""

from __future__ import annotations

from shapecheck.cost.counting import Costs
from shapecheck.execution.verify import verify
from shapecheck.interpreter.interpret import interpret
from shapecheck.interpreter.options import Options
from shapecheck.source import SourceFile

STACK = """
import keras


def build(depth):
    x = inputs = keras.Input((4,))
    for _ in range(depth):
        x = keras.layers.Dense(4)(x)
    return keras.Model(inputs, x)
"""


def test_a_loop_of_a_symbolic_count_is_not_run() -> None:
    (model,) = interpret(SourceFile("stack.py", STACK), Options(target="build")).models
    result = verify(model)
    assert "--set" in result.reason
    assert str(model.parameters.total) == "20*depth"


def test_a_given_count_is_unrolled_and_run() -> None:
    (model,) = interpret(SourceFile("stack.py", STACK), Options(target="build", values={"depth": 3})).models
    result = verify(model)
    assert result.ok
    assert result.allocated_parameters == 60


SHARED = """
import keras


def build(depth):
    x = inputs = keras.Input((4,))
    same = keras.layers.Dense(4)
    for _ in range(depth):
        x = same(x) + x
    return keras.Model(inputs, x)
"""


def test_calls_of_a_loop_are_not_counted_once() -> None:
    (model,) = interpret(SourceFile("shared.py", SHARED), Options(target="build")).models
    costs = Costs(model, {})
    assert str(model.parameters.total) == "20"
    assert costs.total is None
    # the first turn, which builds the layer, stands by itself
    assert str(costs.known) == "16*B"
    counted = [costs.activations(row) for row in (*model.layers[1:], *model.operations)]
    assert [str(count) for count in counted] == ["None", "4*B", "None"]
    assert "--set" in verify(model).reason
