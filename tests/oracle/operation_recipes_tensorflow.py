"""How to draw calls of the functions that TensorFlow has in ways of its own."""

from __future__ import annotations

from typing import Any

from operation_draw import Draw, Given, Recipe

__all__ = ["OWN"]

Arguments = tuple[tuple[Any, ...], dict[str, Any]]


def shape(draw: Draw, low: int = 1, high: int = 4, **options: Any) -> tuple[Any, ...]:
    """Draw a shape of known sizes."""
    return draw.shape(low, high, batch=False, least=1, **options)


def split(draw: Draw) -> Arguments:
    """Draw a tensor, and how to split it."""
    sizes = shape(draw, 1, 3)
    axis = draw.axis(len(sizes))
    size = sizes[axis] if -len(sizes) <= axis < len(sizes) else 4
    parts: Any = draw.choice([1, 2, [1, size - 1], [1, -1], [2, 2]])
    return (Given(sizes), parts), {"axis": axis}


def gather(draw: Draw) -> Arguments:
    """Draw a tensor and indices."""
    sizes = shape(draw, 1, 4)
    words: dict[str, Any] = {"axis": draw.axis(len(sizes))} if draw.randrange(2) else {}
    places = shape(draw, 0, 2)
    if draw.randrange(4) == 0 and len(sizes) > 1:
        places, words = (sizes[0], *places), {"batch_dims": 1}
    return (Given(sizes), Given(places, "int32", 1)), words


def gather_nd(draw: Draw) -> Arguments:
    """Draw a tensor and spelled out places."""
    sizes = shape(draw, 1, 3)
    return (Given(sizes), Given((*shape(draw, 0, 2), draw.randint(1, len(sizes))), "int32", 1)), {}


def matmul(draw: Draw) -> Arguments:
    """Draw matrices, turned now and then."""
    lead, rows, inner, columns = shape(draw, 0, 2), draw.size(1), draw.size(1), draw.size(1)
    turn_a, turn_b = draw.randrange(2) == 0, draw.randrange(2) == 0
    other = inner if draw.randrange(6) else draw.size(1)
    first = (*lead, inner, rows) if turn_a else (*lead, rows, inner)
    second = (*lead, columns, other) if turn_b else (*lead, other, columns)
    return (Given(first), Given(second)), {"transpose_a": turn_a, "transpose_b": turn_b}


def one_hot(draw: Draw) -> Arguments:
    """Draw indices and a depth."""
    sizes = shape(draw, 0, 3)
    return (Given(sizes, "int32"), draw.choice([1, 3])), {"axis": draw.axis(len(sizes) + 1)} if draw.randrange(
        2
    ) else {}


def convolution(axes: int, depthwise: bool = False) -> Recipe:
    """Draw an input and a kernel."""

    def draw(draw: Draw) -> Arguments:
        channels = draw.size(1, 3)
        given = Given((2, *(draw.choice([4, 5, 6]) for _ in range(axes)), channels))
        kernel = (*(draw.choice([1, 2, 3]) for _ in range(axes)), channels if draw.randrange(8) else 4, draw.size(1, 3))
        stride: Any = draw.choice([1, 2])
        if axes == 3 or depthwise or draw.randrange(2):
            stride = [1, *[stride] * axes, 1] if axes > 1 else stride
        return (given, Given(kernel), stride, draw.choice(["VALID", "SAME"])), {}

    return draw


def pool(axes: int) -> Recipe:
    """Draw an input and windows."""

    def draw(draw: Draw) -> Arguments:
        given = Given((2, *(draw.choice([3, 4, 5]) for _ in range(axes)), draw.size(1, 3)))
        return (given, draw.choice([1, 2, 3]), draw.choice([1, 2]), draw.choice(["VALID", "SAME"])), {}

    return draw


def images(draw: Draw) -> Given:
    """Draw images."""
    return Given((*shape(draw, 0, 1), draw.size(2, 6), draw.size(2, 6), 3))


def resized(draw: Draw) -> Arguments:
    """Draw images and a size."""
    return (images(draw), [draw.size(1), draw.size(1)]), {"method": draw.choice(["bilinear", "nearest"])}


def within(draw: Draw) -> Arguments:
    """Draw images and the height and width that they shall have."""
    return (images(draw), draw.size(1), draw.size(1)), {}


def patches(draw: Draw) -> Arguments:
    """Draw images and patches."""
    given, size, step = Given((2, 6, 7, 3)), draw.choice([1, 2, 3]), draw.choice([1, 2])
    words = {"sizes": [1, size, size, 1], "strides": [1, step, step, 1], "rates": [1, 1, 1, 1]}
    return (given,), {**words, "padding": draw.choice(["VALID", "SAME"])}


def pair(draw: Draw) -> Arguments:
    """Draw two tensors that stretch to one another."""
    sizes = shape(draw, 0, 3)
    return (Given(sizes), Given(tuple(draw.like(sizes)))), {}


def labels(draw: Draw) -> Arguments:
    """Draw logits and labels of their shape."""
    sizes = shape(draw, 1, 3)
    return (), {"labels": Given(sizes if draw.randrange(5) else shape(draw)), "logits": Given(sizes)}


def classes(draw: Draw) -> Arguments:
    """Draw logits and classes."""
    sizes = shape(draw, 1, 3)
    return (), {"labels": Given(sizes[:-1] if draw.randrange(5) else sizes, "int32", 1), "logits": Given(sizes)}


