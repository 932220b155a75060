"""The recorder itself: what it lists, under which names, and how it tells an error's place and time."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import shutil
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from entries import automatic_entries
from record import ROOT, fixture_directories, main, record_fixture, record_text, render

needs_keras = pytest.mark.skipif(importlib.util.find_spec("keras") is None, reason="real Keras is the oracle")
FIXTURES = fixture_directories()
MARK = re.compile(r"# (KSH\d{3})$")


def recorded(text: str, **arguments: dict[str, Any]) -> dict[str, Any]:
    return record_text(dedent(text), arguments)


def models(record: dict[str, Any]) -> list[dict[str, Any]]:
    assert record["raises"] is None
    (file,) = record["files"]
    return list(file["models"])


def marks(directory: Path) -> list[tuple[int, str]]:
    lines = (directory / "model.py").read_text(encoding="utf-8").splitlines()
    found = [(number, MARK.search(line)) for number, line in enumerate(lines, start=1)]
    return [(number, match[1]) for number, match in found if match]


@needs_keras
@pytest.mark.parametrize("name", ["correct/symbolic_text_model", "correct/siamese_shared_tower", "buggy/reshape_total"])
def test_a_recording_is_repeatable(name: str) -> None:
    directory = ROOT / "fixtures" / name
    assert record_fixture(directory) == json.loads((directory / "expected.json").read_text(encoding="utf-8"))


@needs_keras
def test_check_fails_on_a_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = shutil.copytree(ROOT / "fixtures/correct/mlp_old_style", tmp_path / "mlp_old_style")
    expected = directory / "expected.json"
    expected.write_text(expected.read_text(encoding="utf-8").replace("[8, 12]", "[8, 13]"), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["record.py", "--check", str(directory)])
    assert main() == 1
    assert "[8, 13]" in capsys.readouterr().out


@needs_keras
def test_a_sequential_is_listed_once_in_its_last_state_and_entries_have_fresh_names() -> None:
    record = recorded("""
        from tensorflow import keras
        from tensorflow.keras.layers import Dense

        model = keras.Sequential()
        model.add(keras.Input((4,)))
        model.add(Dense(3))
        model.add(Dense(2))

        def build(units):
            return keras.Sequential([keras.Input((4,)), Dense(units)])
    """, build={"units": 5})  # fmt: skip
    first, second = models(record)
    assert (first["name"], first["target"]) == ("sequential", "model.py::model")
    assert [layer["name"] for layer in first["layers"]] == ["dense", "dense_1"]
    assert (second["name"], second["target"]) == ("sequential", "model.py::build")
    assert second["layers"][0]["name"] == "dense"
    assert second["parameters"]["total"] == 25
    assert record["arguments"] == {"build": {"units": 5}}


@needs_keras
def test_unknown_sizes_of_a_subclassed_model_stay_unknown() -> None:
    (model,) = models(
        recorded("""
            import keras
            from keras import layers

            class Tagger(keras.Model):
                def __init__(self):
                    super().__init__()
                    self.reader = layers.LSTM(4, return_sequences=True)
                    self.head = layers.Dense(2)

                def call(self, steps):
                    return self.head(self.reader(steps))

            tagger = Tagger()
            tagger(keras.Input((None, 3)))
        """)
    )
    assert model["kind"] == "subclassed"
    assert model["inputs"] == [{"name": "steps", "shape": [None, None, 3], "dtype": "float32"}]
    assert [layer["output_shape"] for layer in model["layers"]] == [[None, None, 4], [None, None, 2]]


@needs_keras
def test_an_unbuilt_model_is_incomplete() -> None:
    (model,) = models(recorded("import keras\nmodel = keras.Sequential([keras.layers.Dense(3)])\n"))
    assert not model["complete"]
    assert model["parameters"] == {"total": None, "trainable": None, "non_trainable": None}


@needs_keras
def test_training_moves_to_a_backend_that_can_and_errors_say_when() -> None:
    record = recorded("""
        import keras
        import numpy as np

        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile(loss="mse")
        model.fit(
            np.zeros((8, 5)),
            np.zeros((8, 1)),
            verbose=0,
        )
    """)
    assert record["backend"] == "jax"
    assert record["raises"]["when"] == "run"
    assert record["raises"]["line"] == 7
    assert [model["parameters"]["total"] for model in record["files"][0]["models"]] == [5]


def test_entries_build_alone_and_are_reached_by_nothing_else() -> None:
    tree = ast.parse(
        dedent("""
            def tower(): return Model(a, b)
            def build(): return Model(tower(), c)
            def used(): return Sequential([])
            def sized(units): return Sequential([Dense(units)])
            def defaults(units=3): return Sequential([Dense(units)])
            def numbers(): return [1, 2]
            def main(): build().fit(x)
            model = used()
            if __name__ == "__main__":
                main()
        """)
    )
    assert automatic_entries(tree, []) == ["build", "defaults"]
    assert automatic_entries(tree, ["build"]) == ["defaults"]


def test_rendered_json_is_narrow_and_the_same_data() -> None:
    value = {"layers": [{"name": f"conv{i}", "shape": [None, i], "calls": [[i] * 20]} for i in range(3)], "e": []}
    text = render(value)
    assert json.loads(text) == value
    assert max(len(line) for line in text.splitlines()) <= 120


@pytest.mark.parametrize("directory", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_fixtures_are_recorded_and_marked(directory: Path) -> None:
    expected = json.loads((directory / "expected.json").read_text(encoding="utf-8"))
    raises, found = expected["raises"], marks(directory)
    if directory.parent.name == "correct":
        assert raises is None
        # Hints are welcome in correct code; they never fail.
        assert all(code.startswith("KSH7") for _, code in found)
        return
    assert found
    # what only shows in a run is raised where the run begins, and marked where it is written
    built = {line for line, code in found if code.startswith("KSH2")}
    if built and raises["when"] == "build":
        assert raises["line"] in built
