"""Verdicts: True and False only where that holds for every value; conditions that say exactly when."""

from __future__ import annotations

import time

import pytest
import sympy
from calculations import SYMBOLS, evaluated, trees, values
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shapecheck.shapes.dims import Hidden, Symbol, TooLarge, larger, smaller, substitute
from shapecheck.shapes.requirements import (
    AllOf,
    AnyOf,
    Condition,
    at_most,
    both,
    differs,
    either,
    equal,
    exact_of,
    holds,
    less,
    negate,
    text_of,
)

n, m, k, h = SYMBOLS
d, heads, H, T = Symbol("d_model"), Symbol("heads", minimum=1), Symbol("H"), Symbol("T", dynamic=True)

COMPARED = {"==": equal, "!=": differs, "<": less, "<=": at_most}


def truth(operator, one, other):
    return {"==": one == other, "!=": one != other, "<": one < other, "<=": one <= other}[operator]


@settings(max_examples=120, deadline=None)
@given(trees, st.one_of(trees, st.integers(-3, 12)), st.lists(values, min_size=3, max_size=3))
def test_sound_and_exact(one, other, samples):
    try:
        first, second = evaluated(one, {}), evaluated(other, {})
    except ZeroDivisionError:
        assume(False)
    verdicts = {operator: compare(first, second) for operator, compare in COMPARED.items()}
    for numbers in samples:
        try:
            expected = {op: truth(op, substitute(first, numbers), substitute(second, numbers)) for op in verdicts}
        except ZeroDivisionError:
            continue
        for operator, verdict in verdicts.items():
            assert holds(verdict, numbers) == expected[operator]
            if isinstance(verdict, Condition):
                assert written(text_of(verdict), numbers) in (expected[operator], None)


