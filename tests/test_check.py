"""The pipeline: what comes out of texts and paths, and that nothing which goes wrong gets out."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import shapecheck
from shapecheck import Settings, check_paths, check_source, summarize
from shapecheck.finding import Finding, Severity
from shapecheck.interpreter import interpret as interpreting
from shapecheck.settings import Configuration
from shapecheck.source import Location, Span, SyntaxProblem
from shapecheck.stack import with_large_stack
from shapecheck.usage import UsageError

BAD = "import keras\n\nx = keras.layers.Conv2D(8, 3)(keras.Input((28, 28)))\n"
GOOD = "import keras\n\nx = keras.layers.Conv2D(8, 3)(keras.Input((28, 28, 1)))\n"


def codes(report: shapecheck.Report) -> list[str]:
    return [found.code for found in report.findings]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_source() -> None:
    report = check_source(BAD, "net.py")
    (found,) = report.findings
    assert (found.code, found.name) == ("KSH201", "wrong-rank")
    assert (found.filename, found.severity) == ("net.py", Severity.ERROR)
    assert found.span.start.row == 3
    assert report.texts == {"net.py": BAD}
    assert check_source(GOOD).findings == ()


def test_a_suppressed_finding() -> None:
    assert codes(check_source(BAD.rstrip() + "  # shapecheck: ignore[KSH201] -- meant\n")) == []
    assert codes(check_source(GOOD.rstrip() + "  # shapecheck: ignore[KSH201] -- meant\n")) == ["KSH002"]
    assert codes(check_source("x = 1  # shapecheck: ignore[KSH201]\n")) == ["KSH002"]


def test_selection_and_levels() -> None:
    assert codes(check_source(BAD, settings=Settings(ignore=("KSH201",)))) == []
    report = check_source(BAD, settings=Settings(severity={"KSH201": Severity.INFO}))
    assert report.findings[0].severity is Severity.INFO
    assert (report.exit_status("warning"), report.exit_status("info"), report.exit_status("never")) == (0, 1, 0)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("import keras\nx = (\n", None),
        ("import keras\nx = " + "(" * 5_000, 2),
        ("import keras\nx = " + "-" * 50_000 + "1", 2),
        ("import keras\n" + "".join(" " * depth + "if x:\n" for depth in range(500)), None),
        ("import keras\nx = '\ud800'", 2),
    ],
)
def test_text_that_is_no_python(text: str, row: int | None) -> None:
    report = check_source(text)
    assert codes(report) == ["KSH001"]
    assert row in (None, report.findings[0].span.start.row)
    assert report.exit_status() == 1


def test_what_does_not_mention_keras_is_parsed_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreting, "interpret", None)
    assert codes(check_source("x = (\n")) == ["KSH001"]
    assert codes(check_source("x = " + "-" * 50_000 + "1")) == ["KSH001"]
    assert codes(check_source("x = 1\n")) == []


def test_deep_but_legal_text() -> None:
    assert codes(check_source("import keras\nx = " + "(" * 200 + "1" + ")" * 200)) == []
    assert codes(check_source("import keras\nx = " + "1 + " * 1_900 + "1")) == []
    assert codes(check_source("import keras\nx = 1\nif x: pass\n" + "elif x == 2: pass\n" * 3_000)) == []


def test_paths(project: Path) -> None:
    (project / "b.py").write_text(BAD)
    (project / "pkg").mkdir()
    (project / "pkg" / "a.py").write_text(BAD)
    (project / "c.py").write_text(GOOD)
    report = check_paths(["."])
    assert [found.filename for found in report.findings] == ["b.py", str(Path("pkg/a.py"))]
    assert report.files == ("b.py", "c.py", str(Path("pkg/a.py")))


def test_files_that_cannot_be_read(project: Path) -> None:
    (project / "binary.py").write_bytes(b"import keras\0")
    (project / "latin.py").write_bytes(b"import keras  # \xe9\n")
    (project / "coding.py").write_bytes(b"# coding: nope\nimport keras\n")
    (project / "good.py").write_bytes(b"\xef\xbb\xbf" + BAD.encode())
    report = check_paths(["."])
    assert [(found.filename, found.code) for found in report.findings] == [
        ("binary.py", "KSH001"),
        ("coding.py", "KSH001"),
        ("good.py", "KSH201"),
        ("latin.py", "KSH001"),
    ]


def test_settings_of_each_file(project: Path) -> None:
    for folder in ("one", "two"):
        (project / folder).mkdir()
        (project / folder / "a.py").write_text(BAD)
    (project / "one" / "shapecheck.toml").write_text("ignore = ['KSH2']")
    assert [found.filename for found in check_paths(["."]).findings] == [str(Path("two/a.py"))]
    (project / "shapecheck.toml").write_text("per-file-ignores = {'two/*' = ['wrong-rank']}")
    assert codes(check_paths(["."], Configuration())) == []
    assert len(check_paths(["."], Settings()).findings) == 2


def test_our_own_bug_is_a_finding_and_other_files_go_on(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = interpreting.interpret

    def fail(source: object, *rest: object, **words: object) -> object:
        if getattr(source, "path", "") == "a.py":
            raise KeyError("oh\nno")
        return real(source, *rest, **words)  # type: ignore[arg-type]

    monkeypatch.setattr(interpreting, "interpret", fail)
    (project / "a.py").write_text(BAD + "y = 1  # shapecheck: ignore[KSH201]\n")
    (project / "b.py").write_text(BAD)
    report = check_paths(["."])
    assert [(found.filename, found.code) for found in report.findings] == [("a.py", "KSH000"), ("b.py", "KSH201")]
    message = report.findings[0].message
    assert message.startswith("shapecheck failed on this file, please report it: KeyError: 'oh\\nno' (analysis.py:")
    assert report.exit_status("never") == 3


class Panic(BaseException):
    """What a crash of the native parser looks like."""


def test_a_panic_is_caught_and_an_interrupt_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(error: BaseException) -> None:
        def fail(source: object, *rest: object, **words: object) -> object:
            raise error

        monkeypatch.setattr(interpreting, "interpret", fail)

    raising(Panic("deep inside"))
    assert codes(check_source(GOOD)) == ["KSH000"]
    raising(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        check_source(GOOD)


def test_findings_in_another_file(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A finding is reported once, where it stands, and the comments there are heard."""
    from shapecheck.rules.rule import RULES, Rule

    span = Span(Location(3, 1), Location(3, 2))

    def run(self: Rule, program: object) -> Iterator[Finding]:
        if self.code == "KSH201":
            yield Finding("KSH201", self.name, self.level, "bad", span, filename=str(project / "layers.py"))

    monkeypatch.setattr(Rule, "run", run)
    assert "KSH201" in RULES
    (project / "layers.py").write_text("import keras\n\nx = 1\n")
    (project / "one.py").write_text(GOOD)
    (project / "two.py").write_text(GOOD)
    assert [found.filename for found in check_paths(["."]).findings] == ["layers.py"]
    assert [found.filename for found in check_paths(["one.py"]).findings] == ["layers.py"]
    (project / "layers.py").write_text("import keras\n\nx = 1  # shapecheck: ignore[KSH201]\n")
    assert codes(check_paths(["one.py"])) == []
    assert codes(check_paths(["."])) == []


