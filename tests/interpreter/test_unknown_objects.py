"""Attributes and items of objects that are not known: symbols of their names, the same until something may change them."""

from __future__ import annotations

import pytest

from shapecheck.interpreter.interpret import interpret
from shapecheck.interpreter.options import Options
from shapecheck.source import SourceFile

HEAD = """
import other
from keras import Input, Sequential, layers


def build(cfg, flag):
"""
TAIL = "    return Sequential([Input((3,)), layers.Dense(first), layers.Dense(second)])\n"

BODIES = {
    "an attribute": ("first = cfg.width\nsecond = cfg.width", "cfg_width*(cfg_width + 5)"),
    "an item": ("first = cfg['width']\nsecond = 2 * cfg['width']", "2*cfg_width*(cfg_width + 3)"),
    "parts of parts": ("first = cfg.model.w\nsecond = cfg.model['d']", "cfg_model_d*(cfg_model_w + 1) + 4*cfg_model_w"),
    "a default": ("first = cfg.get('width', 8)\nsecond = cfg.get('width', 8)", "cfg_width*(cfg_width + 5)"),
    "it is set": ("first = cfg.width\ncfg.width = 7\nsecond = cfg.width", "11*cfg_width + 7"),
    "an item is set": ("first = cfg['a']\ncfg['a'] = 7\nsecond = cfg['a']", "11*cfg_a + 7"),
    "it is added to": ("first = cfg.width\ncfg.width += 2\nsecond = cfg.width", "cfg_width*(cfg_width + 7) + 2"),
    "an alias is set": ("m = cfg.model\nm.width = 7\nfirst = second = cfg.model.width", "84"),
    "code that is not read": ("first = cfg.w\nother.update(cfg)\nsecond = cfg.w", "cfg_w*(cfg_w_1 + 4) + cfg_w_1"),
    "a part is handed on": ("first = cfg.w\nother.f(cfg.a)\nsecond = cfg.w", "cfg_w*(cfg_w_1 + 4) + cfg_w_1"),
    "a method of its own": ("first = cfg.w\ncfg.update(w=9)\nsecond = cfg.w", "cfg_w*(cfg_w_1 + 4) + cfg_w_1"),
    "a method that reads": ("first = cfg.w\nkeys = cfg.keys()\nsecond = cfg.w", "cfg_w*(cfg_w + 5)"),
    "it is deleted": ("first = cfg.w\ndel cfg.w\nsecond = cfg.w", "cfg_w*(cfg_w_1 + 4) + cfg_w_1"),
}


@pytest.mark.parametrize("name", BODIES)
def test_totals(name: str) -> None:
    body, total = BODIES[name]
    text = HEAD + "".join(f"    {line}\n" for line in body.splitlines()) + TAIL
    program = interpret(SourceFile("a.py", text), Options())
    assert not program.problems
    (model, *_) = program.models
    assert (model.complete, str(model.parameters.total)) == (True, total)


def test_where_a_symbol_comes_from() -> None:
    text = HEAD + "    first = cfg.model['width']\n    second = 2\n" + TAIL
    (model,) = interpret(SourceFile("a.py", text), Options()).models
    assert model.symbols["cfg_model_width"].text == "parameter cfg.model['width']"


def test_what_a_branch_sets_is_not_set_on_the_other_way() -> None:
    text = HEAD + "    if flag:\n        cfg.width = 7\n    first = second = cfg.width\n" + TAIL
    (model,) = interpret(SourceFile("a.py", text), Options()).models
    assert not model.complete


def test_the_items_of_an_iterator_are_not_one() -> None:
    text = HEAD + "    first = next(cfg)\n    second = next(cfg)\n" + TAIL
    (model,) = interpret(SourceFile("a.py", text), Options()).models
    assert not model.complete
    assert len(model.symbols) == 3
