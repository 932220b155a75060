"""Fixtures against recordings of real Keras: every model, layer, shape, weight and count."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures import BUGGY, CORRECT, described, differences, program, recorded


def _compare(directory: Path) -> list[str]:
    found: list[str] = []
    models = recorded(directory)["files"][0]["models"]
    analysed = program(directory).models
    if len(models) != len(analysed):
        found.append(f"{len(models)} models recorded ({[m['name'] for m in models]}), {len(analysed)} found")
    for expected, model in zip(models, analysed, strict=False):
        found.extend(differences(expected, described(model), expected["name"]))
        if expected["target"].partition("::")[2] != (model.target or ""):
            found.append(f"{expected['name']}: target {expected['target']} recorded, {model.target} found")
    return found


@pytest.mark.parametrize("directory", CORRECT, ids=lambda path: path.name)
def test_correct_fixture_is_as_recorded(directory: Path) -> None:
    assert _compare(directory) == []


@pytest.mark.parametrize("directory", CORRECT, ids=lambda path: path.name)
def test_nothing_in_a_correct_fixture_is_refused(directory: Path) -> None:
    assert [problem.message for problem in program(directory).problems] == []


@pytest.mark.parametrize("directory", BUGGY, ids=lambda path: path.name)
def test_models_of_a_buggy_fixture_are_as_recorded(directory: Path) -> None:
    models = recorded(directory)["files"][0]["models"]
    by_name = {model.name: model for model in program(directory).models}
    found = [
        line
        for expected in models
        if expected["name"] in by_name and by_name[expected["name"]].complete
        for line in differences(expected, described(by_name[expected["name"]]), expected["name"])
    ]
    assert found == []
