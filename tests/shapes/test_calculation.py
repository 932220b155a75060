"""Calculation with sizes: what comes out with numbers put in is what Python calculates with the numbers."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time

import pytest
from calculations import SYMBOLS, evaluated, trees, values
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shapecheck.shapes.dims import (
    Hidden,
    Symbol,
    TooLarge,
    ceil_div,
    exact,
    floor_div,
    hide,
    is_none,
    keras_view,
    larger,
    modulo,
    parse,
    plain,
    power,
    product,
    smaller,
    substitute,
    summation,
    symbols_of,
    text,
    total,
)
from shapecheck.shapes.requirements import at_most, differs

n, m, k, h = SYMBOLS
NAMES = {symbol.name: symbol for symbol in SYMBOLS}


@settings(max_examples=120, deadline=None)
@given(trees, values)
def test_numbers_put_in(tree, numbers):
    try:
        expected = evaluated(tree, numbers)
        size = evaluated(tree, {})
    except ZeroDivisionError:
        assume(False)
    assert substitute(size, numbers) == expected
    # and again through text: what is written can be read, and means the same
    for written in (exact(size), text(size)):
        assert substitute(parse(written, NAMES), numbers) == expected
    assert differs(parse(exact(size), NAMES), size) is not True


@settings(max_examples=40, deadline=None)
@given(trees, trees, values)
def test_sizes_put_in(tree, other, numbers):
    try:
        inside, put = evaluated(other, numbers), evaluated(other, {})
        # only what is a size can be put in for one
        assume(inside < 1000 and at_most(0, put) is True)
        expected = evaluated(tree, {**numbers, n: inside})
        size = substitute(evaluated(tree, {}), {n: put})
    except ZeroDivisionError:
        assume(False)
    assert substitute(size, numbers) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((2 * n + 3) // 2, n + 1),
        (n // 2 // 3, n // 6),
        (((n - 1) // 2 + 1 - 1) // 2, (n - 1) // 4),
        ((6 * n + 3) // 4, (3 * n + 1) // 2),
        (n * m // m, n),
        ((n * m + n) // m, n + n // m),
        ((n + 1) * (n - 1), n * n - 1),
        (-(-n // 3), (n + 2) // 3),
        (ceil_div(n, 3), (n + 2) // 3),
        (3 * n % 3, 0),
        ((3 * n + 5) % 3, 2),
        (larger(n + 3, n), n + 3),
        (smaller(m, 0), 0),
        (larger(larger(n, k), n), larger(k, n)),
        (larger((n - 1) // 4, (n - 1) // 8), (n - 1) // 4),
        (smaller(n // 3, n // 5), n // 5),
        (n - n, 0),
        (n + 0, n),
        (1 * n, n),
        (n**1, n),
        (n**0, 1),
        (0 * n, 0),
        (2**n * 2 - 2 ** (n + 1), 0),
        (4 * 2 ** (n - 1), 2 * 2**n),
        ((n + m) // (n + m), 1),
        (total([n, m, 3, n]), 2 * n + m + 3),
        (product([n, 2, m, 3]), 6 * n * m),
        (n // -2, -n // 2),
    ],
)
def test_normal_form(size, expected):
    assert size == expected
    assert type(size) is type(expected)


def test_ints_are_pythons():
    for a in range(-7, 8):
        for b in (-3, -1, 1, 2, 5):
            assert (floor_div(a, b), modulo(a, b), ceil_div(a, b)) == (a // b, a % b, -(-a // b))
    assert (total([1, 2]), product([3, 4]), smaller(1, 2), larger(1, 2), power(2, 5)) == (3, 12, 1, 2, 32)
    assert total([]) == 0
    assert product([]) == 1


def test_what_has_no_value():
    for divide in (floor_div, modulo, ceil_div):
        with pytest.raises(ZeroDivisionError):
            divide(n, 0)
        with pytest.raises(ZeroDivisionError):
            divide(3, n - n)
    with pytest.raises(ZeroDivisionError):
        substitute(3 // n, {n: 0})
    with pytest.raises(ValueError, match="power -1"):
        power(n, -1)
    with pytest.raises(TypeError):
        n + 1.5


def test_what_keras_holds_as_none():
    assert [is_none(size) for size in (3, n, k, n + 1, k + 1, Hidden(3), k * n)] == [0, 0, 1, 0, 1, 1, 1]
    assert keras_view(k + 2) is None
    assert keras_view(n + 2) == n + 2
    assert hide(3) == Hidden(3)
    assert hide(k) == k
    assert hide(Hidden(3)) == Hidden(3)
    assert Hidden(5) + 2 == 2 + Hidden(5) == Hidden(7)
    assert Hidden(5) * n == n * Hidden(5) == Hidden(5 * n)
    assert (n + 1) * Hidden(2) == Hidden(2 * n + 2)
    assert Hidden(5) + k == k + 5
    assert Hidden(7) // 2 == Hidden(3)
    assert 7 % Hidden(4) == Hidden(3)
    assert plain(Hidden(5)) == 5
    assert larger(Hidden(2), 3) == Hidden(3)
    assert product((Hidden(2), 0)) == Hidden(0)


def test_symbols():
    assert symbols_of(n * k // 2 + h - h) == {n, k}
    assert symbols_of(3) == symbols_of(n - n) == frozenset()
    assert symbols_of(Hidden(n)) == {n}
    assert Symbol("n") == n != Symbol("n", dynamic=True)
    both = Symbol("n") + Symbol("n", dynamic=True)
    assert len(symbols_of(both)) == 2
    assert substitute(both, {n: 3}) == Symbol("n", dynamic=True) + 3


def test_substitution_keeps_none():
    assert substitute(n, {n: Hidden(3)}) == Hidden(3)
    assert substitute(2 * n, {n: Hidden(3)}) == Hidden(6)
    assert substitute(Hidden(n + 1), {n: 4}) == Hidden(5)
    assert substitute(k + 1, {k: 4}) == 5
    assert substitute(n // 2 + m, {m: n}) == n + n // 2
    assert substitute(2 * n, {m: Hidden(3)}) == 2 * n


@settings(max_examples=25, deadline=None)
@given(trees, values, st.integers(0, 4), st.integers(-1, 6))
def test_sums_over_an_index(tree, numbers, first, count):
    index = Symbol("i")
    term = ("+", tree, ("*", index, ("**", n, 2)))
    try:
        expected = sum(evaluated(term, {**numbers, index: turn}) for turn in range(first, first + count))
        size = evaluated(term, {})
    except ZeroDivisionError:
        assume(False)
    ends = Symbol("first"), Symbol("last")
    summed = summation(size, index, *ends)
    assert substitute(summed, {**numbers, ends[0]: first, ends[1]: first + count - 1}) == expected


def test_closed_sums():
    index, depth = Symbol("i"), Symbol("depth", minimum=1)
    assert summation(index, index, 0, depth - 1) == parse("depth**2/2 - depth/2", {"depth": depth})
    assert summation(n, index, 1, depth) == n * depth
    assert summation(64 * 2**index, index, 0, depth - 1) == 64 * 2**depth - 64
    assert summation(n * index, index, 1, 3) == 6 * n
    assert summation(7, index, 0, 4) == 35
    assert text(summation(index, index, 1, depth)) == "depth*(depth + 1)/2"
    assert exact(summation(index * 2**index, index, 0, depth)) == "Sum(2**i*i, (i, 0, depth))"


def test_a_hundred_strided_layers_are_compared_at_once():
    one = other = longer = Symbol("length")
    for _ in range(100):
        one = (one - 1) // 2 + 1
        other = ceil_div(other, 2)
        longer = (longer + 1) // 2 + 1
    begun = time.perf_counter()
    assert differs(one, other) is False
    assert differs(one, longer) is True
    assert time.perf_counter() - begun < 0.2


def test_a_hundred_terms_and_a_product_that_would_explode():
    names = [Symbol(f"a{place}") for place in range(100)]
    begun = time.perf_counter()
    assert len(symbols_of(total(name * name for name in names))) == 100
    huge = product(name + 1 for name in names[:40])
    assert substitute(huge, dict.fromkeys(names, 1)) == 2**40
    assert text(huge).count("+") == 40
    assert time.perf_counter() - begun < 2


def test_formulas_can_be_pickled():
    size = (n + 1) // 2 * larger(k, m)
    assert pickle.loads(pickle.dumps(size)) == size
    assert pickle.loads(pickle.dumps(Hidden(n))) == Hidden(n)


def test_sympy_is_imported_only_to_calculate():
    script = (
        "import sys\n"
        "import shapecheck.shapes.dims as dims, shapecheck.shapes.shape as shape\n"
        "import shapecheck.shapes.windows as windows, shapecheck.shapes.requirements as requirements\n"
        "batch, size = dims.Symbol('B', dynamic=True), dims.Symbol('n')\n"
        "shape.concatenate([(batch, 4, 3), (batch, 4, 5)])\n"
        "shape.merge_broadcast([(batch, 4, 3), (batch, 1, 3)])\n"
        "shape.broadcast((batch, size, 3), (3,))\n"
        "shape.matmul((batch, 4, size), (size, 2))\n"
        "(batch, windows.window(28, 3, 2, 'same'), 1 * size, size + 0)\n"
        "requirements.differs(size, 5), requirements.less(0, size), dims.text(size), dims.exact(size)\n"
        "dims.parse('n', {'n': size}), dims.substitute(size, {size: 3})\n"
        "assert 'sympy' not in sys.modules\n"
        "size + 1\n"
        "assert 'sympy' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_nothing_grows_without_bound():
    begun = time.perf_counter()
    for grow in (
        lambda: power(10, 10**10),
        lambda: power(2, n + 10**9),
        lambda: substitute(2**n, {n: 10**9}),
        lambda: substitute(2**n + m, {n: k + 10**9}),
        lambda: substitute(summation(Symbol("i") // 2, Symbol("i"), 0, n), {n: 10**12}),
    ):
        with pytest.raises(TooLarge):
            grow()
    vast = Symbol("vast", minimum=10**9)
    assert differs(2**vast, n) is not False
    assert time.perf_counter() - begun < 2
