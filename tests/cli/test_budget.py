"""Budgets of parameters, and the share of one Dense, from the configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.mark.parametrize(("most", "status"), [(784 * 7 + 7, 0), (784 * 7 + 6, 1), (0, 1)])
def test_a_model_over_its_budget_is_an_error(shapecheck: Command, project: Path, most: int, status: int) -> None:
    (project / "shapecheck.toml").write_text(f'[budget]\n"made.py::seven" = {most}\n')
    (project / "made.py").write_text(
        "import keras\n"
        "def build(units):\n"
        "    return keras.Sequential([keras.Input((784,)), keras.layers.Dense(units)])\n"
        "seven = build(7)\n"
        "eight = build(8)\n"
    )
    done = shapecheck("check", "made.py", "--output-format", "json")
    assert done.status == status
    found = json.loads(done.out)
    assert [each["code"] for each in found] == ["KSH503"] * status
    for each in found:
        assert each["severity"] == "error"
        assert each["message"] == f"seven has 5,495 parameters, its budget is {most:,}"


def test_a_formula_that_may_be_less_is_told(shapecheck: Command, project: Path) -> None:
    """`build(units)` of net.py has 785*units parameters: that may be less than its budget."""
    (project / "shapecheck.toml").write_text('[budget]\n"net.py::build" = 1000\n')
    [found] = json.loads(shapecheck("check", "net.py", "--output-format", "json").out)
    assert (found["code"], found["severity"]) == ("KSH503", "info")
    assert found["message"] == "the budget of build cannot be checked: it has 785*units parameters"


def test_a_budget_of_what_is_not_there_is_told(shapecheck: Command, project: Path) -> None:
    (project / "shapecheck.toml").write_text('[budget]\n"net.py::Missing" = 5\n')
    done = shapecheck("check", "net.py")
    assert "the budget of Missing cannot be checked" in done.out
    assert done.status == 0


def test_the_share_of_a_dense_is_a_setting(shapecheck: Command, project: Path) -> None:
    (project / "wide.py").write_text(
        "import keras\n"
        "m = keras.Sequential([keras.Input((64, 64, 3)), keras.layers.Conv2D(16, 3), keras.layers.Flatten(),\n"
        "    keras.layers.Dense(64), keras.layers.Dense(2000)])\n"
    )
    [found] = json.loads(shapecheck("check", "wide.py", "--output-format", "json").out)
    # by Keras: Conv2D 448, Dense 16 * 62 * 62 * 64 + 64 = 3,936,320, Dense 130,000
    assert found["message"] == "this Dense holds 96 % of the model's 4,066,768 parameters: 3,936,320"
    assert [note["message"] for note in found["notes"]] == [
        "(B, 62, 62, 16) is flattened here",
        "GlobalAveragePooling2D() in its place would make it 1,088 parameters",
    ]
    assert "KSH501" not in shapecheck("check", "wide.py", "--config", "dense-share=0.99").out
