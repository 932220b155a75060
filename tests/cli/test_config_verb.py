"""`shapecheck config`: which settings hold, who said so, and the schema of what may be said."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from shapecheck.setting_schema import schema
from shapecheck.settings import Settings, SettingsError, as_table, overlaid, read_settings
from tests.cli.conftest import Command

FILE = """
extend = "base.toml"
extend-select = ["KSH3"]
keras-version = 2
dense-share = 0.5
src = ["lib"]
per-file-ignores = { "tests/*" = ["ALL"] }
severity = { KSH701 = "error" }
[inputs]
"net.py::Net" = "[(None, H), (3,)]"
[shapes]
"data.load" = ["(N, 28, 28)", "(N,)"]
[budget]
"net.py::build" = 5
[[overrides]]
files = ["bad.py"]
fail-on = "never"
"""


@pytest.fixture
def settings_file(project: Path) -> Path:
    (project / "base.toml").write_text('extend-select = ["KSH2"]\npreview = true\n')
    path = project / "shapecheck.toml"
    path.write_text(FILE)
    return path


def test_what_is_shown_can_be_written_into_a_file(shapecheck: Command, project: Path, settings_file: Path) -> None:
    shown = shapecheck("config", "show").out
    again = project / "again"
    again.mkdir()
    (again / "shapecheck.toml").write_text(shown)
    first, second = read_settings(settings_file), read_settings(again / "shapecheck.toml")
    assert first is not None
    assert second is not None
    differing = {key for key, value in as_table(first).items() if as_table(second)[key] != value}
    assert differing == {"root", "origin"}


def test_it_says_where_each_value_comes_from(
    shapecheck: Command, settings_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHAPECHECK_IGNORE", "KSH7")
    arguments = ["--fail-on", "error", "--config", "force-exclude=true", "--extend-select", "KSH4", "--format", "json"]
    settings = json.loads(shapecheck("config", "show", "net.py", *arguments).out)["settings"]
    assert settings["extend-select"] == {
        "value": ["KSH2", "KSH3", "KSH4"],
        "from": ["base.toml", "shapecheck.toml", "--extend-select"],
    }
    sources = {key: each["from"] for key, each in settings.items()}
    assert sources["preview"] == ["base.toml"]
    assert sources["keras-version"] == ["shapecheck.toml"]
    assert sources["fail-on"] == ["--fail-on"]
    assert sources["ignore"] == ["SHAPECHECK_IGNORE"]
    assert sources["force-exclude"] == ["--config"]
    assert sources["select"] == ["default"]


def test_an_override_speaks_for_its_files(shapecheck: Command, settings_file: Path) -> None:
    assert 'fail-on = "never"' in shapecheck("config", "show", "bad.py").out
    assert 'fail-on = "warning"' in shapecheck("config", "show", "net.py").out


def test_select_forgets_who_spoke_before(shapecheck: Command, settings_file: Path) -> None:
    shown = json.loads(shapecheck("config", "show", "--select", "KSH1", "--format", "json").out)["settings"]
    assert shown["extend-select"] == {"value": [], "from": ["default"]}


def test_mistakes(shapecheck: Command, project: Path) -> None:
    (project / "shapecheck.toml").write_text("selct = []")
    done = shapecheck("config", "show")
    assert done == (2, "", 'shapecheck: shapecheck.toml: unknown key "selct"; did you mean "select"?\n')
    assert shapecheck("config").status == 2
    assert shapecheck("config", "nope").status == 2


def test_the_schema_is_one(shapecheck: Command) -> None:
    printed = json.loads(shapecheck("config", "schema").out)
    assert printed == schema()
    jsonschema.Draft7Validator.check_schema(printed)
    jsonschema.validate(tomllib.loads(FILE), printed)
    defaults = {key: each["default"] for key, each in printed["properties"].items() if "default" in each}
    assert overlaid(Settings(), defaults, "the schema") == Settings()


def test_the_schema_knows_every_setting() -> None:
    keys = set(schema()["properties"])
    assert keys == {*as_table(Settings()), "extend"} - {"root", "origin"}
    assert set(schema()["properties"]["overrides"]["items"]["properties"]) == keys - {"extend", "overrides"} | {"files"}


@pytest.mark.parametrize(
    "text",
    [
        "selct = []",
        "select = 'KSH2'",
        "fail-on = 'often'",
        "keras-version = 1",
        "dense-share = 2",
        "preview = 1",
        "inputs = { net = '(None,)' }",
        "budget = { 'a.py::b' = -1 }",
        "severity = { KSH2 = 'bad' }",
        "overrides = [{ fail-on = 'error' }]",
    ],
)
def test_the_schema_refuses_what_we_refuse(tmp_path: Path, text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), schema())
    (tmp_path / "shapecheck.toml").write_text(text)
    with pytest.raises(SettingsError):
        read_settings(tmp_path / "shapecheck.toml")
