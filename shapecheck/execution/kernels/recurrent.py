"""Recurrent layers and Bidirectional (keras/src/layers/rnn)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from shapecheck.execution.axes import channels_first
from shapecheck.execution.cells import CELLS, Cell, States, cell_of, conv_lstm, gru, lstm, simple, stacked
from shapecheck.execution.kernel import Array, Config, NotExecutable, Weights, below, changed, kernel, run
from shapecheck.graph.call import Layer


def flat(structure: Any) -> list[Array]:
    """List the arrays of nested lists."""
    if isinstance(structure, list | tuple):
        return [array for item in structure for array in flat(item)]
    return [] if structure is None else [structure]


def packed(structure: Any, arrays: Sequence[Array]) -> Any:
    """Nest arrays as the structure nests its own."""
    rest = iter(arrays)

    def pack(item: Any) -> Any:
        return [pack(part) for part in item] if isinstance(item, list) else next(rest)

    return pack(structure)


def chosen(masked: Array, old: Any, new: Any) -> Any:
    """Keep the old states where a step is masked."""
    if isinstance(new, list):
        return [chosen(masked, before, after) for before, after in zip(old, new, strict=True)]
    return np.where(masked.reshape(-1, *[1] * (new.ndim - 1)), old, new)


def scanned(cell: Cell, x: Array, config: Config, initial: Sequence[Array], mask: Array | None) -> Any:
    """Run a cell over axis 1; returns the output, or with `return_state` the output and every state."""
    order = range(x.shape[1])[::-1] if config["go_backwards"] else range(x.shape[1])
    states: States = cell.initial(x[:, 0])
    if initial:
        states = packed(states, initial)
    outputs = []
    for step in order:
        output, new = cell.step(x[:, step], states)
        if mask is not None:
            masked = ~mask[:, step].astype(bool)
            hidden = states[-1][0] if isinstance(states[0], list) else states[0]
            kept = np.zeros_like(output) if config.get("zero_output_for_mask") else hidden
            output, new = chosen(masked, kept, output), chosen(masked, states, new)
        states = new
        outputs.append(output)
    result = np.stack(outputs, axis=1) if config["return_sequences"] else outputs[-1]
    return [result, *states] if config["return_state"] else result


def layer_of(name: str, make: Callable[[Weights, Config], Cell]) -> Callable[..., Any]:
    """Make the kernel of a layer that holds one cell, called `name`."""

    def layer(
        x: Array, weights: Weights, config: Config, *, initial_state: Any = None, mask: Array | None = None
    ) -> Any:
        states = flat(initial_state)
        return scanned(make(below(weights, name), config), x, config, states, mask)

    return layer


kernel("keras.layers.SimpleRNN")(layer_of("simple_rnn_cell", simple))
kernel("keras.layers.LSTM")(layer_of("lstm_cell", lstm))
kernel("keras.layers.GRU")(layer_of("gru_cell", gru))


@kernel("keras.layers.RNN")
def rnn(x: Array, weights: Weights, config: Config, *, initial_state: Any = None, mask: Array | None = None) -> Any:
    """Run the given cell, or cells one upon the other, over the steps."""
    states = flat(initial_state)
    return scanned(cell_of(config["cell"], weights), x, config, states, mask)


@kernel("keras.layers.ConvLSTM1D", "keras.layers.ConvLSTM2D", "keras.layers.ConvLSTM3D")
def conv_lstm_layer(
    x: Array, weights: Weights, config: Config, *, initial_state: Any = None, mask: Array | None = None
) -> Any:
    """Run an LSTM whose products are convolutions."""
    states = flat(initial_state)
    cell = conv_lstm(below(weights, "conv_lstm_cell"), config)
    if not channels_first(config):
        return scanned(cell, x, config, states, mask)
    found = scanned(cell, np.moveaxis(x, 2, -1), config, [np.moveaxis(state, 1, -1) for state in states], mask)
    after_steps = 2 if config["return_sequences"] else 1
    if not config["return_state"]:
        return np.moveaxis(found, -1, after_steps)
    return [np.moveaxis(found[0], -1, after_steps), *(np.moveaxis(state, -1, 1) for state in found[1:])]


def step_of(make: Callable[[Weights, Config], Cell]) -> Callable[..., Any]:
    """Make the kernel of a cell that is called by itself."""

    def cell(x: Array, weights: Weights, config: Config, *, states: Any) -> Any:
        output, after = make(weights, config).step(x, flat(states))
        return [output, after]

    return cell


for path, make in CELLS.items():
    kernel(path)(step_of(make))


@kernel("keras.layers.StackedRNNCells")
def stacked_cells(x: Array, weights: Weights, config: Config, *, states: Any) -> Any:
    """Apply cells one after the other, each to the output of the one before."""
    output, after = stacked([cell_of(cell, weights) for cell in config["cells"]]).step(x, states)
    return [output, after]


MERGES: dict[str | None, Callable[[Array, Array], Any]] = {
    "concat": lambda ahead, back: np.concatenate([ahead, back], axis=-1),
    "sum": np.add,
    "ave": lambda ahead, back: (ahead + back) / 2,
    "mul": np.multiply,
    None: lambda ahead, back: [ahead, back],
}


@kernel("keras.layers.Bidirectional")
def bidirectional(
    x: Array, weights: Weights, config: Config, *, initial_state: Any = None, mask: Array | None = None
) -> Any:
    """Run a layer forwards and its twin backwards, and merge what they yield.

    Raises NotExecutable where the layer is no recurrent layer of Keras.
    """
    layer, twin = config["layer"], config["backward_layer"]
    if not isinstance(layer, Layer) or not (twin is None or isinstance(twin, Layer)):
        raise NotExecutable("the layer inside Bidirectional is not known")
    states = flat(initial_state)
    half = len(states) // 2
    backward = layer if twin is None else twin
    settings = {"zero_output_for_mask": layer.config["return_sequences"]}
    turned = {**settings, "go_backwards": True} if twin is None else settings
    name = f"backward_{layer.name.removeprefix('backward_')}" if twin is None else twin.name
    ways = []
    for side, label, changes, own in (
        (layer, f"forward_{layer.name.removeprefix('forward_')}", settings, states[:half]),
        (backward, name, turned, states[half:]),
    ):
        arguments = {"initial_state": own or None, "mask": mask}
        ways.append(run(side.path, x, below(weights, label), changed(side.config, **changes), arguments))
    ahead, back = ways
    ahead_states: list[Array] = []
    back_states: list[Array] = []
    if layer.config["return_state"]:
        (ahead, *ahead_states), (back, *back_states) = ahead, back
    if layer.config["return_sequences"]:
        back = np.flip(back, axis=1)
    merged = MERGES[config["merge_mode"]](ahead, back)
    if not layer.config["return_state"]:
        return merged
    return [*(merged if isinstance(merged, list) else [merged]), *ahead_states, *back_states]
