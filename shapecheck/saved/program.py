"""The program that builds a saved model: each layer constructed once, and called as its configuration says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shapecheck.saved.expressions import call_text, class_path, dotted, identifier, layer_text, value_text
from shapecheck.saved.reading import Call, History, Unreadable, calls_of, histories, is_history, is_old, named

__all__ = ["program_of"]

MOST_NESTED = 50

_SEQUENTIAL = ("keras.Sequential", "keras.models.Sequential")

_RECURRENT = ("Bidirectional", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "GRU", "LSTM", "RNN", "SimpleRNN")
"""Layers that Keras 2 calls on a list of their input and their initial states."""

_OPERATORS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/"}
"""Operators that TensorFlow records as `__operators__.add` and the like."""


def program_of(content: Any) -> str:
    """Return the text of a program whose last statement builds the model.

    Raises Unreadable where the configuration is none of a model, or of a class of the user's.
    """
    named(content, "class_name", str)
    named(content, "config", dict | list)
    writer = _Writer()
    made = writer.model(content, 0)
    if made is None:
        raise Unreadable(f"the model is a {content['class_name']}, a class whose source is not here")
    imported = sorted({path.partition(".")[0] for path in writer.paths} | {"keras", "numpy"})
    return "\n".join([f"import {', '.join(imported)}", *writer.lines, f"model = {made}", ""])


class _Writer:
    """Collect the lines of the program."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.paths: set[str] = set()
        self.count = 0

    def name(self, hint: str) -> str:
        self.count += 1
        return f"{identifier(hint)}_{self.count}"

    def model(self, entry: Mapping[str, Any], depth: int) -> str | None:
        """Write what builds a model and return the name it is bound to; None where it is no model of Keras's."""
        if depth > MOST_NESTED:
            raise Unreadable(f"models are nested in one another more than {MOST_NESTED} deep")
        path, config = class_path(entry), entry.get("config")
        if path in _SEQUENTIAL:
            return self.sequential(config, depth)
        if _is_functional(entry):
            return self.functional(named(entry, "config", dict), depth)
        return None

    def layer(self, entry: Any, depth: int) -> str:
        """Return an expression for a layer; the lines of a model go before it."""
        named(entry, "class_name", str)
        made = self.model(entry, depth + 1)
        if made is not None:
            return made
        path, config = class_path(entry), named(entry, "config", dict)
        self.paths.add(path)
        if path == "keras.layers.InputLayer":
            return self.input(config)
        wrapped = {
            name: self.layer(each, depth + 1)
            for name in ("layer", "cell")
            if isinstance(each := config.get(name), Mapping) and "class_name" in each
            if _is_model(each)
        }
        if not wrapped:
            return layer_text(entry)
        text = layer_text({**entry, "config": {name: each for name, each in config.items() if name not in wrapped}})
        given = ", ".join(f"{name!r}: {made}" for name, made in wrapped.items())
        return text.replace("(**{", f"(**{{{given}, ", 1)

    def input(self, config: Mapping[str, Any]) -> str:
        shape = config.get("batch_shape", config.get("batch_input_shape"))
        kept = {name: config[name] for name in ("dtype", "name") if config.get(name) is not None}
        return call_text("keras.Input", {"batch_shape": shape, **kept})

    def sequential(self, config: Any, depth: int) -> str:
        """Write a Sequential; Keras 1 and early Keras 2 wrote no more than its list of layers."""
        held = {"layers": config} if isinstance(config, list) else config
        layers = named(held, "layers", list)
        made: list[str] = []
        for number, each in enumerate(layers):
            first = named(each, "config", dict | list)
            shape = first.get("batch_input_shape") if isinstance(first, Mapping) and number == 0 else None
            if shape is not None and each.get("class_name") != "InputLayer":
                made.append(self.input({"batch_shape": shape}))
            made.append(self.layer(each, depth))
        name = self.name("sequential")
        title = {"name": held["name"]} if isinstance(held.get("name"), str) else {}
        self.lines.append(f"{name} = keras.Sequential([{', '.join(made)}], **{value_text(title)})")
        shape = held.get("build_input_shape")
        if isinstance(shape, list) and not (made and made[0].startswith("keras.Input")):
            self.lines.append(f"{name}.build({value_text(shape)})")
        return name

    def functional(self, config: Mapping[str, Any], depth: int) -> str:
        """Write a functional model: its layers in their order, each call when what it is given is there."""
        entries = {str(named(each, "name", str)): each for each in named(config, "layers", list)}
        waiting = {name: calls_of(each) for name, each in entries.items()}
        ends = [_pointing(named(config, key, list | dict)) for key in ("input_layers", "output_layers")]
        made: dict[str, str] = {}
        tensors = _Tensors(entries, waiting, ends)
        for name, each in entries.items():
            if each.get("class_name") == "InputLayer" and not waiting[name]:
                tensors.made[name, 0] = self.bind(name, self.layer(each, depth))
            elif not _is_operation(each):
                made[name] = self.bind(name, self.layer(each, depth))
        done = dict.fromkeys(entries, 0)
        progress = True
        while progress:
            progress = False
            for name, calls in waiting.items():
                while done[name] < len(calls) and tensors.has_all(calls[done[name]]):
                    text = self.call(made.get(name), entries[name], calls[done[name]], tensors)
                    tensors.made[name, done[name]] = self.bind(f"{name}_out", text)
                    done[name] += 1
                    progress = True
        inputs, outputs = map(tensors.end, ends)
        title = {"name": config["name"]} if isinstance(config.get("name"), str) else {}
        return self.bind("model", f"keras.Model({inputs}, {outputs}, **{value_text(title)})")

    def bind(self, hint: str, text: str) -> str:
        name = self.name(hint)
        self.lines.append(f"{name} = {text}")
        return name

    def call(self, layer: str | None, entry: Mapping[str, Any], call: Call, tensors: _Tensors) -> str:
        """Return the call of a layer, or of the function that an operation stands for."""
        positional = [tensors.text(item) for item in call.positional]
        keywords = {name: tensors.text(item) for name, item in call.keywords.items() if item is not None}
        if layer is not None and str(entry.get("class_name")) in _RECURRENT and is_old(entry):
            first = call.positional[0]
            states = first[1:] if isinstance(first, list) else []
            positional = [tensors.text(first[0] if isinstance(first, list) else first)]
            keywords |= {"initial_state": f"[{', '.join(map(tensors.text, states))}]"} if states else {}
        if layer is not None:
            return f"{layer}({', '.join([*positional, *_named(keywords)])})"
        path, stated = _operation(entry)
        if path.endswith("__operators__.getitem"):
            parts = [tensors.text(_sliced(part)) for part in call.keywords.get("slice_spec", ())]
            return f"{positional[0]}[{', '.join(parts)}]"
        if path.endswith(".get_item") and len(positional) == 2:
            key = call.positional[1]
            parts = [tensors.text(part) for part in (key if isinstance(key, list) else [key])]
            return f"{positional[0]}[{', '.join(parts)}]"
        operator = _OPERATORS.get(path.rpartition("__operators__.")[2]) if "__operators__." in path else None
        if operator is not None and keywords:
            return f"{positional[0]} {operator} {next(iter(keywords.values()))}"
        given = {name: value_text(value) for name, value in stated.items() if name not in keywords} | keywords
        self.paths.add(path)
        return f"{dotted(path)}({', '.join([*positional, *_named(given)])})"


