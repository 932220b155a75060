"""What the constructors of `keras.applications` say to their arguments, and the shape of the image that they settle on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from shapecheck.catalog.applications.conditions import read
from shapecheck.catalog.applications.recording import Recording
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.requirements import Refused, differs, forbid, less

__all__ = ["bind", "check_activation", "model_name", "settle"]

Arguments = Mapping[str, Any]
Sizes = tuple[Any, ...]


def bind(recording: Recording, positional: Sequence[Any], keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Bind the arguments of a constructor, defaults included.

    Raises Refused where Python does.
    """
    names = tuple(recording.signature)
    if len(positional) > len(names):
        given = f"takes from 0 to {len(names)} positional arguments but {len(positional)} were given"
        refuse("unknown-argument", f"{recording.name} {given}", f"{recording.name}() {given}")
    bound = dict(zip(names, positional, strict=False))
    for name, value in keywords.items():
        if name in bound:
            text = f"{recording.name}() got multiple values for argument '{name}'"
            refuse("invalid-argument", f"{recording.name} is given `{name}` twice", text)
        if name not in names:
            text = f"{recording.name}() got an unexpected keyword argument '{name}'"
            refuse("unknown-argument", f"{recording.name} takes no argument `{name}`", text)
        bound[name] = value
    return dict(recording.signature) | bound


def settle(recording: Recording, arguments: Arguments, tensor: Sizes | None) -> Sizes | None:
    """Check the arguments as the constructor does and return the `input_shape` that it goes on with.

    `tensor` is the shape of an `input_tensor`, with the batch. None where the shape that is given is not known.
    Raises Refused where Keras raises, NotKnown where what matters is not known.
    """
    if arguments["data_format"] == "channels_first" and "channels_first" in recording.errors:
        say(recording, "channels_first", arguments)
    check_loading(recording, arguments)
    given = arguments["input_shape"]
    if isinstance(given, Opaque):
        return of_unknown(recording, arguments)
    if given is not None and not isinstance(given, list | tuple):
        raise NotKnown("the `input_shape` is no tuple")
    if given is not None and tensor is not None and recording.name.startswith(("MobileNetV2", "MobileNetV3")):
        check_tensor(recording, given, tensor, arguments)
    if recording.name.startswith("MobileNetV3"):
        return of_mobilenet_v3(given, tensor, arguments)
    if recording.name.startswith("NASNet"):
        given = of_nasnet(recording, given, arguments) if given is not None or tensor is None else None
    usual = recording.sizes[0]
    if tensor is not None and given is None and recording.name == "MobileNetV2":
        usual = known_size(recording, spatial(tensor[1:], arguments))
    elif given is not None and len(given) > 2:
        usual = known_size(recording, spatial(given, arguments))
    return obtained(recording, given, usual, arguments)


def of_unknown(recording: Recording, arguments: Arguments) -> Sizes | None:
    """Return the only shape that an unknown one can be: with the top for ImageNet that is the usual one."""
    if recording.name.startswith("MobileNetV3") or arguments["weights"] != "imagenet":
        return None
    if not read(arguments, "include_top"):
        return None
    if len(recording.sizes) > 1:
        raise NotKnown("the `input_shape` is not known")
    return imaged(recording.sizes[0], recording.sizes[0], 3, arguments)


def spatial(shape: Sequence[Any], arguments: Arguments) -> Sequence[Any]:
    """Return height and width of an image's shape."""
    return shape[1:3] if arguments["data_format"] == "channels_first" else shape[:2]


def imaged(height: Any, width: Any, channels: Any, arguments: Arguments) -> Sizes:
    """Return the shape of an image."""
    first = arguments["data_format"] == "channels_first"
    return (channels, height, width) if first else (height, width, channels)


def known_size(recording: Recording, sizes: Sequence[Any]) -> int:
    """Return the size of the images that the weights were trained on, of a square for which there are any."""
    height, width = sizes
    return height if height == width and height in recording.sizes else recording.sizes[0]


