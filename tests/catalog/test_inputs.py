"""What a layer is called on: structures, ranks, and sizes that no weight can have."""

from __future__ import annotations

from typing import Any

import pytest

from shapecheck.catalog.inputs import MAPPED, check_weight
from shapecheck.catalog.layers import load
from shapecheck.catalog.tables import LAYERS, NotKnown, Refused
from shapecheck.shapes.dims import Symbol
from shapecheck.shapes.requirements import collecting
from shapecheck.shapes.tensor import Tensor

load()

B = Symbol("B", dynamic=True)
ONE_TENSOR = sorted(path for path, rule in LAYERS.items() if rule.single and path.rpartition(".")[2] not in MAPPED)


def test_two_tensors_for_one_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        LAYERS["keras.layers.Dense"].apply({"inputs": [Tensor((B, 3)), Tensor((B, 4))]}, {"units": 2})
    assert refused.value.kind == "input-structure"


def test_other_structures_are_not_known() -> None:
    for inputs in ([Tensor((B, 3))], {"a": Tensor((B, 3))}, []):
        with pytest.raises(NotKnown):
            LAYERS["keras.layers.Dense"].apply({"inputs": inputs}, {"units": 2})
    with pytest.raises(NotKnown):
        LAYERS["keras.layers.ReLU"].apply({"inputs": [Tensor((B, 3)), Tensor((B, 4))]}, {})


def test_an_unknown_rank_is_not_known() -> None:
    with pytest.raises(NotKnown):
        LAYERS["keras.layers.Dense"].apply({"inputs": Tensor(None)}, {"units": 2})


@pytest.mark.parametrize("path", ONE_TENSOR)
def test_keras_refuses_two_tensors_for_one(path: str) -> None:
    keras = pytest.importorskip("keras")
    import record_signatures as oracle

    name = path.rpartition(".")[2]
    kind = getattr(keras.layers, name)
    if oracle.attempt(kind, **oracle.minimal(name, kind)) is not None:
        pytest.skip("does not construct with this backend")
    for rank in range(1, 6):
        tensor = keras.KerasTensor((None,) + (6,) * (rank - 1))
        layer: Any = kind(**oracle.minimal(name, kind))
        assert oracle.attempt(layer, [tensor, tensor]) is not None


@pytest.mark.parametrize(
    ("size", "kind"),
    [(B, "unknown-size"), (None, "unknown-size"), (2.0, "invalid-argument"), (-1, "size-mismatch")],
)
def test_sizes_that_no_weight_can_have(size: Any, kind: str) -> None:
    with pytest.raises(Refused) as refused:
        check_weight("kernel", (3, size))
    assert refused.value.kind == kind


def test_a_size_that_is_not_known_is_required_not_to_be_negative() -> None:
    with collecting() as requirements:
        check_weight("kernel", (3, Symbol("n")))
        assert not requirements
        check_weight("kernel", (3, Symbol("n") - 4))
    assert len(requirements) == 1