def _named(keywords: Mapping[str, str]) -> list[str]:
    """Write keyword arguments, whatever their names."""
    return [f"**{{{', '.join(f'{name!r}: {text}' for name, text in keywords.items())}}}"] if keywords else []


class _Tensors:
    """Know by what name the program calls each tensor of a functional model."""

    def __init__(self, entries: Mapping[str, Any], calls: Mapping[str, list[Call]], ends: list[Any]) -> None:
        self.made: dict[tuple[str, int], str] = {}
        self.old = any(is_old(each) for each in entries.values())
        pointers = list(histories([[list(call) for each in calls.values() for call in each], ends]))
        self.functional = {name for name, each in entries.items() if _is_functional(each)}
        late = {one.layer for one in pointers if one.call >= max(len(calls.get(one.layer, ())), 1)}
        # in Keras 2 the building of a model counts as its first call
        self.built = self.functional | late if self.old else set()
        self.several = {one.layer for one in pointers if one.output} | {
            name for name, each in entries.items() if _has_several(each, calls[name])
        }

    def key(self, pointer: History) -> tuple[str, int]:
        return pointer.layer, pointer.call - (pointer.layer in self.built)

    def end(self, content: Any) -> str:
        """Return an input or output of the model: there Keras 3, too, counts the building of a functional model."""
        if not self.old:
            content = _mapped(content, lambda one: one._replace(call=one.call - (one.layer in self.functional)))
        return self.text(content)

    def has_all(self, call: Call) -> bool:
        """Tell whether all that a call is given is made."""
        return all(self.key(one) in self.made for one in histories(list(call)))

    def text(self, content: Any) -> str:
        """Return a structure of tensors and values as an expression. Raises Unreadable for a tensor that nothing makes."""
        if isinstance(content, History):
            made = self.made.get(self.key(content))
            if made is None:
                raise Unreadable(f"an output of `{content.layer}` is wanted, which nothing makes")
            return f"{made}[{content.output}]" if content.layer in self.several else made
        if isinstance(content, list):
            if self.old and len(content) == 1 and isinstance(content[0], History):
                return self.text(content[0])
            return f"[{', '.join(map(self.text, content))}]"
        if isinstance(content, Mapping) and "class_name" not in content:
            return f"{{{', '.join(f'{name!r}: {self.text(item)}' for name, item in content.items())}}}"
        return value_text(content)


