"""Record what the backbones of keras-hub are, as real Keras builds them, into `recordings/backbones.json`.

`KERAS_BACKEND=jax PYTHONPATH=FOLDER_OF_KERAS_HUB python tests/oracle/record_backbones.py`. Each program of
`backbone_rows.py` constructs one by its class, with literal arguments.
"""

from __future__ import annotations

import json
import re
import warnings
from math import prod
from pathlib import Path
from typing import Any

from backbone_rows import ROWS

RECORDING = Path(__file__).with_name("recordings") / "backbones.json"


def program(name: str, text: str, models: Path) -> str:
    """Return the text that imports a class from the folder `name` below `models`, and makes an object of it."""
    kind = text.partition("(")[0]
    (file,) = (path for path in (models / name).glob("*.py") if re.search(rf"^class {kind}\(", path.read_text(), re.M))
    return f"from keras_hub.src.models.{name}.{file.stem} import {kind}\n\nmodel = {text}\n"


def asked(text: str) -> dict[str, Any]:
    """Run a program and count the parameters of its model."""
    import keras

    scope: dict[str, Any] = {}
    with warnings.catch_warnings(action="ignore"):
        exec(compile(text, "program.py", "exec"), scope)
    model = scope["model"]
    assert isinstance(model, keras.Model)
    trainable = sum(prod(weight.shape) for weight in model.trainable_weights)
    return {"program": text, "total": model.count_params(), "trainable": trainable}


def main() -> None:
    """Ask for every row."""
    import keras
    import keras_hub

    models = Path(keras_hub.__file__).parent / "src" / "models"
    rows = {name: asked(program(name, text, models)) for name, text in ROWS.items()}
    content = {"keras": keras.__version__, "keras_hub": keras_hub.__version__, "backbones": rows}
    RECORDING.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
