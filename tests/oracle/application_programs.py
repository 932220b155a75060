"""Programs that call the constructors of `keras.applications` as users do; each ends in one model, `model`."""

from __future__ import annotations

from collections.abc import Iterator

CONSTRUCTORS = (
    *(f"ConvNeXt{size}" for size in ("Tiny", "Small", "Base", "Large", "XLarge")),
    *(f"DenseNet{depth}" for depth in (121, 169, 201)),
    *(f"EfficientNetB{number}" for number in range(8)),
    *(f"EfficientNetV2{kind}" for kind in ("B0", "B1", "B2", "B3", "S", "M", "L")),
    *("InceptionResNetV2", "InceptionV3", "MobileNet", "MobileNetV2", "MobileNetV3Large", "MobileNetV3Small"),
    *("NASNetLarge", "NASNetMobile", "ResNet50", "ResNet50V2", "ResNet101", "ResNet101V2", "ResNet152"),
    *("ResNet152V2", "VGG16", "VGG19", "Xception"),
)

HEAD = "import keras\nfrom keras import applications, layers\n\n"

COMMON = {
    "any size": "model = applications.{name}(include_top=False, weights=None)",
    "odd": "model = applications.{name}(include_top=False, weights='imagenet', input_shape=(101, 96, 3))",
    "average": "model = applications.{name}(include_top=False, weights={loaded}, input_shape=(None, None, 3), pooling='avg')",
    "maximum": "model = applications.{name}(input_shape=(129, 135, 3), include_top=False, pooling='max')",
    "top": "model = applications.{name}(weights=None, input_shape=(105, 111, 3), classes=7, classifier_activation=None)",
    "defaults": "model = applications.{name}()",
    "truncated": """
        base = applications.{name}(include_top=False, input_shape=(96, 160, 3))
        base.trainable = False
        model = keras.Model(base.input, base.get_layer(base.layers[len(base.layers) // 2].name).output)
        """,
    "within": """
        images = keras.Input((150, 150, 3), name="images")
        x = layers.RandomFlip()(images)
        base = applications.{name}(include_top=False, input_tensor=x, pooling="avg")
        for layer in base.layers[:-5]:
            layer.trainable = False
        model = keras.Model(images, layers.Dense(2)(base.output))
        """,
    "called": """
        base = applications.{name}(include_top=False, weights=None, input_shape={size})
        model = keras.Sequential([keras.Input((113, 128, 3)), base, layers.GlobalAveragePooling2D(), layers.Dense(3)])
        """,
}
"""Programs for each constructor."""

SPECIAL = {
    "alpha": "model = applications.MobileNetV2(alpha={}, include_top=False, weights=None, input_shape=(96, 97, 3))",
    "alpha of V1": "model = applications.MobileNet(alpha={}, weights=None, depth_multiplier=2, classes=4, dropout=0.3)",
    "alpha of V3": "model = applications.MobileNetV3Large(alpha={}, weights=None, pooling='avg', include_top=False)",
    "alpha, small": "model = applications.MobileNetV3Small(alpha={}, minimalistic=True, weights=None, dropout_rate=0)",
}
"""Programs for several widths."""

WIDTHS = (0.25, 0.3, 0.35, 0.5, 0.6, 0.75, 1.0, 1.2, 1.3, 1.4, 2.0)

OTHERS = {
    "loaded width": "model = applications.MobileNetV2((160, 160, 3), 0.35, False)",
    "loaded width, top": "model = applications.MobileNet(input_shape=(128, 128, 3), alpha=0.5)",
    "loaded width, any size": "model = applications.MobileNetV2(input_shape=(200, 150, 3), alpha=1.4, include_top=False)",
    "minimalistic": "model = applications.MobileNetV3Large((128, 128, 3), minimalistic=True)",
    "no preprocessing": "model = applications.MobileNetV3Small(include_preprocessing=False, include_top=False)",
    "no preprocessing, V2": "model = applications.EfficientNetV2B1(include_preprocessing=False)",
    "no preprocessing, ConvNeXt": "model = applications.ConvNeXtTiny(include_preprocessing=False, include_top=False)",
    "grey": "model = applications.EfficientNetV2B0(weights=None, input_shape=(64, 64, 1))",
    "grey, S": "model = applications.EfficientNetV2S(weights=None, input_shape=(64, 64, 1), include_top=False)",
    "grey, ConvNeXt": "model = applications.ConvNeXtTiny(weights=None, input_shape=(64, 64, 1), include_top=False)",
    "grey, B0": "model = applications.EfficientNetB0(weights=None, input_shape=(64, 64, 1), include_top=False)",
    "six channels": "model = applications.ResNet50V2(weights=None, input_shape=(64, 64, 6), classes=5)",
    "named": "model = applications.ConvNeXtTiny(weights=None, include_top=False, name='backbone')",
    "named, ResNet": "model = applications.ResNet50(weights=None, include_top=False, name='backbone')",
    "twice": """
        first = applications.InceptionV3(weights=None, include_top=False)
        model = applications.InceptionV3(weights=None, include_top=False, name="second")
        """,
    "beside layers": """
        x = layers.Conv2D(3, 1)(keras.Input((75, 75, 1)))
        x = layers.Activation("relu")(x)
        model = applications.Xception(include_top=False, weights=None, input_tensor=x)
        """,
    "list": "model = applications.VGG16(include_top=False, weights=None, input_shape=[48, 64, 3])",
    "least": "model = applications.NASNetMobile(include_top=False, weights=None, input_shape=(32, 33, 3))",
    "preprocessed": """
        images = keras.Input((224, 224, 3))
        x = applications.resnet.preprocess_input(images)
        x = applications.ResNet50(include_top=False, pooling="avg")(x)
        model = keras.Model(images, layers.Dense(1)(x))
        """,
    "preprocessed, tf": """
        images = keras.Input((160, 160, 3))
        x = applications.mobilenet_v2.preprocess_input(images)
        x = applications.MobileNetV2(input_shape=(160, 160, 3), include_top=False, weights="imagenet")(x, training=False)
        model = keras.Model(images, layers.Dense(1)(layers.GlobalAveragePooling2D()(x)))
        """,
    "preprocessed, torch": """
        images = keras.Input((None, None, 3))
        model = keras.Model(images, applications.densenet.preprocess_input(images))
        """,
}


def programs() -> Iterator[tuple[str, str]]:
    """Yield titles and texts of all programs."""
    for name in CONSTRUCTORS:
        # what NASNet makes for sizes that are not known does not fit those that are
        fixed = name.startswith("NASNet")
        loaded, size = ("None", "(113, 128, 3)") if fixed else ("'imagenet'", "(None, None, 3)")
        for title, text in COMMON.items():
            yield f"{name}: {title}", HEAD + written(text).format(name=name, loaded=loaded, size=size)
    for title, text in SPECIAL.items():
        for width in WIDTHS:
            yield f"{title} {width}", HEAD + text.format(width) + "\n"
    for title, text in OTHERS.items():
        yield title, HEAD + written(text)


def written(text: str) -> str:
    """Return a program without its indentation."""
    lines = text.splitlines() if text.startswith("\n") else [text]
    return "\n".join(line.removeprefix(" " * 8) for line in lines).strip() + "\n"
