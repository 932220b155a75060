"""What recurrent cells do in one step (keras/src/layers/rnn)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from shapecheck.execution.activations import activate
from shapecheck.execution.axes import each
from shapecheck.execution.kernel import Array, Config, NotExecutable, Weights, below
from shapecheck.execution.windows import convolved
from shapecheck.graph.call import Layer

__all__ = ["CELLS", "Cell", "States", "cell_of", "conv_lstm", "gru", "lstm", "simple", "stacked"]

States = list[Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold one step `(x, states) -> (output, states)` and the states before the first `(x) -> states`."""

    step: Callable[[Array, States], tuple[Array, States]]
    initial: Callable[[Array], States]


def simple(weights: Weights, config: Config) -> Cell:
    """Make a SimpleRNNCell."""

    def step(x: Array, states: States) -> tuple[Array, States]:
        total = x @ weights["kernel"] + states[0] @ weights["recurrent_kernel"]
        output = activate(config["activation"], total + weights["bias"] if "bias" in weights else total)
        return output, [output]

    return Cell(step, zeros(weights, 1, 1))


def lstm(weights: Weights, config: Config) -> Cell:
    """Make an LSTMCell; gates stand in the order input, forget, carry, output."""

    def step(x: Array, states: States) -> tuple[Array, States]:
        hidden, carry = states
        total = x @ weights["kernel"] + hidden @ weights["recurrent_kernel"]
        return gated(np.split(total + weights["bias"] if "bias" in weights else total, 4, axis=-1), carry, config)

    return Cell(step, zeros(weights, 4, 2))


def gated(gates: Sequence[Array], carry: Array, config: Config) -> tuple[Array, States]:
    """Update the carry of an LSTM by its four gates."""
    entering, forgetting, leaving = (activate(config["recurrent_activation"], gates[index]) for index in (0, 1, 3))
    carry = forgetting * carry + entering * activate(config["activation"], gates[2])
    hidden = leaving * activate(config["activation"], carry)
    return hidden, [hidden, carry]


def gru(weights: Weights, config: Config) -> Cell:
    """Make a GRUCell; gates stand in the order update, reset, candidate."""
    after = bool(config["reset_after"])
    recurrent = weights["recurrent_kernel"]
    units = recurrent.shape[0]
    bias = weights["bias"] if "bias" in weights else np.zeros(3 * units, np.float32)
    entering, within = (bias[0], bias[1]) if bias.ndim == 2 else (bias, np.zeros_like(bias))

    def step(x: Array, states: States) -> tuple[Array, States]:
        (hidden,) = states
        given = np.split(x @ weights["kernel"] + entering, 3, axis=-1)
        kept = hidden @ recurrent[:, : 2 * units] + within[: 2 * units]
        update = activate(config["recurrent_activation"], given[0] + kept[:, :units])
        reset = activate(config["recurrent_activation"], given[1] + kept[:, units:])
        last = recurrent[:, 2 * units :]
        candidate = reset * (hidden @ last + within[2 * units :]) if after else (reset * hidden) @ last
        output = update * hidden + (1 - update) * activate(config["activation"], given[2] + candidate)
        return output, [output]

    return Cell(step, zeros(weights, 3, 1))


def zeros(weights: Weights, gates: int, count: int) -> Callable[[Array], States]:
    """Make the zero states of a cell; the units are a gate's share of the kernel."""
    units = weights["kernel"].shape[-1] // gates
    return lambda x: [np.zeros((len(x), units), np.float32) for _ in range(count)]


def conv_lstm(weights: Weights, config: Config) -> Cell:
    """Make a ConvLSTMCell, channels last."""
    kernel, recurrent = weights["kernel"], weights["recurrent_kernel"]
    rank = kernel.ndim - 2
    strides, dilation, ones = each(config["strides"], rank), each(config["dilation_rate"], rank), (1,) * rank

    def entering(x: Array) -> Array:
        return convolved(x, kernel, strides, config["padding"], dilation)

    def step(x: Array, states: States) -> tuple[Array, States]:
        hidden, carry = states
        total = entering(x) + convolved(hidden, recurrent, ones, "same", ones)
        return gated(np.split(total + weights["bias"] if "bias" in weights else total, 4, axis=-1), carry, config)

    def initial(x: Array) -> States:
        shape = entering(x).shape
        return [np.zeros((*shape[:-1], shape[-1] // 4), np.float32) for _ in range(2)]

    return Cell(step, initial)


def stacked(cells: Sequence[Cell]) -> Cell:
    """Make one cell of several: each takes the output of the one before."""

    def step(x: Array, states: States) -> tuple[Array, States]:
        after = []
        for cell, before in zip(cells, states, strict=True):
            x, new = cell.step(x, before if isinstance(before, list) else [before])
            after.append(new)
        return x, after

    def initial(x: Array) -> States:
        states = []
        for cell in cells:
            first = cell.initial(x)
            x, _ = cell.step(x, first)
            states.append(first)
        return states

    return Cell(step, initial)


CELLS: dict[str, Callable[[Weights, Config], Cell]] = {
    "keras.layers.SimpleRNNCell": simple,
    "keras.layers.LSTMCell": lstm,
    "keras.layers.GRUCell": gru,
}


def cell_of(cell: Any, weights: Weights) -> Cell:
    """Make the cell that an RNN is given: a layer, or a list of layers, with the weights of the RNN.

    Raises NotExecutable for the user's own cells.
    """
    if isinstance(cell, list | tuple):
        # the name that Keras gave to its StackedRNNCells stands in the weights alone
        name = next(iter(weights)).partition("/")[0]
        return stacked([cell_of(item, below(weights, name)) for item in cell])
    if not isinstance(cell, Layer):
        raise NotExecutable(f"{cell!r} is not a cell that NumPy can run")
    inner = below(weights, cell.name)
    if cell.path == "keras.layers.StackedRNNCells":
        return stacked([cell_of(item, inner) for item in cell.config["cells"]])
    if cell.path not in CELLS:
        raise NotExecutable(f"{cell.path} has no NumPy kernel")
    return CELLS[cell.path](inner, cell.config)
