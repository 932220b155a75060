"""How to draw calls of the operations that want more than tensors and axes: diagonals, sorting, kernels, images, signals."""

from __future__ import annotations

from typing import Any

from operation_draw import Draw, Given, Recipe

__all__ = ["MORE"]

Arguments = tuple[tuple[Any, ...], dict[str, Any]]


def some(draw: Draw, **choices: Any) -> dict[str, Any]:
    """Draw some keywords, each of its choices."""
    return {name: draw.choice(list(values)) for name, values in choices.items() if draw.randrange(2)}


def diagonal(draw: Draw) -> Arguments:
    """Draw a tensor, an offset, and two axes."""
    given = draw.floats(1, 4)
    words = some(draw, offset=(-2, -1, 0, 1, 2))
    if draw.randrange(2):
        words |= {"axis1": draw.axis(len(given.sizes)), "axis2": draw.axis(len(given.sizes))}
    return (given,), words


def diag(draw: Draw) -> Arguments:
    """Draw a vector or matrix, and an offset."""
    return (draw.floats(0, 3),), some(draw, k=(-2, -1, 0, 1, 2))


def triangle(draw: Draw) -> Arguments:
    """Draw matrices."""
    return (draw.tensor(0, 4),), some(draw, k=(-1, 0, 1))


def casted(draw: Draw) -> Arguments:
    """Draw a tensor and a dtype."""
    return (draw.tensor(), draw.choice(["int32", "float16", "bool", "uint8"])), {}


def clipped(draw: Draw) -> Arguments:
    """Draw a tensor and bounds."""
    given = draw.tensor()
    return (given, 0, draw.choice([1, 2, Given(draw.like(given.sizes), given.dtype)])), {}


def averaged(draw: Draw) -> Arguments:
    """Draw a tensor, and weights of its shape or of an axis."""
    given = draw.floats()
    rank = len(given.sizes)
    words: dict[str, Any] = {"axis": draw.axes(rank, several=False)} if draw.randrange(3) else {}
    axis = words.get("axis")
    kind = draw.randrange(4)
    if kind == 0:
        words["weights"] = Given(given.sizes)
    elif kind == 1 and isinstance(axis, int) and -rank <= axis < rank:
        words["weights"] = Given((given.sizes[axis] if draw.randrange(4) else draw.size(),))
    return (given,), words


def normed(draw: Draw) -> Arguments:
    """Draw a tensor, an order and axes."""
    given = draw.tensor()
    words = {"axis": draw.axes(len(given.sizes))} if draw.randrange(3) else {}
    return (given,), words | some(draw, ord=(None, 1, 2, "fro", "nuc", "other", 3), keepdims=(True, False))


def momentous(draw: Draw) -> Arguments:
    """Draw a tensor and axes."""
    given = draw.floats()
    return (given, draw.axes(len(given.sizes), none=False)), some(draw, keepdims=(True, False))


def unstacked(draw: Draw) -> Arguments:
    """Draw a tensor and an axis, and perhaps how many."""
    given = draw.floats(1, 4)
    return (given,), ({"axis": draw.axis(len(given.sizes))} if draw.randrange(3) else {}) | some(draw, num=(None, 2, 3))


def rolled(draw: Draw) -> Arguments:
    """Draw a tensor, a shift and axes."""
    given = draw.floats()
    return (given, draw.randint(-2, 2)), {"axis": draw.axes(len(given.sizes))} if draw.randrange(3) else {}


def turned(draw: Draw) -> Arguments:
    """Draw a tensor, how often to turn, and a plane."""
    given = draw.floats(1, 4)
    rank = len(given.sizes)
    return (given,), some(draw, k=(0, 1, 2, 3), axes=((0, 1), (1, 0), (draw.axis(rank), draw.axis(rank))))


def differences(draw: Draw) -> Arguments:
    """Draw a tensor, how often, and an axis."""
    given = draw.floats(1, 4)
    return (given,), some(draw, n=(0, 1, 2, 3)) | ({"axis": draw.axis(len(given.sizes))} if draw.randrange(2) else {})


def largest(draw: Draw) -> Arguments:
    """Draw a tensor and how many of its elements."""
    return (draw.floats(0, 3), draw.choice([0, 1, 2, 3])), {}