def test_where_knowledge_was_lost() -> None:
    text = "import keras\nimport data\n\nx = keras.layers.Dense(data.units())(keras.Input((4,)))\n"
    report = shapecheck.check.check_text(text.encode(), "net.py", unseen=True)
    assert all(place.filename == "net.py" and place.line for place in report.unseen)


def test_summarize(project: Path) -> None:
    (project / "net.py").write_text(
        "import keras\n\n\ndef build(units):\n    x = keras.Input((4,))\n"
        "    return keras.Model(x, keras.layers.Dense(units)(x))\n"
    )
    (program,) = summarize("net.py::build", values={"units": 3})
    assert program.models[-1].parameters.total == 15
    with pytest.raises(UsageError, match='no function, class or model is called biuld; did you mean "build"'):
        summarize("net.py::biuld")
    (project / "broken.py").write_text("def f(:\n")
    with pytest.raises(SyntaxProblem):
        summarize("broken.py")


def test_the_stack_is_large_and_the_limit_is_put_back() -> None:
    import sys

    def depth(number: int) -> int:
        return number if number == 0 else 1 + depth(number - 1)

    before = sys.getrecursionlimit(), threading.stack_size()
    assert with_large_stack(lambda: with_large_stack(lambda: depth(20_000))) == 20_000
    assert (sys.getrecursionlimit(), threading.stack_size()) == before
    with pytest.raises(ZeroDivisionError):
        with_large_stack(lambda: 1 // 0)


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads(Path(__file__).parents[1].joinpath("pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == shapecheck.__version__


def test_the_public_names() -> None:
    for name in shapecheck.__all__:
        assert getattr(shapecheck, name)
    with pytest.raises(AttributeError):
        _ = shapecheck.nothing


def test_several_witnesses_of_one_mistake_are_one_finding() -> None:
    report = check_source(
        """
import keras
import numpy as np
model = keras.Sequential([keras.Input((28, 28)), keras.layers.Dense(10, activation="softmax")])
assert model.output_shape == (None, 10)
model.compile("adam", "categorical_crossentropy")
model.fit(np.zeros((5, 28, 28)), np.eye(10)[np.arange(5)])
"""
    )
    assert codes(report) == ["KSH101"]


def test_what_only_keras_3_refuses_is_not_said_of_keras_2() -> None:
    """The package `tf_keras` is Keras 2, whose `DepthwiseConv2D` takes a `kernel_initializer`."""
    text = (
        "import {keras} as keras\nlayer = keras.layers.DepthwiseConv2D(3, kernel_initializer='ones')\n"
        "x = keras.layers.Conv2D(8, 3)(keras.Input((28, 28)))\n"
    )
    assert codes(check_source(text.format(keras="keras"))) == ["KSH207", "KSH201"]
    assert codes(check_source(text.format(keras="tf_keras"))) == ["KSH201"]
    assert codes(check_source(text.format(keras="keras"), settings=Settings(keras_version=2))) == ["KSH201"]
