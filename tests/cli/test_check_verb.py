"""`shapecheck check`: flags, statuses, where output goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shapecheck.output.formats import FORMATS
from shapecheck.settings import OUTPUT_FORMATS
from tests.cli.conftest import BAD, Command

FOUND = "bad.py:3:5: KSH201"


def test_a_path_means_check(shapecheck: Command) -> None:
    for arguments in (["bad.py"], ["."], ["./bad.py"], ["check", "bad.py"], ["check"]):
        done = shapecheck(*arguments)
        assert done.status == 1, arguments
        assert "KSH201" in done.out


def test_statuses(shapecheck: Command, project: Path) -> None:
    assert shapecheck("check", "good.py").status == 0
    assert shapecheck("check", "info.py").status == 0
    assert "KSH701" in shapecheck("check", "info.py").out
    assert shapecheck("check", "info.py", "--fail-on", "info").status == 1
    assert shapecheck("check", "bad.py", "--fail-on", "never").status == 0
    assert shapecheck("check", "bad.py", "--exit-zero").status == 0
    assert shapecheck("check", "nope.py") == (2, "", "shapecheck: nope.py: no such file or directory\n")
    (project / "broken.py").write_text("import keras\nx = (\n")
    assert shapecheck("check", "broken.py").status == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--select", "KSH999"], 'no rule is called "KSH999"'),
        (["--severity", "KSH201"], "--severity: 'KSH201' is not written A=B"),
        (["--per-file-ignores", "a.py"], "is not written A:B"),
        (["--config", "selct=[]"], 'unknown key "selct"; did you mean "select"?'),
        (["--config", "none.toml"], "none.toml: No such file"),
        (["--config", "fail-on=errors"], "fail-on: one of error"),
        (["--keras-version", "4"], "--keras-version"),
        (["--no-such-flag"], "--no-such-flag"),
        (["-o", "no/such/folder/out"], "no/such/folder/out: No such file or directory"),
        (["-", "bad.py"], "cannot be mixed"),
    ],
)
def test_wrong_usage(shapecheck: Command, arguments: list[str], expected: str) -> None:
    done = shapecheck("check", "bad.py", *arguments)
    assert done.status == 2
    assert expected in done.err


def test_selection(shapecheck: Command) -> None:
    assert shapecheck("check", "bad.py", "--ignore", "wrong-rank").status == 0
    assert shapecheck("check", "bad.py", "--select", "KSH7,KSH1").status == 0
    assert shapecheck("check", "bad.py", "--select", "KSH7", "--extend-select", "KSH2").status == 1
    assert shapecheck("check", "bad.py", "--per-file-ignores", "b*.py:KSH201").status == 0
    assert shapecheck("check", "bad.py", "--severity", "KSH201=info").status == 0


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("SHAPECHECK_IGNORE", "KSH201", 0),
        ("SHAPECHECK_SELECT", "KSH7 KSH1", 0),
        ("SHAPECHECK_FAIL_ON", "never", 0),
        ("SHAPECHECK_EXIT_ZERO", "1", 0),
        ("SHAPECHECK_CONFIG", "fail-on=never", 0),
        ("SHAPECHECK_FAIL_ON", "nope", 2),
    ],
)
def test_the_environment(
    shapecheck: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str, status: int
) -> None:
    monkeypatch.setenv(name, value)
    assert shapecheck("check", "bad.py").status == status


def test_the_environment_names_the_format(shapecheck: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHAPECHECK_OUTPUT_FORMAT", "concise")
    assert shapecheck("check", "bad.py").out.startswith(FOUND)
    assert shapecheck("check", "bad.py", "--output-format", "json").out.startswith("[")


def test_settings(shapecheck: Command, project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.shapecheck]\nfail-on = 'never'\noutput-format = 'concise'")
    assert shapecheck("check", "bad.py").status == 0
    assert shapecheck("check", "bad.py").out.startswith(FOUND)
    assert shapecheck("check", "bad.py", "--isolated").status == 1
    assert shapecheck("check", "bad.py", "--fail-on", "error").status == 1
    (project / "other.toml").write_text("ignore = ['KSH2']")
    assert shapecheck("check", "bad.py", "--isolated", "--config", "other.toml").status == 0
    assert shapecheck("check", "bad.py", "--config", "ignore=['KSH2']", "--config", "fail-on=error").status == 0
    (project / "pyproject.toml").write_text("[tool.shapecheck]\nnope = 1")
    assert shapecheck("check", "bad.py") == (2, "", 'shapecheck: pyproject.toml: unknown key "nope"\n')


def test_the_formats_are_those_of_the_settings() -> None:
    assert set(FORMATS) == set(OUTPUT_FORMATS)


@pytest.mark.parametrize("name", OUTPUT_FORMATS)
def test_every_format(shapecheck: Command, name: str) -> None:
    done = shapecheck("check", ".", "--output-format", name)
    assert done.status == 1
    assert "bad.py" in done.out
    assert shapecheck("check", "good.py", "--output-format", name).status == 0


def test_formats_for_machines_have_nothing_else_in_them(shapecheck: Command) -> None:
    (found,) = json.loads(shapecheck("check", "bad.py", "--output-format", "json", "--show-unknown", "-v").out)
    assert (found["code"], found["filename"]) == ("KSH201", "bad.py")
    lines = shapecheck("check", "bad.py", "info.py", "--output-format", "json-lines").out.splitlines()
    assert [json.loads(line)["code"] for line in lines] == ["KSH201", "KSH701"]


def test_output_files(shapecheck: Command, project: Path) -> None:
    done = shapecheck("check", "bad.py", "--output-format", "concise", "-o", "sarif:out.sarif", "-o", "json:out.json")
    assert done.out.startswith(FOUND)
    assert json.loads((project / "out.json").read_text())[0]["code"] == "KSH201"
    assert json.loads((project / "out.sarif").read_text())["version"] == "2.1.0"
    done = shapecheck("check", "bad.py", "--output-format", "concise", "-o", "out.txt")
    assert done.out == "Found 1 error in 1 file; understood 1 tensor.\n"
    assert (project / "out.txt").read_text().startswith(FOUND)


def test_stdin(shapecheck: Command, project: Path) -> None:
    done = shapecheck("check", "-", "--output-format", "concise", stdin=BAD.encode())
    assert (done.status, done.out.splitlines()[0][:15]) == (1, "<stdin>:3:5: KS")
    done = shapecheck("-", "--stdin-filename", "sub/x.py", "--output-format", "concise", stdin=BAD.encode())
    assert (done.status, done.out.partition(":")[0]) == (1, str(Path("sub/x.py")))
    (project / "shapecheck.toml").write_text("per-file-ignores = {'sub/*' = ['KSH2']}\nextend-exclude = ['gen']")
    assert shapecheck("-", "--stdin-filename", "sub/x.py", stdin=BAD.encode()).status == 0
    excluded = ["-", "--stdin-filename", "gen/x.py", "--force-exclude"]
    assert shapecheck(*excluded, stdin=BAD.encode()).status == 0
    assert shapecheck(*excluded[:-1], stdin=BAD.encode()).status == 1
    assert shapecheck("-", stdin=b"import keras\0").status == 1


def test_which_files(shapecheck: Command, project: Path) -> None:
    (project / "gen").mkdir()
    (project / "gen" / "bad.py").write_text(BAD)
    (project / ".gitignore").write_text("bad.py")
    listed = shapecheck("check", ".", "--show-files").out.split()
    assert listed == ["good.py", "info.py", "net.py"]
    assert "bad.py" in shapecheck("check", ".", "--show-files", "--no-respect-gitignore").out.split()
    assert shapecheck("check", "--show-files", "--exclude", "good.py,net.py").out.split() == ["info.py"]
    assert shapecheck("check", "--show-files", "--extend-exclude", "good.py").out.split() == ["info.py", "net.py"]
    assert shapecheck("check", "bad.py", "--show-files", "--force-exclude").out == ""


def test_an_empty_folder(shapecheck: Command, project: Path) -> None:
    (project / "empty").mkdir()
    done = shapecheck("check", "empty")
    assert done.status == 0
    assert done.err == "shapecheck: no Python files in empty\n"


def test_quiet_verbose_statistics(shapecheck: Command) -> None:
    assert shapecheck("check", "good.py", "-q") == (0, "", "")
    assert shapecheck("check", "bad.py", "-q", "--output-format", "concise").out.count("\n") == 1
    assert shapecheck("check", "good.py", "-v").err.startswith("settings: the defaults; ")
    done = shapecheck("check", ".", "--statistics")
    assert done.status == 1
    assert done.out.splitlines()[0].split()[:2] == ["1", "KSH201"]


def test_show_settings(shapecheck: Command, project: Path) -> None:
    (project / "shapecheck.toml").write_text("ignore = ['KSH7']\nseverity = {KSH201 = 'info'}")
    out = shapecheck("check", "bad.py", "--show-settings", "--fail-on", "error").out
    assert 'ignore = ["KSH7"]' in out
    assert 'fail-on = "error"' in out
    assert 'severity = { KSH201 = "info" }' in out


def test_show_unknown(shapecheck: Command, project: Path) -> None:
    (project / "lost.py").write_text(
        "import keras\nimport elsewhere\nm = elsewhere.build(keras.Input((3,)))\nm.fit()\n"
    )
    done = shapecheck("check", "lost.py", "--show-unknown")
    assert done.status == 0
    for line in done.out.splitlines()[:-1]:
        assert line.startswith("lost.py:")
        assert ": unknown: " in line


@pytest.mark.parametrize(
    ("arguments", "environment", "colored"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ([], {"SHAPECHECK_COLOR": "always"}, True),
    ],
)
def test_colors(
    shapecheck: Command,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    environment: dict[str, str],
    colored: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in shapecheck("check", "bad.py", *arguments).out) is colored
