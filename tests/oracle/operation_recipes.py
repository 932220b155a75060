"""How to draw a call of each operation of `keras.ops`, family by family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from operation_draw import Draw, Given, Recipe
from operation_recipes_more import MORE

__all__ = ["RECIPES"]

Arguments = tuple[tuple[Any, ...], dict[str, Any]]

UNARY = (
    "abs absolute angle arccos arccosh arcsin arcsinh arctan arctanh array bitwise_invert bitwise_not cbrt ceil celu conj "
    "conjugate convert_to_numpy convert_to_tensor copy cos cosh deg2rad elu empty_like erf erfc erfinv exp exp2 expm1 fabs "
    "flipud fliplr floor gelu hard_shrink hard_sigmoid hard_silu hard_tanh i0 imag isfinite isinf isnan isneginf isposinf "
    "isreal leaky_relu log log10 log1p log2 log_sigmoid logical_not nan_to_num negative ones_like rad2deg ravel real "
    "reciprocal relu relu6 round rsqrt selu sigmoid sign signbit silu sin sinc sinh soft_shrink softplus softsign "
    "sparse_plus sparse_sigmoid sqrt square squareplus stop_gradient tan tanh tanh_shrink trunc zeros_like shape size ndim "
    "dtype is_tensor corrcoef det inv cholesky logdet slogdet matrix_rank pinv eig eigh cholesky_inverse lu_factor "
    "view_as_real view_as_complex nonzero"
).split()

INTEGER_ONLY = ("bitwise_invert", "bitwise_not")
MATRICES = (
    "corrcoef det inv cholesky logdet slogdet matrix_rank pinv eig eigh cholesky_inverse lu_factor svd qr tril triu"
).split()

BINARY = (
    "add arctan2 divide divide_no_nan equal floor_divide fmax fmin fmod gcd greater greater_equal heaviside hypot isclose lcm "
    "ldexp less less_equal logaddexp logaddexp2 logical_and logical_or logical_xor maximum minimum mod multiply nextafter "
    "not_equal power subtract true_divide bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift "
    "left_shift right_shift allclose polar"
).split()

INTEGER_PAIRS = ("gcd", "lcm")

REDUCTIONS = (
    "all amax amin any max mean median min nanmax nanmean nanmedian nanmin nanprod nanstd nansum nanvar prod ptp std sum var "
    "logsumexp"
).split()


def unary(name: str) -> Recipe:
    """Draw one tensor."""

    def draw(draw: Draw) -> Arguments:
        if name in MATRICES:
            return (matrices(draw),), {}
        given = draw.tensor()
        if name in INTEGER_ONLY:
            given = Given(given.sizes, "int32")
        return (given,), {}

    return draw


def matrices(draw: Draw, low: int = 2) -> Given:
    """Draw matrices, mostly square."""
    given = draw.floats(low, 4, least=1)
    if len(given.sizes) > 1 and draw.randrange(3):
        return Given((*given.sizes[:-1], given.sizes[-2]))
    return draw.floats(0, 4) if draw.wrong() else given


def binary(name: str) -> Recipe:
    """Draw two tensors that mostly stretch to one another, or a tensor and a number."""

    def draw(draw: Draw) -> Arguments:
        bits = name.startswith(("bitwise", "left", "right")) or name in INTEGER_PAIRS
        first = draw.tensor()
        second = Given(draw.like(first.sizes), first.dtype if draw.randrange(4) else "float32")
        if bits:
            first, second = Given(first.sizes, "int32"), Given(second.sizes, draw.choice(["int32", "int8"]))
        if draw.randrange(6) == 0 and not bits:
            return (first, draw.choice([2, 0.5, True])), {}
        if draw.randrange(4) == 0 and not bits:
            return (second, first), {}
        return (first, second), {}

    return draw


def reduction(draw: Draw) -> Arguments:
    """Draw a tensor and axes."""
    given = draw.tensor()
    words: dict[str, Any] = {"axis": draw.axes(len(given.sizes))} if draw.randrange(5) else {}
    if draw.randrange(2):
        words["keepdims"] = draw.choice([True, False])
    return (given,), words


def along(none: bool = True, several: bool = False, **extra: Any) -> Recipe:
    """Draw a tensor and an axis."""

    def draw(draw: Draw) -> Arguments:
        given = draw.tensor()
        words = {"axis": draw.axes(len(given.sizes), none=none, several=several)} if draw.randrange(4) else {}
        return (given,), words | {
            name: draw.choice(list(values)) for name, values in extra.items() if draw.randrange(2)
        }

    return draw


def joined(axis: Callable[[Draw, int], Any] | None, low: int = 0) -> Recipe:
    """Draw several tensors that differ along an axis."""

    def draw(draw: Draw) -> Arguments:
        first = draw.floats(low, 4)
        rank = len(first.sizes)
        place = axis(draw, rank) if axis is not None else None
        items = [first]
        for _ in range(draw.randint(0, 2)):
            sizes = list(first.sizes)
            if isinstance(place, int) and -rank <= place < rank and draw.randrange(3):
                sizes[place] = draw.size()
            if sizes and draw.wrong():
                sizes[draw.randrange(len(sizes))] = draw.size()
            if draw.wrong(12):
                sizes = [*sizes, 1]
            items.append(Given(tuple(sizes), draw.choice(["float32", "float32", "int32"])))
        draw.shuffle(items)
        return (items,), {} if place is None else {"axis": place}

    return draw


def stretched(draw: Draw) -> Arguments:
    """Draw a tensor and a shape to stretch to."""
    target = draw.shape(batch=False)
    given = Given(draw.like(target))
    return (given, target), {}


def reshaped(draw: Draw) -> Arguments:
    """Draw a tensor and another shape, mostly of as many elements."""
    given = draw.tensor(0, 4)
    sizes = [size for size in given.sizes if isinstance(size, int)]
    count = 1
    for size in sizes:
        count *= size
    target = []
    while count > 1 and draw.randrange(3):
        factor = draw.choice([size for size in range(1, count + 1) if count % size == 0])
        target.append(factor)
        count //= factor
    target.append(count)
    if len(sizes) < len(given.sizes) or draw.randrange(3) == 0:
        target[draw.randrange(len(target))] = -1
    if draw.wrong():
        target[draw.randrange(len(target))] = draw.choice([0, 3, -1, -2, 7])
    return (given, draw.choice([tuple(target), list(target)])), {}


def permuted(draw: Draw) -> Arguments:
    """Draw a tensor and an order of its axes."""
    given = draw.tensor()
    rank = len(given.sizes)
    if draw.randrange(4) == 0:
        return (given,), {}
    order = draw.sample(range(rank), rank)
    if rank and draw.wrong():
        order[0] = draw.randint(-rank - 1, rank + 1)
    if draw.wrong(10):
        order = order[:-1]
    return (given, draw.choice([tuple(order), list(order)])), {}


def two_axes(draw: Draw) -> Arguments:
    """Draw a tensor and two axes."""
    given = draw.tensor()
    return (given, draw.axis(len(given.sizes)), draw.axis(len(given.sizes))), {}


def moved(draw: Draw) -> Arguments:
    """Draw a tensor, and axes to move."""
    given = draw.tensor()
    rank = len(given.sizes)
    if draw.randrange(2) or rank == 0:
        return (given, draw.axis(rank), draw.axis(rank)), {}
    count = draw.randint(1, rank)
    places = draw.sample(range(rank), count if draw.randrange(6) else draw.randint(1, rank))
    return (given, tuple(draw.sample(range(rank), count)), tuple(places)), {}


def expanded(draw: Draw) -> Arguments:
    """Draw a tensor and places for new axes."""
    given = draw.tensor(0, 3)
    return (given, draw.axes(len(given.sizes) + 1, none=draw.wrong(10))), {}


def squeezed(draw: Draw) -> Arguments:
    """Draw a tensor with axes of 1."""
    sizes = list(draw.shape())
    for place in range(len(sizes)):
        if draw.randrange(2):
            sizes[place] = 1
    ones = [place for place, size in enumerate(sizes) if size == 1]
    if ones and draw.randrange(2):
        return (Given(tuple(sizes)),), {"axis": draw.choice(ones)}
    return (Given(tuple(sizes)),), {"axis": draw.axes(len(sizes))}


def tiled(draw: Draw) -> Arguments:
    """Draw a tensor and repeats of each axis."""
    given = draw.tensor(0, 3)
    return (given, draw.choice([2, tuple(draw.size(0, 3) for _ in range(draw.randint(1, 4)))])), {}


def repeated(draw: Draw) -> Arguments:
    """Draw a tensor and repeats of each element."""
    given = draw.tensor(0, 3)
    rank = len(given.sizes)
    axis = draw.axes(rank, several=False)
    if isinstance(axis, int) and -rank <= axis < rank and isinstance(given.sizes[axis], int) and draw.randrange(3) == 0:
        return (given, [draw.size(0, 3) for _ in range(given.sizes[axis])]), {"axis": axis}  # type: ignore[arg-type]
    return (given, draw.choice([0, 1, 2, 3, [2], [1, 2]])), {"axis": axis}


def padded(draw: Draw) -> Arguments:
    """Draw a tensor and margins."""
    given = draw.floats()
    count = len(given.sizes) if draw.randrange(6) else draw.randint(1, 4)
    widths: Any = tuple((draw.randint(0, 2), draw.randint(0, 2)) for _ in range(count))
    widths = draw.choice([widths, widths, [list(pair) for pair in widths], 1, (1, 2), ((1, 2),)])
    return (given, widths), {}


def cut(low: int, axis: bool) -> Recipe:
    """Draw a tensor to cut into equal parts or at places."""

    def draw(draw: Draw) -> Arguments:
        given = draw.floats(low, 4) if draw.randrange(8) else draw.floats()
        rank = len(given.sizes)
        sections: Any = draw.choice([1, 2, 3, draw.randint(1, 5)])
        if draw.randrange(3) == 0:
            sections = sorted(draw.sample(range(6), draw.randint(1, 3)))
        return (given, sections), {"axis": draw.axis(rank)} if axis and draw.randrange(5) else {}

    return draw


def taken(draw: Draw) -> Arguments:
    """Draw a tensor and indices."""
    given = draw.floats(1, 3, least=1)
    indices: Any = Given(draw.shape(0, 2), "int32", 1)
    if draw.randrange(4) == 0:
        indices = draw.choice([0, [0, 0], [[0], [0]]])
    return (given, indices), {"axis": draw.axes(len(given.sizes), several=False)} if draw.randrange(5) else {}


def taken_along(draw: Draw) -> Arguments:
    """Draw a tensor and as many indices."""
    given = draw.floats(0, 3, least=1)
    rank = len(given.sizes)
    axis = draw.axes(rank, several=False)
    sizes = list(given.sizes)
    if isinstance(axis, int) and -rank <= axis < rank:
        sizes[axis] = draw.size()
    if axis is None:
        sizes = [draw.size()]
    if draw.wrong():
        sizes = list(draw.shape())
    return (given, Given(tuple(sizes), "int32", 1)), {"axis": axis} if axis is not None or draw.randrange(2) else {}


def indexed(draw: Draw) -> Arguments:
    """Draw a tensor and a subscript."""
    given = draw.floats(0, 4)
    parts: list[Any] = []
    for size in given.sizes[: draw.randint(0, 4)]:
        top = size if isinstance(size, int) else 3
        kind = draw.randrange(6)
        if kind == 0 and not any(part is Ellipsis for part in parts):
            parts.append(...)
        elif kind == 1:
            parts.append(None)
        elif kind < 4:
            parts.append(draw.randint(-top, max(top - 1, 0)) if draw.randrange(6) else draw.randint(-6, 6))
        else:
            bounds = [draw.choice([None, draw.randint(-3, 5)]) for _ in range(2)]
            parts.append(slice(*bounds, draw.choice([None, 1, 2, -1])))
    if len(parts) == 1 and isinstance(parts[0], int) and draw.randrange(2):
        return (given, parts[0]), {}
    return (given, tuple(parts)), {}


def multiplied(draw: Draw) -> Arguments:
    """Draw two tensors whose inner sizes mostly agree."""
    first = draw.tensor(0, 4) if draw.randrange(3) == 0 else draw.floats(1, 4)
    inner = first.sizes[-1] if first.sizes and draw.randrange(6) else draw.size()
    rank = draw.randint(1, 4)
    if rank == 1:
        return (first, Given((inner,))), {}
    lead = first.sizes[:-2][-(rank - 2) :] if rank > 2 else ()
    lead = draw.like(lead) if lead else lead
    second = Given((*lead, inner, draw.size()), first.dtype)
    return ((first, second) if draw.randrange(10) else (first, draw.floats())), {}


def dotted(draw: Draw) -> Arguments:
    """Draw two tensors for `tensordot`."""
    first = draw.floats(0, 4)
    rank = len(first.sizes)
    count = draw.randint(0, min(rank, 2))
    inner = first.sizes[rank - count :]
    if draw.randrange(2):
        return (first, Given((*inner, *draw.shape(0, 2, batch=False)))), {"axes": count}
    places = draw.sample(range(rank), count)
    others = draw.shape(0, 2, batch=False)
    second = (*others, *(first.sizes[place] for place in places))
    if second and draw.wrong():
        second = (*second[:-1], draw.size())
    axes: Any = [places, list(range(len(others), len(others) + count))]
    if count == 1 and draw.randrange(2):
        axes = [places[0], len(others)] if draw.wrong(12) else ((places[0],), (len(others),))
    return (first, Given(second)), {"axes": axes}


EQUATIONS = (
    "ij,jk->ik", "bij,bjk->bik", "...ij,...jk->...ik", "ij->ji", "ii->i", "ij->", "ij,ij->", "i,j->ij", "bqd,bkd->bqk",
    "abc,cd->abd", "...a,ab->...b", "abcd,cde->abe", "bhqk,bkhd->bqhd", "ij,jk", "ii", "a,a", "abc->cab", "...ab->...ba",
)  # fmt: skip


def contracted(draw: Draw) -> Arguments:
    """Draw an equation and operands that mostly fit."""
    equation = draw.choice(EQUATIONS)
    sizes: dict[str, Any] = {letter: draw.size(1) for letter in "abcdehijkq"}
    if draw.randrange(3) == 0:
        sizes[draw.choice("abij")] = "B"
    batch = draw.shape(0, 2, batch=False)
    operands = []
    for spec in equation.partition("->")[0].split(","):
        before, dots, after = spec.partition("...")
        shape = [*(sizes[letter] for letter in before), *(batch if dots else ()), *(sizes[letter] for letter in after)]
        if shape and draw.wrong(8):
            shape[draw.randrange(len(shape))] = draw.size()
        if draw.wrong(20):
            shape = [*shape, 2]
        operands.append(Given(tuple(shape), draw.choice(["float32", "float32", "int32"])))
    return (equation, *operands), {}


def vectors(draw: Draw) -> Arguments:
    """Draw two tensors of any shape."""
    first = draw.floats(0, 3)
    return (first, Given(first.sizes) if draw.randrange(2) else draw.floats(0, 3)), {}


def spaced(draw: Draw) -> Arguments:
    """Draw a start, a stop, and how many."""
    first = draw.floats(0, 3)
    start: Any = first if draw.randrange(2) else draw.choice([1, 1.5])
    stop: Any = Given(draw.like(first.sizes)) if draw.randrange(2) else draw.choice([5, 7.5])
    words: dict[str, Any] = {"num": draw.randint(0, 6)} if draw.randrange(3) else {}
    if draw.randrange(3) == 0:
        words["axis"] = draw.randint(-4, 4)
    return (start, stop), words


def ranged(draw: Draw) -> Arguments:
    """Draw the bounds of a range."""
    numbers = [draw.choice([draw.randint(-5, 9), draw.randint(0, 20) / 2]) for _ in range(draw.randint(1, 3))]
    if len(numbers) == 3 and numbers[2] == 0:
        numbers[2] = 1
    return tuple(numbers), {"dtype": draw.choice(["int32", "float32"])} if draw.randrange(3) == 0 else {}


def filled(draw: Draw) -> Arguments:
    """Draw a shape to fill."""
    shape = draw.shape(batch=False)
    if shape and draw.wrong():
        shape = (*shape[:-1], draw.choice([-1, 0]))
    return (shape,), {"dtype": draw.choice(["int32", "bool", "float16", None])} if draw.randrange(2) else {}


def conditional(draw: Draw) -> Arguments:
    """Draw a condition and two choices."""
    first = draw.tensor()
    items = [Given(draw.like(first.sizes), "bool"), first, Given(draw.like(first.sizes), first.dtype)]
    if draw.randrange(5) == 0:
        items[2] = draw.choice([0, 1.0])
    return tuple(items), {}


def quantiles(draw: Draw) -> Arguments:
    """Draw a tensor, quantiles and axes."""
    (given,), words = reduction(draw)
    q: Any = draw.choice([0.5, [0.1, 0.5], [0.2], Given((2,)), Given(())])
    return (Given(given.sizes), q), words


RECIPES: dict[str, Recipe] = {
    **{f"ops.{name}": unary(name) for name in UNARY},
    **{f"ops.{name}": binary(name) for name in BINARY},
    **{f"ops.{name}": reduction for name in REDUCTIONS},
    **{f"ops.{name}": along(keepdims=(True, False)) for name in ("argmax", "argmin", "nanargmax", "nanargmin")},
    **{
        f"ops.{name}": along()
        for name in ("argsort", "sort", "cumsum", "cumprod", "nancumsum", "nancumprod", "count_nonzero")
    },
    **{f"ops.{name}": along(several=True) for name in ("flip", "softmax", "log_softmax", "normalize")},
    **{f"ops.{name}": quantiles for name in ("quantile", "nanquantile", "percentile", "nanpercentile")},
    **{f"ops.{name}": filled for name in ("zeros", "ones", "empty")},
    **{f"ops.{name}": spaced for name in ("linspace", "logspace", "geomspace")},
    **{f"ops.{name}": vectors for name in ("outer", "inner", "vdot", "kron", "isin")},
    **{f"ops.{name}": multiplied for name in ("matmul", "dot")},
    "ops.sparsemax": along(none=False),
    "ops.glu": along(none=False),
    "ops.squeeze": squeezed,
    "ops.concatenate": joined(lambda draw, rank: draw.axis(rank)),
    "ops.stack": joined(lambda draw, rank: draw.axis(rank + 1)),
    "ops.vstack": joined(None),
    "ops.hstack": joined(None),
    "ops.dstack": joined(None),
    "ops.broadcast_to": stretched,
    "ops.reshape": reshaped,
    "ops.transpose": permuted,
    "ops.swapaxes": two_axes,
    "ops.moveaxis": moved,
    "ops.expand_dims": expanded,
    "ops.tile": tiled,
    "ops.repeat": repeated,
    "ops.pad": padded,
    "ops.split": cut(1, True),
    "ops.array_split": cut(1, True),
    "ops.hsplit": cut(1, False),
    "ops.vsplit": cut(2, False),
    "ops.dsplit": cut(3, False),
    "ops.take": taken,
    "ops.take_along_axis": taken_along,
    "ops.get_item": indexed,
    "ops.tensordot": dotted,
    "ops.einsum": contracted,
    "ops.arange": ranged,
    "ops.where": conditional,
    **MORE,
}
"""By path below `keras`."""
