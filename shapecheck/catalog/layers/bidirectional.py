"""A recurrent layer that runs both ways."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.kinds import one_of
from shapecheck.catalog.layers.attention import broadcastable
from shapecheck.catalog.layers.wrappers import is_layer, one_shape, sublayer
from shapecheck.catalog.tables import Applied, forbid, layer, prefixed
from shapecheck.shapes.shape import Shape
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []

RECURRENT = {
    f"keras.layers.{name}" for name in ("SimpleRNN", "GRU", "LSTM", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
}


def directions(layer: Any, merge_mode: Any, backward_layer: Any) -> None:
    """Refuse two layers that do not run against each other, or do not return the same things."""
    words = "Please initialize `Bidirectional` layer with a `keras.layers.Layer` instance. Received"
    is_layer(layer, "layer", "Bidirectional", words)
    words = "`backward_layer` need to be a `keras.layers.Layer` instance. Received"
    if backward_layer is not None:
        is_layer(backward_layer, "backward_layer", "Bidirectional", words)
    words = f"Invalid merge mode. Received: {merge_mode}. Merge mode should be one of "
    words += '{"sum", "mul", "ave", "concat", None}'
    one_of(merge_mode, "merge_mode", ("sum", "mul", "ave", "concat", None), words)
    for given in (layer, backward_layer):
        if hasattr(given, "apply") and given.path.startswith("keras.layers."):
            name = given.path.rpartition(".")[2]
            forbid(
                given.path not in RECURRENT,
                f"Bidirectional wants a recurrent layer, got {name}",
                kind="invalid-argument",
                keras=f"Unrecognized keyword arguments passed to {name}: {{'go_backwards': True}}",
            )
    if hasattr(layer, "apply"):
        against = (
            {**layer.config, "go_backwards": True} if backward_layer is None else getattr(backward_layer, "config", {})
        )
        agree(layer.config, against)


def agree(forward: Any, backward: Any) -> None:
    """Refuse layers with the same direction, or with different outputs."""
    one, other = (config.get("go_backwards") for config in (forward, backward))
    if isinstance(one, bool) and isinstance(other, bool):
        forbid(
            one == other,
            f"the two layers of Bidirectional want different `go_backwards`, both have {one}",
            kind="invalid-argument",
            keras="Forward layer and backward layer should have different `go_backwards` value. Received: "
            f"forward_layer.go_backwards {one}, backward_layer.go_backwards={other}",
        )
    for name in ("stateful", "return_sequences", "return_state"):
        one, other = forward.get(name), backward.get(name)
        if isinstance(one, bool) and isinstance(other, bool):
            forbid(
                one != other,
                f"the two layers of Bidirectional want the same `{name}`, got {one} and {other}",
                kind="invalid-argument",
                keras="Forward layer and backward layer are expected to have the same value for attribute "
                f'"{name}", got "{one}" for forward layer and "{other}" for backward layer',
            )


@layer("keras.layers.Bidirectional", configure=directions)
def bidirectional(
    sequences: Tensor,
    initial_state: Any = None,
    /,
    *,
    layer: Any,
    merge_mode: str | None = "concat",
    backward_layer: Any = None,
) -> Applied:
    """Apply a recurrent layer forwards, a copy of it backwards, and merge what they return.

    Bidirectional(LSTM(3))                         (B, T, 2) -> (B, 6)                           144
    Bidirectional(LSTM(3, return_sequences=True))  (B, T, 2) -> (B, T, 6)                        144
    Bidirectional(GRU(3), merge_mode="sum")        (B, T, 2) -> (B, 3)                           126
    Bidirectional(GRU(3), merge_mode=None)         (B, T, 2) -> [(B, 3), (B, 3)]                 126
    Bidirectional(GRU(3, return_state=True))       (B, T, 2) -> [(B, 6), (B, 3), (B, 3)]         126
    Bidirectional(LSTM(3), backward_layer=LSTM(4, go_backwards=True))  (B, T, 2) -> (B, 6)       184
    Bidirectional(LSTM(3), backward_layer=LSTM(4)) (B, T, 2) -> error
    Bidirectional(Dense(3))                        (B, T, 2) -> error
    Bidirectional(LSTM(3))                         (B, 2) -> error
    """
    original = sublayer(layer)
    if original.path not in RECURRENT:
        raise NotKnown("Bidirectional wraps a layer whose configuration is not modelled")
    forward = original.copy(name=f"forward_{original.name.removeprefix('forward_')}")
    if backward_layer is None:
        backward = original.copy(name=f"backward_{original.name.removeprefix('backward_')}", go_backwards=True)
    else:
        backward = sublayer(backward_layer)
    states = initial_state if isinstance(initial_state, list | tuple) else ()
    half = len(states) // 2
    ahead, behind = (
        one.apply(sequences, **({"initial_state": list(part)} if states else {}))
        for one, part in ((forward, states[:half]), (backward, states[half:]))
    )
    weights = [*prefixed(forward.name, ahead.weights), *prefixed(backward.name, behind.weights)]
    output, after = (ahead.outputs[0], ahead.outputs[1:]) if isinstance(ahead.outputs, list) else (ahead.outputs, [])
    other = behind.outputs[0] if isinstance(behind.outputs, list) else behind.outputs
    merged = merge(one_shape(output), one_shape(other), merge_mode)
    if not after and len(merged) == 1:
        return Applied(merged[0], weights)
    return Applied([*merged, *after, *after], weights)


def merge(forward: Shape, backward: Shape, mode: str | None) -> list[Shape]:
    """Return what Keras announces, which never looks at the backward layer; it does when it runs."""
    if mode in ("sum", "mul", "ave"):
        for one, other in zip(forward, backward, strict=False):
            broadcastable(one, other, "the outputs of the two layers of Bidirectional")
    if mode == "concat":
        return [(*forward[:-1], forward[-1] * 2)]
    return [forward] if mode else [forward, forward]
