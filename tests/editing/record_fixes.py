"""Record what real Keras makes of the rules' bad examples, before and after their fixes.

`KERAS_BACKEND=jax python tests/editing/record_fixes.py`: the type of what is raised, the shape of every tensor and the
parameters of every model and layer that an example names. Never edit the recording.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")
sys.path.insert(0, str(Path(__file__).parents[2]))

import keras

from shapecheck.fixing import fix_text
from shapecheck.rules.rule import load
from shapecheck.settings import Settings

RECORDED = Path(__file__).with_name("recorded_fixes.json")


def run(text: str) -> dict[str, Any]:
    """Run a program, and say what it raised and what its names hold."""
    keras.utils.clear_session(free_memory=False)
    names: dict[str, Any] = {}
    raised = None
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            exec(compile(text, "example.py", "exec"), names)
        except Exception as error:
            raised = type(error).__name__
    tensors = {name: held.shape for name, held in names.items() if isinstance(held, keras.KerasTensor)}
    layers = {name: held for name, held in names.items() if isinstance(held, keras.Layer) and held.built}
    return {
        "raises": raised,
        "tensors": tensors,
        "parameters": {name: each.count_params() for name, each in layers.items()},
    }


def main() -> None:
    """Record the examples of all rules that have fixes."""
    found = {}
    for code, rule in load().items():
        for index, example in enumerate(rule.bad if rule.fixable else ()):
            before = "import keras\n" + example
            after = fix_text(before, "example.py", Settings(), unsafe=True).after
            found[f"{code}-{index}"] = {"text": after, "before": run(before), "after": run(after)}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(each)}" for name, each in found.items())
    RECORDED.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
