"""One text, run by real Keras and analysed: what both say of its models."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from shapecheck.interpreter.interpret import Options, interpret
from shapecheck.interpreter.program import Program
from shapecheck.source import SourceFile
from tests.fixtures import described, differences, in_thread

ORACLE = Path(__file__).parent / "oracle"
needs_keras = pytest.mark.skipif(importlib.util.find_spec("keras") is None, reason="real Keras is the oracle")


def recorded(text: str) -> dict[str, Any]:
    """Return what a recording of real Keras says of a text."""
    sys.path.insert(0, str(ORACLE))
    try:
        from record import record_text
    finally:
        sys.path.remove(str(ORACLE))
    answer: dict[str, Any] = record_text(text)
    return answer


class Raised(NamedTuple):
    """What a text raises: the error's name and words, and the last line of the text that it came through."""

    type: str
    message: str
    line: int | None


def raised(text: str) -> Raised | None:
    """Run a text with real Keras in this process, which is quicker than a recording, and return what it raises."""
    keras = pytest.importorskip("keras")
    keras.utils.clear_session(free_memory=False)
    try:
        exec(compile(text, "model.py", "exec"), {"__name__": "model"})
    except Exception as error:
        stack = traceback.extract_tb(error.__traceback__)
        line = next((frame.lineno for frame in reversed(stack) if frame.filename == "model.py"), None)
        return Raised(type(error).__name__, str(error), line)
    return None


def analysed(text: str, path: Path, options: Options | None = None) -> Program:
    """Write a text to a file and analyse it."""
    path.write_text(text)
    program: Program = in_thread(lambda: interpret(SourceFile.read(str(path)), options or Options()))
    return program


def disagreements(text: str, path: Path) -> list[str]:
    """Say where the analysis of a correct text differs from what Keras says: every model, layer, shape and weight."""
    answer, program = recorded(text), analysed(text, path)
    assert answer["raises"] is None
    found = [problem.message for problem in program.problems]
    models = answer["files"][0]["models"]
    if len(models) != len(program.models):
        found.append(f"{len(models)} models recorded, {len(program.models)} found")
    for expected, model in zip(models, program.models, strict=False):
        found.extend(differences(expected, described(model), expected["name"]))
        target = expected["target"].partition("::")[2]
        if target != (model.target or ""):
            found.append(f"{expected['name']}: target {target} recorded, {model.target} found")
    return found
