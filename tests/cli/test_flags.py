"""Every flag of `check`: it changes something, and its variable of the environment changes the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command, Outcome

OLD = "import keras\n\nx = keras.layers.CuDNNLSTM(3)(keras.Input((3, 3)))\n"
LOST = "import keras\nfrom elsewhere import build\n\nx = build(keras.Input((3,)))\nkeras.layers.Dense(3)(x)\n"
IMAGE = "import keras\n\nx = keras.layers.Conv2D(3, 5)(keras.Input((3, 8, 8)))\n"

FLAGS: dict[str, tuple[list[str], list[str], str]] = {
    "--select": ([], ["--select", "KSH7"], "KSH7"),
    "--extend-select": (["--select", "KSH8"], ["--extend-select", "KSH2"], "KSH2"),
    "--ignore": ([], ["--ignore", "KSH201"], "KSH201"),
    "--per-file-ignores": ([], ["--per-file-ignores", "bad.py:KSH201,KSH7"], "bad.py:KSH201,KSH7"),
    "--severity": ([], ["--severity", "KSH201=info"], "KSH201=info"),
    "--fail-on": ([], ["--fail-on", "never"], "never"),
    "--output-format": ([], ["--output-format", "json"], "json"),
    "--fix": (["unused.py"], ["--fix"], "1"),
    "--unsafe-fixes": (["--fix", "info.py"], ["--unsafe-fixes"], "1"),
    "--diff": (["info.py", "--unsafe-fixes"], ["--diff"], "1"),
    "--show-fixes": (["info.py"], ["--show-fixes"], "1"),
    "--output-file": ([], ["-o", "json:found.json"], "json:found.json"),
    "--baseline": ([], ["--baseline", "known.json"], "known.json"),
    "--error-on-stale-baseline": (["good.py", "--baseline", "stale.json"], ["--error-on-stale-baseline"], "1"),
    "--add-ignore": ([], ["--add-ignore=later"], "later"),
    "--exit-zero": ([], ["--exit-zero"], "1"),
    "--statistics": ([], ["--statistics"], "1"),
    "--show-files": ([], ["--show-files"], "1"),
    "--show-settings": ([], ["--show-settings"], "1"),
    "--show-unknown": ([], ["--show-unknown"], "1"),
    "--stdin-filename": (["-"], ["--stdin-filename", "some/where.py"], "some/where.py"),
    "--exclude": ([], ["--exclude", "bad.py,old.py"], "bad.py,old.py"),
    "--extend-exclude": ([], ["--extend-exclude", "bad.py"], "bad.py"),
    "--force-exclude": (["bad.py", "--exclude", "bad.py"], ["--force-exclude"], "1"),
    "--no-respect-gitignore": ([], ["--no-respect-gitignore"], "SHAPECHECK_RESPECT_GITIGNORE=0"),
    "--keras-version": ([], ["--keras-version", "2"], "2"),
    "--image-data-format": ([], ["--image-data-format", "channels_first"], "channels_first"),
    "--config": ([], ["--config", "fail-on=never"], "fail-on=never"),
    "--isolated": (["folder"], ["--isolated"], "1"),
    "--color": ([], ["--color", "always"], "always"),
    "--quiet": ([], ["-q"], "1"),
    "--verbose": ([], ["-v"], "1"),
    "--cache-dir": ([], ["--cache-dir", "elsewhere"], "elsewhere"),
    "--no-cache": ([], ["--no-cache"], "1"),
}


Run = Callable[..., tuple[Outcome, dict[str, str]]]


@pytest.fixture
def run(
    shapecheck: Command, project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run `check` in a fresh copy of one project; return its outcome and the files that it leaves, by name."""

    def call(arguments: list[str], environment: dict[str, str] | None = None) -> tuple[Outcome, dict[str, str]]:
        folder = tmp_path_factory.mktemp("copy")
        for name in ("bad.py", "good.py", "info.py", "net.py"):
            (folder / name).write_text((project / name).read_text())
        (folder / "old.py").write_text(OLD)
        (folder / "lost.py").write_text(LOST)
        (folder / "image.py").write_text(IMAGE)
        (folder / "unused.py").write_text("import keras  # shapecheck: ignore[KSH201]\n")
        (folder / "skipped.py").write_text(OLD)
        (folder / ".gitignore").write_text("skipped.py\n")
        (folder / ".git").mkdir()
        (folder / "folder").mkdir()
        (folder / "folder" / "shapecheck.toml").write_text('ignore = ["KSH"]\n')
        (folder / "folder" / "old.py").write_text(OLD)
        monkeypatch.chdir(folder)
        shapecheck("baseline", "write", "--baseline", "known.json")
        shapecheck("baseline", "write", "--baseline", "stale.json", "bad.py")
        (folder / "good.py").write_text((folder / "bad.py").read_text() if "stale.json" not in arguments else "x = 1\n")
        if "stale.json" in arguments:
            (folder / "bad.py").unlink()
        with monkeypatch.context() as patched:
            for name, value in (environment or {}).items():
                patched.setenv(name, value)
            outcome = shapecheck("check", *arguments, stdin=OLD.encode())
        left = {
            path.relative_to(folder).as_posix(): ""
            if path.suffix == ".sqlite" or "cache" in str(path)
            else path.read_text()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.endswith(("-wal", "-shm", "-journal"))
        }
        return outcome, left

    return call


def _without_times(outcome: Outcome) -> Outcome:
    return outcome._replace(err=outcome.err.rpartition(";")[0] if outcome.err.endswith(" s\n") else outcome.err)


@pytest.mark.parametrize("flag", FLAGS)
def test_a_flag_and_its_variable(run: Run, flag: str) -> None:
    others, said, value = FLAGS[flag]
    plain, with_flag = run(others), run([*others, *said])
    assert with_flag != plain, "the flag changes nothing"
    name, separator, content = value.partition("=")
    if not (separator and name.startswith("SHAPECHECK_")):
        name, content = f"SHAPECHECK_{flag.removeprefix('--').replace('-', '_').upper()}", value
    outcome, left = run(others, {name: content})

    def compared(outcome: Outcome) -> Outcome:
        # settings are shown with who said so
        shown = "\n".join(
            line.partition("  #")[0].rstrip() for line in outcome.out.splitlines() if "# root" not in line
        )
        return _without_times(outcome._replace(out=shown))

    assert (compared(outcome), left) == (compared(with_flag[0]), with_flag[1])