def partitioned(draw: Draw) -> Arguments:
    """Draw a tensor and a place."""
    given = draw.floats(0, 3)
    return (given, draw.choice([0, 1])), {"axis": draw.axes(len(given.sizes), several=False)} if draw.randrange(
        2
    ) else {}


def searched(draw: Draw) -> Arguments:
    """Draw a sequence and values."""
    return (draw.floats(0, 2) if draw.wrong() else draw.floats(1, 1), draw.floats()), {}


def binned(draw: Draw) -> Arguments:
    """Draw a tensor and edges."""
    return (draw.floats(), draw.floats(0, 2) if draw.wrong() else draw.floats(1, 1)), {}


def crossed(draw: Draw) -> Arguments:
    """Draw two tensors of vectors."""
    lead = draw.shape(0, 2)
    sizes = [draw.choice([3, 3, 3, 2, 4]) for _ in range(2)]
    return (Given((*lead, sizes[0])), Given((*draw.like(lead), sizes[1]))), {}


def distances(draw: Draw) -> Arguments:
    """Draw rows of one length."""
    lead = draw.shape(0, 2)
    size = draw.size()
    other = size if draw.randrange(5) else draw.size()
    first = draw.floats() if draw.wrong(10) else Given((*lead, draw.size(), size))
    return (first, Given((*draw.like(lead), draw.size(), other))), {}


def appended(draw: Draw) -> Arguments:
    """Draw two tensors, and perhaps an axis."""
    first = draw.floats(0, 3)
    axis = draw.axes(len(first.sizes), several=False)
    sizes = list(first.sizes)
    if isinstance(axis, int) and -len(sizes) <= axis < len(sizes):
        sizes[axis] = draw.size()
    if sizes and draw.wrong():
        sizes[0] = draw.size()
    return (first, Given(tuple(sizes))), {"axis": axis}


def grid(draw: Draw) -> Arguments:
    """Draw vectors."""
    return tuple(draw.floats(0, 1) for _ in range(draw.randint(1, 3))), some(draw, indexing=("xy", "ij", "other"))


def hot(draw: Draw) -> Arguments:
    """Draw indices, and how many classes."""
    given = Given(draw.shape(0, 3), "int32")
    return (given, draw.choice([2, 3, 5])), some(draw, axis=(-1, 0, 1, 2, 3), dtype=("int32", "float32"))


def hot_lists(draw: Draw) -> Arguments:
    """Draw lists of indices, and how many classes."""
    return (Given(draw.shape(0, 3), "int32"),), {"num_classes": draw.choice([2, 3, None])} | some(draw, axis=(-1, 0, 1))


def block(draw: Draw) -> Arguments:
    """Draw a tensor, where a block starts, and its shape."""
    given = draw.floats(1, 3)
    starts = [draw.choice([0, 0, 1]) for _ in given.sizes]
    shape = [draw.choice([-1, 1, 2]) for _ in given.sizes]
    if draw.wrong():
        shape = shape[:-1]
    return (given, tuple(starts), tuple(shape)), {}


def block_update(draw: Draw) -> Arguments:
    """Draw a tensor, where a block goes, and the block."""
    given = draw.floats(1, 3)
    return (given, tuple(0 for _ in given.sizes), Given(tuple(1 for _ in given.sizes))), {}


def scattered(draw: Draw) -> Arguments:
    """Draw indices, values and a shape."""
    shape = draw.shape(1, 3, batch=False, least=1)
    count = draw.size()
    return (Given((count, len(shape)), "int32", 1), Given((count,)), shape), {}


def scatter_update(draw: Draw) -> Arguments:
    """Draw a tensor, indices and updates."""
    given = draw.floats(1, 3, least=1)
    count = draw.size()
    return (given, Given((count, len(given.sizes)), "int32", 1), Given((count,))), some(
        draw, reduction=("add", "max", "none")
    )


def segments(draw: Draw) -> Arguments:
    """Draw rows, and where they belong."""
    given = draw.floats(0, 3) if draw.wrong() else draw.floats(1, 3)
    count = given.sizes[0] if given.sizes and draw.randrange(5) else draw.size()
    ids = Given((count,) if draw.randrange(8) else draw.shape(0, 2), "int32")
    return (given, ids), {"num_segments": draw.choice([2, 3])} if draw.randrange(5) else {}


