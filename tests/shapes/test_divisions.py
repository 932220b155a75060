"""Divisions that leave no rest, where somebody says so."""

from __future__ import annotations

from shapecheck.shapes.divisions import knowing
from shapecheck.shapes.sizes import Symbol, floor_div, modulo

D, H = Symbol("d"), Symbol("h")


def test_a_floor_goes_where_no_rest_is_left() -> None:
    assert H * floor_div(D, H) != D
    with knowing(lambda: [modulo(D, H)]):
        assert H * floor_div(D, H) == D
    assert H * floor_div(D, H) != D


def test_who_is_asked_may_calculate() -> None:
    asked = 0

    def zeros() -> list[object]:
        nonlocal asked
        asked += 1
        return [D - H - 1, modulo(D, H)]

    with knowing(zeros):  # type: ignore[arg-type]
        assert 2 * D + H == D + H + D
        assert 0 < asked < 20
