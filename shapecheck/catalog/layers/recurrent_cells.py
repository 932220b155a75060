"""The cells of recurrent layers: one step. A cell is called on its input and its states, and returns both anew.

Without states a rule only tells the weights: so the layers around them build their cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.kinds import Units, within
from shapecheck.catalog.layers.words import expects
from shapecheck.catalog.tables import Applied, SubLayer, forbid, layer, prefixed, shape_of
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.requirements import both, differs, less
from shapecheck.shapes.shape import broadcast
from shapecheck.shapes.tensor import Tensor, Weight
from shapecheck.shapes.words import when_of

__all__ = [
    "STATES",
    "StateSizes",
    "weights_of_cell",
    "cell_weights",
    "cells_of",
    "clipped_rates",
    "is_stack",
    "output_size",
    "state_sizes",
]

StateSizes = Sequence[Any]
"""The width of each state; a list of widths where the state of one stacked cell is a list."""

STATES = {"keras.layers.SimpleRNNCell": 1, "keras.layers.GRUCell": 1, "keras.layers.LSTMCell": 2}


def clipped_rates(dropout: Any, recurrent_dropout: Any) -> None:
    """Refuse what cannot be clipped to 0..1; any number can."""
    for name, value in (("dropout", dropout), ("recurrent_dropout", recurrent_dropout)):
        within(value, name, float("-inf"), float("inf"), "")


def cell_weights(gates: int, inputs: Tensor, units: Dim, use_bias: bool, two_biases: bool = False) -> list[Weight]:
    """Return the weights of a cell with so many gates; `two_biases`: one for the input, one for the state."""
    forbid(
        inputs.rank == 0,
        "a cell wants an input of rank at least 1",
        kind="wrong-rank",
        keras="tuple index out of range",
    )
    width = units * gates
    bias = [Weight("bias", (2, width) if two_biases else (width,))] if use_bias else []
    return [Weight("kernel", (shape_of(inputs)[-1], width)), Weight("recurrent_kernel", (units, width)), *bias]


def step(inputs: Tensor, states: Any, units: Dim, count: int, weights: list[Weight]) -> Applied:
    """Apply a cell with `count` states to one step; the states come back as they were given, alone or in a list."""
    if states is None:
        return Applied([], weights)
    alone = not isinstance(states, list | tuple)
    given = [states] if alone else list(states)
    if alone and count > 1:
        given = rows(states, count)
    forbid(
        len(given) < count,
        f"the cell wants {count} states, got {len(given)}",
        kind="input-structure",
        keras="list index out of range",
    )
    if not all(isinstance(state, Tensor) and state.shape for state in given[:count]):
        raise NotKnown("the states of a cell are unknown")
    hidden, *carried = given[:count]
    forbid(
        differs(hidden.shape[-1], units),
        expects("the features of the state of the cell", units, hidden.shape[-1]),
        keras="matmul: Input operand 1 has a mismatch in its core dimension 0",
    )
    if inputs.rank != 2 or not all(state.rank in (1, 2) for state in given[:count]):
        raise NotKnown("a cell is called on something else than one step of a batch")
    output = (*broadcast(shape_of(inputs)[:-1], hidden.shape[:-1]), units)
    for state in carried:
        width = state.shape[-1]
        forbid(
            both(differs(width, units), differs(width, 1), differs(units, 1)),
            expects("the features of a carried state of the cell", units, width),
            keras="operands could not be broadcast together",
        )
        output = broadcast(output, state.shape)
    return Applied([output, output if alone and count == 1 else [output] * count], weights)


def rows(states: Any, count: int) -> list[Any]:
    """Return the first rows of a lone tensor, which a cell with several states takes for them."""
    if not isinstance(states, Tensor) or not states.shape:
        raise NotKnown("the states of a cell are unknown")
    first, *others = states.shape
    forbid(
        less(first, count),
        f"the cell wants {count} states, got a lone tensor of {first}",
        when_of(first),
        keras="index is out of bounds",
        kind="input-structure",
    )
    return [states.with_shape(tuple(others))] * count


@layer("keras.layers.SimpleRNNCell", configure=clipped_rates)
def simple_rnn_cell(
    sequence: Tensor,
    states: Any = None,
    /,
    *,
    units: Units,
    use_bias: bool = True,
    dropout: Any = 0.0,
    recurrent_dropout: Any = 0.0,
) -> Applied:
    """Apply one gate; the output is the state.

    SimpleRNNCell(3)                  (B, 2), (B, 3) -> [(B, 3), (B, 3)]    18
    SimpleRNNCell(3, use_bias=False)  (B, 2), [(B, 3)] -> [(B, 3), [(B, 3)]]  15
    SimpleRNNCell(3)                  (B, 2), (B, 4) -> error
    SimpleRNNCell(0)                  (B, 2), (B, 0) -> error
    """
    return step(sequence, states, units, 1, cell_weights(1, sequence, units, use_bias))


@layer("keras.layers.GRUCell", configure=clipped_rates)
def gru_cell(
    inputs: Tensor,
    states: Any = None,
    /,
    *,
    units: Units,
    use_bias: bool = True,
    dropout: Any = 0.0,
    recurrent_dropout: Any = 0.0,
    reset_after: bool = True,
) -> Applied:
    """Apply three gates; with `reset_after` the state has a bias of its own.

    GRUCell(3)                     (B, 2), (B, 3) -> [(B, 3), (B, 3)]  63
    GRUCell(3, reset_after=False)  (B, 2), (B, 3) -> [(B, 3), (B, 3)]  54
    """
    return step(inputs, states, units, 1, cell_weights(3, inputs, units, use_bias, two_biases=reset_after))


@layer("keras.layers.LSTMCell", configure=clipped_rates)
def lstm_cell(
    inputs: Tensor,
    states: Any = None,
    /,
    *,
    units: Units,
    use_bias: bool = True,
    dropout: Any = 0.0,
    recurrent_dropout: Any = 0.0,
) -> Applied:
    """Apply four gates; there are two states.

    LSTMCell(3)  (B, 2), [(B, 3), (B, 3)] -> [(B, 3), [(B, 3), (B, 3)]]  72
    LSTMCell(3)  (B, 2), [(B, 3)] -> error
    LSTMCell(3)  (B, 2), (2, 3) -> [(B, 3), [(B, 3), (B, 3)]]  72
    LSTMCell(3)  (B, 2), (1, 3) -> error
    LSTMCell(1)  (B, 2), [(B, 1), (B, 4)] -> [(B, 4), [(B, 4), (B, 4)]]  16
    """
    return step(inputs, states, units, 2, cell_weights(4, inputs, units, use_bias))


@layer("keras.layers.StackedRNNCells")
def stacked_rnn_cells(inputs: Tensor, states: Any = None, /, *, cells: Any) -> Applied:
    """Apply cells one after the other: each takes the output of the one before.

    StackedRNNCells([GRUCell(3), GRUCell(4)])  (B, 2), [(B, 3), (B, 4)] -> [(B, 4), [(B, 3), (B, 4)]]  171
    StackedRNNCells([LSTMCell(4)])  (B, 2), [[(B, 4), (B, 4)]] -> [(B, 4), [(B, 4), (B, 4)]]  112
    """
    stack = cells_of(cells)
    weights = stack_weights(stack, inputs)
    if states is None:
        return Applied([], weights)
    if not isinstance(states, list | tuple):
        raise NotKnown("the states of a stack of cells are unknown")
    output, after = inputs, []
    for cell, state in zip(stack, states, strict=False):
        several = isinstance(state, list | tuple)
        found, next_states = cell.apply(output, state if several else [state]).outputs
        output = found if isinstance(found, Tensor) else output.with_shape(found)
        after.append(next_states if several else next_states[0])
    return Applied([output, after[0] if len(after) == 1 else after], weights)


def cells_of(cell: Any) -> list[SubLayer]:
    """Return the cells of a stack, which is a list of them or a StackedRNNCells."""
    if not isinstance(cell, list | tuple):
        cell = cell.config["cells"]
    if not isinstance(cell, list | tuple) or not all(hasattr(item, "apply") for item in cell):
        raise NotKnown("the cells of a stack are unknown")
    forbid(not cell, "a stack of cells is empty", kind="invalid-argument", keras="list index out of range")
    return list(cell)


def is_stack(cell: Any) -> bool:
    """Tell whether a cell is a stack of cells."""
    return isinstance(cell, list | tuple) or cell.path == "keras.layers.StackedRNNCells"


def stack_weights(stack: Sequence[SubLayer], inputs: Tensor) -> list[Weight]:
    """Return the weights of cells that take one another's outputs."""
    weights: list[Weight] = []
    for cell in stack:
        weights += weights_of_cell(cell, inputs)
        inputs = inputs.with_shape((*shape_of(inputs)[:1], output_size(cell)))
    return weights


