"""What is compared with real Keras: every layer in several configurations, two families in files of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from build import Case, case, data, inner, truths
from recurrent_cases import recurrent
from spatial_cases import convolution, pooling

__all__ = ["CASES"]


def numbers(limit: int, *shape: int, dtype: str = "int32") -> Any:
    """Draw integers below a limit."""
    return np.random.default_rng([limit, *shape]).integers(0, limit, shape).astype(dtype)


ACTIVATIONS = (
    *("relu", "relu6", "leaky_relu", "softmax", "elu", "selu", "celu", "softplus", "softsign", "squareplus"),
    *("soft_shrink", "sparse_plus", "silu", "swish", "gelu", "glu", "tanh", "tanh_shrink", "sigmoid"),
    *("sparse_sigmoid", "exponential", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh"),
    *("hard_shrink", "linear", "mish", "log_softmax", "log_sigmoid", "sparsemax"),
)


def core() -> Iterator[Case]:
    """Compare Dense and its kin."""
    yield case("Dense", 5, on=data(3, 4))
    yield case("Dense", 5, activation="relu", on=data(2, 3, 4, 6))
    yield case("Dense", 5, use_bias=False, activation="softmax", on=data(3, 7))
    yield case("EinsumDense", "abc,cd->abd", output_shape=(None, 6), bias_axes="d", on=data(2, 3, 4))
    yield case("EinsumDense", "...x,xy->...y", output_shape=5, activation="tanh", on=data(2, 3, 4))
    yield case("EinsumDense", "ab,bcd->acd", output_shape=(3, 5), bias_axes="cd", on=data(2, 4))
    yield case("Embedding", 11, 4, on=numbers(11, 3, 5))
    yield case("Embedding", 7, 3, mask_zero=True, on=numbers(7, 2, 3, 4).astype("float32"))
    yield case("ReversibleEmbedding", 9, 4, on=numbers(9, 2, 5))
    yield case("ReversibleEmbedding", 9, 4, on=data(2, 5, 4), call={"reverse": True})
    yield case(
        "ReversibleEmbedding", 9, 4, tie_weights=False, logit_soft_cap=2.0, on=data(2, 5, 4), call={"reverse": True}
    )
    yield case("Masking", 0.0, on=data(2, 5, 3) * truths(2, 5)[..., None])
    yield case("Identity", on=data(2, 3))


def activation() -> Iterator[Case]:
    """Compare activations, as layers and by name."""
    for name in ACTIVATIONS:
        yield case("Activation", name, on=data(3, 4, 6))
    yield case("ReLU", on=data(3, 5))
    yield case("ReLU", max_value=0.8, negative_slope=0.1, threshold=0.2, on=data(3, 5))
    yield case("ReLU", max_value=1.0, threshold=0.3, on=data(4, 5))
    yield case("LeakyReLU", on=data(3, 5))
    yield case("LeakyReLU", negative_slope=0.05, on=data(3, 5))
    yield case("LeakyReLU", alpha=0.4, on=data(3, 5))
    yield case("PReLU", on=data(3, 4, 5))
    yield case("PReLU", shared_axes=[1, 2], on=data(2, 4, 5, 3))
    yield case("ELU", on=data(3, 5))
    yield case("ELU", alpha=0.3, on=data(3, 5))
    yield case("Softmax", on=data(3, 5))
    yield case("Softmax", axis=1, on=data(3, 5, 4))
    yield case("Softmax", axis=(1, 2), on=data(3, 5, 4))
    yield case("Softmax", on=data(3, 5), call={"mask": truths(3, 5)})


def reshaping() -> Iterator[Case]:
    """Compare what moves, repeats, pads or cuts."""
    yield case("Flatten", on=data(2, 3, 4, 5))
    yield case("Flatten", data_format="channels_first", on=data(2, 3, 4, 5))
    yield case("Flatten", on=data(4))
    yield case("Reshape", (6, -1), on=data(2, 3, 4, 5))
    yield case("Reshape", (4, 3), on=data(2, 12))
    yield case("Permute", (3, 1, 2), on=data(2, 3, 4, 5))
    yield case("RepeatVector", 3, on=data(2, 4))
    yield case("ZeroPadding1D", 2, on=data(2, 5, 3))
    yield case("ZeroPadding1D", (1, 3), on=data(2, 5, 3))
    yield case("ZeroPadding2D", ((1, 2), (3, 0)), on=data(2, 4, 5, 3))
    yield case("ZeroPadding2D", (1, 2), data_format="channels_first", on=data(2, 3, 4, 5))
    yield case("ZeroPadding3D", 1, on=data(2, 3, 4, 5, 3))
    yield case("ZeroPadding3D", ((1, 2), (0, 1), (2, 0)), on=data(2, 3, 4, 5, 3))
    yield case("Cropping1D", 2, on=data(2, 7, 3))
    yield case("Cropping1D", (1, 0), on=data(2, 7, 3))
    yield case("Cropping2D", ((1, 2), (0, 3)), on=data(2, 6, 7, 3))
    yield case("Cropping2D", 1, data_format="channels_first", on=data(2, 3, 6, 7))
    yield case("Cropping3D", ((1, 0), (0, 1), (2, 1)), on=data(2, 4, 5, 6, 3))
    yield case("UpSampling1D", 3, on=data(2, 5, 3))
    yield case("UpSampling2D", on=data(2, 4, 5, 3))
    yield case("UpSampling2D", (3, 2), interpolation="bilinear", on=data(2, 4, 5, 3))
    yield case("UpSampling2D", 2, interpolation="bicubic", data_format="channels_first", on=data(2, 3, 4, 5))
    yield case("UpSampling2D", (1, 3), data_format="channels_first", on=data(2, 3, 4, 5))
    yield case("UpSampling3D", (1, 2, 3), on=data(2, 3, 2, 4, 3))


def merging() -> Iterator[Case]:
    """Compare what makes one tensor of several."""
    pair = [data(2, 3, 4), data(2, 3, 4, seed=1)]
    spread = [data(2, 3, 4), data(2, 1, 4, seed=1), data(2, 4, seed=2)]
    for name in ("Add", "Multiply", "Average", "Maximum", "Minimum"):
        yield case(name, on=pair)
        yield case(name, on=spread)
    yield case("Subtract", on=pair)
    yield case("Concatenate", on=pair)
    yield case("Concatenate", axis=1, on=[data(2, 3, 4), data(2, 5, 4), data(2, 1, 4)])
    yield case("Dot", 1, on=[data(2, 5), data(2, 5, seed=1)])
    yield case("Dot", (2, 1), on=[data(2, 3, 5), data(2, 5, 4)])
    yield case("Dot", -1, normalize=True, on=[data(2, 3, 5), data(2, 4, 5)])
    yield case("Dot", (1, 3), on=[data(2, 5, 3), data(2, 3, 4, 5)])


def normalization() -> Iterator[Case]:
    """Compare normalizations."""
    yield case("BatchNormalization", on=data(3, 4))
    yield case("BatchNormalization", axis=1, epsilon=0.1, on=data(2, 3, 5, 4))
    yield case("BatchNormalization", center=False, scale=False, on=data(2, 3, 4))
    yield case("BatchNormalization", renorm=True, on=data(2, 3, 4))
    yield case("LayerNormalization", on=data(2, 3, 8))
    yield case("LayerNormalization", axis=[1, 2], epsilon=1e-5, on=data(2, 3, 4))
    yield case("LayerNormalization", axis=1, center=False, on=data(2, 3, 4))
    yield case("LayerNormalization", scale=False, on=data(2, 3, 4))
    yield case("LayerNormalization", rms_scaling=True, on=data(2, 3, 4))
    yield case("GroupNormalization", 2, on=data(2, 5, 6))
    yield case("GroupNormalization", -1, on=data(2, 5, 4, 6))
    yield case("GroupNormalization", 3, axis=1, scale=False, on=data(2, 6, 5))
    yield case("UnitNormalization", on=data(2, 3, 4))
    yield case("UnitNormalization", axis=[1, 2], on=data(2, 3, 4))
    yield case("RMSNormalization", on=data(2, 3, 4))
    yield case("RMSNormalization", axis=[1, 2], epsilon=0.01, on=data(2, 3, 4))
    yield case("SpectralNormalization", inner("Conv2D", 4, 3), on=data(2, 6, 7, 3))
    yield case("SpectralNormalization", inner("Dense", 4), on=data(2, 6))
    yield case("SpectralNormalization", inner("Embedding", 6, 4), on=numbers(6, 2, 5))


def attention() -> Iterator[Case]:
    """Compare attention with its masks and scores."""
    query, value, key = data(2, 5, 8), data(2, 6, 8, seed=1), data(2, 6, 8, seed=2)
    masks = [truths(2, 5), truths(2, 6)]
    scores = {"return_attention_scores": True}
    for name in ("Attention", "AdditiveAttention"):
        yield case(name, on=[query, value])
        yield case(name, use_scale=True, on=[query, value, key], call=scores)
        yield case(name, use_scale=False, on=[query, value, key], call={"mask": masks, **scores})
        yield case(name, on=[query, value], call={"use_causal_mask": True})
    yield case("Attention", score_mode="concat", use_scale=True, on=[query, value, key], call=scores)
    yield case("MultiHeadAttention", 2, 3, on=(query, value))
    yield case("MultiHeadAttention", 2, 3, on=(query, value), call={"key": key, **scores})
    yield case(
        "MultiHeadAttention", 2, 3, value_dim=5, output_shape=7, use_bias=False, on=(query, value, key), call=scores
    )
    yield case("MultiHeadAttention", 2, 3, output_shape=(3, 4), on=(query, value))
    yield case("MultiHeadAttention", 2, 3, on=(query, value), call={"attention_mask": truths(2, 5, 6), **scores})
    yield case("MultiHeadAttention", 2, 3, on=(query, query), call={"use_causal_mask": True})
    yield case("MultiHeadAttention", 2, 3, on=(query, value), call={"value_mask": masks[1], "query_mask": masks[0]})
    yield case("MultiHeadAttention", 2, 3, sliding_window=2, on=(query, query), call=scores)
    yield case("MultiHeadAttention", 2, 3, use_gate=True, on=(query, value))
    yield case("MultiHeadAttention", 2, 3, attention_axes=(2,), on=(data(2, 3, 5, 8), data(2, 3, 4, 8)), call=scores)
    yield case("MultiHeadAttention", 2, 3, on=(data(2, 3, 5, 8), data(2, 4, 2, 8)))
    yield case("GroupQueryAttention", 3, 4, 2, on=(query, value))
    yield case("GroupQueryAttention", 3, 4, 2, use_bias=False, on=(query, value, key), call=scores)
    yield case(
        "GroupQueryAttention", 3, 4, 1, use_gate=True, on=(query, value), call={"attention_mask": truths(2, 5, 6)}
    )
    yield case("GroupQueryAttention", 3, 4, 4, sliding_window=3, on=(query, query), call={"use_causal_mask": True})


def preprocessing() -> Iterator[Case]:
    """Compare preprocessing."""
    image = data(2, 9, 7, 3) * 100
    yield case("Rescaling", 1 / 255, offset=-0.5, on=image)
    yield case("Rescaling", [0.1, 0.2, 0.3], offset=[1, 2, 3], on=numbers(255, 2, 4, 5, 3, dtype="uint8"))
    for options in (
        {},
        {"interpolation": "nearest"},
        {"interpolation": "bicubic"},
        {"interpolation": "lanczos3"},
        {"antialias": True},
        {"crop_to_aspect_ratio": True},
        {"pad_to_aspect_ratio": True, "fill_value": 3.0},
    ):
        yield case("Resizing", 6, 11, **options, on=image)
    yield case("Resizing", 6, 11, data_format="channels_first", on=data(2, 3, 9, 7))
    yield case("Resizing", 4, 5, on=data(9, 7, 3))
    yield case("CenterCrop", 4, 5, on=image)
    yield case("CenterCrop", 12, 5, on=image)
    yield case("CenterCrop", 3, 4, data_format="channels_first", on=data(2, 3, 9, 8))
    yield case("Normalization", on=data(3, 4), mean=[1, 2, 3, 4], variance=[2, 1, 3, 4])
    yield case("Normalization", on=data(3, 4), mean=[1, 2, 3, 4], variance=[2, 1, 3, 4], invert=True)
    yield case("Normalization", axis=None, on=data(3, 4), mean=1.5, variance=2.0)
    yield case("Normalization", on=data(3, 5, 4))
    yield case("Normalization", axis=1, on=data(3, 5, 4))
    yield case("Pipeline", [inner("Rescaling", 0.1), inner("Normalization", mean=1.5, variance=2.0)], on=image)
    yield case("Pipeline", [inner("Dense", 4, activation="relu"), inner("Dense", 2)], on=data(3, 5))
    yield case("AutoContrast", on=image)
    yield case("AutoContrast", value_range=(-50, 100), on=image)
    yield case("CategoryEncoding", 6, on=numbers(6, 3, 4))
    yield case("CategoryEncoding", 6, output_mode="one_hot", on=numbers(6, 5))
    yield case("CategoryEncoding", 6, output_mode="one_hot", on=numbers(6, 5, 1))
    yield case("CategoryEncoding", 6, output_mode="count", on=numbers(6, 3, 4))
    yield case("CategoryEncoding", 6, output_mode="count", on=numbers(6, 3, 4), call={"count_weights": data(3, 4)})
    yield case("Discretization", [0.0, 0.5, 1.0], on=data(3, 4))
    yield case("Discretization", [0.0, 0.5, 1.0], output_mode="one_hot", on=data(3, 1))
    yield case("Discretization", [0.0, 0.5, 1.0], output_mode="multi_hot", on=data(3, 4))
    for mode in ("log", "magnitude", "psd", "real", "imag", "angle", "stft"):
        yield case("STFTSpectrogram", mode=mode, frame_length=8, frame_step=4, on=data(2, 40, 3))
    yield case("STFTSpectrogram", frame_length=8, fft_length=16, padding="same", expand_dims=True, on=data(2, 40, 3))
    yield case("STFTSpectrogram", frame_length=8, data_format="channels_first", on=data(2, 3, 40))
    options = {"fft_length": 64, "sequence_stride": 16, "num_mel_bins": 8, "sampling_rate": 800}
    yield case("MelSpectrogram", **options, on=data(2, 300))
    yield case("MelSpectrogram", **options, sequence_length=40, window="hamming", power_to_db=False, on=data(300))


def at_inference() -> Iterator[Case]:
    """Compare what acts in training only."""
    image = np.abs(data(2, 8, 8, 3)) * 50
    for name, arguments in {
        "Dropout": (0.5,),
        "AlphaDropout": (0.5,),
        "GaussianDropout": (0.5,),
        "GaussianNoise": (0.5,),
        "ActivityRegularization": (),
    }.items():
        yield case(name, *arguments, on=data(2, 3, 4))
    for rank in (1, 2, 3):
        yield case(f"SpatialDropout{rank}D", 0.5, on=data(2, *(3, 4, 5)[:rank], 6))
    for name, arguments in {
        "RandomFlip": (),
        "RandomRotation": (0.2,),
        "RandomZoom": (0.2,),
        "RandomTranslation": (0.2, 0.1),
        "RandomContrast": (0.2,),
        "RandomBrightness": (0.2,),
        "RandomHue": (0.2,),
        "RandomSaturation": (0.2,),
        "RandomSharpness": (0.2,),
        "RandomShear": (0.2, 0.1),
        "RandomGrayscale": (),
        "RandomInvert": (),
        "RandomErasing": (),
        "RandomGaussianBlur": (),
        "RandomPerspective": (),
        "RandomPosterization": (4,),
        "RandomColorJitter": (),
        "RandomColorDegeneration": (0.2,),
        "RandomElasticTransform": (),
        "AugMix": (),
        "RandAugment": (),
        "Equalization": (),
        "Solarization": (),
        "MaxNumBoundingBoxes": (5,),
        "MixUp": (),
        "CutMix": (),
    }.items():
        yield case(name, *arguments, on=image, call={"training": False})


CASES = [
    *core(), *activation(), *convolution(), *pooling(), *reshaping(), *merging(), *normalization(), *attention(),
    *recurrent(), *preprocessing(), *at_inference(),
]  # fmt: skip
