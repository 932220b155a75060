"""Random numbers, of the old functions, of `RandomState` and of `Generator`."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.arrays.data import Data, integer, known_shape, operand, shape_given
from shapecheck.catalog.arrays.dtypes import named
from shapecheck.catalog.arrays.table import function
from shapecheck.catalog.checks import NotKnown
from shapecheck.shapes.facts import NOTHING, Facts
from shapecheck.shapes.requirements import forbid, less
from shapecheck.shapes.shape import axis_of, broadcast_all

__all__: list[str] = []

_HOMES = ("random", "random.RandomState", "random.Generator")
_OLD = _HOMES[:2]


def _paths(*names: str, homes: tuple[str, ...] = _HOMES) -> tuple[str, ...]:
    return tuple(f"{home}.{name}" for home in homes for name in names)


def _drawn(size: Any, dtype: str, facts: Facts, *parameters: Any) -> Data:
    """Return numbers of a given size, or of that of the parameters."""
    if size is not None:
        return Data(shape_given(size), dtype, facts)
    shapes = [known_shape(operand(value)) for value in parameters]
    return Data(broadcast_all(shapes), "float64" if dtype == "float32" else dtype, facts)


@function(*_paths("rand", homes=_OLD))
def rand(*sizes: Any) -> Data:
    """Return numbers from 0 to 1."""
    return Data(shape_given(sizes), "float64", Facts(0, 1))


@function(*_paths("randn", homes=_OLD))
def randn(*sizes: Any) -> Data:
    """Return numbers of the normal distribution."""
    return Data(shape_given(sizes), "float64")


@function(*_paths("random_sample", "ranf", "sample", homes=_OLD), *_paths("random", homes=_OLD))
def random_sample(size: Any = None) -> Data:
    """Return numbers from 0 to 1."""
    return _drawn(size, "float64", Facts(0, 1))


@function("random.Generator.random")
def generator_random(size: Any = None, dtype: Any = None, out: Any = None) -> Data:
    """Return numbers from 0 to 1."""
    return _drawn(size, named(dtype), Facts(0, 1))


@function("random.Generator.standard_normal")
def generator_normal(size: Any = None, dtype: Any = None, out: Any = None) -> Data:
    """Return numbers of the normal distribution."""
    return _drawn(size, named(dtype), NOTHING)


@function(*_paths("standard_normal", "standard_exponential", "standard_cauchy", homes=_OLD))
def standard(size: Any = None) -> Data:
    """Return numbers of a distribution without parameters."""
    return _drawn(size, "float64", NOTHING)


@function(*_paths("uniform"))
def uniform(low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Data:
    """Return numbers between two others."""
    ends = operand(low), operand(high)
    facts = ends[0].facts.hull(ends[1].facts)
    return _drawn(size, "float64", Facts(facts.low, facts.high), low, high)


@function(*_paths("normal", "laplace", "logistic", "gumbel", "lognormal"))
def normal(loc: Any = 0.0, scale: Any = 1.0, size: Any = None, mean: Any = None, sigma: Any = None) -> Data:
    """Return numbers of a distribution with a place and a scale."""
    return _drawn(size, "float64", NOTHING, *(value for value in (loc, scale, mean, sigma) if value is not None))


@function(*_paths("exponential", "rayleigh"))
def scaled(scale: Any = 1.0, size: Any = None) -> Data:
    """Return numbers of a distribution with a scale."""
    return _drawn(size, "float64", NOTHING, scale)


@function(*_paths("beta", "wald", "vonmises", "f"))
def two_parameters(a: Any, b: Any, size: Any = None) -> Data:
    """Return numbers of a distribution with two parameters."""
    return _drawn(size, "float64", NOTHING, a, b)


@function(*_paths("gamma"))
def gamma(shape: Any, scale: Any = 1.0, size: Any = None) -> Data:
    """Return numbers of the gamma distribution."""
    return _drawn(size, "float64", NOTHING, shape, scale)


@function(*_paths("poisson"))
def poisson(lam: Any = 1.0, size: Any = None) -> Data:
    """Return counts."""
    return _drawn(size, "int64", NOTHING, lam)


@function(*_paths("binomial"))
def binomial(n: Any, p: Any, size: Any = None) -> Data:
    """Return counts of successes, from 0 to `n`."""
    return _drawn(size, "int64", Facts(0, operand(n).facts.high), n, p)


@function(*_paths("multivariate_normal"))
def multivariate_normal(mean: Any, cov: Any, size: Any = None, *rest: Any, **others: Any) -> Data:
    """Return vectors of the normal distribution."""
    width = known_shape(operand(mean))
    drawn = () if size is None else shape_given(size)
    return Data((*drawn, *width), "float64")


@function(*_paths("dirichlet"))
def dirichlet(alpha: Any, size: Any = None) -> Data:
    """Return vectors of numbers that add up to 1."""
    width = known_shape(operand(alpha))
    return Data((*(() if size is None else shape_given(size)), *width), "float64", Facts(0, 1))


@function(*_paths("multinomial"))
def multinomial(n: Any, pvals: Any, size: Any = None) -> Data:
    """Return counts of each outcome; of a single trial they are one-hot."""
    width = known_shape(operand(pvals))
    if n != 1 and operand(n).shape != ():
        raise NotKnown("several numbers of trials are not modelled")
    facts = Facts(0, 1, True) if n == 1 else Facts(0, operand(n).facts.high)
    return Data((*(() if size is None else shape_given(size)), *width), "int64", facts)


def _integers(low: Any, high: Any, size: Any, dtype: Any, inclusive: bool) -> Data:
    first, last = (operand(0), operand(low)) if high is None else (operand(low), operand(high))
    top = last.facts.high if last.shape == () else None
    if isinstance(top, int) and not inclusive:
        top -= 1
    least = first.facts.low if first.shape == () else None
    empty = size is not None and 0 in shape_given(size)
    if isinstance(top, int) and isinstance(least, int) and not empty:
        forbid(
            top < least, f"no integer lies between {least} and {top + 1}", keras="low >= high", kind="invalid-argument"
        )
    parameters = (low,) if high is None else (low, high)
    return _drawn(size, named(dtype, "int64"), Facts(least, top if isinstance(top, int) else None), *parameters)


@function(*_paths("randint", homes=_OLD))
def randint(low: Any, high: Any = None, size: Any = None, dtype: Any = None) -> Data:
    """Return integers, the upper bound left out."""
    return _integers(low, high, size, dtype, False)


@function(*_paths("random_integers", homes=_OLD))
def random_integers(low: Any, high: Any = None, size: Any = None) -> Data:
    """Return integers from 1 or `low` to a bound that counts."""
    first, last = (1, low) if high is None else (low, high)
    return _integers(first, last, size, None, True)


@function("random.Generator.integers")
def integers(low: Any, high: Any = None, size: Any = None, dtype: Any = None, endpoint: Any = False) -> Data:
    """Return integers."""
    if not isinstance(endpoint, bool):
        raise NotKnown("whether the upper bound counts is not known")
    return _integers(low, high, size, dtype, endpoint)


def _pool(a: Any) -> Data:
    """Return what is drawn from: an array, or the integers below a number."""
    found = operand(a)
    if found.shape != ():
        return found
    number = integer(a)
    forbid(less(number, 0), f"{number} elements to draw from", kind="invalid-argument")
    last = number - 1 if isinstance(number, int) else None
    return Data((number,), "int64", Facts(0, last, None, number if isinstance(number, int) else None))


def _chosen(a: Any, size: Any, axis: Any) -> Data:
    pool = _pool(a)
    shape = known_shape(pool)
    place = axis_of(axis, len(shape))
    drawn = () if size is None else shape_given(size)
    facts = pool.facts.picked(rows=place != len(shape) - 1)
    return pool.shaped((*shape[:place], *drawn, *shape[place + 1 :]), facts)


@function(*_paths("choice", homes=_OLD))
def choice(a: Any, size: Any = None, replace: Any = True, p: Any = None) -> Data:
    """Return elements of a vector, or integers below a number."""
    shape = _pool(a).shape
    forbid(
        shape is not None and len(shape) != 1,
        "what is chosen from has one axis",
        keras="a must be 1-dimensional or an integer",
        kind="wrong-rank",
    )
    return _chosen(a, size, 0)


@function("random.Generator.choice")
def generator_choice(
    a: Any, size: Any = None, replace: Any = True, p: Any = None, axis: Any = 0, shuffle: Any = True
) -> Data:
    """Return slices along an axis, or integers below a number."""
    return _chosen(a, size, axis)


@function(*_paths("permutation"))
def permutation(x: Any, axis: Any = 0) -> Data:
    """Return an array shuffled along an axis, or the integers below a number in some order."""
    return _pool(x)


@function(*_paths("permuted", homes=_HOMES[2:]))
def permuted(x: Any, *, axis: Any = None, out: Any = None) -> Data:
    """Return an array whose slices are shuffled one by one."""
    pool = operand(x)
    return pool.shaped(pool.shape, pool.facts.moved(rows=False))


@function(*_paths("shuffle"), inside=True)
def shuffle(x: Any, axis: Any = 0) -> Data:
    """Shuffle an array in place: shape and numbers stay, rows stay whole."""
    return operand(x)


@function(*_paths("seed", homes=_OLD), "random.set_state")
def seed(*given: Any, **rest: Any) -> None:
    """Begin anew."""
