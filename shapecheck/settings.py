"""Settings: `[tool.shapecheck]` of pyproject.toml, or shapecheck.toml, read into one frozen object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from shapecheck.setting_kinds import (
    Wrong,
    boolean,
    choice,
    codes,
    codes_by_pattern,
    counts_by_target,
    folders,
    integer_of,
    overrides,
    patterns,
    severities,
    shape_by_target,
    shapes_by_function,
    share,
)
from shapecheck.severity import Severity
from shapecheck.usage import UsageError

__all__ = [
    "FAIL_ON",
    "OUTPUT_FORMATS",
    "Configuration",
    "Settings",
    "SettingsError",
    "as_table",
    "overlaid",
    "read_settings",
    "suggestion",
]

OUTPUT_FORMATS = (
    "full",
    "concise",
    "grouped",
    "json",
    "json-lines",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "rdjson",
    "azure",
    "pylint",
)
FAIL_ON = ("error", "warning", "info", "never")

DEFAULT_EXCLUDE = (
    ".bzr .direnv .eggs .git .hg .ipynb_checkpoints .mypy_cache .nox .pytest_cache .ruff_cache .shapecheck_cache .svn "
    ".tox .venv "
    "__pycache__ __pypackages__ _build build dist node_modules site-packages venv"
)


class SettingsError(UsageError):
    """Raised for settings that cannot be used; the message is one line for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Hold every setting. `root` is the folder of the file that says so; patterns are relative to it.

    `said_by` names, by key, those who gave a setting its value: files, flags, variables of the environment.
    """

    root: Path = field(default_factory=Path.cwd)
    origin: Path | None = None
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    severity: Mapping[str, Severity] = field(default_factory=dict)
    fail_on: str = "warning"
    exclude: tuple[str, ...] = tuple(DEFAULT_EXCLUDE.split())
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    force_exclude: bool = False
    output_format: str = "full"
    keras_version: int = 3
    image_data_format: str = "channels_last"
    inputs: Mapping[str, Any] = field(default_factory=dict)
    shapes: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    budget: Mapping[str, int] = field(default_factory=dict)
    dense_share: float = 0.9
    preview: bool = False
    src: tuple[Path, ...] = ()
    overrides: tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...] = ()
    said_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    def of(self, path: Path) -> Settings:
        """Return the settings for one file: these, with what its `overrides` say."""
        settings = self
        for files, table in self.overrides:
            if _matches(path, self.root, files):
                settings = overlaid(settings, table, "overrides")
        return settings

    def ignored_in(self, path: Path) -> tuple[str, ...]:
        """Return the codes that `per-file-ignores` switches off in one file."""
        found = [listed for pattern, listed in self.per_file_ignores.items() if _matches(path, self.root, (pattern,))]
        return tuple(code for listed in found for code in listed)


_KINDS = {
    "select": codes,
    "extend-select": codes,
    "ignore": codes,
    "per-file-ignores": codes_by_pattern,
    "severity": severities,
    "fail-on": choice(*FAIL_ON),
    "exclude": patterns,
    "extend-exclude": patterns,
    "respect-gitignore": boolean,
    "force-exclude": boolean,
    "output-format": choice(*OUTPUT_FORMATS),
    "keras-version": integer_of(2, 3),
    "image-data-format": choice("channels_last", "channels_first"),
    "inputs": shape_by_target,
    "shapes": shapes_by_function,
    "budget": counts_by_target,
    "dense-share": share,
    "preview": boolean,
    "src": folders,
    "overrides": overrides,
}

_CHOOSING = {"extend-select", "ignore"}
_ADDED = _CHOOSING | {"extend-exclude", "per-file-ignores", "severity", "inputs", "shapes", "budget"}


def _added(given: Any, before: Any, *, anew: bool) -> Any:
    if anew:
        return given
    return {**before, **given} if isinstance(given, dict) else (*before, *given)


def suggestion(word: str, known: list[str]) -> str:
    """Return `; did you mean "..."?` where a known word is close, else nothing."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, 1, 0.7)
    return f'; did you mean "{close[0]}"?' if close else ""


