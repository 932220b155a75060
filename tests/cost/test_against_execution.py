"""Multiply-adds as they are worked out from shapes, against those that NumPy makes when it executes the model."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from shapecheck.cost.counting import Costs, values_of
from shapecheck.execution.execute import execute
from shapecheck.graph.model import Model
from shapecheck.interpreter.interpret import Options, interpret
from shapecheck.source import SourceFile
from tests.cost.counting_arrays import counting

BATCH = 2

IMAGE, STEPS, FILM = (9, 8, 4), (6, 5), (3, 7, 7, 2)

CALLS = [
    ("Dense(7)(x)", STEPS),
    ("Dense(7, activation='softmax')(x)", (5,)),
    ("EinsumDense('abc,cd->abd', output_shape=(None, 7), bias_axes='d')(x)", STEPS),
    ("EinsumDense('...x,xy->...y', output_shape=7)(x)", STEPS),
    ("EinsumDense('abc,cde->abde', output_shape=(None, 3, 2))(x)", STEPS),
    ("Conv1D(7, 3, padding='causal', dilation_rate=2)(x)", STEPS),
    ("Conv2D(6, (3, 2), strides=2, padding='same')(x)", IMAGE),
    ("Conv2D(6, 3, groups=2)(x)", IMAGE),
    ("Conv3D(3, 2)(x)", (4, 5, 6, 2)),
    ("Conv2D(6, 3, data_format='channels_first')(x)", (4, 9, 8)),
    ("DepthwiseConv1D(3, depth_multiplier=2)(x)", STEPS),
    ("DepthwiseConv2D(3, strides=2, padding='same', depth_multiplier=3)(x)", IMAGE),
    ("SeparableConv1D(7, 2, depth_multiplier=2)(x)", STEPS),
    ("SeparableConv2D(7, 3, strides=2, padding='same')(x)", IMAGE),
    ("SimpleRNN(4)(x)", STEPS),
    ("LSTM(4, return_sequences=True)(x)", STEPS),
    ("LSTM(4, go_backwards=True, return_state=True)(x)[1]", STEPS),
    ("GRU(4)(x)", STEPS),
    ("GRU(4, reset_after=False)(x)", STEPS),
    ("RNN(GRUCell(4), return_sequences=True)(x)", STEPS),
    ("Bidirectional(LSTM(4))(x)", STEPS),
    ("Bidirectional(GRU(4, return_sequences=True), merge_mode='sum')(x)", STEPS),
    ("TimeDistributed(Dense(3))(x)", STEPS),
    ("TimeDistributed(Conv2D(3, 2, strides=2))(x)", FILM),
    ("TimeDistributed(DepthwiseConv2D(3))(x)", FILM),
    ("SpectralNormalization(Conv2D(3, 2))(x)", IMAGE),
    ("Attention()([x, x])", STEPS),
    ("Attention(use_scale=True, score_mode='concat')([x, x])", STEPS),
    ("AdditiveAttention()([x, x])", STEPS),
    ("MultiHeadAttention(3, 4)(x, x)", STEPS),
    ("MultiHeadAttention(3, 4, value_dim=2, output_shape=6)(x, x[:, :3])", STEPS),
    ("MultiHeadAttention(2, 3)(x, x, use_causal_mask=True)", STEPS),
    ("MultiHeadAttention(2, 3, attention_axes=(2,))(x, x)", (4, 5, 6)),
    ("GroupQueryAttention(3, 4, 2)(x, x)", STEPS),
    ("Dot(axes=2)([x, x])", STEPS),
    ("Dot(axes=(1, 1), normalize=True)([x, x])", STEPS),
    ("Dot(axes=1)([x, x])", (5,)),
    ("ops.matmul(x, ops.transpose(x, (0, 2, 1)))", STEPS),
    ("x @ ops.transpose(x, (0, 2, 1))", STEPS),
    ("ops.einsum('bij,bkj->bik', x, x)", STEPS),
    ("ops.einsum('...ij,...kj->...ik', x, x)", (2, *STEPS)),
    ("ops.tensordot(x, x, axes=[[1, 2], [1, 2]])", STEPS),
    ("Lambda(lambda t: ops.matmul(t, ops.transpose(t, (0, 2, 1))))(x)", STEPS),
    ("Sequential([Dense(4), LSTM(3), Dense(2)])(x)", STEPS),
    ("Block()(x)", STEPS),
    ("shared(shared(x)) + shared(x)", STEPS),
    ("BatchNormalization()(MaxPooling2D()(ReLU()(x)))", IMAGE),
]

PROGRAM = """
import keras
from keras import Sequential, ops
from keras.layers import *


