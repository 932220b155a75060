"""Attributes of layers that are named after arguments: what is known of them is what real Keras holds."""

from __future__ import annotations

from typing import Any

import pytest

from shapecheck.check import check_source
from shapecheck.interpreter.values import Known, Reference, Tuple, Unknown, Value
from tests.both import needs_keras
from tests.interpreter.evaluation import executed, variables

HEAD = "import keras\nfrom keras.layers import *\n"

ATTRIBUTES = [
    "MaxPooling2D(2).pool_size",
    "MaxPooling2D(2).strides",
    "ZeroPadding2D(1).padding",
    "UpSampling2D(2).size",
    "Cropping1D(2).cropping",
    "Reshape([2, 3]).target_shape",
    "Embedding(5, 4).mask_zero",
    "Concatenate().axis",
    "Conv2D(4, 3).data_format",
    "Dropout(0.5).noise_shape",
    "BatchNormalization().axis",
    "LayerNormalization().axis",
    "Normalization().axis",
    "LayerNormalization(axis=[1]).axis",
    "Conv1D(3, 2).groups",
    "LSTM(3).dropout",
    'Activation("relu").activation',
    "MultiHeadAttention(2, 4).num_heads",
    "MultiHeadAttention(2, 4).key_dim",
    "MultiHeadAttention(2, 4).value_dim",
    "Rescaling(1 / 255).scale",
    "Resizing(3, 4).height",
    "Bidirectional(LSTM(2)).merge_mode",
    "Permute((2, 1)).dims",
    "RepeatVector(3).n",
    "DepthwiseConv2D(3).depth_multiplier",
    "GlobalAveragePooling2D().keepdims",
    "Flatten().data_format",
    "Softmax().axis",
    "LeakyReLU(0.1).negative_slope",
    "GroupNormalization(4).groups",
    "LSTM(3).stateful",
    "LSTM(3).return_sequences",
    "LSTM(3).use_bias",
    "Embedding(5, 4).output_dim",
    "Dot(axes=1).axes",
    "RandomCrop(3, 4).height",
    'EinsumDense("ab,bc->ac", 4).equation',
    "CategoryEncoding(4).num_tokens",
    "Masking().mask_value",
    "GaussianNoise(0.3).stddev",
    "Dropout(0.3, seed=3).seed",
    "Conv2DTranspose(3, 2).output_padding",
    "Conv2D(4, 3, strides=2).kernel_size",
    "Conv2D(4, (3, 5), strides=[2, 1]).strides",
    'Dense(3, activation="relu").activation',
    "Dense(3).activation",
    "LSTM(3).recurrent_activation",
    "Dense(3).kernel_initializer",
    "Dense(3).bias_constraint",
    "AveragePooling1D(4).strides",
    "UpSampling1D(3).size",
    "SeparableConv1D(3, 2).kernel_size",
    "Conv3D(3, 2).dilation_rate",
    "Cropping2D(((1, 2), (3, 4))).cropping",
    'MaxPooling2D(2, padding="same").padding',
    "Softmax(axis=1).axis",
    "Dense(6).units",
]


def plain(value: Value) -> Any:
    if isinstance(value, Tuple):
        return tuple(plain(item) for item in value.items)
    assert isinstance(value, Known), value
    return value.value


@needs_keras
@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_what_is_known_is_what_keras_holds(attribute: str) -> None:
    names: dict[str, Any] = {}
    exec(f"{HEAD}held = {attribute}\n", names)
    found = variables(executed(f"{HEAD}held = {attribute}\n"))["held"]
    if isinstance(found, Reference):
        assert found.path == f"keras.activations.{names['held'].__name__}"
    elif not isinstance(found, Unknown):
        assert plain(found) == names["held"]


@needs_keras
def test_the_activation_of_a_layer_is_called() -> None:
    """A file is not given up at a call of what is no string."""
    text = (
        "import keras\nlayer = keras.layers.Dense(4, activation='relu')\nx = keras.Input((8, 4))\n"
        "y = layer.activation(x)\nw = layer.kernel_initializer(shape=(4, 4))\n"
        "z = keras.layers.Conv1D(3, keras.layers.Conv1D(1, 9).kernel_size[0])(y)\n"
    )
    with pytest.raises(ValueError, match="output size would be zero or negative"):
        exec(text, {})
    (finding,) = check_source(text).findings
    assert finding.code == "KSH204"