def check_loading(recording: Recording, arguments: Arguments) -> None:
    """Refuse what does not go with the weights for ImageNet, in the words that were recorded."""
    name, usual = arguments["name"], recording.signature["name"]
    if "any_name" in recording.errors and name != usual:
        if isinstance(name, Opaque) or (isinstance(name, str) and name.startswith(usual.partition("-")[0])):
            raise NotKnown("the name chooses what is built")
        say(recording, "any_name", arguments)
    if isinstance(arguments["weights"], Opaque) or arguments["weights"] != "imagenet":
        return
    if "name" in recording.errors and isinstance(name, str) and usual not in name:
        say(recording, "name", arguments)
    top = arguments["include_top"]
    classes = arguments["classes"]
    if not isinstance(top, Opaque) and top and not isinstance(classes, Opaque):
        verdict = differs(classes, 1000) if isinstance(classes, Dim) else True
        forbid(verdict, *words(recording, "classes", arguments), kind="invalid-argument")
    if "depth_multiplier" in arguments and differs_from(arguments["depth_multiplier"], (1,)):
        say(recording, "depth_multiplier", arguments)
    if "alpha" in arguments:
        minimalistic = "minimalistic" in arguments and read(arguments, "minimalistic")
        if differs_from(arguments["alpha"], recording.alphas[bool(minimalistic)]):
            say(recording, "alpha", arguments)


def differs_from(value: Any, accepted: Sequence[Any]) -> bool:
    """Tell whether a number is known and none of those."""
    return isinstance(value, int | float) and value not in accepted


def words(recording: Recording, kind: str, arguments: Arguments) -> tuple[str, str, str]:
    """Return a message, when it is raised and Keras's own text, with the arguments put in."""
    text = recording.errors[kind]
    for name, value in arguments.items():
        text = text.replace(f"{{{name}}}", str(value))
    return f"{recording.name}: {text[:1].lower()}{text[1:]}".strip().removesuffix("."), "build", text


def say(recording: Recording, kind: str, arguments: Arguments) -> NoReturn:
    """Raise what was recorded."""
    message, _, text = words(recording, kind, arguments)
    refuse("invalid-argument", message, text)


def refuse(kind: str, message: str, keras: str) -> NoReturn:
    """Raise what Keras raises."""
    raise Refused(message, kind=kind, keras_error=keras)


def check_tensor(recording: Recording, given: Sequence[Any], tensor: Sizes, arguments: Arguments) -> None:
    """Hold the width of an `input_tensor` against the `input_shape` (mobilenet_v2.py, mobilenet_v3.py)."""
    axis = 1 if arguments["data_format"] == "channels_first" else 2
    if len(tensor) <= axis or len(given) < 2:
        raise NotKnown("the `input_tensor` is no image")
    verdict = (tensor[axis] is None) != (given[1] is None) or (
        isinstance(tensor[axis], Dim) and isinstance(given[1], Dim) and differs(tensor[axis], given[1])
    )
    if recording.name == "MobileNetV2":
        text = f"input_tensor.shape[{axis}] must equal input_shape[1]; Received `input_tensor.shape={shown(tensor)}`, "
        text += f"`input_shape={shown(given)}`"
    else:
        text = f"input_shape[1] must equal input_tensor.shape[{axis}].  Received input_shape={shown(given)}, "
        text += f"input_tensor.shape={shown(tensor)}"
    forbid(verdict, text[:1].lower() + text[1:], "build", text)


def of_mobilenet_v3(given: Sequence[Any] | None, tensor: Sizes | None, arguments: Arguments) -> Sizes:
    """Return the shape that MobileNetV3 goes on with; it takes any size with its top, None as well."""
    if given is None:
        sizes = spatial(tensor[1:], arguments) if tensor is not None else (None, None)
        given = imaged(sizes[1], sizes[0], 3, arguments)
    if len(given) != 3:
        raise NotKnown("the `input_shape` is no image")
    sizes = spatial(given, arguments)
    if None not in sizes:
        text = f"Input size must be at least 32x32; Received `input_shape={shown(given)}`"
        for size in (one for one in sizes if isinstance(one, Dim)):
            forbid(less(size, 32), too_small("MobileNetV3", size, 32), "build", text)
    return tuple(given)


def of_nasnet(recording: Recording, given: Sequence[Any] | None, arguments: Arguments) -> Sequence[Any] | None:
    """Return the shape that NASNet starts with; its weights for ImageNet want known sizes."""
    top = bool(read(arguments, "include_top"))
    if given is None and not top and recording.name == "NASNetMobile":
        return (224, 224, 3)
    if read(arguments, "weights") == "imagenet":
        if isinstance(given, tuple) and None in given:
            text = recording.errors["static"].replace("(None, None, 3)", shown(given))
            refuse("invalid-argument", f"{recording.name} with weights for ImageNet wants a known size", text)
        if given is None and not top:
            raise NotKnown("which layers NASNet makes depends on the size of its input")
    return given


