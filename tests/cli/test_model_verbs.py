"""`shapecheck summary` and `shapecheck verify`: targets, values, statuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.cli.conftest import Command


def test_summary_text(shapecheck: Command) -> None:
    done = shapecheck("summary", "net.py::build")
    assert (done.status, done.err) == (0, "")
    assert "units" in done.out
    assert "small" not in done.out
    assert "785*units" in done.out.replace(" ", "")
    assert max(map(len, done.out.splitlines())) <= 80


def test_summary_with_values(shapecheck: Command) -> None:
    done = shapecheck("summary", "net.py::build", "--set", "units=10", "--set", "rate=0.25")
    assert "7,850" in done.out


def test_summary_json(shapecheck: Command) -> None:
    done = shapecheck("summary", "net.py", "--output-format", "json")
    (file,) = json.loads(done.out)["files"]
    assert file["path"] == "net.py"
    small, net = file["models"]
    assert (small["name"], small["target"], small["kind"]) == ("small", "net.py::small", "sequential")
    assert small["parameters"] == {"total": 15, "trainable": 15, "non_trainable": 0}
    assert net["target"] == "net.py::build"
    assert net["symbols"]["units"]["kind"] == "static"
    assert net["complete"] is True


def test_summary_of_a_variable(shapecheck: Command) -> None:
    out = shapecheck("summary", "net.py::small").out
    assert "small" in out
    assert "units" not in out


def test_the_model_that_a_target_returns_bears_its_name(shapecheck: Command) -> None:
    text = """
        import keras

        def stem(x):
            return keras.Sequential([keras.layers.Dense(3)], name="stem")(x)

        def network(units):
            x = keras.Input((4,))
            return keras.Model(x, keras.layers.Dense(units)(stem(x)), name="network")

        def large():
            return network(7)
    """
    Path("family.py").write_text(dedent(text))
    done = shapecheck("summary", "family.py::large", "--output-format", "json")
    (file,) = json.loads(done.out)["files"]
    last = file["models"][-1]
    assert (last["name"], last["target"], last["parameters"]["total"]) == ("network", "family.py::large", 15 + 28)


def test_summary_of_several(shapecheck: Command) -> None:
    done = shapecheck("summary", ".", "net.py::small", "--output-format", "json")
    assert [file["path"] for file in json.loads(done.out)["files"]] == [
        "bad.py",
        "good.py",
        "info.py",
        "net.py",
        "net.py",
    ]


def test_summary_of_a_file_without_models(shapecheck: Command) -> None:
    done = shapecheck("summary", "good.py")
    assert (done.status, done.out, done.err) == (0, "", "shapecheck: no model is made in good.py\n")


def test_summary_of_broken_files(shapecheck: Command, project: Path) -> None:
    (project / "broken.py").write_text("def f(:\n")
    done = shapecheck("summary", "broken.py", "net.py::small")
    assert done.status == 1
    assert done.err.startswith("broken.py:")
    assert "KSH001" in done.err
    assert "small" in done.out


@pytest.mark.parametrize("verb", ["summary", "verify"])
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nope.py"], "nope.py: no such file or directory"),
        (["net.py::biuld"], 'no function, class or model is called biuld; did you mean "build"?'),
        (["net.py::build", "--set", "unit=3"], 'net.py::build has no parameter unit; did you mean "units"?'),
        (["net.py::build", "--set", "units"], "--set units: it is written NAME=VALUE"),
        (["net.py::build", "--set", "units=relu"], "'relu' is not a Python literal (a string is written"),
        (["net.py::build", "--set", "units=print(1)"], "'print(1)' is not a Python literal"),
        (["net.py::build", "--input", "x=(3"], "--input x: not a shape: '(3'"),
        ([], "TARGET"),
    ],
)
def test_wrong_usage(shapecheck: Command, verb: str, arguments: list[str], expected: str) -> None:
    done = shapecheck(verb, *arguments)
    assert done.status == 2
    assert expected in done.err


def test_verify(shapecheck: Command) -> None:
    done = shapecheck("verify", "net.py")
    assert done.status == 0
    assert "2 of 2 models agree with their execution in NumPy" in done.out


def test_verify_says_what_differs(shapecheck: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from shapecheck.execution import verify as verifying

    row = verifying.Row("dense", "keras.layers.Dense", ((2, 3),), ((2, 4),), False)
    outcome = verifying.Verification({}, (row,), 15, 20)
    monkeypatch.setattr(verifying, "verify", lambda model: outcome)
    done = shapecheck("verify", "net.py::small")
    assert done.status == 1
    assert "DIFFERS" in done.out
    assert "parameters: 15 inferred, 20 allocated" in done.out
    assert "inferred ((2, 3),), executed ((2, 4),)" in done.out


def test_verify_says_what_was_not_run(shapecheck: Command, project: Path) -> None:
    lines = [
        "import keras",
        "x = keras.Input((6, 6, 3))",
        "y = keras.layers.RandomCrop(4, 4)(keras.layers.RandomCrop(5, 5)(x))",
        "model = keras.Model(x, keras.layers.Flatten()(y))",
    ]
    (project / "crop.py").write_text("\n".join(lines))
    done = shapecheck("verify", "crop.py")
    assert done.status == 0
    first, number, reason = done.out.splitlines()[-3:]
    assert first.startswith("0 of 1 models agree with their execution in NumPy, 1 run in part")
    assert number == "Not run: 2 calls"
    assert reason.split()[:3] == ["2", "keras.layers.RandomCrop", "has"]


def test_verify_a_model_that_cannot_be_run(shapecheck: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from shapecheck.execution import verify as verifying

    outcome = verifying.Verification({}, (), None, 0, reason="the calls of small are not known")
    monkeypatch.setattr(verifying, "verify", lambda model: outcome)
    done = shapecheck("verify", "net.py::small")
    assert done.status == 0
    assert "1 not run" in done.out
    assert "the calls of small are not known" in done.out


def test_lines_of_the_file_itself_are_numbers(shapecheck: Command, project: Path) -> None:
    (project / "alone.py").write_text(MODEL_OF_SIZES)
    (project / "folder").mkdir()
    (project / "folder" / "alone.py").write_text(MODEL_OF_SIZES)
    for target in ("alone.py", "alone.py::build", "folder/alone.py::build", "./alone.py::build"):
        out = shapecheck("summary", target).out
        assert re.search(r"^Model: .*  functional  (folder/)?alone\.py:\d+$", out, re.MULTILINE)
        assert "alone.py:" not in out.partition("\n")[2]


def test_long_formulas_are_wrapped(shapecheck: Command, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "long.py").write_text(MODEL_OF_SIZES)
    narrow = shapecheck("summary", "long.py::build").out
    assert max(map(len, narrow.splitlines())) <= 80
    monkeypatch.setenv("COLUMNS", "200")
    wide = shapecheck("summary", "long.py::build").out
    assert 80 < max(map(len, wide.splitlines())) <= 200
    totals = [" ".join(out.partition("Total params: ")[2].partition("Trainable")[0].split()) for out in (narrow, wide)]
    assert totals[0] == totals[1]


def test_columns_batch_and_dtype(shapecheck: Command) -> None:
    plain = shapecheck("summary", "net.py::small").out
    assert "(B, 3)" in plain
    assert "(60.00 B)" in plain
    shown = shapecheck(
        "summary", "net.py::small", "--columns", "params,activations", "--batch", "32", "--dtype", "float16"
    )
    assert "(32, 3)" in shown.out
    assert re.search(r"dense.*│ +15 │ +96 │", shown.out)
    assert " Total params: 15 (30.00 B)" in shown.out
    assert " B = 32: batch" in shown.out
    assert re.search(r"dense.*│ +3\*B │", shapecheck("summary", "net.py::small", "--columns", "activations").out)


def test_multiply_adds(shapecheck: Command) -> None:
    shown = shapecheck("summary", "net.py::small", "--columns", "flops").out
    assert re.search(r"dense.*│ +12\*B │", shown)
    assert " Multiply-adds: 12*B\n" in shown
    shown = shapecheck("summary", "net.py::small", "--columns", "flops,params", "--batch", "32").out
    assert re.search(r"dense.*│ +384 │ +15 │", shown)
    assert " Multiply-adds: 384\n" in shown


def test_costs_in_json(shapecheck: Command) -> None:
    def model(*arguments: str) -> Any:
        return json.loads(shapecheck("summary", "net.py::small", "--output-format", "json", *arguments).out)["files"][
            0
        ]["models"][-1]

    plain = model()
    assert "multiply_adds" not in plain
    assert "activations" not in plain["layers"][-1]
    counted = model("--columns", "flops,activations", "--dtype", "float16")
    assert counted["multiply_adds"] == "12*B"
    last = counted["layers"][-1]
    assert (last["multiply_adds"], last["activations"], last["activation_bytes"]) == ("12*B", "3*B", "6*B")
    assert model("--columns", "flops", "--batch", "32")["multiply_adds"] == 384


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--columns", "parms"], 'there is no "parms"; did you mean "params"?; known are params, flops, activations'),
        (["--dtype", "int8"], 'there is no "int8"; known are float64, '),
        (["--batch", "0"], "Invalid value for '--batch'"),
    ],
)
def test_columns_that_there_are_not(shapecheck: Command, arguments: list[str], expected: str) -> None:
    done = shapecheck("summary", "net.py", *arguments)
    assert done.status == 2
    assert expected in done.err


MODEL_OF_SIZES = """
import keras


def build(image_height, image_width, first_filters, second_filters, hidden_units, number_of_classes):
    x = inputs = keras.Input((image_height, image_width, 3))
    x = keras.layers.Conv2D(first_filters, 3, padding="same")(x)
    x = keras.layers.Conv2D(second_filters, 5, padding="same")(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(hidden_units)(x)
    return keras.Model(inputs, keras.layers.Dense(number_of_classes)(x))
"""
