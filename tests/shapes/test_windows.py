"""Window arithmetic against real Keras: convolution, pooling, transposes, margins."""

from __future__ import annotations

import keras
import pytest
from against_keras import DYNAMIC, STATIC, agree, questions, substitutes
from hypothesis import assume, given
from hypothesis import strategies as st

from shapecheck.shapes.dims import Hidden, Symbol, text
from shapecheck.shapes.requirements import Refused, collecting, text_of
from shapecheck.shapes.windows import cropped, joined, padded, spatial, transposed, upsampled, window

pytestmark = pytest.mark.oracle

lengths = st.integers(0, 14)
keras_lengths = st.one_of(lengths, st.sampled_from(DYNAMIC), st.builds(Hidden, st.integers(1, 14)))
any_length = st.one_of(lengths, st.sampled_from((*DYNAMIC, *STATIC, DYNAMIC[0] * 2 + 1)))
numbers = st.fixed_dictionaries({symbol: st.integers(1, 14) for symbol in (*DYNAMIC, *STATIC)})
kernels, strides, dilations = st.integers(1, 5), st.integers(1, 4), st.integers(1, 3)


def along(rule, channels=2):
    """Make a rule over one axis a rule over (batch, axis, channels)."""
    return lambda given: (given[0][0], rule(given[0][1]), channels)


@questions
@given(keras_lengths, numbers, kernels, strides, st.sampled_from(("valid", "same", "causal")), dilations)
def test_convolution(size, numbers, kernel, stride, padding, dilation):
    assume(stride == 1 or dilation == 1)
    # of nothing, causal padding makes something that is too short
    assume(size != 0 or padding != "causal")
    layer = keras.layers.Conv1D(2, kernel, stride, padding, dilation_rate=dilation)
    rule = along(lambda one: window(one, kernel, stride, padding, dilation))
    agree(rule, lambda one: layer(one[0]), [(3, size, 2)], numbers)


@questions
@given(keras_lengths, numbers, kernels, strides, st.sampled_from(("valid", "same")))
def test_pooling(size, numbers, kernel, stride, padding):
    layer = keras.layers.MaxPooling1D(kernel, stride, padding)
    rule = along(lambda one: window(one, kernel, stride, padding, pooling=True))
    short = isinstance(size, Symbol) and numbers[size] + stride < kernel
    agree(rule, lambda one: layer(one[0]), [(3, size, 2)], numbers, run=not short and size != 0)


@questions
@given(keras_lengths, numbers, kernels, strides, st.sampled_from(("valid", "same")), st.data())
def test_transposed(size, numbers, kernel, stride, padding, data):
    assume(size != 0)
    extra = data.draw(st.one_of(st.none(), st.integers(0, stride - 1)))
    dilation = data.draw(dilations) if stride == 1 else 1
    layer = keras.layers.Conv1DTranspose(2, kernel, stride, padding, extra, dilation_rate=dilation)
    agree(
        along(lambda one: transposed(one, kernel, stride, padding, extra, dilation)),
        lambda one: layer(one[0]),
        [(3, size, 2)],
        numbers,
    )


around = st.tuples(st.integers(0, 4), st.integers(0, 4))


@questions
@given(keras_lengths, numbers, around)
def test_margins(size, numbers, around):
    given = [(3, size, 2)]
    agree(along(lambda one: cropped(one, around)), lambda one: keras.layers.Cropping1D(around)(one[0]), given, numbers)
    agree(
        along(lambda one: padded(one, around)), lambda one: keras.layers.ZeroPadding1D(around)(one[0]), given, numbers
    )


@questions
@given(keras_lengths, numbers, st.integers(1, 4))
def test_upsampled(size, numbers, factor):
    layer = keras.layers.UpSampling1D(factor)
    agree(along(lambda one: upsampled(one, factor)), lambda one: layer(one[0]), [(3, size, 2)], numbers)


@questions
@given(any_length, numbers, kernels, strides, st.sampled_from(("valid", "same", "causal")), dilations, st.booleans())
def test_windows_of_symbols(size, numbers, kernel, stride, padding, dilation, pooling):
    # over a None, pooling makes an empty tensor of what convolution refuses
    rule = along(lambda one: window(one, kernel, stride, padding, dilation, pooling=pooling and not has_none(size)))
    substitutes(rule, [(3, size, 2)], numbers)
    substitutes(along(lambda one: transposed(one, kernel, stride, "valid")), [(3, size, 2)], numbers)


def has_none(size):
    return not isinstance(size, int) and size not in STATIC


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (window(Symbol("H"), 3, 2), "(H - 1)//2"),
        (window(Symbol("H"), 3, 2, "same"), "(H + 1)//2"),
        (window(Symbol("H"), 2, 2, pooling=True), "H//2"),
        (window(Symbol("H"), 3), "H - 2"),
        (window(window(Symbol("H"), 2, 2), 2, 2), "H//4"),
        (transposed(Symbol("H"), 4, 2, "same"), "2*H"),
        (transposed(Symbol("H"), 3, 2), "2*H + 1"),
        (cropped(Symbol("H", minimum=9), (1, 2)), "H - 3"),
    ],
)
def test_text(size, expected):
    assert text(size) == expected


def test_what_a_chain_requires():
    size = Symbol("H")
    with collecting() as required:
        for _ in range(3):
            size = window(window(size, 3), 2, 2, pooling=True)
    assert [text_of(one.condition) for one in required] == [
        "H >= 3", "H >= 4", "H >= 8", "H >= 10", "H >= 18", "H >= 22"
    ]  # fmt: skip


def test_a_window_too_large_names_the_axis():
    with pytest.raises(Refused, match="a window of 5 does not fit the height of 4") as caught:
        window(4, 3, dilation=2, axis="height", keras="Computed output size would be zero or negative.")
    assert (caught.value.when, caught.value.kind) == ("build", "window-too-large")
    assert caught.value.keras_error == "Computed output size would be zero or negative."
    with pytest.raises(Refused) as caught:
        window(Hidden(4), 5)
    assert caught.value.when == "run"


@pytest.mark.parametrize("data_format", ["channels_first", "channels_last"])
def test_taking_apart_and_putting_together(data_format):
    shape = (1, 2, 3, 4)
    assert joined(*spatial(shape, data_format), data_format) == shape
