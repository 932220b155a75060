"""Layers around layers, states and masks: what example lines cannot say."""

from __future__ import annotations

from typing import Any

import pytest
from sublayer import Own, apply, inner

from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.tables import Applied
from shapecheck.shapes.dims import Hidden, Symbol, hide
from shapecheck.shapes.requirements import Refused, collecting, text_of
from shapecheck.shapes.tensor import Tensor, Weight

B = Symbol("B", dynamic=True)
UNKNOWN = Opaque("read from the command line")
SEQUENCES = Tensor((B, 5, 2))


def refusal(name: str, *inputs: Any, config: dict[str, Any], **arguments: Any) -> Refused:
    """Return how a case is refused."""
    with pytest.raises(Refused) as caught:
        apply(name, *inputs, config=config, **arguments)
    return caught.value


def test_own_cell() -> None:
    def call(inputs: Tensor, states: list[Tensor]) -> Applied:
        assert inputs.shape == (B, 2)
        assert [state.shape for state in states] == [(B, 3), (B, 5)]
        return Applied([(B, 7), states], [Weight("mixing", (2, 7))])

    cell = Own(call, {"state_size": [3, 5], "output_size": 7})
    found = apply("RNN", SEQUENCES, config={"cell": cell, "return_state": True})
    assert found.outputs == [(B, 7), (B, 3), (B, 5)]
    assert [weight.name for weight in found.weights] == ["own/mixing"]


def test_own_cell_without_sizes_is_unknown() -> None:
    with pytest.raises(NotKnown):
        apply("RNN", SEQUENCES, config={"cell": Own(lambda *inputs: Applied([]))})


def test_own_layer_at_each_step() -> None:
    found = apply("TimeDistributed", SEQUENCES, config={"layer": Own(lambda step: Applied((*step.shape, 4)))})
    assert found.outputs == (B, 5, 2, 4)


def test_own_layer_both_ways_is_unknown() -> None:
    with pytest.raises(NotKnown):
        apply("Bidirectional", SEQUENCES, config={"layer": Own(lambda sequences: Applied((B, 3)))})


def test_names_of_both_directions() -> None:
    found = apply("Bidirectional", SEQUENCES, config={"layer": inner("LSTM", 3, name="forward_mind")})
    names = [weight.name for weight in found.weights]
    assert names[0] == "forward_mind/lstm_cell/kernel"
    assert names[3] == "backward_forward_mind/lstm_cell/kernel"


@pytest.mark.parametrize(
    ("name", "widths"),
    [("LSTM", [4, 3]), ("LSTM", [3, 4]), ("LSTM", [3]), ("GRU", [1]), ("SimpleRNN", [4])],
)
def test_initial_states_are_refused_at_the_run(name: str, widths: list[int]) -> None:
    states = [Tensor((B, width)) for width in widths]
    assert refusal(name, SEQUENCES, config={"units": 3}, initial_state=states).when == "run"


def test_initial_states_of_both_directions() -> None:
    states = [Tensor((B, 3))] * 4
    layer = {"layer": inner("LSTM", 3)}
    assert apply("Bidirectional", SEQUENCES, config=layer, initial_state=states).outputs == (B, 6)
    assert refusal("Bidirectional", SEQUENCES, config=layer, initial_state=states[:2]).when == "run"


def test_a_mask_that_names_the_batch_is_a_requirement() -> None:
    mask = Tensor((B, 6))
    with collecting() as requirements:
        apply(
            "MultiHeadAttention",
            Tensor((B, 5, 8)),
            Tensor((B, 6, 8)),
            config={"num_heads": 2, "key_dim": 3},
            attention_mask=mask,
        )
    assert [(text_of(item.condition), item.when) for item in requirements] == [("B == 5 or B == 1", "run")]


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("Dropout", {"rate": UNKNOWN}),
        ("LSTM", {"units": 3, "dropout": UNKNOWN}),
        ("RandomRotation", {"factor": UNKNOWN}),
        ("Rescaling", {"scale": UNKNOWN}),
        ("Normalization", {"mean": UNKNOWN, "variance": UNKNOWN}),
        ("StringLookup", {"vocabulary": UNKNOWN}),
        ("Discretization", {"bin_boundaries": UNKNOWN}),
    ],
)
def test_what_changes_no_shape_may_be_unknown(name: str, config: dict[str, Any]) -> None:
    image = Tensor((B, 8, 8, 3))
    assert apply(name, SEQUENCES if name == "LSTM" else image, config=config).outputs


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("LSTM", {"units": UNKNOWN}),
        ("GRU", {"units": 3, "return_sequences": UNKNOWN}),
        ("Bidirectional", {"layer": UNKNOWN}),
        ("TimeDistributed", {"layer": UNKNOWN}),
        ("RNN", {"cell": UNKNOWN}),
        ("CategoryEncoding", {"num_tokens": UNKNOWN}),
        ("StringLookup", {"vocabulary": UNKNOWN, "output_mode": "one_hot"}),
    ],
)
def test_what_changes_a_shape_must_be_known(name: str, config: dict[str, Any]) -> None:
    with pytest.raises(NotKnown):
        apply(name, SEQUENCES, config=config)


def test_mask_spreads_the_steps_that_keras_announces_as_none() -> None:
    """`MultiHeadAttention(3, 1)` of (4, 1, 4) with a mask (4, 1, 2, 4) runs to (4, 2, 4) on every backend."""
    config = {"num_heads": 3, "key_dim": 1}
    hidden = Tensor((4, hide(1), 4))
    mask = Tensor((4, 1, 2, 4))
    spread = apply("MultiHeadAttention", hidden, hidden, attention_mask=mask, config=config)
    assert spread.outputs == (4, Hidden(2), 4)
    announced = Tensor((4, 1, 4))
    assert apply("MultiHeadAttention", announced, announced, attention_mask=mask, config=config).outputs == (4, 1, 4)
