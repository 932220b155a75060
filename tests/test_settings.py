"""Settings: where they come from, what they may say, and how a mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapecheck.finding import Severity
from shapecheck.settings import Configuration, Settings, SettingsError, overlaid, read_settings


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings(write(folder / "shapecheck.toml", text))
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_reads_every_key(tmp_path: Path) -> None:
    path = write(
        tmp_path / "pyproject.toml",
        """
        [tool.shapecheck]
        select = ["KSH2"]
        extend-select = ["KSH701"]
        ignore = ["wrong-rank"]
        fail-on = "error"
        exclude = ["a"]
        extend-exclude = ["b/*"]
        respect-gitignore = false
        force-exclude = true
        output-format = "concise"
        keras-version = 2
        image-data-format = "channels_first"
        preview = true
        dense-share = 0.5
        src = ["lib"]
        per-file-ignores = { "tests/*" = ["ALL"] }
        severity = { KSH701 = "error" }
        [tool.shapecheck.inputs]
        "models.py::Net" = "(None, H, W, 3)"
        [tool.shapecheck.shapes]
        "data.load" = ["(N, 28, 28)", "(N,)"]
        [tool.shapecheck.budget]
        "models.py::Net" = 5_000_000
        """,
    )
    settings = read_settings(path)
    assert settings == Settings(
        root=tmp_path,
        origin=path,
        select=("KSH2",),
        extend_select=("KSH701",),
        ignore=("wrong-rank",),
        fail_on="error",
        exclude=("a",),
        extend_exclude=("b/*",),
        respect_gitignore=False,
        force_exclude=True,
        output_format="concise",
        keras_version=2,
        image_data_format="channels_first",
        preview=True,
        dense_share=0.5,
        src=(tmp_path / "lib",),
        per_file_ignores={"tests/*": ("ALL",)},
        severity={"KSH701": Severity.ERROR},
        inputs={"models.py::Net": (None, "H", "W", 3)},
        shapes={"data.load": (("N", 28, 28), ("N",))},
        budget={"models.py::Net": 5_000_000},
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("selct = []", 'shapecheck.toml: unknown key "selct"; did you mean "select"?'),
        ("colour = 1", 'unknown key "colour"'),
        ("select = 'KSH2'", "select: a list of strings is expected, not 'KSH2'"),
        ("fail-on = 'errors'", "fail-on: one of error, warning, info, never is expected, not 'errors'"),
        ("keras-version = true", "keras-version: one of 2, 3 is expected"),
        ("dense-share = 90", "dense-share: a number between 0 and 1 is expected, not 90"),
        ("preview = 'yes'", "preview: true or false is expected"),
        ("severity = {KSH201 = 'bad'}", "severity: one of info, warning, error is expected"),
        ("severity = []", "severity: a table is expected"),
        ("[inputs]\n'a.py::Net' = '(3'", "inputs: not a shape: '(3'"),
        ("[inputs]\n'a.py::Net' = '(f(3), 4)'", "a size is an int, None or a name"),
        ("[inputs]\n'a.py::Net' = 3", "a shape is written as a string"),
        ("[inputs]\n'Net' = '(3,)'", 'inputs: "Net": a key is written FILE::NAME'),
        ("[budget]\n'a.py::Net' = 1.5", 'budget: "a.py::Net": a number of parameters is expected, not 1.5'),
        ("[[overrides]]\nselect = []", "overrides: each table wants"),
        ("[[overrides]]\nfiles = ['a']\nselct = []", 'overrides: unknown key "selct"'),
        ("extend = 3", "extend: a path is expected"),
        ("extend = 'shapecheck.toml'", "extends itself"),
        ("extend = 'none.toml'", "none.toml: No such file"),
        ("select = [", "not TOML"),
    ],
)
def test_names_a_mistake(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in refusal(tmp_path, text)


def test_table_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="a table is expected"):
        read_settings(write(tmp_path / "pyproject.toml", "tool.shapecheck = 3"))


def test_the_nearest_file_holds(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.shapecheck]\nfail-on = 'error'")
    write(tmp_path / "inner" / "pyproject.toml", "[tool.other]\n")
    write(tmp_path / "own" / "pyproject.toml", "[tool.shapecheck]\nfail-on = 'info'")
    write(tmp_path / "own" / "shapecheck.toml", "fail-on = 'never'")
    configuration = Configuration()
    assert configuration.of(tmp_path / "inner" / "a.py").fail_on == "error"
    assert configuration.of(tmp_path / "own" / "deep" / "a.py").fail_on == "never"
    assert Configuration(Settings()).of(tmp_path / "own" / "a.py").fail_on == "warning"


def test_extend(tmp_path: Path) -> None:
    write(tmp_path / "base.toml", "ignore = ['KSH7']\nfail-on = 'error'\nselect = ['KSH2']")
    settings = read_settings(write(tmp_path / "shapecheck.toml", "extend = 'base.toml'\nignore = ['KSH201']"))
    assert settings is not None
    assert settings.ignore == ("KSH7", "KSH201")
    assert (settings.fail_on, settings.select) == ("error", ("KSH2",))


def test_select_starts_anew() -> None:
    before = Settings(select=("KSH1",), extend_select=("KSH7",), ignore=("KSH2",))
    after = overlaid(before, {"select": ["KSH201"]}, "command line")
    assert (after.select, after.extend_select, after.ignore) == (("KSH201",), (), ())
    added = overlaid(before, {"ignore": ["KSH3"]}, "command line")
    assert (added.select, added.ignore) == (("KSH1",), ("KSH2", "KSH3"))


def test_overrides_and_ignores_by_pattern(tmp_path: Path) -> None:
    write(
        tmp_path / "shapecheck.toml",
        "per-file-ignores = {'tests/**' = ['KSH2'], 'net.py' = ['KSH7']}\n"
        "[[overrides]]\nfiles = ['old/*']\nkeras-version = 2\nignore = ['KSH8']",
    )
    configuration = Configuration()
    assert configuration.of(tmp_path / "old" / "a.py").keras_version == 2
    assert configuration.of(tmp_path / "old" / "a.py").ignore == ("KSH8",)
    assert configuration.of(tmp_path / "new" / "a.py").keras_version == 3
    settings = configuration.of(tmp_path / "a.py")
    assert settings.ignored_in(tmp_path / "tests" / "deep" / "net.py") == ("KSH2", "KSH7")
    assert settings.ignored_in(tmp_path / "other.py") == ()
