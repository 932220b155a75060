"""Data that nobody can read: believed where the program or its configuration says their shape, silent where not."""

from __future__ import annotations

import pytest

from shapecheck import Finding, check_source
from shapecheck.settings import Settings

_MODEL = (
    "import numpy as np\nimport keras\nfrom data import load\n"
    "model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(1)])\n"
    "model.compile('adam', 'mse')\n"
)


def findings(text: str, **settings: object) -> list[Finding]:
    return list(check_source(_MODEL + text, settings=Settings(**settings)).findings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "x = np.load('x.npy')\nmodel.fit(x, np.load('y.npy'))",
        "x = load()\nmodel.fit(x, load())",
        "x = np.load('x.npy')  # shape: (N, 28, 28)\ny = np.load('y.npy')  # shape: (N, 1)\nmodel.fit(x, y)",
        "x = load()  # shape: (N, H, W)\nmodel.predict(x)",
        "x = np.load('x.npy')\nassert x.shape[1:] == (28, 28)\nmodel.predict(x / 255)",
        "x = np.load('x.npz')['x']\nassert x.ndim == 3\nmodel.predict(x)",
        "x = np.load('x.npy')  # a shape: (N, 5)\nmodel.predict(x)",
        "x = keras.Input((4,))\ny = load(x)  # shape: (N, 5)\nmodel.predict(y)",
    ],
)
def test_silent(text: str) -> None:
    assert findings(text) == []


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("x = np.load('x.npy')  # shape: (N, 28, 27)\nmodel.predict(x)", "`# shape: (N, 28, 27)`"),
        ("x = load('x')  # shape: (N, 5)\nmodel.predict(x / 255.0)", "`# shape: (N, 5)`"),
        ("x = np.load('x.npy')\nassert x.shape == (60, 27, 28)\nmodel.predict(x)", "`assert x.shape == (60, 27, 28)`"),
        ("x = np.load('x.npy')\nassert x.shape[1:] == (28, 27)\nmodel.predict(x)", "`assert x.shape[1:] == (28, 27)`"),
        ("x = np.load('x.npy')\nassert x.ndim == 2\nmodel.predict(x)", "`assert x.ndim == 2`"),
    ],
)
def test_what_is_said_is_believed_and_cited(text: str, cited: str) -> None:
    (found,) = findings(text)
    assert found.code == "KSH306"
    assert any(cited in note.message for note in found.notes)


def test_a_name_is_one_size() -> None:
    text = "x = np.load('x.npy')  # shape: (N, 28, 28)\ny = np.load('y.npy')  # shape: (M, 1)\nmodel.fit(x, y[1:])"
    assert findings(text) == []
    text = "x = np.load('x.npy')  # shape: (N, 28, 28)\ny = np.load('y.npy')  # shape: (N, 1)\nmodel.fit(x, y[1:])"
    assert [found.code for found in findings(text)] == ["KSH308"]


@pytest.mark.parametrize(
    ("shapes", "codes"),
    [
        ({"data.load": (("N", 28, 28),)}, []),
        ({"data.load": (("N", 28, 27),)}, ["KSH306"]),
        ({"data.other": (("N", 28, 27),)}, []),
    ],
)
def test_what_the_configuration_says(shapes: dict[str, tuple[object, ...]], codes: list[str]) -> None:
    assert [found.code for found in findings("model.predict(load())", shapes=shapes)] == codes


def test_several_results_and_functions_of_the_program() -> None:
    text = "def read():\n    return np.load('x.npy'), np.load('y.npy')\nx, y = read()\nmodel.fit(x, y)"
    assert findings(text) == []
    assert findings(text, shapes={"read": (("N", 28, 28), ("N", 1))}) == []
    (found,) = findings(text, shapes={"read": (("N", 28, 27), ("N", 1))})
    assert any("[tool.shapecheck.shapes]" in note.message for note in found.notes)
