"""The multiply-adds of each layer of Keras, from its shapes alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from shapecheck.cost.work import Cost, Shape, Uncounted, Work, of_kernels, places, shape_of
from shapecheck.graph.call import Layer, tensors_in
from shapecheck.shapes.dims import Dim, product, total

__all__ = ["FREE", "LAYERS", "UNCOUNTED", "multiply_adds"]

LAYERS: dict[str, Cost] = {}


def multiply_adds(path: str, work: Work) -> Dim:
    """Count what one call of a layer multiplies; raises Uncounted where that is unknown."""
    if path in FREE:
        return 0
    if path not in LAYERS:
        raise Uncounted(UNCOUNTED.get(path, f"{path} is not a layer of Keras"))
    if any(name.rpartition("/")[2].startswith("lora_") for name in work.weights):
        raise Uncounted("adapters of low rank are not counted")
    return LAYERS[path](work)


def costs(*names: str) -> Callable[[Cost], Cost]:
    """Enter a function under each of its classes."""

    def enter(function: Cost) -> Cost:
        LAYERS.update((f"keras.layers.{name}", function) for name in names)
        return function

    return enter


@costs("Dense")
def dense(work: Work) -> Dim:
    """Apply the kernel at every place of the leading axes."""
    return product((*work.entering[:-1], *work.weight("kernel")))


@costs("EinsumDense")
def einsum_dense(work: Work) -> Dim:
    """Multiply the sizes of all letters: those of the input, and those that only the kernel has."""
    equation = work.config.get("equation")
    if not isinstance(equation, str):
        raise Uncounted("the equation is unknown")
    given, kernel, made = re.split(",|->", equation.replace(" ", ""))
    if set(given) - set(kernel) - set(made) - {"."}:
        raise Uncounted("an axis is summed before the product")
    own = [size for letter, size in zip(kernel, work.weight("kernel"), strict=True) if letter not in given]
    return product((*work.entering, *own))


@costs("ReversibleEmbedding")
def reversible_embedding(work: Work) -> Dim:
    """Look rows up for nothing; reversed, score each of them."""
    reverse = work.arguments.get("reverse", False)
    if reverse in (False, None):
        return 0
    if reverse is not True:
        raise Uncounted("whether it is reversed is unknown")
    return product((*work.entering[:-1], *work.weight("embeddings")))


@costs("Conv1D", "Conv2D", "Conv3D", "DepthwiseConv1D", "DepthwiseConv2D")
def convolution(work: Work) -> Dim:
    """Apply the kernel, which holds the channels of one group, at every place of the output."""
    return product((*places(work.leaving, work.config), *work.weight("kernel")))


@costs("SeparableConv1D", "SeparableConv2D")
def separable_convolution(work: Work) -> Dim:
    """Apply both kernels at every place of the output."""
    kernels = (work.weight("depthwise_kernel"), work.weight("pointwise_kernel"))
    return total(of_kernels(places(work.leaving, work.config), kernels))


@costs("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose")
def transposed_convolution(work: Work) -> Dim:
    """Spread every place of the input over the whole kernel; what the padding cuts off is counted too."""
    return product((*places(work.entering, work.config), *work.weight("kernel")))


@costs("LocallyConnected1D", "LocallyConnected2D")
def unshared(work: Work) -> Dim:
    """Apply each kernel once: each place has its own, and a masked one is multiplied as a whole."""
    return product((work.entering[0], *work.weight("kernel")))


KERNELS = ("kernel", "recurrent_kernel")
CELLS = {f"keras.layers.{name}" for name in ("SimpleRNNCell", "LSTMCell", "GRUCell")}
RECURRENT = {f"keras.layers.{name}" for name in ("SimpleRNN", "LSTM", "GRU")}
SPATIAL = {f"keras.layers.ConvLSTM{rank}D" for rank in (1, 2, 3)}


def kernels_of(work: Work) -> list[Shape]:
    """List the kernels of cells, wherever below the layer they are."""
    return [shape for name, shape in work.weights.items() if name.rpartition("/")[2] in KERNELS]


@costs("SimpleRNN", "LSTM", "GRU", "CuDNNLSTM", "CuDNNGRU")
def recurrent(work: Work) -> Dim:
    """Apply both kernels of the cell at every step, whatever the state before the first."""
    return total(of_kernels(work.entering[:2], kernels_of(work)))


@costs("SimpleRNNCell", "LSTMCell", "GRUCell")
def cell(work: Work) -> Dim:
    """Apply both kernels once."""
    return total(of_kernels(work.entering[:1], kernels_of(work)))


@costs("StackedRNNCells")
def stacked_cells(work: Work) -> Dim:
    """Apply the kernels of every cell once."""
    known_cells(work.config.get("cells"))
    return cell(work)


@costs("RNN")
def rnn(work: Work) -> Dim:
    """Apply the kernels of the given cells at every step."""
    known_cells(work.config.get("cell"))
    return recurrent(work)


def known_cells(given: Any) -> None:
    """Raise Uncounted where one of the cells is not Keras's own."""
    if isinstance(given, list | tuple):
        for item in given:
            known_cells(item)
    elif not isinstance(given, Layer):
        raise Uncounted("a cell is unknown")
    elif given.path == "keras.layers.StackedRNNCells":
        known_cells(given.config.get("cells"))
    elif given.path not in CELLS:
        raise Uncounted(f"what {given.path} does in a step is unknown")


