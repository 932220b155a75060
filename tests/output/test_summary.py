"""The text and the JSON of `summary`, of programs made by hand and of what real Keras was recorded to say."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shapecheck.finding import Finding, Severity
from shapecheck.graph.model import Model
from shapecheck.interpreter.program import Program
from shapecheck.output import summary_json, summary_text
from shapecheck.output.view import View
from shapecheck.report import Examined
from shapecheck.shapes.dims import Symbol, parse
from tests.fixtures import CORRECT, program, recorded
from tests.output import models
from tests.output.golden_files import assert_golden
from tests.output.samples import span

PROGRAMS = [models.symbolic, models.numeric]
_FIELDS = "name target line kind symbols requires inputs outputs parameters layers operations cases complete".split()


def _text(shown: Program, width: int = 80, depth: int = 2, *, colored: bool = False) -> str:
    stream = io.StringIO()
    console = summary_text.console_for(stream, colored=colored, width=width)
    summary_text.print_summary(shown, shown.models, console, View(depth))
    return stream.getvalue()


def _json(shown: Program) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(summary_json.render([Examined("model.py", None, shown)]))
    return content


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("make", PROGRAMS)
def test_whole_text(make: Callable[[], Program], width: int) -> None:
    assert_golden(f"summary.{make.__name__}.{width}.txt", _text(make(), width))


@pytest.mark.parametrize("make", PROGRAMS)
def test_whole_json(make: Callable[[], Program]) -> None:
    examined = Examined("models/encoder.py", None, make())
    assert_golden(f"summary.{make.__name__}.json", summary_json.render([examined]))


@pytest.mark.parametrize("width", [40, 80, 100, 120, 200])
def test_tables_fit(width: int) -> None:
    frames = [line for line in _text(models.symbolic(), width).splitlines() if line[:1] in "┏┃┡│└"]
    assert frames
    assert max(map(len, frames)) <= width


def test_depth_shows_nested_layers() -> None:
    assert "  dense (Dense)" not in _text(models.symbolic(), depth=1)
    assert "  dense (Dense)" in _text(models.symbolic(), depth=2)


def test_colors_only_when_asked() -> None:
    assert "\x1b" not in _text(models.symbolic())
    assert "\x1b" in _text(models.symbolic(), colored=True)


def test_names_are_not_markup() -> None:
    shown = models.numeric()
    [model] = shown.models
    shown.models = [Model("[red]:dog:\x1b[0m", "sequential", None, model.site, (), (), model.layers)]
    assert 'Model: "[red]:dog:\ufffd[0m"' in _text(shown)


def test_width_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert summary_text.console_for(io.StringIO(), colored=False).width == 80
    monkeypatch.setenv("COLUMNS", "132")
    assert summary_text.console_for(io.StringIO(), colored=False).width == 132


def test_json_has_the_fields_of_the_contract() -> None:
    [described] = _json(models.symbolic())["files"]
    assert list(described) == ["path", "models", "unknown", "problems"]
    assert all(list(model) == _FIELDS for model in described["models"])


def test_formulas_of_the_json_can_be_read_back() -> None:
    shown = models.symbolic()
    symbols = {name: origin.symbol for name, origin in shown.models[1].symbols.items()}
    symbols |= {"vocab": models.VOCAB, "steps": Symbol("steps", dynamic=True)}
    for row, described in zip(shown.models[1].layers, _json(shown)["files"][0]["models"][1]["layers"], strict=True):
        if row.parameters.total is None:
            assert described["parameters"] is None
        else:
            assert parse(str(described["parameters"]), symbols) == row.parameters.total


def test_a_file_that_cannot_be_read_says_why() -> None:
    failure = Finding("KSH001", "syntax-error", Severity.ERROR, "invalid syntax", span(3, 1, 1), filename="a.py")
    [described] = json.loads(summary_json.render([Examined("a.py", failure=failure)]))["files"]
    assert described == {
        "path": "a.py",
        "models": [],
        "unknown": [{"line": 3, "reason": "invalid syntax"}],
        "problems": 0,
    }


def _differences(expected: Any, actual: Any, place: str = "") -> Iterator[str]:
    """Say where the JSON differs from the recording; where Keras says None, and of formulas, anything may stand."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name, content in expected.items():
            if name not in actual:
                yield f"{place}.{name} is missing"
            elif (name, actual[name]) != ("complete", False):
                yield from _differences(content, actual[name], f"{place}.{name}")
    elif isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            yield f"{place}: {len(expected)} recorded, {len(actual)} found"
        for index, (one, other) in enumerate(zip(expected, actual, strict=False)):
            yield from _differences(one, other, f"{place}[{index}]")
    elif isinstance(expected, int) and (actual is None or isinstance(actual, str)):
        return
    elif expected is not None and expected != actual:
        yield f"{place}: {expected!r} recorded, {actual!r} found"


@pytest.mark.parametrize("directory", CORRECT, ids=lambda path: path.name)
def test_json_has_the_form_of_the_recordings(directory: Path) -> None:
    assert list(_differences(recorded(directory)["files"], _json(program(directory))["files"])) == []
