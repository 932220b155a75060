"""How to draw what the layers of `strategies_more` are called on, and the layers that they wrap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drawing import shapes, size, some
from hypothesis import strategies as st
from questions import Made, Shape, Size, Unsaid

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn


def drawn(draw: DrawFn, low: int, high: int, dynamic: bool = True) -> Shape:
    """Draw a shape of small sizes; in every second Keras knows all of them, but perhaps the batch."""
    sizes = size(high=5, dynamic=dynamic and draw(some(True, False)))
    found: Shape = draw(shapes((low, high), sizes))
    return found


def varied(draw: DrawFn, shape: Shape, changes: int = 1, first: int = 0) -> Shape:
    """Draw a shape that differs in a few sizes from axis `first` on, or hides them from Keras."""
    sizes: list[Size] = list(shape.sizes)
    for _ in range(draw(st.integers(0, changes)) if len(sizes) > first else 0):
        place = draw(st.integers(first, len(sizes) - 1))
        old = sizes[place]
        choices: list[Size] = [1, 2, draw(size())]
        if isinstance(old, int) and old > 0:
            choices.append(Unsaid(old))
        sizes[place] = draw(st.sampled_from(choices))
    return Shape(tuple(sizes), shape.dtype)


def traced(low: int, high: int) -> Any:
    """Draw a tensor with at most two sizes that Keras is not told: it traces with 89 for each, of real numbers."""

    def call(draw: DrawFn, wrong: bool) -> tuple[Any, ...]:
        found = drawn(draw, *((1, 5) if wrong else (low, high)))
        open_axes = [axis for axis, size in enumerate(found.sizes) if not isinstance(size, int)]
        known = dict.fromkeys(open_axes[2:], 2)
        return (Shape(tuple(known.get(axis, size) for axis, size in enumerate(found.sizes))),)

    return call


def several(least: int, most: int, low: int = 1, high: int = 4) -> Any:
    """Draw a list of tensors of like shapes."""

    def call(draw: DrawFn, wrong: bool) -> tuple[Any, ...]:
        first = drawn(draw, low, high)
        if wrong and draw(st.booleans()):
            return (first,)
        count = draw(st.integers(0 if wrong else least, most + wrong))
        others = [varied(draw, first) for _ in range(count - 1)]
        if wrong or draw(st.integers(0, 5)) == 0:
            others = [drawn(draw, low, high, dynamic=False) for _ in others]
        return ([first, *others][:count],)

    return call


def axes_of_one_size(draw: DrawFn, positional: tuple[Any, ...]) -> dict[str, Any]:
    """Draw two axes of the same size, where there are such."""
    pair = positional[0]
    if not isinstance(pair, list) or len(pair) != 2:
        return {}
    one, other = (shape.sizes for shape in pair)
    found = [(i, j) for i in range(1, len(one)) for j in range(1, len(other)) if one[i] == other[j]]
    return {"axes": draw(st.sampled_from(found))} if found and draw(st.booleans()) else {}


def groups(draw: DrawFn, positional: tuple[Any, ...]) -> dict[str, Any]:
    """Draw groups that divide the channels, mostly."""
    channels = positional[0].sizes[-1] if positional[0].sizes else 1
    divisors = [number for number in range(1, 10) if isinstance(channels, int) and channels % number == 0]
    return {"groups": draw(st.sampled_from(divisors or [1, 2]))} if draw(st.integers(0, 3)) else {}


def states(rank: int = 3) -> Any:
    """Draw a sequence, and sometimes initial states of one width."""

    def call(draw: DrawFn, wrong: bool) -> tuple[Any, ...]:
        low, high = (1, 5) if wrong and draw(st.booleans()) else (rank, rank)
        sequences = drawn(draw, low, high)
        if draw(st.booleans()):
            return (sequences,)
        width = draw(st.integers(1, 4))
        first = sequences.sizes[0] if sequences.sizes else 1
        found = [varied(draw, Shape((first, width))) for _ in range(draw(st.integers(1, 4)))]
        return (sequences, found[0] if draw(st.integers(0, 3)) == 0 else found)

    return call


def width_of_states(draw: DrawFn, positional: tuple[Any, ...]) -> dict[str, Any]:
    """Give a cell the width of the states that it is called with."""
    given = positional[1] if len(positional) > 1 else []
    first = given[0] if isinstance(given, list) and given else given
    if isinstance(first, Shape) and isinstance(first.sizes[-1], int) and first.sizes[-1] > 0:
        return {"units": first.sizes[-1]}
    return {}


def one_step(draw: DrawFn, wrong: bool) -> tuple[Any, ...]:
    """Draw one step and its states, which are sizes that Keras knows: it traces a cell with made-up ones for None."""
    first = draw(some("B", "B", 2, 3))
    inputs = Shape((first, draw(st.integers(1, 4))))
    width = draw(st.integers(1, 4))
    found = [Shape((first, width + (wrong and draw(st.booleans())))) for _ in range(draw(st.integers(1, 2)))]
    return (inputs, found[0] if draw(st.integers(0, 3)) == 0 else found)


def stacked_step(draw: DrawFn, wrong: bool) -> tuple[Any, ...]:
    """Draw one step and the states of two or three cells: a tensor, or a list of one or two, for each."""
    first = draw(some("B", 2, 3))
    found: list[Any] = []
    for _ in range(draw(st.integers(2, 3))):
        state = Shape((first, draw(st.integers(1, 4))))
        found.append(draw(some(state, [state], [state, state])))
    return (Shape((first, draw(st.integers(1, 6)))), found)


def cells_of_states(draw: DrawFn, positional: tuple[Any, ...]) -> dict[str, Any]:
    """Draw a cell for each state, mostly of its width."""

    def cell(state: Any) -> Made:
        one, *others = state if isinstance(state, list) else [state]
        name = "LSTMCell" if others else draw(some("GRUCell", "SimpleRNNCell"))
        return made(name, one.sizes[-1] + (draw(st.integers(0, 7)) == 0))

    return {"cells": [cell(state) for state in positional[1]]}


def made(name: str, *positional: Any, **keywords: Any) -> Made:
    """Write a layer."""
    return Made(name, positional, keywords)


@st.composite
def cells(draw: DrawFn) -> Made:
    """Draw a cell."""
    return made(draw(some("LSTMCell", "GRUCell", "SimpleRNNCell")), draw(st.integers(1, 4)))


@st.composite
def recurrent(draw: DrawFn, backwards: bool = False) -> Made:
    """Draw a recurrent layer."""
    keywords = {name: True for name in ("return_sequences", "return_state") if draw(st.integers(0, 2)) == 0}
    if backwards or draw(st.integers(0, 15)) == 0:
        keywords["go_backwards"] = True
    name = draw(some("LSTM", "GRU", "SimpleRNN", "RNN"))
    if name == "RNN":
        return Made(name, (draw(cells()),), keywords)
    return Made(name, (draw(st.integers(1, 4)),), keywords)


WRAPPED = st.one_of(
    st.integers(1, 4).map(lambda units: made("Dense", units)),
    recurrent().filter(lambda layer: "return_state" not in layer.keywords),
    some(
        made("Flatten"),
        made("BatchNormalization"),
        made("LayerNormalization"),
        made("Dropout", 0.5),
        made("Conv1D", 2, 3),
        made("Conv2D", 2, 3),
        made("MaxPooling1D", 2),
        made("MaxPooling2D", 2),
        made("GlobalAveragePooling1D"),
        made("TimeDistributed", made("Dense", 2)),
        made("Bidirectional", made("LSTM", 2)),
        made("Activation", "relu"),
        made("LSTMCell", 2),
        made("LSTM", 2, return_state=True),
    ),
)


def attended(draw: DrawFn, wrong: bool) -> tuple[Any, ...]:
    """Draw the list that an attention is called on."""
    rank = draw(some(3, 3, 3, 2, 4))
    query = drawn(draw, rank, rank)
    value = varied(draw, query, first=1)
    if wrong:
        value = Shape((*query.sizes[:1], *drawn(draw, 1, 3).sizes))
    tensors = [query, value, varied(draw, value, first=1)][: draw(some(2, 2, 3, 1 if wrong else 3))]
    return (tensors if not wrong or draw(st.booleans()) else query,)


def heads(draw: DrawFn, wrong: bool) -> tuple[Any, ...]:
    """Draw query, value and sometimes key."""
    rank = draw(some(3, 3, 3, 4))
    query = drawn(draw, rank, rank)
    value = varied(draw, query, 2, first=1)
    if wrong:
        value = Shape((*query.sizes[:1], *drawn(draw, 1, 3).sizes))
    return (query, value) if draw(st.booleans()) else (query, value, varied(draw, value, first=1))


def categories(dtype: str) -> Any:
    """Draw a tensor of numbers or words."""

    def call(draw: DrawFn, wrong: bool) -> tuple[Any, ...]:
        return (Shape(drawn(draw, 0 if wrong else 1, 3).sizes, dtype),)

    return call


def pairs(draw: DrawFn, wrong: bool) -> tuple[Any, ...]:
    """Draw two columns of numbers."""
    first = Shape(drawn(draw, 1, 2).sizes, "int64")
    others = [varied(draw, first, first=1) for _ in range(draw(some(0, 2)) if wrong else 1)]
    return ([first, *others],)


def with_words(words: Any, modes: Any) -> Any:
    """Draw how a lookup answers; where that takes the size of its vocabulary, there is one from the start."""

    def fit(draw: DrawFn, positional: tuple[Any, ...]) -> dict[str, Any]:
        mode = draw(modes)
        return {"output_mode": mode} | ({} if mode == "int" else {"vocabulary": draw(words)})

    return fit
