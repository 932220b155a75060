"""Record what real Keras makes of the programs of this folder: `KERAS_BACKEND=jax python tests/flattening/record.py`.

For each: where it raises, the shape that the model gives, and its parameters; the same of what a fix makes of those that
presume. Never edit the recording.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).parents[2]))

import keras

from shapecheck.fixing import fix_text
from shapecheck.settings import Settings
from tests.flattening.legitimate import LEGITIMATE
from tests.flattening.presuming import PRESUMING

RECORDED = Path(__file__).with_name("recorded.json")


def record(text: str) -> dict[str, Any]:
    """Run a program, and say what became of it: of its model, where it made one, the last output and the count."""
    keras.utils.clear_session(free_memory=False)
    names: dict[str, Any] = {}
    raises = None
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            exec(compile(text, "program.py", "exec"), names)
        except Exception as error:
            rows = [
                frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "program.py"
            ]
            raises = {"type": type(error).__name__, "row": rows[-1]}
    model = names["model"]
    shape = (
        names["y"].shape if "y" in names else model.output_shape if model.built and hasattr(model, "inputs") else None
    )
    return {"raises": raises, "output": shape, "parameters": model.count_params() if model.built else None}


def mended(text: str) -> dict[str, Any]:
    """Record the program that the unsafe fixes make of one."""
    after = fix_text(text, "program.py", Settings(), unsafe=True).after
    return {"text": after, **record(after)}


def main() -> None:
    """Record all programs."""
    found = {name: {**record(each.text), "mended": mended(each.text)} for name, each in PRESUMING.items()}
    found |= {name: record(text) for name, text in LEGITIMATE.items()}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(each)}" for name, each in found.items())
    RECORDED.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