def obtained(recording: Recording, given: Sequence[Any] | None, usual: int, arguments: Arguments) -> Sizes:
    """Return the shape of the image as `obtain_input_shape` does (keras/src/applications/imagenet_utils.py)."""
    top = bool(read(arguments, "include_top"))
    loaded = not isinstance(arguments["weights"], Opaque) and arguments["weights"] == "imagenet"
    if loaded and top:
        expected = imaged(usual, usual, 3, arguments)
        check_expected(recording, given, expected)
        return expected
    if not given:
        channels = 3
        return imaged(usual, usual, channels, arguments) if top else imaged(None, None, channels, arguments)
    if len(given) != 3:
        text = "`input_shape` must be a tuple of three integers."
        refuse("invalid-argument", f"the `input_shape` of {recording.name} has three entries, got {shown(given)}", text)
    channels = given[0 if arguments["data_format"] == "channels_first" else -1]
    if loaded:
        text = f"The input must have 3 channels; Received `input_shape={shown(given)}`"
        verdict = differs(channels, 3) if isinstance(channels, Dim) else True
        forbid(verdict, f"{recording.name} with weights for ImageNet takes 3 channels", "build", text)
    least = recording.least
    text = f"Input size must be at least {least}x{least}; Received: input_shape={shown(given)}"
    for size in spatial(given, arguments):
        if isinstance(size, Dim):
            forbid(less(size, least), too_small(recording.name, size, least), "build", text)
    if top and None in given:
        text = (
            f"If `include_top` is True, you should specify a static `input_shape`. Received: input_shape={shown(given)}"
        )
        refuse("invalid-argument", f"{recording.name} with its top wants a known size", text)
    return tuple(given)


def check_expected(recording: Recording, given: Sequence[Any] | None, expected: Sizes) -> None:
    """Refuse an image of another size where the top for ImageNet is loaded; a list is no tuple to Keras."""
    if given is None:
        return
    text = f"When setting `include_top=True` and loading `imagenet` weights, `input_shape` should be {expected}.  "
    text += f"Received: input_shape={shown(given)}"
    message = f"{recording.name} with its top and weights for ImageNet takes {expected}, got {shown(given)}"
    if not isinstance(given, tuple) or len(given) != 3:
        refuse("invalid-argument", message, text)
    for size, wanted in zip(given, expected, strict=True):
        forbid(differs(size, wanted) if isinstance(size, Dim) else True, message, "build", text)


def too_small(name: str, size: Dim, least: int) -> str:
    """Say that an image is too small."""
    return f"{name} takes images of at least {least}x{least}, got {size}"


def shown(shape: Sequence[Any]) -> str:
    """Return a shape as Python prints it."""
    inner = ", ".join(str(size) for size in shape)
    return f"[{inner}]" if isinstance(shape, list) else f"({inner}{',' if len(shape) == 1 else ''})"


def check_activation(recording: Recording, arguments: Arguments) -> None:
    """Refuse an activation of the top that does not go with weights (`validate_activation`).

    Raises Refused.
    """
    activation, weights = arguments["classifier_activation"], arguments["weights"]
    if weights is None or isinstance(weights, Opaque) or not read(arguments, "include_top"):
        return
    if isinstance(activation, str) and activation not in ("softmax", "linear"):
        text = (
            "Only `None` and `softmax` activations are allowed for the `classifier_activation` argument when using "
            "pretrained weights, with `include_top=True`; Received: classifier_activation="
        )
        refuse("invalid-argument", f"{recording.name} with weights ends in softmax, or in nothing", text + activation)


_NAMES = {"MobileNet": "mobilenet_{alpha:0.2f}_{rows}", "MobileNetV2": "mobilenetv2_{alpha:0.2f}_{rows}"}


def model_name(recording: Recording, arguments: Arguments, shape: Sizes | None) -> Any:
    """Return the name of the model; the MobileNets make one of their width and of the size of their images.

    Raises NotKnown where that is not known.
    """
    name = arguments["name"]
    if name is not None or recording.name not in _NAMES:
        return name
    height, width = spatial(shape, arguments) if shape is not None else (Opaque("unknown"), None)
    if arguments["weights"] == "imagenet" and (height != width or height not in recording.sizes):
        height = recording.sizes[0]
    if isinstance(height, Opaque) or not isinstance(arguments["alpha"], int | float):
        raise NotKnown("the name of the model is not known")
    return _NAMES[recording.name].format(alpha=arguments["alpha"], rows=height)
