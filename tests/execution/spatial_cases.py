"""Cases of convolution and pooling."""

from __future__ import annotations

from collections.abc import Iterator

from build import Case, case, data, truths

__all__ = ["convolution", "pooling"]


def convolution() -> Iterator[Case]:
    """Compare convolutions of every kind."""
    yield case("Conv1D", 4, 3, on=data(2, 9, 3))
    yield case("Conv1D", 4, 3, padding="causal", dilation_rate=2, activation="relu", on=data(2, 9, 3))
    yield case("Conv1D", 4, 4, strides=3, padding="same", on=data(2, 10, 3))
    yield case("Conv1D", 6, 3, groups=3, data_format="channels_first", on=data(2, 6, 9))
    yield case("Conv2D", 4, 3, on=data(2, 8, 7, 3))
    yield case("Conv2D", 4, (2, 5), strides=(2, 1), padding="same", on=data(2, 9, 8, 3))
    yield case("Conv2D", 6, 3, groups=2, use_bias=False, activation="gelu", on=data(2, 7, 6, 4))
    yield case("Conv2D", 4, 3, dilation_rate=(2, 3), on=data(2, 11, 12, 3))
    yield case("Conv2D", 4, 3, dilation_rate=2, padding="same", on=data(2, 8, 7, 3))
    yield case("Conv2D", 4, 3, strides=2, padding="same", data_format="channels_first", on=data(2, 3, 9, 8))
    yield case("Conv3D", 4, 2, on=data(2, 4, 5, 6, 3))
    yield case("Conv3D", 4, (1, 2, 3), strides=(2, 1, 2), padding="same", groups=2, on=data(2, 4, 5, 6, 2))
    yield case("Conv3D", 4, 2, data_format="channels_first", on=data(2, 3, 4, 5, 6))
    for strides, padding, extra, dilation in (
        (1, "valid", None, 1),
        (2, "valid", None, 1),
        (2, "same", None, 1),
        (3, "same", None, 1),
        (2, "valid", 1, 1),
        (2, "same", 0, 1),
        (2, "same", 1, 1),
        (3, "valid", 2, 1),
        (3, "same", 1, 1),
        (1, "valid", None, 2),
        (1, "same", None, 2),
        (4, "valid", None, 1),
    ):
        options = {"strides": strides, "padding": padding, "output_padding": extra, "dilation_rate": dilation}
        for size in (2, 3):
            yield case("Conv1DTranspose", 4, size, **options, on=data(2, 5, 3))
        yield case("Conv2DTranspose", 4, (3, 2), **options, on=data(2, 5, 4, 3))
    yield case("Conv2DTranspose", 4, 5, strides=(2, 3), padding="same", use_bias=False, on=data(2, 4, 3, 3))
    yield case("Conv2DTranspose", 4, 3, strides=2, padding="same", data_format="channels_first", on=data(2, 3, 4, 5))
    yield case("Conv3DTranspose", 4, 3, strides=2, padding="same", activation="tanh", on=data(2, 3, 4, 2, 3))
    yield case("Conv3DTranspose", 4, 2, strides=(1, 2, 3), on=data(2, 3, 4, 2, 3))
    yield case("SeparableConv1D", 5, 3, depth_multiplier=2, padding="same", on=data(2, 9, 3))
    yield case("SeparableConv1D", 5, 3, strides=2, padding="valid", on=data(2, 9, 3))
    yield case("SeparableConv2D", 5, 3, on=data(2, 8, 7, 3))
    yield case(
        "SeparableConv2D", 5, 3, strides=2, depth_multiplier=2, padding="same", use_bias=False, on=data(2, 8, 7, 3)
    )
    yield case("SeparableConv2D", 5, 3, data_format="channels_first", activation="relu", on=data(2, 3, 8, 7))
    yield case("DepthwiseConv1D", 3, depth_multiplier=2, on=data(2, 9, 3))
    yield case("DepthwiseConv1D", 3, strides=2, padding="same", on=data(2, 10, 3))
    yield case("DepthwiseConv2D", 3, on=data(2, 8, 7, 3))
    yield case("DepthwiseConv2D", (3, 2), strides=2, padding="same", depth_multiplier=3, on=data(2, 8, 7, 3))
    yield case("DepthwiseConv2D", 3, dilation_rate=2, data_format="channels_first", on=data(2, 3, 8, 7))


def pooling() -> Iterator[Case]:
    """Compare pooling over windows, over all, and to a given size."""
    shapes = {1: (2, 9, 3), 2: (2, 9, 8, 3), 3: (2, 5, 6, 7, 3)}
    for rank, shape in shapes.items():
        turned = (shape[0], shape[-1], *shape[1:-1])
        for kind in ("Max", "Average"):
            name = f"{kind}Pooling{rank}D"
            yield case(name, 2, on=data(*shape))
            yield case(name, pool_size=3, strides=2, padding="same", on=data(*shape))
            yield case(name, 3, 1, data_format="channels_first", on=data(*turned))
            yield case(f"Global{kind}Pooling{rank}D", on=data(*shape))
            yield case(f"Global{kind}Pooling{rank}D", keepdims=True, data_format="channels_first", on=data(*turned))
            yield case(f"Adaptive{kind}Pooling{rank}D", 2, on=data(*shape))
            yield case(f"Adaptive{kind}Pooling{rank}D", 4, data_format="channels_first", on=data(*turned))
    yield case("MaxPooling2D", (3, 2), (1, 3), on=data(2, 9, 8, 3))
    yield case("AdaptiveMaxPooling2D", (4, 3), on=data(2, 9, 8, 3))
    yield case("GlobalAveragePooling1D", on=data(2, 5, 3), call={"mask": truths(2, 5)})
