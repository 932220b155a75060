"""How to draw a case of each layer: a table, driven by the kinds of the arguments that its rule reads."""

from __future__ import annotations

from inspect import Parameter
from math import prod
from string import ascii_lowercase
from typing import Any

from cases import Case, Made, Unsaid
from drawing import Draw, Row, margins, one_tensor, per_axis, some
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from shapecheck.catalog.tables import LAYERS, LayerRule

NO_SIZE = some(0, -1, 2.0, "3", None, (2,), [])

KINDS: dict[str, Draw] = {
    "bool": Draw(st.booleans()),
    "Size": Draw(st.integers(1, 6), NO_SIZE),
    "Vocabulary": Draw(st.integers(1, 6), st.one_of(NO_SIZE, some(True))),
    "Repeats": Draw(st.integers(1, 6), st.one_of(NO_SIZE, some(True))),
    "Filters": Draw(st.integers(1, 6), NO_SIZE),
    "ChannelGroups": Draw(some(1, 1, 1, 2, 3), some(0, -1, None, "3", 7)),
    "Single": per_axis(1, 3, 1),
    "Pair": per_axis(1, 3, 2),
    "Triple": per_axis(1, 3, 3),
    "SingleStride": per_axis(1, 3, 1),
    "PairStride": per_axis(1, 3, 2),
    "TripleStride": per_axis(1, 3, 3),
    "SingleMargin": margins(1),
    "PairMargin": margins(2),
    "TripleMargin": margins(3),
    "Padding": Draw(some("valid", "same", "SAME"), some("causal", "full", None, 1, "")),
    "CausalPadding": Draw(some("valid", "same", "causal", "Causal"), some("full", None, 1, "")),
    "PoolPadding": Draw(some("valid", "same"), some("SAME", "causal", "full", None, 1, "")),
    "DataFormat": Draw(
        some(None, "channels_last", "channels_last", "channels_first", "Channels_First"), some("channels", "", 3, True)
    ),
    "NotNegative": Draw(st.floats(0, 9), some(-0.5, None, "3", -1)),
    "str": Draw(some("valid")),
}


def reshape_target(draw: DrawFn, positional: tuple[Any, ...]) -> dict[str, Any]:
    """Draw a target that has as many elements as the input, where that is known."""
    shape = positional[0]
    numbers = [size.size if isinstance(size, Unsaid) else size for size in shape.sizes[1:]]
    left = prod(size for size in numbers if isinstance(size, int))
    target = []
    while left > 1 and len(target) < 4:
        factor = draw(st.sampled_from([number for number in range(1, left + 1) if left % number == 0]))
        target.append(factor)
        left //= factor
    target.append(left)
    if draw(st.booleans()):
        target[draw(st.integers(0, len(target) - 1))] = draw(some(-1, -1, None))
    return {"target_shape": tuple(target)}


def permutation(draw: DrawFn, positional: tuple[Any, ...]) -> dict[str, Any]:
    """Draw an order of the axes of the input."""
    rank = len(positional[0].sizes)
    return {"dims": draw(st.permutations(range(1, rank)).map(tuple))}


def equation(draw: DrawFn, positional: tuple[Any, ...]) -> dict[str, Any]:
    """Draw an equation and an output shape that fit the input."""
    sizes = positional[0].sizes
    rank = len(sizes)
    elided = draw(st.integers(0, max(rank - 1, 0)))
    form = draw(some("", "", "left", "right"))
    elided = elided if form else 0
    first = 0 if form != "left" else elided
    inputs = ascii_lowercase[: rank - elided]
    named = sizes[first : first + len(inputs)]
    free = inputs if form == "left" else inputs[1:]
    contracted = draw(st.sets(st.sampled_from(free), max_size=2)) if free else set()
    kept = [letter for letter in inputs if letter not in contracted]
    new = ascii_lowercase[20 : 20 + draw(st.integers(0, 2))]
    weighted = [letter for letter in kept if draw(st.integers(0, 4)) == 0]
    kernel = "".join([*sorted(contracted), *weighted, *new])
    outputs = "".join([*kept, *new])
    by_letter = dict(zip(inputs, named, strict=False))

    def target(letter: str) -> Any:
        size = by_letter.get(letter)
        if letter in new:
            return draw(st.integers(1, 4))
        return size if isinstance(size, int) and draw(st.booleans()) else None

    partial = outputs if form == "left" and elided else outputs[1:]
    text = {"": f"{inputs},{kernel}->{outputs}", "left": f"...{inputs},{kernel}->...{outputs}"}
    written = text.get(form, f"{inputs}...,{kernel}->{outputs}...")
    shape: Any = tuple(map(target, partial))
    return {
        "equation": written,
        "output_shape": shape[0] if len(shape) == 1 and shape[0] and draw(st.booleans()) else shape,
    }


