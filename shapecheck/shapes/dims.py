"""Sizes and all that is done with one, in one place to import from; importing it does not import sympy."""

from __future__ import annotations

from shapecheck.shapes.formulas import exact, parse, substitute, summation, text
from shapecheck.shapes.limits import TooLarge
from shapecheck.shapes.reserved import safe_name
from shapecheck.shapes.sizes import (
    Dim,
    Formula,
    Hidden,
    Symbol,
    ceil_div,
    floor_div,
    hide,
    hide_if,
    is_none,
    keras_view,
    larger,
    modulo,
    plain,
    power,
    product,
    smaller,
    symbols_of,
    total,
)

__all__ = [
    "Dim",
    "Formula",
    "Hidden",
    "Symbol",
    "TooLarge",
    "ceil_div",
    "exact",
    "floor_div",
    "hide",
    "hide_if",
    "is_none",
    "keras_view",
    "larger",
    "modulo",
    "parse",
    "plain",
    "power",
    "product",
    "safe_name",
    "smaller",
    "substitute",
    "summation",
    "symbols_of",
    "text",
    "total",
]