def _is_model(entry: Mapping[str, Any]) -> bool:
    return class_path(entry) in _SEQUENTIAL or _is_functional(entry)


def _is_functional(entry: Mapping[str, Any]) -> bool:
    config = entry.get("config")
    return isinstance(config, Mapping) and "input_layers" in config and "output_layers" in config


def _has_several(entry: Mapping[str, Any], calls: list[Call]) -> bool:
    """Tell whether a layer returns several tensors, though one alone may be used."""
    config = entry.get("config")
    if not isinstance(config, Mapping):
        return False
    inner = config.get("layer")
    told = config.get("return_state") or any(call.keywords.get("return_attention_scores") for call in calls)
    if isinstance(inner, Mapping):
        told = told or _has_several(inner, [])
    return bool(told) or len(list(histories(_pointing(config.get("output_layers"))))) > 1


def _is_operation(entry: Mapping[str, Any]) -> bool:
    """Tell whether an entry is no layer, but a function that was applied to tensors."""
    module = str(entry.get("module"))
    return module.startswith("keras.src.ops.") or str(entry.get("class_name")) in ("TFOpLambda", "SlicingOpLambda")


def _operation(entry: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the function that an operation stands for, and the arguments that it keeps."""
    config = named(entry, "config", dict)
    if "function" in config:
        return f"tensorflow.{config['function']}", {}
    kept = {name: value for name, value in config.items() if name not in ("name", "dtype", "trainable")}
    words = "".join(f"_{one.lower()}" if one.isupper() else one for one in str(entry["class_name"])).lstrip("_")
    return f"{entry['module']}.{words}", kept


def _sliced(part: Any) -> Any:
    """Mark a slice of Keras 2 as one, as Keras 3 does."""
    is_slice = isinstance(part, Mapping) and part.keys() == {"start", "stop", "step"}
    return {"class_name": "__slice__", "config": part} if is_slice else part


def _pointing(content: Any) -> Any:
    """Replace pointers by Histories."""
    if is_history(content):
        return History(*content[:3])
    if isinstance(content, list):
        return [_pointing(item) for item in content]
    return {name: _pointing(item) for name, item in content.items()} if isinstance(content, Mapping) else content


def _mapped(content: Any, change: Callable[[History], History]) -> Any:
    """Change every pointer of a structure."""
    if isinstance(content, History):
        return change(content)
    if isinstance(content, Mapping):
        return {name: _mapped(item, change) for name, item in content.items()}
    return [_mapped(item, change) for item in content] if isinstance(content, list) else content