def weights_of_cell(cell: Any, inputs: Tensor) -> list[Weight]:
    """Return the weights of a cell, or a stack, on its first input, under its name."""
    if is_stack(cell):
        return prefixed(getattr(cell, "name", "stacked_rnn_cells"), stack_weights(cells_of(cell), inputs))
    if cell.path in STATES:
        return prefixed(cell.name, cell.apply(inputs, None).weights)
    batch = shape_of(inputs)[0]
    states = [
        [Tensor((batch, item)) for item in size] if isinstance(size, list | tuple) else Tensor((batch, size))
        for size in state_sizes(cell)
    ]
    return prefixed(cell.name, cell.stepped(inputs, states).weights)


def state_sizes(cell: Any) -> StateSizes:
    """Return the widths of a cell's states; a user's own cell has them as `state_size` in its configuration.

    Raises Refused for a layer that is no cell, NotKnown where the widths are unknown.
    """
    if is_stack(cell):
        found = [state_sizes(item) for item in cells_of(cell)]
        return [sizes[0] if len(sizes) == 1 else list(sizes) for sizes in found]
    if cell.path in STATES:
        return [cell.config["units"]] * STATES[cell.path]
    sizes = cell.config.get("state_size")
    forbid(
        sizes is None and cell.path.startswith("keras.layers."),
        f"a recurrent layer wants a cell, got a {cell.path.rpartition('.')[2]}",
        kind="invalid-argument",
        keras="The RNN cell should have a `state_size` attribute (single integer or list of integers, one integer per "
        "RNN state).",
    )
    if isinstance(sizes, list | tuple):
        return sizes
    if not isinstance(sizes, Dim):
        raise NotKnown(f"the state_size of {cell.path} is unknown")
    return [sizes]


def output_size(cell: Any) -> Dim:
    """Return the width of a cell's output, which is its first state's unless it says otherwise."""
    if is_stack(cell):
        return output_size(cells_of(cell)[-1])
    size = cell.config.get("output_size")
    if size is None:
        size = state_sizes(cell)[0]
    if not isinstance(size, Dim):
        raise NotKnown(f"the output_size of {cell.path} is unknown")
    return size