def selected(draw: Draw) -> Arguments:
    """Draw conditions and choices."""
    first = draw.floats(0, 3)
    count = draw.randint(1, 2)
    conditions = [Given(draw.like(first.sizes) if draw.wrong() else first.sizes, "bool") for _ in range(count)]
    return (conditions, [first, *(Given(first.sizes) for _ in range(count - 1))]), {}


def counted(draw: Draw) -> Arguments:
    """Draw a number of elements."""
    return (draw.randint(-1, 6),), {}


def kaiser(draw: Draw) -> Arguments:
    """Draw a number of elements and a width."""
    return (draw.randint(0, 6), 2.0), {}


def square_of_ones(draw: Draw) -> Arguments:
    """Draw rows, and perhaps columns."""
    rows: Any = draw.randint(-1, 5) if draw.randrange(8) else 2.5
    return (rows,), some(draw, M=(None, 0, 3), k=(0, 1), dtype=("int32", None))


def full(draw: Draw) -> Arguments:
    """Draw a shape and a value."""
    return (draw.shape(batch=False), draw.choice([1, 2.5, True])), some(draw, dtype=("int32", None))


def full_like(draw: Draw) -> Arguments:
    """Draw a tensor and a value."""
    return (draw.tensor(), draw.choice([1, 2.5])), some(draw, dtype=("int32", None))


def decomposed(**choices: Any) -> Recipe:
    """Draw matrices of any sides."""

    def draw(draw: Draw) -> Arguments:
        return (draw.floats(2, 4, least=1) if draw.randrange(8) else draw.floats(),), some(draw, **choices)

    return draw


def solved(draw: Draw) -> Arguments:
    """Draw square matrices and what to solve for."""
    lead = draw.shape(0, 2, batch=draw.randrange(2) == 0, least=1)
    size = draw.size(1)
    right = (*lead, size if draw.randrange(5) else draw.size(1), draw.size(1)) if draw.randrange(2) else (*lead, size)
    first = Given((*lead, size, size if draw.randrange(6) else draw.size(1)))
    return (first, Given(right)), {}


def least_squares(draw: Draw) -> Arguments:
    """Draw a matrix and right sides."""
    rows = draw.size(1)
    right = (rows if draw.randrange(5) else draw.size(1), *draw.shape(0, 1, batch=False, least=1))
    return (Given((rows, draw.size(1))) if draw.randrange(6) else draw.floats(), Given(right)), {}


def powers(draw: Draw) -> Arguments:
    """Draw a vector, and how many powers."""
    return (draw.floats(0, 2) if draw.wrong() else draw.floats(1, 1),), some(draw, N=(None, 0, 3, -1))


def unravelled(draw: Draw) -> Arguments:
    """Draw indices and a shape."""
    return (Given(draw.shape(), "int32", 1), draw.shape(1, 3, batch=False, least=1)), {}


def correlated(draw: Draw) -> Arguments:
    """Draw two vectors."""
    first = draw.floats(0, 2) if draw.wrong() else Given((draw.size(1),))
    return (first, Given((draw.size(1),))), some(draw, mode=("valid", "same", "full"))


def counts(draw: Draw) -> Arguments:
    """Draw a vector and bins."""
    return (draw.floats(0, 2) if draw.wrong() else draw.floats(1, 1, least=1),), some(
        draw, bins=(1, 4, -1), range=((0, 1), (2, 1))
    )


def trapezoid(draw: Draw) -> Arguments:
    """Draw a tensor and an axis."""
    given = draw.floats(1, 3)
    return (given,), {"axis": draw.axis(len(given.sizes))} if draw.randrange(2) else {}


def images(draw: Draw, low: int = 3, high: int = 4, channels: Any = 3) -> Given:
    """Draw images, seldom of a wrong rank."""
    if draw.wrong(10):
        return draw.floats(0, 5)
    sizes = list(draw.shape(low, high, least=1))
    if channels is not None and draw.randrange(6):
        sizes[-1] = channels
    return Given(tuple(sizes))


