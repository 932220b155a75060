"""Random questions to NumPy: one line of code for each function, right and wrong in about equal parts."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

__all__ = ["QUESTIONS", "program"]

DTYPES = ("float64", "float32", "int64", "uint8", "bool")
Line = Callable[[Random], str]


def sizes(rng: Random, most: int = 4, least: int = 0) -> list[int]:
    """Return a shape of few axes, most of them small."""
    return [
        rng.choice([1, 2, 3, 3, 4, 6, 0] if rng.random() < 0.15 else [1, 2, 3, 4, 6])
        for _ in range(rng.randint(least, most))
    ]


def made(shape: list[int], rng: Random) -> str:
    """Return an expression for an array of a shape."""
    dtype = rng.choice(DTYPES)
    text = tuple(shape)
    kinds = [f"np.zeros({text}, {dtype!r})", f"np.ones({text}, dtype=np.{dtype if dtype != 'bool' else 'bool_'})",
             f"np.random.normal(size={text}).astype({dtype!r})" if shape else f"np.ones((), {dtype!r})", f"np.random.randint(0, 3, size={text})"]  # fmt: skip
    return rng.choice(kinds)


def array(rng: Random, most: int = 4, least: int = 0) -> str:
    """Return an expression for some array."""
    return made(sizes(rng, most, least), rng)


def like(shape: list[int], rng: Random) -> list[int]:
    """Return a shape that broadcasts with another, or nearly."""
    other = [1 if rng.random() < 0.3 else size for size in shape]
    if other and rng.random() < 0.3:
        other = other[rng.randrange(len(other)) :]
    if other and rng.random() < 0.25:
        other[rng.randrange(len(other))] += 1
    return other


def two(rng: Random) -> tuple[str, str]:
    """Return two arrays that broadcast, or nearly."""
    shape = sizes(rng)
    return made(shape, rng), made(like(shape, rng), rng)


def axis(rng: Random, rank: int = 3) -> str:
    """Return an axis, mostly one that exists."""
    return str(rng.randint(-rank, rank - 1) if rng.random() < 0.85 else rng.randint(-5, 5))


def axes(rng: Random) -> str:
    """Return None, an axis, or several."""
    return rng.choice(["None", axis(rng), axis(rng), f"({axis(rng)}, {axis(rng)})", f"({axis(rng)},)"])


def ranked(rng: Random) -> tuple[str, int]:
    """Return an array and its rank."""
    shape = sizes(rng, 4, 1)
    return made(shape, rng), len(shape)


def along(call: str) -> Line:
    """Return a question about a function of an array and an axis; `{a}` and `{axis}` stand for them."""

    def line(rng: Random) -> str:
        content, rank = ranked(rng)
        return call.format(
            a=content, axis=axis(rng, rank), other=axis(rng, rank), axes=rng.choice(["None", axis(rng, rank), f"({axis(rng, rank)}, {axis(rng, rank)})"]),
            keep=rng.choice(["True", "False"]), n=rng.randint(0, 4),
        )  # fmt: skip

    return line


def target(shape: list[int], rng: Random) -> str:
    """Return a shape for as many numbers, or nearly."""
    count = 1
    for size in shape:
        count *= size
    result: list[int] = []
    while count > 1 and rng.random() < 0.8:
        divisors = [number for number in range(1, count + 1) if count % number == 0]
        size = rng.choice(divisors)
        result.append(size)
        count //= size
    result.append(count)
    if rng.random() < 0.4:
        result[rng.randrange(len(result))] = -1
    if rng.random() < 0.2:
        result[rng.randrange(len(result))] += 1
    rng.shuffle(result)
    return str(tuple(result))


def reshape(rng: Random) -> str:
    shape = sizes(rng)
    text = target(shape, rng)
    content = made(shape, rng)
    return rng.choice([f"np.reshape({content}, {text})", f"{content}.reshape({text})", f"{content}.reshape(*{text})"])


def joined(call: str) -> Line:
    def line(rng: Random) -> str:
        shape = sizes(rng, 4, 0 if rng.random() < 0.1 else 1)
        place = rng.randrange(len(shape)) if shape else 0
        parts = []
        for _ in range(rng.randint(1, 3)):
            other = list(shape)
            if other and ("axis" in call or rng.random() < 0.3):
                other[place] = rng.randint(1, 4)
            if other and rng.random() < 0.1:
                other[rng.randrange(len(other))] += 1
            if rng.random() < 0.05:
                other.append(2)
            parts.append(made(other, rng))
        wrong = rng.random() < 0.1
        return call.format(parts="[" + ", ".join(parts) + "]", axis=rng.randint(-4, 4) if wrong else place)

    return line


def stacked(rng: Random) -> str:
    shape = sizes(rng, 3)
    parts = [made([size + (rng.random() < 0.08) for size in shape], rng) for _ in range(rng.randint(1, 3))]
    return f"np.stack([{', '.join(parts)}], axis={axis(rng, len(shape) + 1)})"


def cut(call: str) -> Line:
    def line(rng: Random) -> str:
        shape = sizes(rng, 3, 1)
        place = rng.randrange(len(shape))
        pieces = rng.choice([str(rng.randint(1, 4)), str(rng.randint(1, 3)), str(sorted(rng.sample(range(6), 2)))])
        return call.format(a=made(shape, rng), n=pieces, axis=place)

    return line


def binary(call: str) -> Line:
    def line(rng: Random) -> str:
        one, other = two(rng)
        if rng.random() < 0.2:
            other = rng.choice(["2", "3", "-1", "2.5", "255.0", "True", "[1, 2, 3]", "np.float32(2)"])
        if rng.random() < 0.1 and "np" in other:
            one, other = other, one
        return call.format(a=one, b=other)

    return line


def unary(call: str) -> Line:
    return lambda rng: call.format(a=array(rng))


def key(shape: list[int], rng: Random) -> str:
    """Return a subscript for a shape: integers, slices, None, an Ellipsis, arrays, masks."""
    parts: list[str] = []
    place = 0
    dotted = False
    while place < len(shape) and rng.random() < 0.8:
        size = shape[place]
        kind = rng.random()
        if kind < 0.25:
            parts.append(str(rng.randint(-size - (rng.random() < 0.1), max(0, size - 1 + (rng.random() < 0.1)))))
        elif kind < 0.55:
            ends = [rng.choice(["", str(rng.randint(-4, 5))]) for _ in range(2)]
            parts.append(":".join([*ends, rng.choice(["", "", "2", "-1"])]))
        elif kind < 0.65:
            parts.append("None")
            continue
        elif kind < 0.72 and not dotted:
            dotted = True
            parts.append("...")
            continue
        elif kind < 0.85:
            inner = sizes(rng, 2)
            parts.append(f"np.random.randint(0, {max(1, size)}, size={tuple(inner)})")
        elif kind < 0.92:
            parts.append(f"[{', '.join(str(rng.randrange(max(1, size))) for _ in range(rng.randint(1, 3)))}]")
        else:
            parts.append(f"np.random.rand({size + (rng.random() < 0.1)}) > 0.5")
        place += 1
    if rng.random() < 0.05:
        parts += ["0"] * 3
    return ", ".join(parts) or "..."


def subscript(rng: Random) -> str:
    shape = sizes(rng, 4, 1)
    return f"{made(shape, rng)}[{key(shape, rng)}]"


def matrices(call: str) -> Line:
    def line(rng: Random) -> str:
        lead, inner = sizes(rng, 1), rng.randint(1, 4)
        one = [*lead, *([rng.randint(1, 4)] if rng.random() < 0.8 else []), inner]
        other = [*like(lead, rng), inner + (rng.random() < 0.15), *([rng.randint(1, 4)] if rng.random() < 0.8 else [])]
        if rng.random() < 0.05:
            other = []
        return call.format(a=made(one, rng), b=made(other, rng))

    return line


def einsum(rng: Random) -> str:
    known = {letter: rng.randint(1, 4) for letter in "ijkl"}
    left = ["".join(rng.sample("ijkl", rng.randint(1, 3))) for _ in range(rng.randint(1, 2))]
    letters = sorted(set("".join(left)))
    right = "".join(rng.sample(letters, rng.randint(0, len(letters))))
    parts = [made([known[letter] + (rng.random() < 0.06) for letter in term], rng) for term in left]
    arrow = f"->{right}" if rng.random() < 0.85 else ""
    return f"np.einsum('{','.join(left)}{arrow}', {', '.join(parts)})"


def squeezed(rng: Random) -> str:
    shape = [rng.choice([1, 1, 3]) for _ in range(rng.randint(0, 4))]
    asked = rng.choice(["", f", axis={axis(rng, max(1, len(shape)))}"])
    return f"np.squeeze({made(shape, rng)}{asked})"


def permuted(rng: Random) -> str:
    shape = sizes(rng)
    order = rng.sample(range(len(shape)), len(shape))
    if order and rng.random() < 0.15:
        order[0] = order[-1]
    if order and rng.random() < 0.2:
        order[0] -= len(shape)
    content = made(shape, rng)
    return rng.choice(
        [
            f"np.transpose({content}, {order})",
            f"{content}.transpose(*{order})",
            f"np.transpose({content})",
            f"{content}.T",
        ]
    )


def repeated(rng: Random) -> str:
    shape = sizes(rng, 3)
    times = rng.choice([str(rng.randint(0, 3)), str([rng.randint(0, 2) for _ in range(rng.randint(1, 3))])])
    return f"np.repeat({made(shape, rng)}, {times}, axis={rng.choice(['None', axis(rng, max(1, len(shape)))])})"


def tiled(rng: Random) -> str:
    times = rng.choice([str(rng.randint(0, 3)), str(tuple(rng.randint(1, 3) for _ in range(rng.randint(1, 4))))])
    return f"np.tile({array(rng)}, {times})"


def padded(rng: Random) -> str:
    shape = sizes(rng, 3, 1)
    pairs = [(rng.randint(0, 2), rng.randint(0, 2)) for _ in range(len(shape) + (rng.random() < 0.1))]
    return f"np.pad({made(shape, rng)}, {rng.choice([str(rng.randint(0, 2)), str((1, 2)), str(pairs)])})"


def literal(rng: Random) -> str:
    def nested(shape: list[int]) -> str:
        if not shape:
            return rng.choice(["0", "1", "2", "True", "1.5", "0", "1"])
        return "[" + ", ".join(nested(shape[1:]) for _ in range(shape[0])) + "]"

    text = nested(sizes(rng, 3))
    if rng.random() < 0.15:
        text = f"[{text}, {nested(sizes(rng, 2))}]"
    return f"np.array({text}{rng.choice(['', '', ', dtype=float', ', dtype=np.int32', ', ndmin=2'])})"


def nested_arrays(rng: Random) -> str:
    shape = sizes(rng, 2)
    parts = [made([size + (rng.random() < 0.06) for size in shape], rng) for _ in range(rng.randint(1, 3))]
    return f"np.array([{', '.join(parts)}])"


def spaced(rng: Random) -> str:
    numbers = [rng.choice(["0", "1", "5", "-2", "2.5", "10", "0.1", "3"]) for _ in range(rng.randint(1, 3))]
    if len(numbers) == 3 and numbers[2] == "0":
        numbers[2] = "2"
    return f"np.arange({', '.join(numbers)})"


def lines(rng: Random) -> str:
    return f"np.linspace({rng.randint(-2, 2)}, {rng.choice(['1', '2.5'])}, {rng.randint(-1, 9)})"


def drawn(call: str) -> Line:
    def line(rng: Random) -> str:
        shape = rng.choice([str(tuple(sizes(rng, 3))), str(rng.randint(0, 5)), "None"])
        return call.format(
            size=shape,
            spread=", ".join(map(str, sizes(rng, 3))),
            n=rng.randint(1, 9),
            low=rng.randint(-3, 3),
            high=rng.randint(-1, 9),
        )

    return line


def chosen(rng: Random) -> str:
    pool = rng.choice(["5", "[1, 4, 6]", "np.arange(8)", array(rng, 2, 1)])
    return f"np.random.choice({pool}, size={rng.choice(['None', '4', '(2, 3)'])})"


def moved(rng: Random) -> str:
    content, rank = ranked(rng)
    if rng.random() < 0.5:
        return f"np.moveaxis({content}, {axis(rng, rank)}, {axis(rng, rank)})"
    return f"np.moveaxis({content}, [{axis(rng, rank)}, {axis(rng, rank)}], [{axis(rng, rank)}, {axis(rng, rank)}])"


def one_hot(rng: Random) -> str:
    return f"np.eye({rng.randint(1, 6)})[np.random.randint(0, {rng.randint(1, 4)}, size={tuple(sizes(rng, 2))})]"


_REDUCTIONS = (
    "sum prod mean std var max min argmax argmin any all median count_nonzero ptp nansum nanmean amax amin".split()
)
_METHODS = "sum prod mean std var max min any all".split()
_UNARY = (
    "exp log sqrt sin tanh floor ceil rint square sign isnan isinf negative reciprocal logical_not abs cbrt".split()
)
_OPERATORS = ["+", "-", "*", "/", "//", "%", "==", "!=", "<", "<=", ">", ">="]
_FUNCTIONS = (
    "add subtract multiply divide maximum minimum arctan2 logical_and equal hypot power greater isclose".split()
)

QUESTIONS: dict[str, Line] = {
    "reshape": reshape,
    "transpose": permuted,
    "squeeze": squeezed,
    "repeat": repeated,
    "tile": tiled,
    "pad": padded,
    "moveaxis": moved,
    "expand_dims": along("np.expand_dims({a}, {axis})"),
    "swapaxes": along("np.swapaxes({a}, {axis}, {other})"),
    "rollaxis": along("np.rollaxis({a}, {axis}, {n})"),
    "ravel": unary("np.ravel({a})"),
    "flatten": unary("{a}.flatten()"),
    "flip": unary("np.flip({a})"),
    "roll": along("np.roll({a}, {n}, axis={axis})"),
    "rot90": unary("np.rot90(np.zeros((2, 3)))"),
    "atleast_2d": unary("np.atleast_2d({a})"),
    "atleast_3d": unary("np.atleast_3d({a})"),
    "broadcast_to": lambda rng: "np.broadcast_to({}, {})".format(
        *(lambda s: (made(like(s, rng), rng), tuple(s)))(sizes(rng))
    ),
    "concatenate": joined("np.concatenate({parts}, axis={axis})"),
    "concatenate_flat": joined("np.concatenate({parts}, axis=None)"),
    "stack": stacked,
    "vstack": joined("np.vstack({parts})"),
    "hstack": joined("np.hstack({parts})"),
    "dstack": joined("np.dstack({parts})"),
    "column_stack": joined("np.column_stack({parts})"),
    "append": binary("np.append({a}, {b})"),
    "append_axis": binary("np.append({a}, {b}, axis=0)"),
    "r_": binary("np.r_[{a}, {b}]"),
    "c_": binary("np.c_[{a}, {b}]"),
    "delete": along("np.delete({a}, {n}, axis={axis})"),
    "split": cut("np.split({a}, {n}, axis={axis})"),
    "array_split": cut("np.array_split({a}, {n}, axis={axis})"),
    "hsplit": cut("np.hsplit({a}, {n})"),
    "vsplit": cut("np.vsplit({a}, {n})"),
    "subscript": subscript,
    "subscripts": subscript,
    "one_hot": one_hot,
    "take": along("np.take({a}, np.zeros(({n}, 2), int), axis={axis})"),
    "matmul": matrices("{a} @ {b}"),
    "dot": matrices("np.dot({a}, {b})"),
    "inner": binary("np.inner({a}, {b})"),
    "outer": binary("np.outer({a}, {b})"),
    "vdot": binary("np.vdot({a}, {b})"),
    "kron": binary("np.kron({a}, {b})"),
    "tensordot": matrices("np.tensordot({a}, {b}, axes=1)"),
    "einsum": einsum,
    "norm": along("np.linalg.norm({a}.astype(float), axis={axis}, keepdims={keep})"),
    "inv": lambda rng: (
        f"np.linalg.inv(np.eye({rng.randint(1, 4)}, {rng.randint(1, 4)}) + np.zeros({tuple(sizes(rng, 1))} + (1, 1)))"
    ),
    "trace": along("np.trace({a})"),
    "diag": lambda rng: f"np.diag({array(rng, 3)})",
    "diagonal": along("np.diagonal({a}, axis1={axis}, axis2={other})"),
    "tril": along("np.tril({a})"),
    "array": literal,
    "array_of_arrays": nested_arrays,
    "arange": spaced,
    "linspace": lines,
    "eye": lambda rng: f"np.eye({rng.randint(0, 4)}{rng.choice(['', ', 3', ', k=1'])})",
    "full": lambda rng: f"np.full({tuple(sizes(rng))}, {rng.choice(['7', '0.5', 'True'])})",
    "zeros": lambda rng: (
        f"np.zeros({rng.choice([str(tuple(sizes(rng))), '3', '[2, 3]', '-1', '(2, 1.5)', '(2, -3)'])})"
    ),
    "zeros_like": unary("np.zeros_like({a}, dtype=float)"),
    "astype": lambda rng: f"({array(rng)}).astype({rng.choice(['float', 'int', 'bool', repr('uint8'), 'np.float32'])})",
    "meshgrid": lambda rng: (
        f"np.meshgrid({array(rng, 1)}, {array(rng, 1)}{rng.choice(['', ', indexing=' + repr('ij')])})"
    ),
    "clip": binary("np.clip({a}, 0, {b})"),
    "where": binary("np.where({a} > 0, {a}, {b})"),
    "where_places": unary("np.where({a} > 0)"),
    "nonzero": along("np.nonzero({a})"),
    "argwhere": along("np.argwhere({a})"),
    "sort": along("np.sort({a}, axis={axis})"),
    "argsort": along("np.argsort({a}, axis={axis})"),
    "unique": unary("np.unique({a})"),
    "unique_counts": lambda rng: f"np.unique({array(rng)}, return_counts=True)",
    "unique_known": lambda rng: f"len(np.unique({[rng.randint(0, 3) for _ in range(5)]}))",
    "bincount": lambda rng: (
        f"np.bincount(np.random.randint(0, 4, size={rng.choice([str(tuple(sizes(rng, 2))), '9'])}))"
    ),
    "histogram": lambda rng: f"np.histogram({array(rng)}, bins={rng.choice(['10', '3', '[0, 1, 2]', '0'])})",
    "cumsum": along("np.cumsum({a}, axis={axes})"),
    "diff": along("np.diff({a}, n={n}, axis={axis})"),
    "average": along("np.average({a}, axis={axis})"),
    "percentile": along("np.percentile({a}.astype(float), {n}, axis={axis}, keepdims={keep})"),
    "percentiles": along("np.quantile({a}.astype(float), [0.1, 0.5], axis={axis})"),
    "round": unary("np.round({a}, 2)"),
    "isin": unary("np.isin({a}, [1, 2])"),
    "rand": drawn("np.random.rand({spread})"),
    "random": drawn("np.random.random({size})"),
    "normal": drawn("np.random.normal(0, 1, {size})"),
    "uniform": drawn("np.random.uniform({low}, {high} + 5, size={size})"),
    "randint": drawn("np.random.randint({low}, {high}, size={size})"),
    "integers": drawn("np.random.default_rng(0).integers({low}, {high}, size={size}, endpoint=True)"),
    "generator": drawn("np.random.default_rng(0).standard_normal(size={size}, dtype=np.float32)"),
    "generator_choice": lambda rng: (
        f"np.random.default_rng(0).choice({array(rng, 3, 1)}, size={rng.choice(['2', '(2, 2)'])}, axis=0)"
    ),
    "multinomial": drawn("np.random.multinomial(1, [0.5, 0.5], size={size})"),
    "choice": chosen,
    "permutation": lambda rng: f"np.random.permutation({rng.choice(['5', array(rng, 3, 1)])})",
    **{name: along(f"np.{name}({{a}}, axis={{axes}}, keepdims={{keep}})") for name in _REDUCTIONS},
    **{f".{name}": along(f"({{a}}).{name}({{axes}}, keepdims={{keep}})") for name in _METHODS},
    **{f"np.{name}": unary(f"np.{name}({{a}})") for name in _UNARY},
    **{symbol: binary(f"({{a}}) {symbol} ({{b}})") for symbol in _OPERATORS},
    **{f"np.{name}2": binary(f"np.{name}({{a}}, {{b}})") for name in _FUNCTIONS},
}


def program(name: str, number: int) -> str:
    """Return the program that asks a question; the same number asks the same."""
    rng = Random(f"{name}/{number}")
    return f"import numpy as np\nnp.random.seed({number})\nr = {QUESTIONS[name](rng)}\n"
