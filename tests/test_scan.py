"""The scan before the parser: what it refuses, and that it reads comments and statements as Python does."""

from __future__ import annotations

import contextlib
import io
import time
import tokenize
from pathlib import Path

import pytest

from shapecheck.scan import MOST_BRACKETS, MOST_OPERATORS, MOST_TRAILERS, scan
from shapecheck.source import Location, SyntaxProblem

MANY = MOST_OPERATORS + 1


@pytest.mark.parametrize(
    "text",
    [
        "x = a" + "[0]" * MOST_TRAILERS,
        "x = " + "a[0] + (b) * " * 400 + "c",
        "x = {" + "1: a[0], " * MANY + "}",
        "x = [" + "f(a), " * MANY + "]",
        "x = f(1)\n" * MANY,
        "x = " + "(" * MOST_BRACKETS + ")" * MOST_BRACKETS,
        "x = [" + "-1.0, " * 20_000 + "]",
        "x = {" + "'a': -b.c, " * 5_000 + "}",
        "x = [" + "lambda a, b: a + b, " * 3_000 + "]",
        "x = '" + "((((" * 500 + "'",
        "x = f'{a[\"(\"]}'\n" * 500,
        'x = f"{a["("]:{width}.{digits}}"\n' * 500,
        r'x = rf"\{{(" + f"\N{LEFT CURLY BRACKET}("' + "\n",
        "# " + "(" * 1_000,
        "x = 1 + 2\n" * 5_000,
    ],
)
def test_accepts(text: str) -> None:
    scan(text)


@pytest.mark.parametrize("bracket", ["(", "[", "{"])
def test_refuses_deep_nesting_as_python_does(bracket: str) -> None:
    text = "x=" + bracket * (MOST_BRACKETS + 1)
    with pytest.raises(SyntaxProblem, match="too many nested parentheses") as caught:
        scan(text)
    assert caught.value.location == Location(1, 203)
    with pytest.raises(SyntaxError, match="too many nested parentheses") as known:
        compile(text, "text", "exec")
    assert (known.value.lineno, known.value.offset) == caught.value.location


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "a + " * MANY + "a",
        "x = " + "-" * MANY + "1",
        "x = " + "not " * MANY + "a",
        "x = " + "lambda a, b: " * MANY + "a",
        "x = " + "a if b else " * MANY + "c",
        "x = a" + ".b" * MANY,
        "x = a" + "()" * MANY,
        "x = a" + "[0]" * MANY,
        "x = a" + "[0]" * (MOST_TRAILERS + 1),
        "x = a" + ".f(1)" * (MOST_TRAILERS + 1),
        "x = f'{" + "a + " * MANY + "a}'",
        "x = (\n" + "a +\n" * MANY + "a)",
    ],
)
def test_refuses_long_chains(text: str) -> None:
    with pytest.raises(SyntaxProblem, match="too complex"):
        scan(text)


def test_leaves_an_unclosed_bracket_to_the_parser() -> None:
    scan("x = (1\n" + "def f(a):\n    return a + 1\n" * MANY)


def test_places() -> None:
    scanned = scan("\ufeff# one\nx = (1,  # two\n     2)\n\nif x: pass  # three")
    assert [(comment.text, comment.span.start, comment.alone) for comment in scanned.comments] == [
        ("# one", Location(1, 1), True),
        ("# two", Location(2, 10), False),
        ("# three", Location(5, 13), False),
    ]
    assert scanned.statements == [(2, 3), (5, 5)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines(newline: str) -> None:
    scanned = scan(newline.join(["# a", "x = 1", "y = '''", "'''  # b", ""]))
    assert [comment.span.start for comment in scanned.comments] == [Location(1, 1), Location(4, 6)]
    assert scanned.statements == [(2, 2), (3, 4)]


@pytest.mark.parametrize("path", sorted(Path(__file__).parents[1].joinpath("shapecheck").glob("*.py")), ids=str)
def test_agrees_with_the_tokenizer_of_python(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    comments, statements, first = [], [], 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            comments.append((token.string, token.start))
        elif token.type == tokenize.NEWLINE:
            statements.append((first, token.end[0]))
            first = 0
        elif token.type not in (tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER):
            first = first or token.start[0]
    scanned = scan(text)
    found = [(each.text, (each.span.start.row, each.span.start.column - 1)) for each in scanned.comments]
    assert found == comments
    assert scanned.statements == statements


@pytest.mark.parametrize(
    "line",
    ["x = keras.layers.Dense(units=10, activation='relu')(y)  # (B, 10)\n", "'''", '"""a', "f'{", "'a\\\n", "(", "# "],
)
def test_time_is_linear(line: str) -> None:
    started = time.perf_counter()
    text = line * 100_000
    with contextlib.suppress(SyntaxProblem):
        scan(text)
    assert time.perf_counter() - started < 20