def resized(draw: Draw) -> Arguments:
    """Draw images and a size."""
    size: Any = tuple(draw.size(1) for _ in range(2))
    if draw.wrong(8):
        size = draw.choice([(3,), (0, 2), (2, 3, 4), (-1, 2)])
    words = some(draw, data_format=(None, "channels_last", "channels_first"), crop_to_aspect_ratio=(True, False))
    return (images(draw), size), words | some(draw, interpolation=("nearest", "bilinear"))


def coloured(draw: Draw) -> Arguments:
    """Draw images of three channels."""
    given = images(draw)
    if draw.randrange(6) == 0:
        given = Given(given.sizes, "int32")
    return (given,), some(draw, data_format=("channels_last",))


def patches(depth: int) -> Recipe:
    """Draw images and a size of patches."""

    def draw(draw: Draw) -> Arguments:
        given = images(draw, depth + 1, depth + 2, None)
        size: Any = draw.choice([1, 2, tuple(draw.size(1, 3) for _ in range(depth))])
        return (given, size), some(draw, strides=(1, 2, None), padding=("valid", "same"))

    return draw


def margins(crop: bool) -> Recipe:
    """Draw images and margins."""
    suffix = "cropping" if crop else "padding"

    def draw(draw: Draw) -> Arguments:
        words: dict[str, Any] = {}
        for first, last, target in (("top", "bottom", "height"), ("left", "right", "width")):
            names = [f"{first}_{suffix}", f"{last}_{suffix}", f"target_{target}"]
            for name in draw.sample(names, 2 if draw.randrange(8) else 1):
                words[name] = draw.randint(1, 9) if name.startswith("target") and not crop else draw.randint(0, 2)
        return (images(draw, channels=None),), words

    return draw


def affine(draw: Draw) -> Arguments:
    """Draw images and matrices of 8 numbers."""
    given = images(draw, channels=None)
    lead = given.sizes[:1] if len(given.sizes) == 4 else ()
    return (given, Given((*lead, 8)) if draw.randrange(8) else draw.floats()), {}


def perspective(draw: Draw) -> Arguments:
    """Draw images and corners."""
    given = images(draw, channels=None)
    lead = given.sizes[:1] if len(given.sizes) == 4 and given.sizes[0] != "B" else ()
    corners = Given((*lead, 4, 2)) if draw.randrange(8) else draw.floats()
    return (given, corners, corners), {}


def coordinates(draw: Draw) -> Arguments:
    """Draw a tensor and places in it."""
    given = draw.floats(1, 3, least=1)
    count = len(given.sizes) if draw.randrange(6) else draw.size()
    return (given, Given((count, *draw.shape(0, 3))), 1), {}


def translated(draw: Draw) -> Arguments:
    """Draw images, a shape, a scale and a shift."""
    given = draw.floats(3, 3, least=2)
    shape = (draw.size(1), draw.size(1), given.sizes[2])
    return (given, shape, Given((2,)), Given((2,)), (0, 1), "linear"), {}


def compared(draw: Draw) -> Arguments:
    """Draw two images."""
    given = Given((*draw.shape(0, 1), 12, 13, 2))
    return (given, given if draw.randrange(5) else images(draw)), {}


def kernels(depthwise: bool) -> Recipe:
    """Draw an input and a kernel."""

    def draw(draw: Draw) -> Arguments:
        axes = draw.choice([1, 2, 2, 3]) if not depthwise else draw.choice([1, 2])
        spatial = [draw.choice([4, 5, 6, "T"]) for _ in range(axes)]
        channels = draw.size(1, 3)
        kernel = (*(draw.choice([1, 2, 3]) for _ in range(axes)), channels if draw.randrange(8) else 4, draw.size(1, 3))
        words = some(draw, strides=(1, 2), padding=("valid", "same", "SAME"))
        if "strides" not in words:
            words |= some(draw, dilation_rate=(1, 2))
        given = Given((draw.choice([2, "B"]), *spatial, channels))
        return (given if draw.randrange(12) else draw.floats(), Given(kernel)), words

    return draw


def separable(draw: Draw) -> Arguments:
    """Draw an input and two kernels."""
    channels, times = draw.size(1, 3), draw.size(1, 2)
    given = Given((draw.choice([2, "B"]), 5, 6, channels))
    mixing = (1, 1, channels * times, draw.size(1, 3))
    return (given, Given((2, 3, channels, times)), Given(mixing)), some(draw, strides=(1, 2), padding=("valid", "same"))


