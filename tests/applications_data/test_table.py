"""The table of `keras.applications` without their tops: sizes, poolings and truncation, each as real Keras builds it."""

from __future__ import annotations

import os

import pytest

pytest.importorskip("keras")

from application_programs import CONSTRUCTORS, programs
from record_application_calls import recorded, summarized
from user_programs import analysed, described

KINDS = {
    "any size": "any, none",
    "odd": "101x96, none",
    "average": "any, avg",
    "maximum": "129x135, max",
    "within": "150x150, avg",
    "truncated": "96x160, cut",
}
"""The programs with `include_top=False` by their titles: the size of the images and the pooling."""

EVERY = 1 if os.environ.get("SHAPECHECK_ORACLE_EXAMPLES") else 10
"""Without the environment's word one constructor in ten is tried."""


def test_table(capsys: pytest.CaptureFixture[str]) -> None:
    models, texts = recorded()["models"], dict(programs())
    assert len(CONSTRUCTORS) * len(KINDS) >= 120
    lines, wrong = [], []
    for name in CONSTRUCTORS[::EVERY]:
        cells = []
        for kind in KINDS:
            title = f"{name}: {kind}"
            same = summarized(described(analysed(texts[title]))) == models[title]
            cells.append("as Keras" if same else "OTHERWISE")
            wrong += [] if same else [title]
        lines.append(f"{name:20}" + "".join(f"{cell:>14}" for cell in cells))
    with capsys.disabled():
        print(f"\n\n{'':20}" + "".join(f"{words:>14}" for words in KINDS.values()))
        print("\n".join(lines))
        print(f"{len(lines) * len(KINDS)} cases, {len(wrong)} otherwise")
    assert wrong == []