def written(text, numbers):
    """Ask Python what a condition for people says; None where it divides by 0."""
    try:
        return eval(text, {"min": min, "max": max}, {symbol.name: value for symbol, value in numbers.items()})
    except ZeroDivisionError:
        return None


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (differs(3, 3), False),
        (differs(3, 4), True),
        (differs(Hidden(3), 3), False),
        (differs(n, n), False),
        (differs(m, 0), True),
        (differs(0, m), True),
        (differs(h, 2), True),
        (differs(T + 1, 0), True),
        (differs(T + 3, T), True),
        (differs(2 * n + 1, 2 * k), True),
        (differs(6 * n + 2, 4 * k + 1), True),
        (differs((n + 1) // 2 + n // 2, n), False),
        (differs((n - k) // 3, (n + 2 * k) // 3 - k), False),
        (differs(n % 4, 4), True),
        (equal(n * m, m * n), True),
        (less(d % heads, heads), True),
        (at_most(heads * (d // heads), d), True),
        (at_most(n // 2, n), True),
        (less(n, n), False),
        (at_most(n + 1, n), False),
        (less(0, m), True),
        (at_most(5, 4), False),
        (at_most(smaller(n, k), larger(n, k)), True),
        (at_most(n * m, n * m * m), True),
        (less(2**n, 1), False),
        (at_most(Hidden(3), 4), True),
    ],
)
def test_decided(verdict, expected):
    assert verdict is expected


@pytest.mark.parametrize("verdict", [differs(n, m), differs(n, 3), differs(T + 1, 5), less(n, m), at_most(n * k, 3)])
def test_undecided(verdict):
    assert isinstance(verdict, Condition)
    with pytest.raises(TypeError, match="is not decided"):
        bool(verdict)


@pytest.mark.parametrize(
    ("verdict", "people", "machines"),
    [
        (equal(d % heads, 0), "d_model % heads == 0", "Eq(Mod(d_model, heads), 0)"),
        (equal(d // heads * heads, d), "d_model % heads == 0", "Eq(Mod(d_model, heads), 0)"),
        (differs(d % 64, 0), "d_model % 64 != 0", "Ne(Mod(d_model, 64), 0)"),
        (equal(10 * T % 4, 0), "T % 2 == 0", "Eq(Mod(T, 2), 0)"),
        (at_most(1, ((H - 2) // 2 - 2) // 2 - 4), "H >= 26", "H >= 26"),
        (less((H - 3) // 2, 5), "H <= 12", "H <= 12"),
        (equal(8 * T, 64), "T == 8", "Eq(T, 8)"),
        (differs(8 * T, 64), "T != 8", "Ne(T, 8)"),
        (equal(H // 2, 7), "H >= 14 and H <= 15", "And(H >= 14, H <= 15)"),
        (differs(H // 2, 7), "H < 14 or H >= 16", "Or(H < 14, H >= 16)"),
        (equal(n * n, 49), "n == 7", "Eq(n, 7)"),
        (equal(n // 2**50, 0), "n//1125899906842624 == 0", "Eq(floor(n/1125899906842624), 0)"),
        (equal(smaller(3**n, 8), 8), "min(3**n, 8) == 8", "Eq(Min(3**n, 8), 8)"),
        (less(3**n, 1000), "n <= 6", "n <= 6"),
        (equal(n, m), "n == m", "Eq(n, m)"),
        (equal(2 * n, 2 * m + 6), "n == m + 3", "Eq(n, m + 3)"),
        (at_most(n, m - 2), "n + 2 <= m", "n + 2 <= m"),
        (equal(n * m, 784), "m*n == 784", "Eq(m*n, 784)"),
        (either(equal(n, m), equal(n, 1)), "n == m or n == 1", "Or(Eq(n, m), Eq(n, 1))"),
        (
            both(at_most(n, 3), either(equal(n, m), equal(n, 1))),
            "n <= 3 and (n == m or n == 1)",
            "And(n <= 3, Or(Eq(n, m), Eq(n, 1)))",
        ),
    ],
)
def test_text(verdict, people, machines):
    assert text_of(verdict) == people
    assert exact_of(verdict) == machines


def test_sympy_reads_conditions():
    verdict = either(equal(d % heads, 0), both(less(d // 2, 5), differs(d, 7)))
    names = {symbol.name: sympy.Symbol(symbol.name, integer=True, nonnegative=True) for symbol in (d, heads)}
    read = sympy.sympify(exact_of(verdict), locals=names)
    for one in range(12):
        for other in range(1, 5):
            answer = read.subs({names["d_model"]: one, names["heads"]: other})
            assert bool(answer) == holds(verdict, {d: one, heads: other})


def test_three_valued_joining():
    undecided, other = equal(n, 3), less(n, m)
    assert both(True, True) is True
    assert both(True, False, undecided) is False
    assert both(True, undecided) == undecided
    assert both(undecided, other, undecided) == AllOf((undecided, other))
    assert both(both(undecided, other), other) == AllOf((undecided, other))
    assert either(False, False) is False
    assert either(False, undecided, True) is True
    assert either(undecided, other) == AnyOf((undecided, other))
    assert either() is False
    assert both() is True
    assert negate(True) is False
    assert negate(undecided) == differs(n, 3)
    assert negate(either(undecided, other)) == AllOf((differs(n, 3), Condition(">=", n, m)))
    assert negate(negate(both(undecided, other))) == both(undecided, other)


def test_what_has_no_value_does_not_hold():
    assert holds(equal(3 % n, 0), {n: 0}) is False
    with pytest.raises(ValueError, match="no value for every symbol"):
        holds(equal(n, m), {n: 3})


def tangled(count):
    """Make a formula that doubles with each step."""
    names = [Symbol(f"s{place}", minimum=1) for place in range(count)]
    size = names[0]
    for place, name in enumerate(names):
        size = larger((size * name + place) // (place + 2), name) - smaller(size, name)
    return size


def test_hard_questions_are_given_up_in_time():
    begun = time.perf_counter()
    assert isinstance(differs(tangled(8), n * m), Condition)
    with pytest.raises(TooLarge, match="more than 20000 parts"):
        tangled(100)
    assert time.perf_counter() - begun < 5