def transposed(draw: Draw) -> Arguments:
    """Draw an input and a kernel for a transposed convolution."""
    axes, channels = draw.choice([1, 2]), draw.size(1, 3)
    given = Given((draw.choice([2, "B"]), *(draw.choice([3, 4, "T"]) for _ in range(axes)), channels))
    kernel = (*(draw.choice([1, 2, 3]) for _ in range(axes)), draw.size(1, 3), channels if draw.randrange(8) else 4)
    return (given, Given(kernel)), some(draw, strides=(1, 2, 3), padding=("valid", "same"))


def pooled(draw: Draw) -> Arguments:
    """Draw an input and a size of windows."""
    axes = draw.choice([1, 2, 3])
    given = Given((draw.choice([2, "B"]), *(draw.choice([3, 4, 5, "T"]) for _ in range(axes)), draw.size(1, 3)))
    size: Any = draw.choice([2, 3, tuple(draw.size(1, 3) for _ in range(axes)), 6])
    words = some(draw, strides=(1, 2, None), padding=("valid", "same"), data_format=(None, "channels_last"))
    return (given, size), words


def adaptive(draw: Draw) -> Arguments:
    """Draw an input and a size of the output."""
    axes = draw.choice([1, 2, 3])
    given = Given((draw.choice([2, "B"]), *(draw.choice([3, 4, 6]) for _ in range(axes)), draw.size(1, 3)))
    return (given, tuple(draw.size(1, 3) for _ in range(axes))), {}


def batch_normalized(draw: Draw) -> Arguments:
    """Draw a tensor and statistics along an axis."""
    given = draw.floats(1, 4)
    rank = len(given.sizes)
    axis = draw.axis(rank)
    size = given.sizes[axis] if -rank <= axis < rank and draw.randrange(6) else draw.size()
    return (given, Given((size,)), Given((size,)), axis), {
        "offset": Given((size,)),
        "scale": Given((size,)),
    } if draw.randrange(2) else {}


def normalized(*names: str) -> Recipe:
    """Draw a tensor, and scales along its last axis."""

    def draw(draw: Draw) -> Arguments:
        given = draw.floats(1, 4, least=2)
        size = given.sizes[-1] if draw.randrange(6) else draw.size()
        return (given,), {name: Given((size,)) for name in names if draw.randrange(2)}

    return draw


def attended(draw: Draw) -> Arguments:
    """Draw queries, keys and values."""
    batch, steps, heads, size = draw.choice(["B", 2]), draw.size(1), draw.size(1), draw.size(1)
    others = draw.choice([steps, draw.size(1)])
    query = Given((batch, steps, heads, size))
    key = Given((batch, others, heads, size if draw.randrange(8) else size + 1))
    words = {"mask": Given((batch, heads, steps, others), "bool")} if draw.randrange(3) == 0 else {}
    return (query if draw.randrange(10) else draw.floats(), key, key), words


def same(draw: Draw) -> Arguments:
    """Draw two tensors, mostly of one shape."""
    given = draw.floats()
    return (given, Given(given.sizes) if draw.randrange(4) else Given(draw.like(given.sizes))), {}


def classes(draw: Draw) -> Arguments:
    """Draw classes and probabilities."""
    lead = draw.shape(0, 3, least=1)
    target = (*lead, 1) if draw.randrange(3) == 0 else lead
    if target and draw.wrong():
        target = (draw.size(1), *target[1:])
    return (Given(target, "int32"), Given((*lead, draw.size(2)))), {}


def sequences_loss(draw: Draw) -> Arguments:
    """Draw sequences and lengths."""
    batch = draw.choice(["B", 2])
    other = batch if draw.randrange(6) else 5
    return (Given((batch, 3), "int32"), Given((other, 6, 4)), Given((batch,), "int32"), Given((batch,), "int32")), {}


def decoded(draw: Draw) -> Arguments:
    """Draw scores and lengths."""
    batch = draw.choice(["B", 2])
    return (Given((batch, 6, 4)), Given((batch,), "int32")), some(draw, strategy=("greedy",))


