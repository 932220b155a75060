"""How to draw a case of each layer: a table, driven by the kinds of the arguments that its rule reads."""

from __future__ import annotations

from math import prod
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from drawing import Draw, Row, margins, one_tensor, per_axis, some
from hypothesis import strategies as st
from questions import Case, Made, Unsaid
from strategies_more import KINDS as MORE_KINDS
from strategies_more import ROWS as MORE_ROWS

from shapecheck.catalog.signature import signature_of
from shapecheck.catalog.tables import LAYERS, LayerRule

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

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
    "AdaptiveSingle": per_axis(1, 4, 1),
    "AdaptivePair": per_axis(1, 4, 2),
    "AdaptiveTriple": per_axis(1, 4, 3),
    "ExactDataFormat": Draw(some(None, "channels_last", "channels_first"), some("channels", "Channels_First", 3, True)),
    "PairCrop": margins(2),
    "TripleCrop": margins(3),
    "Padding": Draw(some("valid", "same", "SAME"), some("causal", "full", None, 1, "")),
    "CausalPadding": Draw(some("valid", "same", "causal", "Causal"), some("full", None, 1, "")),
    "DataFormat": Draw(
        some(None, "channels_last", "channels_last", "channels_first", "Channels_First"), some("channels", "", 3, True)
    ),
    "NotNegative": Draw(st.floats(0, 9), some(-0.5, None, "3", -1)),
    "str": Draw(some("valid", "same"), some("SAME", "causal", "full", None, 1, "")),
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
    form = draw(some("", "", "left", "right"))
    most = {"": 0, "left": rank - 1, "right": rank - 2}[form]
    elided = draw(st.integers(0, max(most, 0)))
    inputs = ascii_lowercase[: rank - elided]
    by_letter = dict(zip(inputs, sizes[elided:] if form == "left" else sizes, strict=False))
    known = [letter for letter in (inputs if form == "left" else inputs[1:]) if isinstance(by_letter[letter], int)]
    contracted = draw(st.sets(st.sampled_from(known), max_size=2)) if known else set()
    kept = [letter for letter in inputs if letter not in contracted]
    new = ascii_lowercase[20 : 20 + draw(st.integers(0 if contracted else 1, 2))]
    weighted = [letter for letter in kept if letter in known and draw(st.integers(0, 4)) == 0]
    kernel = "".join([*sorted(contracted), *weighted, *new])
    outputs = "".join([*kept, *new])

    def target(letter: str) -> Any:
        size = by_letter.get(letter)
        if letter in new:
            return draw(st.integers(1, 4))
        return size if isinstance(size, int) and (letter in weighted or draw(st.booleans())) else None

    partial = outputs if form == "left" and elided else outputs[1:]
    text = {"": f"{inputs},{kernel}->{outputs}", "left": f"...{inputs},{kernel}->...{outputs}"}
    written = text.get(form, f"{inputs}...,{kernel}->{outputs}...")
    shape: Any = tuple(map(target, partial))
    biased = [letter for letter in outputs if letter in new]
    bias = draw(st.sets(st.sampled_from(biased), min_size=1)) if biased else None
    return {
        "bias_axes": "".join(sorted(bias)) if bias and draw(st.booleans()) else None,
        "equation": written,
        "output_shape": shape[0] if len(shape) == 1 and shape[0] and draw(st.booleans()) else shape,
    }


def strides_or_dilation(draw: DrawFn, positional: tuple[Any, ...]) -> dict[str, Any]:
    """Draw strides or dilation, for one goes without the other."""
    if draw(st.booleans()):
        return {"dilation_rate": 1} if draw(st.booleans()) else {}
    return {"strides": 1}


def convolution(draw: DrawFn, positional: tuple[Any, ...]) -> dict[str, Any]:
    """Draw the settings of a convolution that go together: groups divide channels and filters."""
    groups = draw(some(1, 1, 2, 3))
    sizes = positional[0].sizes
    fits = [size for size in (sizes[1:2] + sizes[-1:]) if isinstance(size, int) and size % groups == 0]
    groups = groups if len(fits) == 2 else 1
    return strides_or_dilation(draw, positional) | {"groups": groups, "filters": groups * draw(st.integers(1, 3))}


def output_padding(draw: DrawFn, positional: tuple[Any, ...]) -> dict[str, Any]:
    """Draw an output padding below the stride."""
    stride = draw(st.integers(1, 3))
    extra = draw(st.one_of(st.none(), st.integers(0, stride - 1)))
    return {"strides": stride, "output_padding": extra} | ({"dilation_rate": 1} if stride > 1 else {})


AXIS = Draw(st.integers(-3, 2))

