"""The JSON schema of the settings: for editors, and for those who check `[tool.shapecheck]` themselves."""

from __future__ import annotations

from typing import Any

from shapecheck.settings import DEFAULT_EXCLUDE, FAIL_ON, OUTPUT_FORMATS, Settings

__all__ = ["schema"]

_Schema = dict[str, Any]

_STRINGS: _Schema = {"type": "array", "items": {"type": "string"}}
_CODES: _Schema = {
    **_STRINGS,
    "examples": [["KSH2", "dense-on-spatial-features", "ALL"]],
}
_SHAPE: _Schema = {"type": "string", "examples": ["(None, 28, 28, 1)"]}
_TARGET: _Schema = {"pattern": "^.+::.+$"}


def _words(*words: str) -> _Schema:
    return {"enum": list(words)}


def _table(values: _Schema, keys: _Schema | None = None) -> _Schema:
    made: _Schema = {"type": "object", "additionalProperties": values}
    return made if keys is None else {**made, "propertyNames": keys}


_BOOLEAN: _Schema = {"type": "boolean"}

_SETTINGS: dict[str, tuple[_Schema, str]] = {
    "select": (_CODES, "Rules to use: codes, their beginnings, names, or ALL."),
    "extend-select": (_CODES, "Rules to use too."),
    "ignore": (_CODES, "Rules not to use."),
    "per-file-ignores": (_table(_CODES), "Rules not to use in files that a pattern names."),
    "severity": (_table(_words("info", "warning", "error")), "Levels of rules other than their own."),
    "fail-on": (_words(*FAIL_ON), "The least level that fails."),
    "exclude": (_STRINGS, "Files and folders to leave out, instead of the defaults."),
    "extend-exclude": (_STRINGS, "Files and folders to leave out too."),
    "respect-gitignore": (_BOOLEAN, "Leave out what git ignores."),
    "force-exclude": (_BOOLEAN, "Leave out even files that are named."),
    "output-format": (_words(*OUTPUT_FORMATS), "How findings are written."),
    "keras-version": ({"enum": [2, 3]}, "The Keras that the code is written for."),
    "image-data-format": (_words("channels_last", "channels_first"), "Keras's own setting."),
    "inputs": (_table(_SHAPE, _TARGET), "The input of a subclassed model, by FILE::NAME."),
    "shapes": (
        _table({"anyOf": [_SHAPE, {"type": "array", "items": _SHAPE}]}),
        "The shapes of what a function returns that is not followed, by its dotted name.",
    ),
    "budget": (_table({"type": "integer", "minimum": 0}, _TARGET), "The most parameters of a model, by FILE::NAME."),
    "dense-share": (
        {"type": "number", "minimum": 0, "maximum": 1},
        "The share of a model's parameters that one Dense after a Flatten may hold.",
    ),
    "preview": (_BOOLEAN, "Use rules that are in preview."),
    "src": (_STRINGS, "Folders in which imports are looked for first."),
}


def schema() -> _Schema:
    """Return the JSON schema (draft 7) of `[tool.shapecheck]` and of shapecheck.toml, with the defaults."""
    properties = {key: {"description": about, **kind} for key, (kind, about) in _SETTINGS.items()}
    described = {key: {**each, **_default(key)} for key, each in properties.items()}
    override = {
        "type": "object",
        "required": ["files"],
        "properties": {"files": {"description": "Patterns of the files that this is about.", **_STRINGS}, **properties},
        "additionalProperties": False,
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "shapecheck",
        "description": "Settings of shapecheck: [tool.shapecheck] of pyproject.toml, or shapecheck.toml.",
        "type": "object",
        "properties": {
            "extend": {"description": "A file of settings that these are put over.", "type": "string"},
            **described,
            "overrides": {"description": "Settings for some files.", "type": "array", "items": override},
        },
        "additionalProperties": False,
    }


def _default(key: str) -> _Schema:
    if key == "exclude":
        return {"default": DEFAULT_EXCLUDE.split()}
    value = getattr(Settings(), key.replace("-", "_"))
    plain = list(value) if isinstance(value, tuple) else value
    return {} if plain is None else {"default": dict(plain) if isinstance(plain, dict) else plain}
