"""The example lines in the docstrings of rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questions import Case, Made, Shape, Sizes

from shapecheck.shapes.dims import Symbol, parse


@dataclass(frozen=True, slots=True)
class Example:
    """A line of a rule's docstring: a case and what comes of it (`outputs` is None for an error).

    A letter that stands in the outputs alone is a None of which nothing is said.
    """

    line: str
    case: Case
    outputs: Any
    parameters: int


def examples(docstring: str) -> Iterator[Example]:
    """Read the example lines of a docstring: `Dense(10)  (B, 784) -> (B, 10)  7850`."""
    for line in map(str.strip, docstring.splitlines()):
        if re.match(r"[A-Z]\w*\(", line) and " -> " in line:
            left, _, right = line.rpartition(" -> ")
            end = closing(left, left.index("("))
            layer = read_layer(ast.parse(left[:end], mode="eval").body)
            call = ast.parse(f"call({left[end:]})", mode="eval").body
            assert isinstance(call, ast.Call)
            keywords = {item.arg or "": read_input(item.value) for item in call.keywords}
            case = Case(layer, tuple(map(read_input, call.args)), keywords)
            if right.strip() == "error":
                yield Example(line, case, None, 0)
                continue
            shape, _, number = right.rstrip().rpartition(" ")
            letters = {*case.letters(), *re.findall(r"\b[A-Z]\b", shape)}
            symbols = {letter: Symbol(letter, dynamic=True) for letter in letters}
            outputs = read_output(ast.parse(shape.strip(), mode="eval").body, symbols)
            yield Example(line, case, outputs, int(number))


def closing(text: str, start: int) -> int:
    """Return where the bracket that opens at `start` has closed."""
    depth = 0
    for index in range(start, len(text)):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(text[index], 0)
        if depth == 0:
            return index + 1
    raise ValueError(text)


def read_layer(node: ast.expr) -> Any:
    """Read a configuration value; a call is a layer."""
    if isinstance(node, ast.Call):
        assert isinstance(node.func, ast.Name)
        keywords = {item.arg or "": read_layer(item.value) for item in node.keywords}
        return Made(node.func.id, tuple(map(read_layer, node.args)), keywords)
    if isinstance(node, ast.List):
        return [read_layer(item) for item in node.elts]
    return ast.literal_eval(node)


def read_input(node: ast.expr) -> Any:
    """Read an argument of the call: a shape, a list or dict of shapes, or a plain value."""
    if isinstance(node, ast.List):
        return [read_input(item) for item in node.elts]
    if isinstance(node, ast.Dict):
        return {
            ast.literal_eval(key): read_input(item) for key, item in zip(node.keys, node.values, strict=True) if key
        }
    if isinstance(node, ast.Tuple):
        return Shape(tuple(item.id if isinstance(item, ast.Name) else ast.literal_eval(item) for item in node.elts))
    return ast.literal_eval(node)


def read_output(node: ast.expr, symbols: Mapping[str, Symbol]) -> Any:
    """Read a shape whose sizes may be formulas, or a list or dict of these."""
    if isinstance(node, ast.List):
        return [read_output(item, symbols) for item in node.elts]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {ast.literal_eval(key): read_output(item, symbols) for key, item in pairs if key}
    assert isinstance(node, ast.Tuple), ast.unparse(node)
    return Sizes(parse(ast.unparse(item), symbols) for item in node.elts)