class Block(keras.layers.Layer):
    def build(self, shape):
        self.inner = Dense(4)
        self.table = self.add_weight(shape=(4, 6), name="table")

    def call(self, inputs):
        y = ops.matmul(self.inner(inputs), self.table)
        return ops.einsum("bij,bkj->bik", y, y)


shared = Dense(5)
x = keras.Input({shape})
model = keras.Model(x, {call})
"""


def model_of(call: str, shape: tuple[int, ...]) -> Model:
    text = textwrap.dedent(PROGRAM).format(call=call, shape=shape)
    return interpret(SourceFile("model.py", text), Options()).models[-1]


@pytest.mark.parametrize(("call", "shape"), CALLS, ids=[call for call, _ in CALLS])
def test_as_executed(call: str, shape: tuple[int, ...]) -> None:
    model = model_of(call, shape)
    with counting() as tally:
        execute(model, inputs=[np.ones((BATCH, *shape), np.float32)])
    assert Costs(model, values_of(model, BATCH)).total == tally.products


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        ("Conv1DTranspose(3, 4, strides=2)(x)", STEPS),
        ("Conv2DTranspose(3, (3, 2), strides=(2, 3))(x)", IMAGE),
        ("Conv3DTranspose(3, 2)(x)", (4, 5, 6, 2)),
        ("Conv2DTranspose(3, 2, data_format='channels_first')(x)", (4, 9, 8)),
    ],
)
def test_transposed_convolutions_multiply_what_is_there(call: str, shape: tuple[int, ...]) -> None:
    """NumPy puts zeros between the places of the input; their products do not count."""
    model = model_of(call, shape)
    with counting(nonzero=True) as tally:
        execute(model, inputs=[np.ones((BATCH, *shape), np.float32)])
    assert Costs(model, values_of(model, BATCH)).total == tally.products


@pytest.mark.parametrize(
    ("call", "shape", "once_more"),
    [
        ("ConvLSTM2D(3, 2, padding='valid')(x)", FILM, 6 * 6 * (2 * 2 * 2 * 12)),
        ("ConvLSTM2D(3, 2, padding='same', return_sequences=True)(x)", FILM, 7 * 7 * (2 * 2 * 2 * 12)),
        ("ConvLSTM2D(3, 3, strides=2)(x)", FILM, 3 * 3 * (3 * 3 * 2 * 12)),
        ("Bidirectional(ConvLSTM1D(3, 2))(x)", (3, 7, 2), 2 * 6 * (2 * 2 * 12)),
        ("RNN([LSTMCell(3), GRUCell(4), SimpleRNNCell(2)])(x)", STEPS, (5 + 3) * 12 + (3 + 4) * 12 + (4 + 2) * 2),
    ],
)
def test_states_that_numpy_finds_by_a_step(call: str, shape: tuple[int, ...], once_more: int) -> None:
    """NumPy takes the first step once more, to find the shape of the state."""
    model = model_of(call, shape)
    with counting() as tally:
        execute(model, inputs=[np.ones((BATCH, *shape), np.float32)])
    assert Costs(model, values_of(model, BATCH)).total == tally.products - BATCH * once_more


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        ("TimeDistributed(Sequential([Dense(4)]))(x)", STEPS),
        ("ops.fft((x, x))[0]", STEPS),
        ("ops.cholesky(x)", (4, 4)),
        ("ops.einsum('bij,bkj,bkl->bil', x, x, x)", STEPS),
        ("ops.einsum('bij,bkl->bkl', x, x)", STEPS),
        ("Dense(4, lora_rank=2)(x)", STEPS),
    ],
)
def test_unknown_is_unknown(call: str, shape: tuple[int, ...]) -> None:
    costs = Costs(model_of(f"Dense(2)({call})", shape), {})
    assert costs.total is None
    assert costs.known != 0


LOOP = """
import keras


def build(n, d):
    x = inputs = keras.Input((d,))
    for _ in range(n):
        x = keras.layers.Dense(d)(x)
    return keras.Model(inputs, keras.layers.Dense(3)(x))
"""


def test_layers_of_a_symbolic_loop_are_not_counted_once() -> None:
    model = interpret(SourceFile("model.py", LOOP), Options()).models[-1]
    costs = Costs(model, {})
    assert costs.total is None
    repeated = [row for row in model.layers if row.repeat != 1]
    assert [(costs.multiply_adds(row), costs.activations(row)) for row in repeated] == [(None, None)] * len(repeated)