def blocks(draw: Draw) -> Arguments:
    """Draw images and a size of blocks."""
    given = Given(
        (draw.choice(["B", 2]), *(draw.choice([2, 4, 6, 5, "T"]) for _ in range(2)), draw.choice([4, 8, 9, 3]))
    )
    words = some(draw, data_format=("channels_last",))
    return (given if draw.randrange(10) else draw.floats(), draw.choice([2, 2, 3, 1])), words


def unfolded(draw: Draw) -> Arguments:
    """Draw images of channels first."""
    given = Given((draw.choice(["B", 2]), draw.size(1, 3), *(draw.choice([4, 5, 6, "T", 4]) for _ in range(2))))
    words = some(draw, padding=(0, 1), stride=(1, 2), dilation=(1, 2))
    return (given if draw.randrange(10) else draw.floats(), draw.choice([1, 2, (2, 1)])), words


def folded(draw: Draw) -> Arguments:
    """Draw windows that lay side by side."""
    height, width, kernel = draw.randint(2, 5), draw.randint(2, 5), draw.choice([1, 2])
    count = (height - kernel + 1) * (width - kernel + 1)
    channels = kernel * kernel * draw.size(1, 3) if draw.randrange(6) else 7
    return (Given((draw.choice(["B", 2]), channels, count)), (height, width), kernel), {}


def pair(low: int) -> Recipe:
    """Draw real and imaginary part."""

    def draw(draw: Draw) -> Arguments:
        given = draw.floats(low, 3, least=1) if draw.randrange(6) else draw.floats()
        other = given if draw.randrange(8) else draw.floats()
        return ((given, other),), {}

    return draw


def spectrum(draw: Draw) -> Arguments:
    """Draw a sequence, and perhaps a length."""
    return (draw.floats(0, 3, least=1),), some(draw, fft_length=(None, 4, 6))


def inverse_spectrum(draw: Draw) -> Arguments:
    """Draw a spectrum, and perhaps a length."""
    given = draw.floats(1, 3, least=2)
    return ((given, given),), some(draw, fft_length=(None, 4, 6))


def overlapping(draw: Draw) -> Arguments:
    """Draw a sequence to cut into pieces."""
    return (Given((*draw.shape(0, 2), draw.choice([8, 12, "T"]))), draw.choice([2, 4, 9]), draw.choice([1, 2, 3])), {}


def pieces(draw: Draw) -> Arguments:
    """Draw a sequence to transform in pieces."""
    given = Given((*draw.shape(0, 2), draw.choice([16, 21, "T"])))
    return (given, draw.choice([4, 6]), draw.choice([2, 3, 0]), draw.choice([8, 6, 4])), some(
        draw, center=(True, False)
    )


