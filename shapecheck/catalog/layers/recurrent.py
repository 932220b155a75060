"""Recurrent layers: a cell that is applied along the axis of steps."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.kinds import Units, one_of
from shapecheck.catalog.layers.recurrent_cells import (
    STATES,
    StateSizes,
    cell_weights,
    clipped_rates,
    is_stack,
    output_size,
    state_sizes,
    weights_of_cell,
)
from shapecheck.catalog.layers.words import expects
from shapecheck.catalog.tables import Applied, forbid, layer, prefixed, shape_of, shape_view
from shapecheck.shapes.dims import Dim, is_none
from shapecheck.shapes.requirements import both, differs
from shapecheck.shapes.tensor import Tensor, Weight

__all__ = ["along_steps", "check_states", "one_step", "stateful_batch"]


def one_step(sequences: Tensor) -> Tensor:
    """Return what the cell of a recurrent layer gets: the input without its axis of steps."""
    return sequences.with_shape((*shape_of(sequences)[:1], *shape_of(sequences)[2:]))


def stateful_batch(sequences: Tensor, stateful: bool) -> None:
    """Refuse a batch of unknown size where states are kept from one batch to the next."""
    forbid(
        stateful and is_none(shape_of(sequences)[0]),
        f"a stateful recurrent layer wants a known batch size, got {shape_view(sequences)}",
        kind="unknown-size",
        keras="When using `stateful=True` in a RNN, the batch size must be static. Found dynamic batch size: "
        f"sequence.shape={shape_view(sequences)}",
    )


def check_states(initial_state: Any, sizes: StateSizes, batch: Dim) -> None:
    """Refuse initial states that do not fit the cell; Keras notices when it runs.

    The first state is multiplied by a matrix; the others are only broadcast, so that they may have size 1.
    """
    if initial_state is None or isinstance(initial_state, Opaque):
        return
    given = list(initial_state) if isinstance(initial_state, list | tuple) else [initial_state]
    forbid(
        len(given) < len(sizes),
        f"the layer has {len(sizes)} states, got {len(given)}",
        kind="input-structure",
        when="run",
        keras="list index out of range",
    )
    for index, (state, size) in enumerate(zip(given, sizes, strict=False)):
        if not isinstance(state, Tensor) or not state.shape or isinstance(size, list | tuple):
            continue
        width = state.shape[-1]
        forbid(
            both(differs(width, size), index == 0 or both(differs(width, 1), differs(size, 1))),
            expects("the features of an initial state", size, width),
            when="run",
            keras="operands could not be broadcast together"
            if index
            else "Input operand 1 has a mismatch in its core dimension 0",
        )
        first = state.shape[0]
        forbid(
            state.rank == 2 and both(differs(first, batch), differs(first, 1), differs(batch, 1)),
            expects("the batch of an initial state", batch, first),
            when="run",
            keras="operands could not be broadcast together",
        )


def along_steps(
    sequences: Tensor, output: Dim, states: StateSizes, weights: list[Weight], all_steps: bool, with_states: bool
) -> Applied:
    """Return the output of the last step, or of all of them, and on demand the last states."""
    batch, steps = shape_of(sequences)[:2]
    shape = (batch, steps, output) if all_steps else (batch, output)
    if not with_states:
        return Applied(shape, weights)
    shapes = [[(batch, item) for item in size] if isinstance(size, list) else (batch, size) for size in states]
    return Applied([shape, *shapes], weights)


def settings(dropout: Any, recurrent_dropout: Any, use_cudnn: Any = "auto") -> None:
    """Refuse what the constructor of a recurrent layer refuses by itself."""
    clipped_rates(dropout, recurrent_dropout)
    text = "Invalid valid received for argument `use_cudnn`. Expected one of {'auto', True, False}. Received: "
    one_of(use_cudnn, "use_cudnn", ("auto", True, False), f"{text}use_cudnn={use_cudnn}")


@layer("keras.layers.SimpleRNN", rank=3, configure=clipped_rates)
def simple_rnn(
    sequences: Tensor,
    initial_state: Any = None,
    /,
    *,
    units: Units,
    use_bias: bool = True,
    dropout: Any = 0.0,
    recurrent_dropout: Any = 0.0,
    return_sequences: bool = False,
    return_state: bool = False,
    stateful: bool = False,
) -> Applied:
    """Apply a SimpleRNNCell along the steps.

    SimpleRNN(3)                         (B, T, 2) -> (B, 3)     18
    SimpleRNN(3, return_sequences=True)  (B, T, 2) -> (B, T, 3)  18
    SimpleRNN(3, use_bias=False)         (B, 5, 2) -> (B, 3)     15
    SimpleRNN(3)                         (B, 2) -> error
    SimpleRNN(3)                         (B, 5, T) -> error
    """
    weights = prefixed("simple_rnn_cell", cell_weights(1, sequences, units, use_bias))
    stateful_batch(sequences, stateful)
    check_states(initial_state, [units], shape_of(sequences)[0])
    return along_steps(sequences, units, [units], weights, return_sequences, return_state)


@layer("keras.layers.GRU", rank=3, configure=settings)
def gru(
    sequences: Tensor,
    initial_state: Any = None,
    /,
    *,
    units: Units,
    use_bias: bool = True,
    dropout: Any = 0.0,
    recurrent_dropout: Any = 0.0,
    return_sequences: bool = False,
    return_state: bool = False,
    stateful: bool = False,
    reset_after: bool = True,
    use_cudnn: Any = "auto",
) -> Applied:
    """Apply a GRUCell along the steps.

    GRU(3)                                           (B, T, 2) -> (B, 3)               63
    GRU(3, reset_after=False)                        (B, T, 2) -> (B, 3)               54
    GRU(3, return_sequences=True, return_state=True) (B, 5, 2) -> [(B, 5, 3), (B, 3)]  63
    GRU(3, stateful=True)                            (4, T, 2) -> (4, 3)               63
    GRU(3, stateful=True)                            (B, T, 2) -> error
    """
    weights = prefixed("gru_cell", cell_weights(3, sequences, units, use_bias, two_biases=reset_after))
    stateful_batch(sequences, stateful)
    check_states(initial_state, [units], shape_of(sequences)[0])
    return along_steps(sequences, units, [units], weights, return_sequences, return_state)


@layer("keras.layers.LSTM", rank=3, configure=settings)
def lstm(
    sequences: Tensor,
    initial_state: Any = None,
    /,
    *,
    units: Units,
    use_bias: bool = True,
    dropout: Any = 0.0,
    recurrent_dropout: Any = 0.0,
    return_sequences: bool = False,
    return_state: bool = False,
    stateful: bool = False,
    use_cudnn: Any = "auto",
) -> Applied:
    """Apply an LSTMCell along the steps; it has two states, both of width `units`.

    LSTM(128)                                         (B, T, 64) -> (B, 128)                    98816
    LSTM(3, return_sequences=True)                    (B, T, 2) -> (B, T, 3)                    72
    LSTM(3, return_state=True, go_backwards=True)     (B, 5, 2) -> [(B, 3), (B, 3), (B, 3)]     72
    LSTM(3)                                           (B, 5) -> error
    LSTM(0)                                           (B, 5, 2) -> error
    """
    weights = prefixed("lstm_cell", cell_weights(4, sequences, units, use_bias))
    stateful_batch(sequences, stateful)
    check_states(initial_state, [units, units], shape_of(sequences)[0])
    return along_steps(sequences, units, [units, units], weights, return_sequences, return_state)


def is_cell(cell: Any) -> None:
    """Refuse a plain value where a cell is wanted."""
    forbid(
        cell is None or isinstance(cell, bool | int | float | str | dict),
        f"`cell` of RNN wants a cell or a list of cells, got {cell!r}",
        kind="invalid-argument",
        keras=f"Argument `cell` should have a `call` method. Received: cell={cell}",
    )


@layer("keras.layers.RNN", configure=is_cell)
def rnn(
    sequences: Tensor,
    initial_state: Any = None,
    /,
    *,
    cell: Any,
    return_sequences: bool = False,
    return_state: bool = False,
    stateful: bool = False,
) -> Applied:
    """Apply any cell, or a stack of them, along the steps.

    RNN(LSTMCell(3))                            (B, T, 2) -> (B, 3)                            72
    RNN(LSTMCell(3), return_sequences=True)     (B, T, 2) -> (B, T, 3)                         72
    RNN([LSTMCell(3), GRUCell(4)])              (B, 5, 2) -> (B, 4)                            180
    RNN([LSTMCell(3), GRUCell(4)], return_state=True)  (B, 5, 2) -> [(B, 4), [(B, 3), (B, 3)], (B, 4)]  180
    RNN(Dense(3))                               (B, 5, 2) -> error
    """
    if not isinstance(cell, list | tuple) and not hasattr(cell, "apply"):
        raise NotKnown("the cell of a recurrent layer is unknown")
    sizes, output = state_sizes(cell), output_size(cell)
    weights = weights_of_cell(cell, one_step(sequences))
    has_steps(sequences)
    stateful_batch(sequences, stateful)
    if not is_stack(cell) and cell.path in STATES:
        check_states(initial_state, sizes, shape_of(sequences)[0])
    if sequences.rank > 3:
        raise NotKnown("a cell is applied to steps of more than two axes")
    return along_steps(sequences, output, sizes, weights, return_sequences, return_state)


def has_steps(sequences: Tensor) -> None:
    """Refuse an input without an axis of steps, or without features; the latter Keras notices when it runs."""
    view = shape_view(sequences)
    for rank, when, words in ((2, "build", "tuple index out of range"), (3, "run", "too many indices for array")):
        forbid(
            sequences.rank < rank,
            f"a recurrent layer wants an input of rank 3, got rank {sequences.rank}: {view}",
            kind="wrong-rank",
            when=when,
            keras=words,
        )
