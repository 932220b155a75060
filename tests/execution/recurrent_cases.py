"""Cases of recurrent layers and the wrappers around layers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from build import Case, data, inner, truths

__all__ = ["recurrent"]

REPEATED = 1e-4
"""Differences grow with every step."""


def case(name: str, *arguments: Any, on: Any, call: dict[str, Any] | None = None, **keywords: Any) -> Case:
    """Write one case."""
    return Case(inner(name, *arguments, **keywords), on, call or {}, REPEATED)


OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"return_sequences": True},
    {"return_state": True, "go_backwards": True},
    {"return_sequences": True, "return_state": True, "go_backwards": True, "use_bias": False},
    {"return_sequences": True, "activation": "relu"},
)


def sequences() -> Iterator[Case]:
    """Compare the recurrent layers that bring their cell."""
    x, mask = data(2, 6, 3), truths(2, 6)
    states = {"SimpleRNN": 1, "GRU": 1, "LSTM": 2}
    for name, count in states.items():
        initial = [data(2, 4, seed=number + 5) for number in range(count)]
        for options in OPTIONS:
            yield case(name, 4, **options, on=x)
        yield case(name, 4, return_state=True, on=x, call={"initial_state": initial})
        yield case(name, 4, return_sequences=True, return_state=True, on=x, call={"mask": mask})
        yield case(name, 4, return_sequences=True, zero_output_for_mask=True, on=x, call={"mask": mask})
        yield case(name, 4, return_sequences=True, go_backwards=True, on=x, call={"mask": mask})
        yield case(name, 4, unroll=True, stateful=True, return_sequences=True, on=x)
    for options in OPTIONS:
        yield case("GRU", 4, reset_after=False, **options, on=x)
    yield case("GRU", 4, recurrent_activation="hard_sigmoid", on=x)
    yield case("LSTM", 4, recurrent_activation="hard_sigmoid", unit_forget_bias=False, on=x)


def cells() -> Iterator[Case]:
    """Compare cells, alone, stacked, and inside RNN."""
    x = data(2, 6, 3)
    yield case("SimpleRNNCell", 4, on=(data(2, 3), data(2, 4)))
    yield case("GRUCell", 4, on=(data(2, 3), [data(2, 4)]))
    yield case("GRUCell", 4, reset_after=False, use_bias=False, on=(data(2, 3), data(2, 4)))
    yield case("LSTMCell", 4, on=(data(2, 3), [data(2, 4), data(2, 4, seed=1)]))
    stack = inner("StackedRNNCells", [inner("LSTMCell", 4), inner("GRUCell", 5)])
    states = [[data(2, 4), data(2, 4, seed=1)], [data(2, 5)]]
    yield Case(stack, (data(2, 3), states), {}, REPEATED)
    yield case("RNN", inner("LSTMCell", 4), on=x)
    yield case("RNN", inner("GRUCell", 4, reset_after=False), return_sequences=True, return_state=True, on=x)
    yield case("RNN", [inner("LSTMCell", 4), inner("GRUCell", 5)], return_sequences=True, return_state=True, on=x)
    yield case("RNN", [inner("SimpleRNNCell", 4), inner("SimpleRNNCell", 5)], go_backwards=True, on=x)
    yield case("RNN", stack, on=x)
    yield case("RNN", inner("SimpleRNNCell", 4), on=x, call={"initial_state": [data(2, 4)]})
    yield case("RNN", inner("LSTMCell", 4), return_sequences=True, on=x, call={"mask": truths(2, 6)})


def convolutional() -> Iterator[Case]:
    """Compare recurrent layers that convolve."""
    yield case("ConvLSTM1D", 4, 3, on=data(2, 3, 7, 2))
    yield case("ConvLSTM1D", 4, 3, strides=2, padding="same", return_sequences=True, on=data(2, 3, 7, 2))
    yield case("ConvLSTM2D", 4, 3, on=data(2, 3, 6, 5, 2))
    every = {"return_sequences": True, "return_state": True}
    yield case("ConvLSTM2D", 4, (2, 3), padding="same", **every, on=data(2, 3, 6, 5, 2))
    yield case("ConvLSTM2D", 4, 3, dilation_rate=2, use_bias=False, go_backwards=True, on=data(2, 3, 7, 6, 2))
    yield case("ConvLSTM2D", 4, 3, padding="same", data_format="channels_first", on=data(2, 3, 2, 6, 5))
    yield case("ConvLSTM3D", 4, 2, on=data(2, 3, 3, 4, 5, 2))


def wrappers() -> Iterator[Case]:
    """Compare Bidirectional and TimeDistributed."""
    x = data(2, 6, 3)
    for mode in ("concat", "sum", "mul", "ave", None):
        yield case("Bidirectional", inner("LSTM", 4), merge_mode=mode, on=x)
        yield case("Bidirectional", inner("GRU", 4, return_sequences=True), merge_mode=mode, on=x)
    yield case("Bidirectional", inner("LSTM", 4, return_sequences=True, return_state=True), on=x)
    yield case("Bidirectional", inner("GRU", 4, return_state=True), merge_mode=None, on=x)
    backward = inner("SimpleRNN", 5)
    yield case("Bidirectional", inner("SimpleRNN", 4, go_backwards=True), backward_layer=backward, on=x)
    yield case("Bidirectional", inner("LSTM", 4), backward_layer=inner("LSTM", 5, go_backwards=True), on=x)
    initial = [data(2, 4, seed=number) for number in range(4)]
    yield case("Bidirectional", inner("LSTM", 4), on=x, call={"initial_state": initial})
    yield case("Bidirectional", inner("LSTM", 4, return_sequences=True), on=x, call={"mask": truths(2, 6)})
    yield case("Bidirectional", inner("RNN", inner("LSTMCell", 4)), on=x)
    yield case("Bidirectional", inner("ConvLSTM2D", 4, 3), on=data(2, 3, 6, 5, 2))
    yield case("TimeDistributed", inner("Dense", 4), on=x)
    yield case("TimeDistributed", inner("Conv2D", 4, 3, activation="relu"), on=data(2, 3, 6, 5, 2))
    yield case("TimeDistributed", inner("Flatten"), on=data(2, 3, 4, 2))
    yield case("TimeDistributed", inner("LSTM", 4), on=data(2, 3, 5, 2))
    yield case("TimeDistributed", inner("BatchNormalization"), on=x)
    yield case("TimeDistributed", inner("Bidirectional", inner("LSTM", 4)), on=data(2, 3, 5, 2))
    yield case("TimeDistributed", inner("TimeDistributed", inner("Dense", 4)), on=data(2, 3, 5, 2))


def recurrent() -> Iterator[Case]:
    """Give all of these."""
    yield from sequences()
    yield from cells()
    yield from convolutional()
    yield from wrappers()
