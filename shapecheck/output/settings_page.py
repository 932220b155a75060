"""The settings that hold somewhere: as TOML, each with who said it, and for machines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shapecheck.settings import Settings, as_table
from shapecheck.structure import structure_text

__all__ = ["as_json", "as_toml"]

_DEFAULT = "default"
_FACTS = ("root", "origin")
"""What is no setting, but where settings come from."""

_COLUMN = 40
"""Where the remarks begin, if the values leave room."""


def as_toml(settings: Settings) -> str:
    """Return the settings as TOML that could be written into a file, each with where its value comes from."""
    table = _plain(settings)
    lines = [f"# {name} = {table[name] or '(none)'}" for name in _FACTS]
    for key, value in table.items():
        if key in _FACTS:
            continue
        line = f"# {key} is not set" if value is None else f"{key} = {_toml(value)}"
        lines.append(f"{line:{_COLUMN}}  # {', '.join(settings.said_by.get(key, (_DEFAULT,)))}")
    return "".join(f"{line}\n" for line in lines)


def as_json(settings: Settings) -> str:
    """Return the settings as one JSON object: of each its value, and who said it, the last of them last."""
    table = _plain(settings)
    described: dict[str, Any] = {name: table[name] for name in _FACTS}
    described["settings"] = {
        key: {"value": value, "from": list(settings.said_by.get(key, (_DEFAULT,)))}
        for key, value in table.items()
        if key not in _FACTS
    }
    return json.dumps(described, indent=2) + "\n"


def _plain(settings: Settings) -> dict[str, Any]:
    """Return the settings as a file would say them."""
    table = as_table(settings)
    table["inputs"] = {target: structure_text(shape) for target, shape in settings.inputs.items()}
    table["shapes"] = {name: list(map(structure_text, shapes)) for name, shapes in settings.shapes.items()}
    table["severity"] = {code: str(level) for code, level in settings.severity.items()}
    table["overrides"] = [{"files": list(files), **said} for files, said in settings.overrides]
    return {key: _item(value) for key, value in table.items()}


def _item(value: Any) -> Any:
    match value:
        case Path():
            return str(value)
        case tuple() | list():
            return [_item(each) for each in value]
        case Mapping():
            return {key: _item(each) for key, each in value.items()}
    return value


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            pairs = ", ".join(f"{_toml_key(key)} = {_toml(each)}" for key, each in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
    return json.dumps(str(value), ensure_ascii=False)


def _toml_key(key: str) -> str:
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if bare else json.dumps(key, ensure_ascii=False)
