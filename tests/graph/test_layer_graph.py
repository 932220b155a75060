"""Questions to a LayerGraph, and what they may cost."""

from __future__ import annotations

import subprocess
import sys

import pytest

from shapecheck.graph.call import LayerCall
from shapecheck.graph.layer_graph import Disconnected, LayerGraph
from shapecheck.shapes.tensor import Tensor


def tensor(key: int) -> Tensor:
    return Tensor((2, 3), key=key)


def call(key: int, inputs: list[int], outputs: list[int], operation: str = "keras.layers.Dense") -> LayerCall:
    made = [tensor(number) for number in outputs]
    return LayerCall(key, operation, key, [tensor(number) for number in inputs], made, None)  # type: ignore[arg-type]


def diamond() -> LayerGraph:
    """Input 0 -> 1 -> (2, 3) -> 4; 5 hangs off 1 and is used by nobody; Input 6 -> 7 stands apart."""
    return LayerGraph(
        [
            call(0, [], [10], "keras.Input"),
            call(1, [10], [11, 12]),
            call(2, [11], [13]),
            call(3, [12], [14]),
            call(4, [14, 13, 14], [15]),
            call(5, [11], [16]),
            call(6, [], [17], "keras.Input"),
            call(7, [17], [18]),
        ]
    )


def keys(calls: list[LayerCall]) -> list[int]:
    return [call.key for call in calls]


def test_neighbours() -> None:
    graph = diamond()
    assert keys(graph.producers(graph.call(4))) == [3, 2]
    assert keys(graph.consumers(graph.call(1))) == [2, 3, 5]
    assert graph.producer(tensor(12)) == (graph.call(1), 1)
    assert graph.producer(tensor(99)) is None
    assert graph.producer(Tensor((2, 3))) is None


def test_far_relations() -> None:
    graph = diamond()
    assert keys(graph.ancestors(graph.call(4))) == [0, 1, 2, 3]
    assert keys(graph.descendants(graph.call(1))) == [2, 3, 4, 5]
    assert [keys(part) for part in graph.components()] == [[0, 1, 2, 3, 4, 5], [6, 7]]
    assert keys(graph.order()) == list(range(8))


def test_order_is_topological_and_stable_by_key() -> None:
    graph = LayerGraph([call(9, [], [1], "keras.Input"), call(3, [], [2], "keras.Input"), call(5, [1, 2], [3])])
    assert keys(graph.order()) == [3, 9, 5]


def test_edges_carry_index_and_shape() -> None:
    edges = diamond().network().edges(data=True)
    assert [data for source, target, data in edges if (source, target) == (1, 3)] == [
        {"tensor": 12, "index": 1, "shape": (2, 3)}
    ]
    assert len([1 for source, target, _ in edges if (source, target) == (3, 4)]) == 2


def test_tensors_among_the_arguments_are_inputs() -> None:
    graph = LayerGraph([call(0, [], [1], "keras.Input"), call(1, [], [2], "keras.Input")])
    given = {"query": tensor(1), "value": tensor(2), "key": None}
    path, site = "keras.layers.MultiHeadAttention", None
    attention = LayerCall(2, path, 7, tensor(1), tensor(3), site, given, ("value",))  # type: ignore[arg-type]
    graph.add(attention)
    assert keys(graph.producers(attention)) == [0, 1]
    assert graph.network().number_of_edges() == 2


def test_dead_calls() -> None:
    assert keys(diamond().dead(tensor(15))) == [5, 6, 7]
    assert keys(diamond().dead([tensor(15), {"side": tensor(18)}])) == [5]


def test_calls_may_be_added_after_a_question() -> None:
    graph = diamond()
    graph.order()
    graph.add(call(8, [15, 18], [19]))
    assert len(graph.components()) == 1
    assert keys(graph.ancestors(graph.call(8))) == [0, 1, 2, 3, 4, 6, 7]


def test_between() -> None:
    part = diamond().between(tensor(10), [tensor(15)])
    assert keys(part.calls()) == [0, 1, 2, 3, 4]
    assert part.call(4) in part


def test_between_makes_an_input_of_a_tensor_in_the_middle() -> None:
    part = diamond().between([tensor(11), tensor(12)], tensor(15))
    assert [(made.key, made.operation) for made in part.calls()[:2]] == [(-12, "keras.Input"), (-13, "keras.Input")]
    assert keys(part.calls()[2:]) == [2, 3, 4]
    assert [keys(list(group)) for group in diamond().layer_order([tensor(11), tensor(12)], tensor(15))] == [
        [-13],
        [-12],
        [3],
        [2],
        [4],
    ]


@pytest.mark.parametrize(
    ("inputs", "outputs", "lost"),
    [
        ([10], [15, 18], 17),  # the second output needs an Input that is not given
        ([11], [15], 12),  # half of a call's outputs are given, the other half is needed
        ([11], [11], 11),  # an output that is an input
    ],
)
def test_disconnected(inputs: list[int], outputs: list[int], lost: int) -> None:
    with pytest.raises(Disconnected) as caught:
        diamond().between([tensor(key) for key in inputs], [tensor(key) for key in outputs])
    assert caught.value.tensor.key == lost
    assert caught.value.keras_error == f"Output with path `{len(outputs) - 1}` is not connected to `inputs`"


def test_adding_calls_imports_no_networkx() -> None:
    program = """
import sys
from shapecheck.graph.call import LayerCall
from shapecheck.graph.layer_graph import LayerGraph
from shapecheck.shapes.tensor import Tensor
graph = LayerGraph()
for key in range(100):
    graph.add(LayerCall(key, "keras.layers.Dense", key, Tensor((1,), key=key), Tensor((1,), key=key + 1), None))
print(sorted({"networkx", "numpy", "sympy"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