def overlaid(
    settings: Settings, table: Mapping[str, Any], where: str, said_by: Mapping[str, str] | None = None
) -> Settings:
    """Return settings with those of a table put over them. `where` is whose table it is, `said_by` who said a key of it.

    What extends is added. `select` starts the choice of rules anew, otherwise `ignore` is added too.
    Raises SettingsError for a key or value that means nothing.
    """
    changed: dict[str, Any] = {}
    speakers = dict(settings.said_by)
    for key, value in table.items():
        if key not in _KINDS:
            raise SettingsError(f'{where}: unknown key "{key}"{suggestion(key, [*_KINDS, "extend"])}')
        try:
            parsed = _KINDS[key](value)
        except Wrong as wrong:
            raise SettingsError(f"{where}: {key}: {wrong}") from wrong
        name = key.replace("-", "_")
        added = key in _ADDED and not ("select" in table and key in _CHOOSING)
        speaker = (said_by or {}).get(key, where)
        speakers[key] = (*(before for before in speakers.get(key, ()) if added and before != speaker), speaker)
        if key in _ADDED:
            parsed = _added(parsed, getattr(settings, name), anew=not added)
        changed[name] = parsed
    if "select" in table:
        changed = {"ignore": (), "extend_select": (), **changed}
        speakers = {key: names for key, names in speakers.items() if key not in _CHOOSING or key in table}
    if "src" in changed:
        changed["src"] = tuple(settings.root / folder for folder in changed["src"])
    return replace(settings, **changed, said_by=speakers)


def read_settings(path: Path, extending: tuple[Path, ...] = ()) -> Settings | None:
    """Read the settings of a pyproject.toml or another TOML file, and of what it extends.

    None for a pyproject.toml without `[tool.shapecheck]`. Raises SettingsError.
    """
    path = path.resolve()
    table = _table(path)
    if table is None:
        return None
    table = dict(table)
    settings = Settings()
    extended = table.pop("extend", None)
    if extended is not None:
        if not isinstance(extended, str):
            raise SettingsError(f"{_shown(path)}: extend: a path is expected")
        base = path.parent / extended
        if base.resolve() in (*extending, path):
            raise SettingsError(f"{_shown(path)}: extend: {extended} extends itself")
        settings = read_settings(base, (*extending, path)) or settings
    settings = overlaid(replace(settings, root=path.parent, origin=path), table, _shown(path))
    for _, override in settings.overrides:
        overlaid(settings, override, f"{_shown(path)}: overrides")
    return settings


def _table(path: Path) -> Mapping[str, Any] | None:
    import tomllib

    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{_shown(path)}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{_shown(path)}: not TOML: {error}") from error
    if path.name != "pyproject.toml":
        return content
    tool = content.get("tool", {})
    table = tool.get("shapecheck") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{_shown(path)}: [tool.shapecheck]: a table is expected")
    return table


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _matches(path: Path, root: Path, globs: tuple[str, ...]) -> bool:
    from pathspec import GitIgnoreSpec

    resolved = path.resolve()
    inside = resolved.relative_to(root) if resolved.is_relative_to(root) else Path(resolved.name)
    return GitIgnoreSpec.from_lines(globs).match_file(inside.as_posix())


@dataclass(frozen=True, slots=True)
class Configuration:
    """Find the settings of each file: those nearest to it, or the `fixed` ones, with `overlay` over them.

    `said_by` names the flag or variable that a key of the overlay comes from.
    """

    fixed: Settings | None = None
    overlay: tuple[tuple[str, Any], ...] = ()
    said_by: Mapping[str, str] = field(default_factory=dict, compare=False)
    _found: dict[Path, Settings] = field(default_factory=dict, repr=False, compare=False)
    _files: dict[Path, Settings | None] = field(default_factory=dict, repr=False, compare=False)

    def of(self, path: Path) -> Settings:
        """Return the settings for one file.

        Raises SettingsError.
        """
        return self.around(path.resolve().parent).of(path)

    def around(self, folder: Path) -> Settings:
        """Return the settings that hold in a folder.

        Raises SettingsError.
        """
        if folder not in self._found:
            settings = self.fixed or self._nearest(folder) or Settings()
            self._found[folder] = overlaid(settings, dict(self.overlay), "command line", self.said_by)
        return self._found[folder]

    def _nearest(self, folder: Path) -> Settings | None:
        if folder not in self._files:
            found = None
            for path in (folder / "shapecheck.toml", folder / "pyproject.toml"):
                found = found or (read_settings(path) if path.is_file() else None)
            self._files[folder] = found or (None if folder.parent == folder else self._nearest(folder.parent))
        return self._files[folder]


def as_table(settings: Settings) -> dict[str, Any]:
    """Return settings by their names in TOML, `root` and `origin` first."""
    names = (each.name for each in fields(settings) if each.name != "said_by")
    return {name.replace("_", "-"): getattr(settings, name) for name in names}
