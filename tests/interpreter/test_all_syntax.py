"""Every kind of expression and statement that libcst parses has a meaning, or a reason why it has none."""

from __future__ import annotations

import inspect

import libcst as cst
import pytest

from shapecheck.interpreter import dispatch, syntax
from tests.fixtures import in_thread
from tests.interpreter.evaluation import Evaluated, evaluated

PARTS = {"From", "StarredElement"}
"""What libcst counts among the expressions, but what stands in others only, which carry it out."""

NOT_MODELLED = {"StarredDictComp": "x = {**a for a in [{1: 2}]}", "TemplatedString": "x = t'{1}'"}
"""What is unknown, with a program that says so."""


def kinds(*parents: type) -> list[type]:
    """Return the classes of nodes below some, by walking all that libcst has."""
    nodes = [cls for _, cls in inspect.getmembers(cst, inspect.isclass) if issubclass(cls, parents)]
    return [cls for cls in nodes if not cls.__name__.startswith("Base")]


def said(text: str) -> Evaluated:
    result: Evaluated = in_thread(lambda: evaluated(text))
    return result


def test_every_kind_has_a_meaning_or_a_reason() -> None:
    syntax.load()
    expressions = set(kinds(cst.BaseExpression)) - dispatch.expressions()
    statements = set(kinds(cst.BaseStatement, cst.BaseSmallStatement, cst.BaseSuite)) - dispatch.statements()
    assert {cls.__name__ for cls in expressions | statements} <= PARTS | NOT_MODELLED.keys()


@pytest.mark.parametrize("kind", NOT_MODELLED)
def test_what_has_no_meaning_says_so(kind: str) -> None:
    if not hasattr(cst, kind):
        pytest.skip("this version of libcst does not know it")
    found = said(NOT_MODELLED[kind])
    assert any(kind in spot and "not modelled" in spot for spot in found.spots)
    assert "x" not in found.known


OPERATORS = (cst.BaseBinaryOp, cst.BaseUnaryOp, cst.BaseBooleanOp, cst.BaseCompOp, cst.BaseAugOp)
ON = {"Not": "not 3", "And": "3 and 4", "Or": "0 or 4"}


@pytest.mark.parametrize("cls", kinds(*OPERATORS), ids=lambda cls: cls.__name__)
def test_every_operator_has_a_meaning(cls: type) -> None:
    """Apply each operator to constants; what Python refuses of them we refuse."""
    left, right = ("3", "(4, 3)") if cls in (cst.In, cst.NotIn) else ("9", "4")
    symbol = cst.Module([])
    operator = cls()
    if isinstance(operator, cst.BaseUnaryOp):
        node: cst.BaseExpression = cst.UnaryOperation(operator, cst.Integer(right))
        text = f"x = {symbol.code_for_node(node)}"
    elif isinstance(operator, cst.BaseAugOp):
        text = f"x = {left}\nx {symbol.code_for_node(operator)} {right}"
    else:
        text = f"x = {left} {symbol.code_for_node(operator)} {right}"
    scope: dict[str, object] = {}
    try:
        exec(text, scope)
    except TypeError:
        assert said(text).raised == "TypeError"
    else:
        assert said(text).known["x"] == (type(scope["x"]).__name__, repr(scope["x"]))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("x = [*a for a in [(1, 2), 'b']]", ("list", (("int", "1"), ("int", "2"), ("str", "'b'")))),
        ("x = {*a for a in [(1, 2), (2,)]}", ("set", (("int", "1"), ("int", "2")))),
        ("x = list(*a for a in [(1, 2)])", None),
        ("lazy import math\nx = math.gcd(4, 6)", ("int", "2")),
        ("lazy from math import gcd as g\nx = g(4, 6)", ("int", "2")),
        ("try:\n    raise KeyError\nexcept ValueError, KeyError:\n    x = 1", ("int", "1")),
    ],
)
def test_what_newer_pythons_add(text: str, wanted: object) -> None:
    """Newer than the Python that runs this; the meaning is that of PEP 758, 798 and 810."""
    try:
        cst.parse_module(text)
    except cst.ParserSyntaxError:
        pytest.skip("this version of libcst does not parse it")
    assert said(text).known.get("x") == wanted
