"""Copies of Keras's constructors that are nobody's: renamed, moved out of the package, with other filters and repeats."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

SIBLINGS = ("imagenet_utils", "resnet")
"""What a constructor's file imports from beside it."""


class Edit(NamedTuple):
    """In the text behind the first `anchor`, what `pattern` matches first becomes `replacement`."""

    anchor: str
    pattern: str
    replacement: str


def residual(name: str) -> tuple[Edit, ...]:
    """Change a stage's filters and the next one's repeats."""
    return Edit(f"def {name}(", r"x, 64, 3", "x, 40, 3"), Edit(f"def {name}(", r"x, 128, \d+", "x, 128, 5")


def visual(name: str) -> tuple[Edit, ...]:
    """Change the filters of the second block, and begin the third one with another convolution."""
    more = 'x = layers.Conv2D(96, 3, padding="same", name="block3_conv0")(x)\n    # Block 3'
    return Edit("# Block 2", r"128,", "112,"), Edit(f"def {name}(", r"# Block 3", more)


def convnext(size: str) -> tuple[Edit, ...]:
    """Change the first stage's channels and the second one's depth, and drop paths."""
    return (
        Edit(f'"{size}": {{', r'"depths": \[3, 3,', '"depths": [3, 2,'),
        Edit(f'"{size}": {{', r'"projection_dims": \[\d+,', '"projection_dims": [72,'),
        Edit("def ConvNeXt(", r"drop_path_rate=0\.0", "drop_path_rate=0.2"),
    )


def efficient(_: str) -> tuple[Edit, ...]:
    """Change a stage's filters and repeats, in the table that all sizes share."""
    table = "DEFAULT_BLOCKS_ARGS = ["
    return Edit(table, r'"repeats": 2', '"repeats": 3'), Edit(table, r'"filters_out": 40', '"filters_out": 48')


def efficient_second(name: str) -> tuple[Edit, ...]:
    """Change a stage's filters and repeats, in the table of one size."""
    size = f'"efficientnetv2-{name.removeprefix("EfficientNetV2").lower()}": ['
    return (
        Edit(size, r'"num_repeat": \d+', '"num_repeat": 5'),
        Edit(size, r'"output_filters": \d\d\b', '"output_filters": 40'),
    )


def nas(name: str) -> tuple[Edit, ...]:
    """Change the filters of all cells, and how many there are."""
    return (
        Edit(f"def {name}(", r"penultimate_filters=\d+", "penultimate_filters=960"),
        Edit(f"def {name}(", r"num_blocks=\d", "num_blocks=3"),
    )


def dense(name: str) -> tuple[Edit, ...]:
    """Change the growth rate, and the repeats of the second block."""
    return (
        Edit("def dense_block(", r"conv_block\(x, 32,", "conv_block(x, 20,"),
        Edit(f"def {name}(", r"\[6, 12,", "[6, 9,"),
    )


MUTATIONS: dict[str, tuple[Edit, ...]] = {
    **{name: residual(name) for name in ("ResNet50", "ResNet101", "ResNet152")},
    **{name: residual(name) for name in ("ResNet50V2", "ResNet101V2", "ResNet152V2")},
    **{name: visual(name) for name in ("VGG16", "VGG19")},
    **{f"ConvNeXt{size}": convnext(size.lower()) for size in ("Tiny", "Small", "Base", "Large", "XLarge")},
    **{f"EfficientNetB{size}": efficient("") for size in range(8)},
    **{
        f"EfficientNetV2{size}": efficient_second(f"EfficientNetV2{size}")
        for size in ("B0", "B1", "B2", "B3", "S", "M", "L")
    },
    **{name: nas(name) for name in ("NASNetMobile", "NASNetLarge")},
    **{name: dense(name) for name in ("DenseNet121", "DenseNet169", "DenseNet201")},
    "MobileNet": (
        Edit("def MobileNet(", r"x, 128, alpha", "x, 96, alpha"),
        Edit(
            "def MobileNet(",
            r"block_id=3\)\n",
            "block_id=3)\n    x = _depthwise_conv_block(x, 128, alpha, depth_multiplier, block_id=33)\n",
        ),
    ),
    "MobileNetV2": (
        Edit("def MobileNetV2(", r"filters=24", "filters=40"),
        Edit(
            "block_id=2\n    )",
            r"\n",
            "\n    x = _inverted_res_block(x, filters=24, alpha=alpha, stride=1, expansion=6, block_id=22)\n",
        ),
    ),
    **{
        name: (
            Edit(f"def {name}(", r"depth\(40\)", "depth(48)"),
            Edit(
                f"def {name}(",
                r"relu, 2\)\n",
                "relu, 2)\n        x = _inverted_res_block(x, 3, depth(24), 3, 1, None, relu, 22)\n",
            ),
        )
        for name in ("MobileNetV3Small", "MobileNetV3Large")
    },
    "InceptionV3": (
        Edit("def InceptionV3(", r"x, 80, 1", "x, 72, 1"),
        Edit("def InceptionV3(", r"range\(2\)", "range(1)"),
    ),
    "InceptionResNetV2": (
        Edit("def InceptionResNetV2(", r"x, 80, 1", "x, 72, 1"),
        Edit("def InceptionResNetV2(", r"range\(1, 11\)", "range(1, 7)"),
    ),
    "Xception": (
        Edit("def Xception(", r"32, \(3, 3\)", "24, (3, 3)"),
        Edit("def Xception(", r"range\(8\)", "range(5)"),
    ),
}
"""By constructor: one filter count and one repeat."""


def mutate(name: str, source: Path, folder: Path) -> tuple[Path, str]:
    """Write a mutated copy of a constructor's file, and what it imports, to a folder; returns its path and new name."""
    renamed = f"Another{name}"
    text = source.read_text(encoding="utf-8")
    for edit in MUTATIONS[name]:
        text = edited(text, edit)
    text = re.sub(rf"\b{name}\b", renamed, text)
    for sibling in SIBLINGS:
        if sibling != source.stem:
            beside = source.with_name(f"{sibling}.py").read_text(encoding="utf-8")
            (folder / f"{sibling}.py").write_text(moved(beside), encoding="utf-8")
    path = folder / f"another_{source.name}"
    path.write_text(moved(text), encoding="utf-8")
    return path, renamed


def edited(text: str, edit: Edit) -> str:
    """Return a text with one edit made.

    Raises ValueError where there is nothing to edit.
    """
    start = text.index(edit.anchor) + len(edit.anchor)
    changed, count = re.subn(edit.pattern, lambda _: edit.replacement, text[start:], count=1)
    if not count:
        raise ValueError(f"{edit.pattern} is not found behind {edit.anchor}")
    return text[:start] + changed


def moved(text: str) -> str:
    """Return a text that imports its siblings from beside itself."""
    return text.replace("from keras.src.applications import", "import")
