"""Small mistakes, as people make them in a program: each changes one place of it, and most leave Python that runs."""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

__all__ = ["Mutant", "mutants"]

CONFUSED = (
    ("Conv1D", "Conv2D", "Conv3D", "Dense", "SeparableConv2D", "DepthwiseConv2D", "Conv2DTranspose"),
    ("MaxPooling1D", "MaxPooling2D", "GlobalAveragePooling2D", "GlobalMaxPooling1D", "Flatten", "AveragePooling2D"),
    ("LSTM", "GRU", "SimpleRNN", "Dense", "Bidirectional"),
    ("Add", "Concatenate", "Multiply", "Subtract", "Average", "Dot"),
    ("add", "concatenate", "multiply"),
    ("Flatten", "GlobalAveragePooling2D", "Dropout", "Reshape"),
    ("BatchNormalization", "LayerNormalization", "Dropout"),
    ("UpSampling2D", "UpSampling1D", "ZeroPadding2D", "Cropping2D"),
)
"""Names of layers and functions that are taken for each other."""

WORDS = (
    ("same", "valid", "causal", "full"),
    ("relu", "softmax", "sigmoid", "tanh", "linear", "leakyrelu"),
    ("categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy", "mse", "crossentropies"),
    ("channels_last", "channels_first"),
    ("adam", "sgd", "rmsprop", "adams"),
    ("concat", "sum", "mul", "ave"),
    ("accuracy", "mae", "precision"),
)
"""Texts that are taken for each other, and some that Keras does not know."""

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.MatMult)

Edit = Callable[[Any], None]


class Mutant(NamedTuple):
    """A program with one mistake in it: what kind of mistake, where, and the text."""

    mistake: str
    place: str
    text: str


def mutants(text: str, count: int, seed: int) -> list[Mutant]:
    """Return so many programs with a mistake each, all of them Python; every kind of mistake is as frequent."""
    tree = ast.parse(text)
    kinds: dict[str, list[tuple[int, str, Edit]]] = {}
    for index, node in enumerate(ast.walk(tree)):
        for kind, detail, edit in (*_of_values(node), *_of_sequences(node), *_of_calls(node), *_of_blocks(node)):
            kinds.setdefault(kind, []).append((index, f"{kind}: {detail}", edit))
    for index, detail, edit in _of_names(tree):
        kinds.setdefault("name", []).append((index, f"name: {detail}", edit))
    chance = random.Random(seed)
    found: dict[str, Mutant] = {}
    for _ in range(10 * count):
        if len(found) == count or not kinds:
            break
        index, detail, edit = chance.choice(kinds[chance.choice(sorted(kinds))])
        changed = copy.deepcopy(tree)
        node = list(ast.walk(changed))[index]
        edit(node)
        made = ast.unparse(changed) + "\n"
        if made != ast.unparse(tree) + "\n" and _is_python(made):
            found[made] = Mutant(detail, ast.unparse(node)[:90], made)
    return list(found.values())


def _is_python(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _setting(name: str, value: Any) -> Edit:
    return lambda node: setattr(node, name, value)


def _dropping(field: str, place: int) -> Edit:
    return lambda node: getattr(node, field).pop(place)


def _swapping(field: str, place: int) -> Edit:
    def swap(node: Any) -> None:
        items = getattr(node, field)
        items[place : place + 2] = items[place : place + 2][::-1]

    return swap


def _of_values(node: ast.AST) -> Iterator[tuple[str, str, Edit]]:
    """Change a constant, an operator, or the name of a layer."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "flag", str(node.value), _setting("value", not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        number = node.value
        for other in (number + 1, number - 1, number * 2, number // 2, 0, -1, float(number), str(number)):
            yield "number", f"{number} to {other!r}", _setting("value", other)
    elif isinstance(node, ast.Constant):
        for family in WORDS:
            if node.value in family:
                for word in family:
                    yield "word", f"{node.value} to {word}", _setting("value", word)
    elif isinstance(node, ast.BinOp):
        for operator in OPERATORS:
            yield "operator", operator.__name__, _setting("op", operator())
    elif isinstance(node, ast.Attribute):
        for family in CONFUSED:
            if node.attr in family:
                for name in family:
                    yield "class", f"{node.attr} to {name}", _setting("attr", name)


def _of_sequences(node: ast.AST) -> Iterator[tuple[str, str, Edit]]:
    """Drop an item of a list or tuple, repeat the last one, or exchange neighbours."""
    if isinstance(node, ast.Tuple | ast.List) and isinstance(node.ctx, ast.Load) and node.elts:
        for place in range(len(node.elts)):
            yield "item", f"without {place}", _dropping("elts", place)
            yield "order", f"of {place}", _swapping("elts", place)
        yield "item", "repeated", lambda node: node.elts.append(copy.deepcopy(node.elts[-1]))


def _of_calls(node: ast.AST) -> Iterator[tuple[str, str, Edit]]:
    """Drop an argument, exchange two, write a keyword otherwise, or do not call a layer on its tensor."""
    if not isinstance(node, ast.Call):
        return
    for place in range(len(node.args)):
        yield "argument", f"without {place}", _dropping("args", place)
        yield "order", f"of arguments {place}", _swapping("args", place)
    for place, keyword in enumerate(node.keywords):
        yield "keyword", f"without {keyword.arg}", _dropping("keywords", place)
        if keyword.arg is not None:
            yield "keyword", f"{keyword.arg}s", _renaming(place)
    if isinstance(node.func, ast.Call):
        yield "call", "left out", _uncalled


def _renaming(place: int) -> Edit:
    return lambda node: setattr(node.keywords[place], "arg", node.keywords[place].arg + "s")


def _uncalled(node: Any) -> None:
    node.func, node.args, node.keywords = node.func.func, node.func.args, node.func.keywords


def _of_blocks(node: ast.AST) -> Iterator[tuple[str, str, Edit]]:
    """Drop a statement, or exchange it with the next one."""
    for field in ("body", "orelse"):
        block = getattr(node, field, None)
        for place, statement in enumerate(block if isinstance(block, list) and len(block) > 1 else ()):
            if isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr | ast.If | ast.For):
                yield "statement", f"without {ast.unparse(statement)[:60]}", _dropping(field, place)
                yield "order", f"of {ast.unparse(statement)[:60]}", _swapping(field, place)


def _of_names(tree: ast.Module) -> Iterator[tuple[int, str, Edit]]:
    """Read another variable of the same function."""
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.FunctionDef | ast.Module):
            continue
        inside = list(ast.walk(scope))
        names = sorted({each.id for each in inside if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)})
        held = {id(each) for each in inside}
        for index, node in enumerate(ast.walk(tree)):
            if isinstance(node, ast.Name) and id(node) in held and node.id in names and isinstance(node.ctx, ast.Load):
                for name in names:
                    yield index, f"{node.id} to {name}", _setting("id", name)