def inverse_pieces(draw: Draw) -> Arguments:
    """Draw transformed pieces."""
    full = draw.choice([8, 6])
    given = Given((*draw.shape(0, 1), draw.choice([6, 7]), full // 2 + 1))
    return ((given, given), draw.choice([4, 6]), 2, full), some(draw, length=(None, 10), center=(True, False))


def rearranged(draw: Draw) -> Arguments:
    """Draw a tensor and a pattern."""
    pattern, sizes, words = draw.choice(
        [
            ("b h w c -> b c h w", (draw.choice(["B", 2]), 3, 4, 5), {}),
            ("b h w c -> b (h w) c", (draw.choice(["B", 2]), 3, 4, 5), {}),
            ("b (h p) c -> b h (p c)", (2, 6, 4), {"p": draw.choice([2, 3, 4])}),
            ("(a b) c -> a b c", (6, 4), {"a": 2}),
            ("a b -> b a", draw.shape(1, 3), {}),
        ]
    )
    return (Given(sizes), pattern), dict(words)


def viewed(draw: Draw) -> Arguments:
    """Draw a tensor, and a dtype to read it as."""
    return (draw.floats(), draw.choice(["int32", "float16", None])), {}


def top(draw: Draw) -> Arguments:
    """Draw targets and predictions."""
    count = draw.choice(["B", 3])
    return (Given((count,), "int32"), Given((count, 4)), 2), {}


def unique(draw: Draw) -> Arguments:
    """Draw a tensor."""
    return (draw.floats(0, 2),), some(draw, size=(None, 3), return_counts=(True, False))


MORE: dict[str, Recipe] = {
    "ops.diag": diag, "ops.diagflat": diag, "ops.diagonal": diagonal, "ops.trace": diagonal, "ops.tril": triangle,
    "ops.triu": triangle, "ops.cast": casted, "ops.saturate_cast": casted, "ops.clip": clipped, "ops.average": averaged,
    "ops.norm": normed, "ops.moments": momentous, "ops.unstack": unstacked, "ops.roll": rolled, "ops.rot90": turned,
    "ops.diff": differences, "ops.top_k": largest, "ops.argpartition": partitioned, "ops.searchsorted": searched,
    "ops.digitize": binned, "ops.cross": crossed, "ops.cdist": distances, "ops.append": appended, "ops.meshgrid": grid,
    "ops.one_hot": hot, "ops.multi_hot": hot_lists, "ops.slice": block, "ops.slice_update": block_update,
    "ops.scatter": scattered, "ops.scatter_update": scatter_update, "ops.segment_sum": segments, "ops.segment_max": segments,
    "ops.segment_min": segments, "ops.segment_prod": segments, "ops.select": selected, "ops.bartlett": counted,
    "ops.blackman": counted, "ops.hamming": counted, "ops.hanning": counted, "ops.kaiser": kaiser, "ops.identity": counted,
    "ops.eye": square_of_ones, "ops.tri": square_of_ones, "ops.full": full, "ops.full_like": full_like,
    "ops.svd": decomposed(full_matrices=(True, False), compute_uv=(True, False)),
    "ops.qr": decomposed(mode=("reduced", "complete", "r")), "ops.solve": solved, "ops.solve_triangular": solved,
    "ops.lstsq": least_squares, "ops.vander": powers, "ops.unravel_index": unravelled, "ops.correlate": correlated,
    "ops.histogram": counts, "ops.trapezoid": trapezoid, "ops.image.resize": resized, "ops.image.rgb_to_grayscale": coloured,
    "ops.image.rgb_to_hsv": coloured, "ops.image.hsv_to_rgb": coloured, "ops.image.gaussian_blur": coloured,
    "ops.image.elastic_transform": coloured, "ops.image.sobel_edges": coloured, "ops.image.extract_patches": patches(2),
    "ops.image.extract_patches_3d": patches(3), "ops.image.pad_images": margins(False), "ops.image.crop_images": margins(True),
    "ops.image.affine_transform": affine, "ops.image.perspective_transform": perspective,
    "ops.image.map_coordinates": coordinates, "ops.image.scale_and_translate": translated, "ops.image.ssim": compared,
    "ops.conv": kernels(False), "ops.depthwise_conv": kernels(True), "ops.separable_conv": separable,
    "ops.conv_transpose": transposed, "ops.max_pool": pooled, "ops.average_pool": pooled,
    "ops.adaptive_average_pool": adaptive, "ops.adaptive_max_pool": adaptive, "ops.batch_normalization": batch_normalized,
    "ops.layer_normalization": normalized("gamma", "beta"), "ops.rms_normalization": normalized("scale"),
    "ops.dot_product_attention": attended, "ops.binary_crossentropy": same, "ops.categorical_crossentropy": same,
    "ops.psnr": lambda draw: ((*same(draw)[0], 1.0), {}), "ops.sparse_categorical_crossentropy": classes,
    "ops.ctc_loss": sequences_loss, "ops.ctc_decode": decoded, "ops.depth_to_space": blocks, "ops.space_to_depth": blocks,
    "ops.unfold": unfolded, "ops.fold": folded, "ops.fft": pair(1), "ops.fft2": pair(2), "ops.ifft2": pair(2),
    "ops.rfft": spectrum, "ops.irfft": inverse_spectrum, "ops.extract_sequences": overlapping, "ops.stft": pieces,
    "ops.istft": inverse_pieces, "ops.rearrange": rearranged, "ops.view": viewed, "ops.in_top_k": top, "ops.unique": unique,
    "ops.bincount": lambda draw: ((Given(draw.shape(1, 2), "int32"),), {}),
    "ops.threshold": lambda draw: ((draw.tensor(), 0.5, 0.0), {}),
}  # fmt: skip
"""By path below `keras`."""