@costs("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
def convolutional_recurrent(work: Work) -> Dim:
    """Apply both kernels at every place of the state, at every step."""
    sequences = work.config.get("return_sequences")
    if not isinstance(sequences, bool):
        raise Uncounted("whether it returns sequences is unknown")
    state = (work.leaving[0], *work.leaving[2:]) if sequences else work.leaving
    return total(of_kernels((work.entering[1], *places(state, work.config)), kernels_of(work)))


@costs("Bidirectional")
def bidirectional(work: Work) -> Dim:
    """Run one copy of the layer forward, and one backward; the weights are those of both."""
    inner = inner_layer(work)
    if inner.path not in (*RECURRENT, *SPATIAL, "keras.layers.RNN"):
        raise Uncounted(f"what {inner.path} does in both directions is unknown")
    return LAYERS[inner.path](replace(work, config=inner.config))


def inner_layer(work: Work) -> Layer:
    """Return the layer of a wrapper."""
    inner = work.config.get("layer")
    if not isinstance(inner, Layer):
        raise Uncounted("the layer of the wrapper is unknown")
    return inner


@costs("TimeDistributed")
def time_distributed(work: Work) -> Dim:
    """Call the layer at every step."""
    inner = inner_layer(work)
    step = {"inputs": without_steps(work.inputs), "outputs": without_steps(work.outputs), "arguments": {}}
    return product((work.entering[1], multiply_adds(inner.path, work.inside(inner.name, inner.config, **step))))


def without_steps(structure: Any) -> Any:
    """Return the tensors of a structure as they are at one step."""
    shapes = [(tensor, shape_of(tensor)) for tensor in tensors_in(structure)]
    return [tensor.with_shape((shape[0], *shape[2:])) for tensor, shape in shapes]


@costs("SpectralNormalization")
def spectral_normalization(work: Work) -> Dim:
    """Call the layer; its kernel is normalized in training only."""
    inner = inner_layer(work)
    return multiply_adds(inner.path, work.inside(inner.name, inner.config))


@costs("Attention")
def attention(work: Work) -> Dim:
    """Multiply queries by keys, unless the scores are sums, and the scores by values."""
    query, value, key = queried(work)
    if work.config.get("score_mode") not in ("dot", "concat"):
        raise Uncounted("the kind of scores is unknown")
    scores = product((*query, key[-2])) if work.config["score_mode"] == "dot" else 0
    return total((scores, product((*query[:-1], *value[-2:]))))


@costs("AdditiveAttention")
def additive_attention(work: Work) -> Dim:
    """Multiply the scores, which are sums, by values."""
    query, value, _ = queried(work)
    return product((*query[:-1], *value[-2:]))


def queried(work: Work) -> tuple[Shape, Shape, Shape]:
    """Return the shapes of query, value and key."""
    query, value, *rest = [shape_of(tensor) for tensor in tensors_in(work.inputs)]
    return query, value, rest[0] if rest else value


@costs("MultiHeadAttention", "GroupQueryAttention")
def multi_head_attention(work: Work) -> Dim:
    """Project query, key, value and the outcome; score each pair of places and weigh the values, for each query head."""
    query, value = work.argument("query"), work.argument("value")
    key = value if work.arguments.get("key") is None else work.argument("key")
    heads, size = work.weight("query/kernel")[-2:]
    value_size = work.weight("value/kernel")[-1]
    axes = work.config.get("attention_axes")
    axes = tuple(range(1, len(query) - 1)) if axes is None else axes if isinstance(axes, list | tuple) else (axes,)
    if not all(isinstance(axis, int) for axis in axes):
        raise Uncounted("the attention axes are unknown")
    pairs = (*query[:-1], *(key[axis % len(key)] for axis in axes), heads)
    projections = [
        product((*tensor[:-1], *work.weights[f"{name}/kernel"]))
        for name, tensor in (("query", query), ("key", key), ("value", value), ("gate", query))
        if f"{name}/kernel" in work.weights
    ]
    output = product((*query[:-1], *work.weight("attention_output/kernel")))
    return total((*projections, product((*pairs, size)), product((*pairs, value_size)), output))


@costs("Dot")
def dot(work: Work) -> Dim:
    """Sum over one axis of both for each number of the output."""
    axes = work.config.get("axes")
    axis = axes[0] if isinstance(axes, list | tuple) else axes
    if not isinstance(axis, int):
        raise Uncounted("the axes are unknown")
    return product((*work.leaving, work.entering[axis]))


FREE = frozenset(
    f"keras.layers.{name}"
    for name in """
    Activation ActivityRegularization Add AlphaDropout AugMix AutoContrast Average
    AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
    AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D
    AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization CategoryEncoding CenterCrop Concatenate
    ContrastLimitedAdaptiveHistogramEqualization Cropping1D Cropping2D Cropping3D CutMix Discretization Dropout ELU
    Embedding Equalization Flatten GaussianDropout GaussianNoise
    GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GroupNormalization HashedCrossing Hashing Identity
    InputLayer IntegerLookup LayerNormalization LeakyReLU Masking MaxNumBoundingBoxes MaxPooling1D MaxPooling2D
    MaxPooling3D Maximum Minimum MixUp Multiply Normalization PReLU Permute RMSNormalization RandAugment
    RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop RandomElasticTransform
    RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective
    RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom ReLU
    RepeatVector Rescaling Reshape Resizing Softmax Solarization SpatialDropout1D SpatialDropout2D SpatialDropout3D
    StringLookup Subtract TextVectorization ThresholdedReLU UnitNormalization UpSampling1D UpSampling2D UpSampling3D
    ZeroPadding1D ZeroPadding2D ZeroPadding3D
    """.split()
) | {
    "keras.src.applications.convnext.LayerScale",
    "keras.src.applications.convnext.StochasticDepth",
    "keras.src.applications.inception_resnet_v2.CustomScaleLayer",
}
"""The layers that multiply no matrices at inference."""

UNCOUNTED: Mapping[str, str] = {
    "keras.layers.FlaxLayer": "it runs code of another library",
    "keras.layers.JaxLayer": "it runs code of another library",
    "keras.layers.Lambda": "what the function does is unknown",
    "keras.layers.Layer": "what the layer does is unknown",
    "keras.layers.MelSpectrogram": "Fourier transforms are not counted",
    "keras.layers.Pipeline": "what its layers do is not followed",
    "keras.layers.STFTSpectrogram": "Fourier transforms are not counted",
    "keras.layers.TFSMLayer": "it runs code of another library",
    "keras.layers.TorchModuleWrapper": "it runs code of another library",
    "keras.layers.Wrapper": "what the wrapped layer does is not followed",
}
"""The layers whose multiply-adds are unknown, and why."""
