"""What the constructors of `keras.applications` refuse, in the words of Keras; and what is left unknown."""

from __future__ import annotations

import pytest

pytest.importorskip("keras")

from record_application_calls import asked
from user_programs import analysed

REFUSED = (
    "ResNet50(classes=10)",
    "ResNet50(weights='imagenet', include_top=True, classes=2)",
    "VGG16(input_shape=(128, 128, 3))",
    "VGG16(input_shape=[224, 224, 3])",
    "VGG16(include_top=False, input_shape=(31, 64, 3))",
    "VGG19(include_top=False, weights=None, input_shape=(28, 28, 1))",
    "VGG19(include_top=False, input_shape=(64, 64, 1))",
    "VGG16(weights=None, input_shape=(None, None, 3))",
    "VGG16(weights=None, input_shape=(224, 224))",
    "Xception(include_top=False, input_shape=(70, 71, 3))",
    "Xception(classes=3)",
    "InceptionV3(include_top=False, input_shape=(74, 75, 3))",
    "InceptionResNetV2(include_top=False, input_shape=(75, 74, 3))",
    "DenseNet121(classes=3)",
    "DenseNet169(include_top=False, input_shape=(64, 64, 4))",
    "EfficientNetB0(classes=3)",
    "EfficientNetB3(input_shape=(224, 224, 3))",
    "EfficientNetB0(include_top=False, input_shape=(224, 224, 1))",
    "EfficientNetV2B0(name='mine')",
    "EfficientNetV2B0(name='mine', weights=None)",
    "EfficientNetV2S(classes=4)",
    "ConvNeXtTiny(name='mine')",
    "ConvNeXtTiny(classes=5)",
    "MobileNet(classes=5)",
    "MobileNet(alpha=0.3)",
    "MobileNet(depth_multiplier=2)",
    "MobileNet(input_shape=(96, 96, 3))",
    "MobileNetV2(alpha=0.25, include_top=False)",
    "MobileNetV2(input_shape=(100, 100, 3))",
    "MobileNetV2(include_top=False, input_shape=(20, 20, 3))",
    "MobileNetV2(include_top=False, weights=None, input_shape=(64, 64, 3), input_tensor=keras.Input((64, 32, 3)))",
    "MobileNetV3Small(alpha=0.5)",
    "MobileNetV3Large(minimalistic=True, alpha=0.75)",
    "MobileNetV3Large(include_top=False, input_shape=(31, 40, 3))",
    "MobileNetV3Large(include_top=False, input_shape=(64, 64, 3), input_tensor=keras.Input((64, 32, 3)))",
    "NASNetLarge(include_top=False, input_shape=(None, None, 3))",
    "NASNetMobile(classes=9)",
    "NASNetMobile(include_top=False, weights=None, input_shape=(30, 30, 3))",
    "NASNetMobile(include_top=False, weights=None, input_shape=(None, 64, 3))",
    "NASNetMobile((None, None, 3), False, None)(keras.Input((113, 128, 3)))",
    "ResNet50(backend=None)",
    "ResNet50(True, include_top=False)",
    "VGG16(True, None, None, None, None, 10, None, 'vgg', 1)",
    "MobileNetV2(include_top=False, weights=None, input_shape=(64, None, 3))",
    "VGG16(weights=None, classes=0)",
    "VGG16(weights=None, classes='ten')",
    "ResNet101(include_top=False, weights=None, input_shape=(-1, 224, 3))",
    "ResNet50V2(include_top=False, weights=None, input_tensor=keras.Input((32, 3)))",
)


@pytest.mark.parametrize("call", REFUSED)
def test_refusals_are_those_of_keras(call: str) -> None:
    text = f"import keras\nmodel = keras.applications.{call}\n"
    (problem,) = analysed(text).problems
    with pytest.raises((ValueError, TypeError, KeyError)) as theirs:
        asked(text)
    assert problem.site.line == 2
    assert problem.keras_error is not None
    assert problem.keras_error in str(theirs.value)


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_an_activation_that_does_not_go_with_weights_is_refused(activation: str) -> None:
    text = f"import keras\nmodel = keras.applications.ResNet50(classifier_activation={activation!r})\n"
    (problem,) = analysed(text).problems
    with pytest.raises(ValueError, match="Only `None` and `softmax` activations are allowed") as theirs:
        asked(text)
    assert problem.keras_error is not None
    stated = problem.keras_error.removesuffix(activation)
    assert str(theirs.value).startswith(stated)


@pytest.mark.parametrize("activation", [None, "softmax", "linear"])
def test_an_activation_that_goes_with_weights_is_taken(activation: str | None) -> None:
    text = f"import keras\nmodel = keras.applications.ResNet50(classifier_activation={activation!r})\n"
    assert analysed(text).problems == []
    assert asked(text)["name"] == "resnet50"


@pytest.mark.parametrize(
    "call",
    [
        "EfficientNetB0(include_top=False, weights=given)",
        "ResNet50(include_top=given, weights=None)",
        "ResNet50(include_top=False, pooling=given)",
        "EfficientNetV2B0(name=given)",
        "EfficientNetV2B0(name='efficientnetv2-b1')",
        "MobileNet(alpha=given, weights=None)",
        "NASNetLarge(include_top=False)",
        "VGG16(include_top=False, input_tensor=given)",
        "VGG16(include_top=False, input_tensor=keras.Input((64, 64, 1)))",
    ],
)
def test_what_is_not_known_is_said_to_be_unknown(call: str) -> None:
    program = analysed(f"import keras\nfrom elsewhere import given\nmodel = keras.applications.{call}\n")
    assert program.problems == []
    assert program.models == []
    assert [spot.site.line for spot in program.blind_spots if "elsewhere" not in spot.reason] == [3]
