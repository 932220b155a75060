"""Flags that several verbs share, and the settings that they come to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from shapecheck.settings import FAIL_ON, OUTPUT_FORMATS, Configuration, Settings, SettingsError, read_settings

__all__ = [
    "WATCHED",
    "baseline_option",
    "is_watched",
    "color_option",
    "configuration_of",
    "fixing_options",
    "flag",
    "format_option",
    "reading_options",
    "running_options",
    "selection_options",
    "settings_of",
]

F = TypeVar("F", bound=Callable[..., Any])


def flag(*names: str, **attributes: Any) -> Callable[[F], F]:
    """Make an option whose environment variable is SHAPECHECK_ and its long name."""
    long = next(name for name in names if name.startswith("--")).partition("/")[0]
    variable = f"SHAPECHECK_{long.removeprefix('--').replace('-', '_').upper()}"
    return click.option(*names, envvar=variable, **attributes)


def format_option(verb: str, *formats: str) -> Callable[[F], F]:
    """Make the option of a verb that has formats of its own; the first is the default.

    Its variable names the verb, so that SHAPECHECK_OUTPUT_FORMAT speaks of `check` alone.
    """
    return click.option(
        "--format",
        "--output-format",
        "output_format",
        type=click.Choice(formats),
        default=formats[0],
        envvar=f"SHAPECHECK_{verb.upper()}_FORMAT",
        help=f"How it is written (default: {formats[0]}).",
    )


def _stacked(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    def apply(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return apply


color_option = flag(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="When to use colours."
)

reading_options = _stacked(
    flag("--exclude", multiple=True, metavar="PATTERNS", help="Leave out, instead of the defaults."),
    flag("--extend-exclude", multiple=True, metavar="PATTERNS", help="Leave out too."),
    flag("--force-exclude", is_flag=True, default=None, help="Leave out even files that are named."),
    flag("--respect-gitignore/--no-respect-gitignore", default=None, help="Leave out what git ignores (the default)."),
    flag("--keras-version", type=click.Choice(["2", "3"]), help="The Keras that the code is written for."),
    flag("--image-data-format", type=click.Choice(["channels_last", "channels_first"]), help="Keras's own setting."),
    flag("--preview", is_flag=True, default=None, help="Use rules that are in preview."),
    flag("--config", multiple=True, metavar="FILE|KEY=VALUE", help="A TOML file of settings, or one setting."),
    flag("--isolated", is_flag=True, help="Read no file of settings."),
)

selection_options = _stacked(
    flag("--select", multiple=True, metavar="CODES", help="Rules to use: codes, their beginnings, names, or ALL."),
    flag("--extend-select", multiple=True, metavar="CODES", help="Rules to use too."),
    flag("--ignore", multiple=True, metavar="CODES", help="Rules not to use."),
    flag("--per-file-ignores", multiple=True, metavar="PATTERN:CODES", help="Rules not to use in some files."),
    flag("--severity", multiple=True, metavar="CODE=LEVEL", help="Give a rule another level."),
    flag("--fail-on", type=click.Choice(FAIL_ON), help="The least level that fails (default: warning)."),
    flag("--output-format", type=click.Choice(OUTPUT_FORMATS), help="How findings are written (default: full)."),
)

baseline_option = flag("--baseline", metavar="FILE", type=click.Path(), help="Leave out what this baseline knows.")

WATCHED = "SHAPECHECK_IS_WATCHED"
"""The variable of the environment in a process that a watching one has started."""


def is_watched() -> bool:
    """Tell whether a watching process has started this one."""
    return os.environ.get(WATCHED) == "1"


running_options = _stacked(
    flag("--cache-dir", metavar="FOLDER", help="Where the cache is (default: .shapecheck_cache in the project)."),
    flag("--no-cache", is_flag=True, help="Neither read nor write the cache."),
    flag("-w", "--watch", is_flag=True, help="Check again whenever a file is changed."),
    flag("-j", "--jobs", type=click.IntRange(min=1), help="The most processes to use (default: as many as pay)."),
)

fixing_options = _stacked(
    flag("--fix", is_flag=True, help="Write the safe fixes; each is analysed again before."),
    flag("--unsafe-fixes", is_flag=True, help="Show, and with --fix or --diff make, fixes that change more too."),
    flag("--diff", is_flag=True, help="Print what --fix would write, and end with status 1 if that is anything."),
    flag("--show-fixes", is_flag=True, help="Show the fixes that there are, and with --fix those that were made."),
)

_LISTS = ("select", "extend_select", "ignore", "exclude", "extend_exclude")
_SINGLE = ("fail_on", "output_format", "keras_version", "image_data_format", "preview", "force_exclude")


def configuration_of(
    *, config: Iterable[str] = (), isolated: bool = False, respect_gitignore: bool | None = None, **given: Any
) -> Configuration:
    """Return where settings come from, with the flags over them.

    Raises SettingsError.
    """
    fixed = Settings() if isolated else None
    table: dict[str, Any] = {}
    for entry in config:
        key, separator, value = entry.partition("=")
        if separator and not Path(entry).exists():
            table |= _inline(key.strip(), value.strip())
        else:
            fixed = read_settings(Path(entry)) or Settings()
    table |= {name.replace("_", "-"): _words(given[name]) for name in _LISTS if given.get(name)}
    table |= {name.replace("_", "-"): given[name] for name in _SINGLE if given.get(name) is not None}
    if respect_gitignore is not None:
        table["respect-gitignore"] = respect_gitignore
    if "keras-version" in table:
        table["keras-version"] = int(table["keras-version"])
    if given.get("per_file_ignores"):
        table["per-file-ignores"] = _pairs(given["per_file_ignores"], ":", "--per-file-ignores")
    if given.get("severity"):
        levels = _pairs(_words(given["severity"]), "=", "--severity")
        table["severity"] = {code: words[0] for code, words in levels.items()}
    return Configuration(fixed, tuple(table.items()), {key: _speaker(key) for key in table})


def _speaker(key: str) -> str:
    """Name the flag, or the variable of the environment, that a setting comes from."""
    context = click.get_current_context(silent=True)
    source = context.get_parameter_source(key.replace("-", "_")) if context is not None else None
    if source is click.core.ParameterSource.ENVIRONMENT:
        return f"SHAPECHECK_{key.replace('-', '_').upper()}"
    return f"--{key}" if source is click.core.ParameterSource.COMMANDLINE else "--config"


def _inline(key: str, value: str) -> dict[str, Any]:
    """Read `KEY=VALUE` as a line of TOML; a value that is none is a string."""
    import tomllib

    try:
        return tomllib.loads(f"{key} = {value}")
    except tomllib.TOMLDecodeError:
        return {key: value}


def _words(values: Iterable[str]) -> list[str]:
    return [word.strip() for value in values for word in value.split(",") if word.strip()]


def _pairs(values: Iterable[str], separator: str, option: str) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for value in values:
        key, found, rest = value.rpartition(separator)
        if not (found and key and rest):
            raise SettingsError(f"{option}: {value!r} is not written A{separator}B")
        made.setdefault(key, []).extend(_words([rest]))
    return made


def settings_of(path: str, configuration: Configuration) -> Settings:
    """Return the settings that hold for a file or folder.

    Raises SettingsError.
    """
    found = Path(path)
    return configuration.around(found.resolve()) if found.is_dir() else configuration.of(found)
