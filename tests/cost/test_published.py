"""Multiply-adds of the applications beside the figures of their papers."""

from __future__ import annotations

from functools import cache

import pytest

from shapecheck.cost.counting import Costs, values_of
from shapecheck.interpreter.interpret import Options, interpret
from shapecheck.source import SourceFile

BILLION, MILLION = 10**9, 10**6

PUBLISHED = [
    ("ResNet50()", 3.8 * BILLION, "He et al. 2015"),
    ("ResNet101()", 7.6 * BILLION, "He et al. 2015"),
    ("ResNet152()", 11.3 * BILLION, "He et al. 2015"),
    ("VGG16()", 15.5 * BILLION, "of Simonyan and Zisserman 2014, as often quoted"),
    ("VGG19()", 19.6 * BILLION, "He et al. 2015"),
    ("MobileNet()", 569 * MILLION, "Howard et al. 2017"),
    ("MobileNetV2()", 300 * MILLION, "Sandler et al. 2018"),
    ("NASNetMobile()", 564 * MILLION, "Zoph et al. 2017"),
    ("NASNetLarge()", 23.8 * BILLION, "Zoph et al. 2017"),
    ("EfficientNetB0()", 0.39 * BILLION, "Tan and Le 2019"),
    ("EfficientNetB1()", 0.70 * BILLION, "Tan and Le 2019"),
    ("EfficientNetB2()", 1.0 * BILLION, "Tan and Le 2019"),
    ("EfficientNetB3()", 1.8 * BILLION, "Tan and Le 2019"),
    ("ConvNeXtTiny()", 4.5 * BILLION, "Liu et al. 2022"),
]

FURTHEST = 0.025
"""How far a figure may be from its paper's, which is rounded to two or three digits."""


@cache
def counted(call: str) -> int:
    text = f"from keras.applications import *\nmodel = {call.replace('()', '(weights=None)')}\n"
    model = interpret(SourceFile("model.py", text), Options()).models[-1]
    count = Costs(model, values_of(model, 1)).total
    assert isinstance(count, int)
    return count


@pytest.mark.parametrize(("call", "published", "paper"), PUBLISHED, ids=[call for call, *_ in PUBLISHED])
def test_beside_the_paper(call: str, published: float, paper: str) -> None:
    assert counted(call) == pytest.approx(published, rel=FURTHEST), paper


def test_table(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("\n\nmodel                multiply-adds       published")
        for call, published, paper in PUBLISHED:
            print(f"{call:20} {counted(call):>14,}  {published / MILLION:>9,.0f} M  {paper}")
    assert len(PUBLISHED) >= 4