def tensordot(draw: Draw) -> Arguments:
    """Draw two tensors and the axes to sum over."""
    inner = draw.size(1)
    axes: Any = draw.choice([1, [1, 0], [[1], [0]], [[-1], [0]]])
    return (Given((draw.size(1), inner)), Given((inner if draw.randrange(6) else draw.size(1), draw.size(1))), axes), {}


def one(low: int = 0, high: int = 4) -> Recipe:
    """Draw one tensor."""
    return lambda draw: ((Given(shape(draw, low, high)),), {})


OWN: dict[str, Recipe] = {
    "tensorflow.split": split, "tensorflow.gather": gather, "tensorflow.gather_nd": gather_nd, "tensorflow.matmul": matmul,
    "tensorflow.one_hot": one_hot, "tensorflow.nn.conv1d": convolution(1), "tensorflow.nn.conv2d": convolution(2),
    "tensorflow.nn.conv3d": convolution(3), "tensorflow.nn.depthwise_conv2d": convolution(2, True),
    "tensorflow.nn.max_pool1d": pool(1), "tensorflow.nn.max_pool2d": pool(2), "tensorflow.nn.max_pool3d": pool(3),
    "tensorflow.nn.avg_pool2d": pool(2), "tensorflow.nn.max_pool": pool(2), "tensorflow.image.resize": resized,
    "tensorflow.image.resize_with_pad": within, "tensorflow.image.resize_with_crop_or_pad": within,
    "tensorflow.image.extract_patches": patches, "tensorflow.math.squared_difference": pair, "tensorflow.math.xlogy": pair,
    "tensorflow.nn.sigmoid_cross_entropy_with_logits": labels, "tensorflow.nn.softmax_cross_entropy_with_logits": labels,
    "tensorflow.nn.sparse_softmax_cross_entropy_with_logits": classes, "tensorflow.tensordot": tensordot,
    "numpy.tensordot": tensordot, "tensorflow.linalg.matrix_transpose": one(2), "tensorflow.linalg.diag": one(1, 3),
    "tensorflow.linalg.diag_part": one(2), "tensorflow.linalg.trace": one(2), "tensorflow.linalg.band_part": lambda draw: (
        (Given(shape(draw, 2, 4)), -1, 0), {}
    ), "tensorflow.shape": one(), "tensorflow.size": one(), "tensorflow.rank": one(),
    "tensorflow.add_n": lambda draw: (([Given(sizes := shape(draw, 0, 3)), Given(sizes)],), {}),
    "tensorflow.eye": lambda draw: ((draw.size(1),), {"num_columns": draw.choice([None, 3]), "batch_shape": draw.choice([None, [2]])}),
    "tensorflow.sequence_mask": lambda draw: ((Given(shape(draw, 0, 2), "int32"), 4), {}),
    "tensorflow.slice": lambda draw: ((Given((4, 5)), [0, 1], draw.choice([[2, -1], [-1, 2], [1, 1], [9, 1]])), {}),
    "tensorflow.strided_slice": lambda draw: ((Given((6, 5)), [0, 1], draw.choice([[4, 5], [-1, 3]]), draw.choice([[1, 1], [2, 1]])), {}),
    "tensorflow.nn.bias_add": lambda draw: ((Given((*shape(draw, 1, 3), 4)), Given((draw.choice([4, 4, 3]),))), {}),
    "tensorflow.nn.crelu": one(1), "tensorflow.space_to_batch": lambda draw: (
        (Given((2, 4, 6, 3)), draw.choice([[2, 2], [2, 3], [3, 2]]), [[0, 0], draw.choice([[0, 0], [1, 1]])]), {}
    ), "tensorflow.batch_to_space": lambda draw: ((Given((draw.choice([4, 8, 6]), 2, 3, 1)), [2, 2], [[0, 0], [0, 1]]), {}),
    "tensorflow.signal.frame": lambda draw: ((Given((*shape(draw, 0, 1), 9)), draw.choice([2, 3]), draw.choice([1, 2])), {}),
    "tensorflow.signal.stft": lambda draw: ((Given((*shape(draw, 0, 1), 20)), draw.choice([4, 5]), draw.choice([2, 3])), {}),
    "tensorflow.nn.depth_to_space": lambda draw: ((Given((2, 3, 4, draw.choice([4, 8, 6]))), 2), {}),
    "tensorflow.nn.space_to_depth": lambda draw: ((Given((2, draw.choice([4, 5]), 6, 3)), 2), {}),
    "tensorflow.image.crop_to_bounding_box": lambda draw: ((Given((2, 6, 6, 3)), 1, 1, draw.choice([2, 3]), 4), {}),
    "tensorflow.math.unsorted_segment_sum": lambda draw: ((Given((4, 3)), Given((4,), "int32"), 3), {}),
    "tensorflow.searchsorted": lambda draw: ((Given((2, 5)), Given((2, draw.size(1)))), {}),
    "tensorflow.ensure_shape": lambda draw: ((Given((2, 3)), draw.choice([[None, 3], [2, 4], [2, 3, 1]])), {}),
    "tensorflow.linalg.matvec": lambda draw: ((Given((2, 3, 4)), Given((2, draw.choice([4, 4, 3])))), {}),
}  # fmt: skip
"""By dotted path."""
