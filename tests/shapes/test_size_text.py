"""Sizes and shapes as text: for people, for machines, and read back."""

from __future__ import annotations

import builtins
import keyword
import types

import pytest
import sympy

from shapecheck.shapes.dims import Hidden, Symbol, exact, larger, parse, safe_name, smaller, substitute, summation, text
from shapecheck.shapes.reserved import RESERVED
from shapecheck.shapes.shape import ranks, shape_text, view_text

n, m, H, T, i = Symbol("n"), Symbol("m", minimum=1), Symbol("H"), Symbol("T", dynamic=True), Symbol("i")
d, vocab, heads = Symbol("d_model"), Symbol("vocab"), Symbol("heads", minimum=1)
NAMES = {symbol.name: symbol for symbol in (n, m, H, T, i, d, vocab, heads)}


@pytest.mark.parametrize(
    ("size", "people", "machines"),
    [
        (5, "5", 5),
        (n, "n", "n"),
        (Hidden(5), "5", 5),
        (Hidden(n + 1), "n + 1", "n + 1"),
        (d * vocab + 4 * d * d + d, "d_model*(4*d_model + vocab + 1)", "4*d_model**2 + d_model*vocab + d_model"),
        (784 * d + d + 10 * d + 10, "795*d_model + 10", "795*d_model + 10"),
        (10 * n + 10, "10*n + 10", "10*n + 10"),
        ((n + 1) * (m + 2) * 3, "3*(m + 2)*(n + 1)", "3*m*n + 3*m + 6*n + 6"),
        (n**2 - m**2, "(m + n)*(n - m)", "n**2 - m**2"),
        ((n + 1) ** 3, "(n + 1)**3", "n**3 + 3*n**2 + 3*n + 1"),
        (5 - n, "5 - n", "5 - n"),
        (m - n + 7, "m - n + 7", "m - n + 7"),
        (-n, "-n", "-n"),
        ((H - 2) // 2 + 1, "H//2", "floor(H/2)"),
        ((H - 3) // 2 + 1, "(H - 1)//2", "floor((H - 1)/2)"),
        (H - H // 2, "(H + 1)//2", "floor((H + 1)/2)"),
        (2 * (H // 2), "2*(H//2)", "2*floor(H/2)"),
        (-(H // 2), "-(H//2)", "-floor(H/2)"),
        (5 - H // 2, "5 - H//2", "5 - floor(H/2)"),
        (2 * H // 3, "2*H//3", "floor(2*H/3)"),
        (H // (2 * m), "H//(2*m)", "floor(H/(2*m))"),
        ((H + m) // (H + 1), "(H + m)//(H + 1)", "floor((H + m)/(H + 1))"),
        ((H // 3) * (T // 5), "(H//3)*(T//5)", "floor(H/3)*floor(T/5)"),
        (d % heads, "d_model % heads", "Mod(d_model, heads)"),
        (n + (d % heads) * 3, "3*(d_model % heads) + n", "3*Mod(d_model, heads) + n"),
        ((d + 5) % 3, "(d_model + 2) % 3", "Mod(d_model + 2, 3)"),
        (larger(n, m + 1) - 1, "max(m + 1, n) - 1", "Max(m + 1, n) - 1"),
        (2 * smaller(n, 5), "2*min(5, n)", "2*Min(5, n)"),
        (64 * 2**i, "64*2**i", "64*2**i"),
        (2 ** (i - 1), "2**i/2", "2**i/2"),
        (summation(i, i, 0, m - 1), "m*(m - 1)/2", "m**2/2 - m/2"),
        (
            summation(i * 2**i * n, i, 1, m),
            "sum(2**i*i*n for i in 1..m)",
            "Sum(2**i*i*n, (i, 1, m))",
        ),
    ],
)
def test_text(size, people, machines):
    assert text(size) == people
    assert exact(size) == machines
    assert substitute(parse(machines, NAMES), SAMPLE) == substitute(parse_people(people), SAMPLE) == number(size)


SAMPLE = {symbol: value for value, symbol in enumerate(NAMES.values(), start=7)}


def number(size):
    return getattr(substitute(size, SAMPLE), "value", substitute(size, SAMPLE))


def parse_people(written):
    if " for " in written:
        term, _, bounds = written.removeprefix("sum(").removesuffix(")").partition(" for ")
        index, _, ends = bounds.partition(" in ")
        first, _, last = ends.partition("..")
        return parse(f"Sum({term}, ({index}, {first}, {last}))", NAMES)
    return parse(written, NAMES)


def test_sympy_reads_what_is_written():
    names = {name: sympy.Symbol(name, integer=True, nonnegative=True) for name in NAMES}
    numbers = {names[symbol.name]: value for symbol, value in SAMPLE.items()}
    sizes = [
        (H - 3) // 2 + 1,
        (d % heads) * n - T,
        larger(n, m) + smaller(n, 3),
        2 ** (i - 1) * d,
        (n + m) // (H + 1),
        summation(i * 2**i, i, 1, m),
        summation(i, i, 0, m - 1),
    ]
    for size in sizes:
        read = sympy.sympify(exact(size), locals=names)
        assert int(read.subs(numbers).doit()) == number(size)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "n +",
        "n n",
        "(n",
        "n)",
        "x",
        "n.real",
        "n[0]",
        "__import__('os')",
        "floor",
        "floor()",
        "floor(n, m)",
        "Mod(n)",
        "exp(n)",
        "n/0",
        "n // 0",
        "n**-1",
        "n**(1/2)",
        "n**99999999",
        "9**4000**4000",
        "Sum(n)",
        "Sum(n, (n, 1))",
        "lambda: n",
        "n if n else m",
        "1.5",
        "n\n;m",
        "(" * 100 + "n" + ")" * 100,
        "-" * 10_000 + "n",
        "n+" * 20_000 + "n",
    ],
)
def test_nothing_else_is_read(source):
    with pytest.raises(ValueError, match=r"formula"):
        parse(source, NAMES)


def test_what_is_read():
    assert parse(7, NAMES) == parse("7", NAMES) == 7
    assert parse("n", NAMES) == n
    assert parse(" ( n + 1 ) - 1 ", NAMES) == n
    assert parse("(H - 2)//2 + 1", NAMES) == H // 2
    assert parse("floor(n/2 + 1/2)", NAMES) == (n + 1) // 2
    assert parse("floor((d_model + 1)/heads)", NAMES) == (d + 1) // heads
    assert parse("min(n, 3)", NAMES) == parse("Min(3, n)", NAMES) == smaller(n, 3)
    assert parse("2**3**2", NAMES) == 512
    assert parse("-2**2", NAMES) == -4
    assert parse("n % 3", NAMES) == n % 3
    assert parse("-n//2", NAMES) == -n // 2


def test_names_that_mean_something():
    assert [safe_name(name) for name in ("lambda", "N", "beta", "S", "d_model", "units")] == [
        "lambda_", "N_", "beta_", "S_", "d_model", "units"
    ]  # fmt: skip
    assert safe_name("self.width") == "self_width"
    assert safe_name("3d") == "_3d"
    assert safe_name("") == "_"


def test_the_frozen_names_are_sympys():
    known: dict[str, object] = {}
    exec("from sympy import *", known)
    functions = {name for name, value in vars(builtins).items() if isinstance(value, types.BuiltinFunctionType)}
    expected = {name for name in {*known, *functions, *keyword.kwlist} if not name.startswith("__")}
    assert expected == RESERVED


def test_shapes():
    assert shape_text((T, 28, n + 1)) == "(T, 28, n + 1)"
    assert shape_text((T,)) == "(T,)"
    assert shape_text(()) == "()"
    assert shape_text((None, 3)) == "(None, 3)"
    assert view_text((T, Hidden(3), n, T + 1)) == "(None, None, n, None)"
    assert ranks([(1, 2), (1,), ()]) == "2, 1 and 0"
    assert ranks([(1,)]) == "1"