ROWS: dict[str, Row] = {
    "AdaptiveAveragePooling1D": Row((3, 3)),
    "AdaptiveAveragePooling2D": Row((4, 4)),
    "AdaptiveAveragePooling3D": Row((5, 5)),
    "AdaptiveMaxPooling1D": Row((3, 3)),
    "AdaptiveMaxPooling2D": Row((4, 4)),
    "AdaptiveMaxPooling3D": Row((5, 5)),
    "AveragePooling1D": Row(low=2),
    "AveragePooling2D": Row(low=2),
    "AveragePooling3D": Row(low=2),
    "Conv1D": Row((3, 3), low=6, high=12, features=True, fit=convolution),
    "Conv1DTranspose": Row((3, 3), features=True, fit=output_padding),
    "Conv2D": Row((4, 4), low=6, high=12, features=True, fit=convolution),
    "Conv2DTranspose": Row((4, 4), features=True, fit=output_padding),
    "Conv3D": Row((5, 5), low=6, high=12, features=True, fit=convolution),
    "Conv3DTranspose": Row((5, 5), features=True, fit=output_padding),
    "Cropping1D": Row(low=7, high=20),
    "Cropping2D": Row(low=7, high=20),
    "Cropping3D": Row(low=7, high=20),
    "DepthwiseConv1D": Row((3, 3), low=6, high=12, features=True),
    "DepthwiseConv2D": Row((4, 4), low=6, high=12, features=True),
    "MaxPooling1D": Row(low=2),
    "MaxPooling2D": Row(low=2),
    "MaxPooling3D": Row(low=2),
    "SeparableConv1D": Row((3, 3), low=6, high=12, features=True),
    "SeparableConv2D": Row((4, 4), low=6, high=12, features=True),
    "Activation": Row(arguments={"activation": Draw(some("relu", "softmax", None), some("relo", 3, ""))}),
    "Dense": Row(
        features=True,
        arguments={"lora_rank": Draw(some(None, None, 0, 2)), "kernel_constraint": Draw(some(None, "non_neg"))},
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
            "bias_axes": Draw(st.nothing(), some("z", "", "a", 3)),
            "lora_rank": Draw(some(None, None, 2)),
        },
        low=1,
        features=True,
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
            "shared_axes": Draw(
                st.one_of(st.none(), st.integers(1, 3), st.lists(st.integers(1, 3))), st.integers(-3, 9)
            )
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
    "Softmax": Row(
        (3, 6),
        {"axis": Draw(st.one_of(AXIS.right, st.lists(AXIS.right, min_size=1, max_size=2)), some(6, -7, [1, 9], [-8]))},
    ),
    "UpSampling2D": Row(
        arguments={"interpolation": Draw(some("nearest", "bilinear", "NEAREST"), some("foo", 3, "", None))}
    ),
}
"""The layers that need a row; the others are drawn by the kinds of their arguments alone."""

KINDS |= MORE_KINDS
ROWS |= MORE_ROWS


def drawable(rule: LayerRule, row: Row) -> dict[str, Draw]:
    """Return how to draw the arguments of a constructor of which something is known."""
    found = dict(row.arguments)
    for name, (kind, _) in rule.parameters.items():
        wanted, _, optional = kind.partition(" | ")
        by_kind = KINDS.get(wanted)
        if name not in found and by_kind is not None:
            right, wrong = by_kind
            if optional:
                right = st.one_of(st.none(), right)
                wrong = None if wrong is None else wrong.filter(lambda value: value is not None)
            found[name] = Draw(right, wrong)
    return found


@st.composite
def cases(draw: DrawFn, name: str) -> Case:
    """Draw a case of a layer: every second has nothing wrong on purpose, the others one thing."""
    rule, row = LAYERS[f"keras.layers.{name}"], ROWS.get(name, Row())
    required = getattr(signature_of(rule.path), "required", ())
    draws = drawable(rule, row)
    breakable = [item for item, found in draws.items() if found.wrong is not None]
    broken = draw(some("", "", "input", *[draw(st.sampled_from(breakable))] * 2) if breakable else some("", "input"))
    wrong = broken == "input"
    positional = row.call(draw, wrong) if row.call is not None else draw(one_tensor(rule, row, wrong))
    config = dict(row.fit(draw, positional)) if row.fit is not None else {}
    for item, found in draws.items():
        if item == broken and found.wrong is not None:
            config[item] = draw(found.wrong)
        elif item not in config and (item in required or draw(st.booleans())):
            config[item] = draw(found.right)
    keywords = {item: draw(found.right) for item, found in row.keywords.items() if draw(st.booleans())}
    return Case(Made(name, (), config), positional, keywords)


def judged() -> list[str]:
    """List the layers of which random cases can be drawn: those of whose required arguments something is known."""
    names = (path.rpartition(".")[2] for path in LAYERS)
    return sorted(name for name in names if name in ROWS or can_be_drawn(LAYERS[f"keras.layers.{name}"]))


def can_be_drawn(rule: LayerRule) -> bool:
    """Tell whether a layer needs no row."""
    return rule.single and set(getattr(signature_of(rule.path), "required", ())) <= drawable(rule, Row()).keys()
