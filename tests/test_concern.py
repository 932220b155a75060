"""Which files may have to do with Keras: those that import it, and those that import what does."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapecheck.check import check_paths
from shapecheck.concern import concerns_keras, may_concern_keras

MODEL = """import keras

def make(n):
    return keras.Sequential([keras.Input((n,)), keras.layers.Dense(3)])
"""
FILES = {
    "model.py": MODEL,
    "other.py": "import os\n",
    "far.py": "import near\n",
    "near.py": "import here\n",
    "here.py": "import main, model\n",
    "nets/__init__.py": "from .inner import make\n",
    "nets/inner.py": MODEL,
    "nets/user.py": "from . import inner\n",
    "nets/plain.py": "from ..other import x\nfrom . import nothing\nfrom .... import too_far\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1", False),
        ("# keras", False),
        ("'''We use keras here'''", False),
        ("from names import keras_like", False),
        ("import tensorflow as tf", True),
        ("import os; import keras", True),
        ("import os, tf_keras", True),
        ("from \\\n    tensorflow import keras", True),
        ("if True: from keras import layers", True),
        ("try:\n    from tensorflow.keras.layers import (\n        Dense)", True),
        ("k = __import__('keras')", True),
        ("k = importlib.import_module('tensorflow.keras')", True),
        ("__import__('other')", False),
        ("from model import make", True),
        ("import os, model as m", True),
        ("import other", False),
        ("from nets import make", True),
        ("from nets import (make,\n    other)", True),
        ("from nets.inner import make", True),
        ("import nets.user", True),
        ("import far", False),
        ("import numpy", False),
        ("if True:\n    from model import make", True),
        ("from missing import model", False),
    ],
)
def test_by_text_and_by_bytes(text: str, expected: bool, folder: Path) -> None:
    main = str(folder / "main.py")
    assert concerns_keras(text, main) is expected
    assert may_concern_keras(text.encode(), main) is expected


@pytest.mark.parametrize(("name", "expected"), [("nets/user.py", True), ("nets/plain.py", False)])
def test_relative_imports(name: str, expected: bool, folder: Path) -> None:
    assert concerns_keras(FILES[name], str(folder / name)) is expected


def test_what_is_done_with_a_model_of_another_file(folder: Path) -> None:
    train = folder / "train.py"
    text = "import numpy as np\nfrom model import make\n\nm = make(8)\nm.compile('adam', 'mse')\n"
    train.write_text(f"{text}m.fit(np.zeros((20, 9)), np.zeros((20, 3)))\n")
    (found,) = check_paths([train]).findings
    assert (found.code, found.span.start.row) == ("KSH306", 6)