AXIS = Draw(st.integers(-3, 3))

ROWS: dict[str, Row] = {
    "Activation": Row(arguments={"activation": Draw(some("relu", "softmax", None), some("relo", 3, ""))}),
    "Conv1D": Row(high=12),
    "Dense": Row(
        arguments={"lora_rank": Draw(some(None, None, 0, 2)), "kernel_constraint": Draw(some(None, "non_neg"))}
    ),
    "EinsumDense": Row(
        (1, 5),
        {
            "equation": Draw(
                st.nothing(), some("ab,bc", "ab, bc->ac", "ab,bc->ad", "abc,dc->abe", "...ab,b->c", "a,ab->b", 3)
            ),
            "output_shape": Draw(
                st.nothing(), st.one_of(some(3, None, 2.0), st.lists(some(1, 2, None, 5), max_size=4))
            ),
            "bias_axes": Draw(some(None, "u", "uv", "v", "b"), some("z", "", "a", 3)),
            "lora_rank": Draw(some(None, None, 2)),
        },
        fit=equation,
    ),
    "Embedding": Row(
        (0, 5),
        {"lora_rank": Draw(some(None, None, 2)), "embeddings_constraint": Draw(some(None, None, "non_neg"))},
    ),
    "LeakyReLU": Row(
        arguments={
            "negative_slope": Draw(st.floats(0, 9), some(-0.5, None, "3", -1)),
            "alpha": Draw(st.floats(0, 9), some(-0.5, None, "3", -1)),
        }
    ),
    "Permute": Row(
        (1, 5),
        {
            "dims": Draw(
                st.nothing(), st.one_of(st.lists(st.integers(0, 4), max_size=4).map(tuple), some(2, None, "12"))
            )
        },
        fit=permutation,
    ),
    "PReLU": Row(
        arguments={
            "shared_axes": Draw(st.one_of(st.none(), st.integers(1, 3), st.lists(st.integers(1, 3))), AXIS.right)
        }
    ),
    "Reshape": Row(
        (1, 4),
        {
            "target_shape": Draw(
                st.nothing(), st.one_of(st.lists(st.integers(-2, 9), max_size=4).map(tuple), some(3, None))
            )
        },
        fit=reshape_target,
    ),
    "ReversibleEmbedding": Row(
        (1, 5),
        {"lora_rank": Draw(some(None, None, 2)), "embeddings_constraint": Draw(some(None, None, "non_neg"))},
        keywords={"reverse": Draw(st.booleans())},
    ),
    "Softmax": Row(arguments={"axis": Draw(st.one_of(AXIS.right, st.lists(AXIS.right, min_size=1, max_size=3)))}),
    "UpSampling2D": Row(
        arguments={"interpolation": Draw(some("nearest", "bilinear", "NEAREST"), some("foo", 3, "", None))}
    ),
}
"""The layers that need a row; the others are drawn by the kinds of their arguments alone."""


def argument(rule: LayerRule, row: Row, name: str) -> Draw | None:
    """Return how to draw an argument of the constructor, None where nothing is known."""
    kind, _, optional = rule.parameters[name][0].partition(" | ")
    found = row.arguments.get(name) or KINDS.get(kind)
    if found is None or not optional:
        return found
    return Draw(st.one_of(st.none(), found.right), found.wrong and found.wrong.filter(lambda value: value is not None))


@st.composite
def cases(draw: DrawFn, name: str) -> Case:
    """Draw a case of a layer: every second has nothing wrong on purpose, the others one thing."""
    rule, row = LAYERS[f"keras.layers.{name}"], ROWS.get(name, Row())
    draws = {item: found for item in rule.parameters if (found := argument(rule, row, item)) is not None}
    breakable = [item for item, found in draws.items() if found.wrong is not None]
    broken = draw(
        st.sampled_from(["", "", "", "input"] + ([draw(st.sampled_from(breakable))] * 2 if breakable else []))
    )
    positional = (
        row.call(draw, broken == "input") if row.call is not None else draw(one_tensor(rule, row, broken == "input"))
    )
    config = dict(row.fit(draw, positional)) if row.fit is not None else {}
    for item, found in draws.items():
        if item == broken and found.wrong is not None:
            config[item] = draw(found.wrong)
        elif item not in config and (rule.parameters[item][1] is Parameter.empty or draw(st.booleans())):
            config[item] = draw(found.right)
    keywords = {item: draw(found.right) for item, found in row.keywords.items() if draw(st.booleans())}
    return Case(Made(name, (), config), positional, keywords)
