"""The rules on flattening against real Keras: what presumes is found, mended as Keras says; what is meant is left alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shapecheck.check import check_source
from shapecheck.finding import Severity
from shapecheck.fixing import fix_text
from shapecheck.graph.call import tensors_in
from shapecheck.interpreter.interpret import interpret
from shapecheck.interpreter.options import Options
from shapecheck.rules.flattening import counted
from shapecheck.settings import Settings
from shapecheck.source import SourceFile
from tests.flattening.legitimate import LEGITIMATE
from tests.flattening.presuming import PRESUMING

RECORDED: dict[str, Any] = json.loads(Path(__file__).with_name("recorded.json").read_text(encoding="utf-8"))


def test_everything_is_recorded() -> None:
    assert RECORDED.keys() == PRESUMING.keys() | LEGITIMATE.keys()
    assert len(LEGITIMATE) >= 40
    assert len(RECORDED) >= 80


@pytest.mark.parametrize("name", PRESUMING)
def test_what_presumes_is_found_on_its_line(name: str) -> None:
    program, recorded = PRESUMING[name], RECORDED[name]
    [found] = check_source(program.text, "program.py").findings
    assert (found.code, found.span.start.row) == (program.code, program.row)
    looks = program.code == "KSH102"
    assert found.severity == (Severity.ERROR if recorded["raises"] else Severity.INFO if looks else Severity.WARNING)
    sizes = ["B", *map(str, recorded["output"][1:])]
    assert f"gives ({', '.join(sizes)})" in found.message
    units = sizes[-1]
    texts = [note.message for note in found.notes]
    assert any(text.startswith("the axes come from here") for text in texts)
    assert any(text.startswith(f"Flatten() before it would give (B, {units})") for text in texts)
    if recorded["raises"]:
        rows = {note.span.start.row for note in found.notes}
        assert recorded["raises"]["row"] in rows


@pytest.mark.parametrize("name", PRESUMING)
def test_the_fix_is_what_keras_says(name: str) -> None:
    program, mended = PRESUMING[name], RECORDED[name]["mended"]
    fixed = fix_text(program.text, "program.py", Settings(), unsafe=True)
    assert fixed.after == mended["text"]
    assert mended["raises"] is None
    assert mended["output"] == [None, RECORDED[name]["output"][-1]]
    assert check_source(fixed.after, "program.py").findings == ()
    [gone] = fixed.gone
    assert gone.fix is not None
    more = mended["parameters"] - RECORDED[name]["parameters"]
    now = int(gone.message.split(" parameters;")[0].rpartition(" ")[2].replace(",", ""))
    assert gone.fix.message.endswith(f", {counted(now + more)} parameters")


@pytest.mark.parametrize("name", LEGITIMATE)
def test_what_is_meant_is_left_alone(name: str) -> None:
    assert RECORDED[name]["raises"] is None
    findings = check_source(LEGITIMATE[name], "program.py").findings
    assert [each for each in findings if each.code.startswith("KSH1") or each.severity > Severity.INFO] == []


@pytest.mark.parametrize("name", LEGITIMATE)
def test_shapes_and_counts_are_those_of_keras(name: str) -> None:
    program = interpret(SourceFile("program.py", LEGITIMATE[name]), Options())
    model, recorded = program.models[-1], RECORDED[name]
    assert model.parameters.total == recorded["parameters"]
    if recorded["output"] is not None:
        views = [each.keras_view() for _, output in model.outputs for each in tensors_in(output)]
        shapes = [[size if isinstance(size, int) else None for size in view or ()] for view in views]
        assert shapes == (recorded["output"] if isinstance(recorded["output"][0], list) else [recorded["output"]])
