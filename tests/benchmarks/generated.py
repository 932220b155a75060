"""Programs of any length: scripts with a model each, of so many layers, with so many lines around."""

from __future__ import annotations

from pathlib import Path


def script(number: int, layers: int = 8, lines: int = 40) -> str:
    """Return a script that builds and fits an image classifier; no two numbers give the same."""
    body = "".join(
        f'x = layers.Conv2D({8 + (number + layer) % 7}, 3, padding="same", activation="relu")(x)\n'
        + ("x = layers.MaxPooling2D()(x)\n" if layer in (2, 5) else "")
        for layer in range(layers)
    )
    plain = "".join(f"value_{line} = {{'a': [{number}, {line}], 'b': ({line}, 'text')}}\n" for line in range(lines))
    return (
        f'"""Classify images, {number}."""\n\nimport numpy as np\nimport keras\nfrom keras import layers\n\n{plain}\n'
        f"inputs = keras.Input((32, 32, 3))\nx = inputs\n{body}x = layers.Flatten()(x)\n"
        f'outputs = layers.Dense({10 + number % 3}, activation="softmax")(x)\nmodel = keras.Model(inputs, outputs)\n'
        'model.compile("adam", "sparse_categorical_crossentropy")\n'
        f"model.fit(np.zeros((64, 32, 32, 3)), np.zeros((64,), dtype=int), epochs={number % 5 + 1})\n"
    )


def tree(folder: Path, files: int) -> None:
    """Write a project of so many scripts, some of which import two modules that they share."""
    (folder / "settings.py").write_text("CLASSES = 10\nSIDE = 32\n")
    (folder / "blocks.py").write_text(
        "from keras import layers\n\n\ndef block(x, filters):\n"
        "    return layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(filters, 3)(x)))\n"
    )
    for number in range(files):
        text = script(number)
        if number % 4 == 0:
            text = text.replace("import keras\n", "import keras\nfrom blocks import block\nfrom settings import SIDE\n")
            text = text.replace("x = inputs\n", "x = block(inputs, 8)\n").replace(
                "(32, 32, 3))\nx", "(SIDE, SIDE, 3))\nx"
            )
        (folder / f"train_{number:04}.py").write_text(text)
