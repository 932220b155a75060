"""The cache changes nothing that is seen: not by what it holds, not by what befalls it."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shapecheck.cache.store import FILE
from shapecheck.cli.entry import run
from shapecheck.interpreter.frame import Limits
from shapecheck.settings import OUTPUT_FORMATS

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "shapecheck"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "SHAPECHECK_ISOLATED": "1"}

FILES = {
    "bad.py": "import keras\n\nx = keras.layers.Conv2D(8, 3)(keras.Input((28, 28)))\n",
    "excused.py": "import keras\n\nx = keras.layers.Conv2D(8, 3)(keras.Input((28, 28)))  # shapecheck: ignore[KSH201] -- so\n",
    "unused.py": "import keras\n\ny = 1  # shapecheck: ignore[KSH201] -- so\n",
    "fixable.py": "import keras\n\ny = keras.layers.TimeDistributed(keras.layers.Dense(4))(keras.Input((12, 8)))\n",
    "lost.py": "import keras\nimport data\n\nx = keras.layers.Dense(data.units())(keras.Input((4,)))\n",
    "sizes.py": "SIDE = 28\nSHAPE = (SIDE, SIDE)\n",
    "user.py": "import keras\nfrom sizes import SHAPE\n\nx = keras.layers.Conv2D(8, 3)(keras.Input(SHAPE))\n",
    "layers.py": "import keras\n\n\ndef stem(x):\n    return keras.layers.Conv2D(8, 3)(x)\n",
    "net.py": "import keras\nfrom layers import stem\n\nx = stem(keras.Input((28, 28)))\n",
    "broken.py": "import keras\nx = (\n",
    "plain.py": "x = 1\n",
    "empty.py": "",
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SHAPECHECK_ISOLATED", "1")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return folder


def called(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a check; what earlier runs of this process know of the project is forgotten, as in a new process."""
    from shapecheck.interpreter.parses import CONTENTS, _held
    from shapecheck.interpreter.project import forget

    forget()
    CONTENTS.clear()
    _held.clear()
    status = run(["check", *arguments])
    return status, *capsys.readouterr()


def analyses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the files that are analysed from now on."""
    from shapecheck.analysis import Analyst

    seen: list[str] = []
    real = Analyst.outcome

    def outcome(self: Analyst, filename: str, *rest: object) -> object:
        seen.append(filename)
        return real(self, filename, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Analyst, "outcome", outcome)
    return seen


@pytest.mark.parametrize("flags", [[], ["--show-unknown"], ["--statistics"], ["--diff"], ["--diff", "--unsafe-fixes"]])
def test_equal_with_and_without(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for name in OUTPUT_FORMATS:
        wanted = called(capsys, ".", "--output-format", name, "--no-cache", *flags)
        assert called(capsys, ".", "--output-format", name, *flags) == wanted
        assert called(capsys, ".", "--output-format", name, *flags) == wanted
        assert wanted[0] == 1
    assert "KSH201" in called(capsys, ".")[1]


def test_fixes_are_written_alike(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    called(capsys, ".")
    assert "Fixed" in called(capsys, ".", "--fix", "--unsafe-fixes")[2]
    assert "TimeDistributed" not in (project / "fixable.py").read_text()
    wanted = called(capsys, ".", "--no-cache")
    assert called(capsys, ".") == wanted
    assert "fixable.py" not in wanted[1]
    (project / "fixable.py").write_text(FILES["fixable.py"])
    assert "fixable.py" in called(capsys, ".")[1]


def loaded(*arguments: str) -> set[str]:
    code = f"import sys\nfrom shapecheck.cli.entry import run\nrun({list(arguments)!r})\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=ENVIRONMENT)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "flags",
    [
        [],
        ["--show-unknown"],
        ["--statistics"],
        ["--fix"],
        ["--diff", "--unsafe-fixes", "--ignore", "KSH7,KSH002"],
        *(["--output-format", name] for name in OUTPUT_FORMATS),
    ],
)
def test_a_full_hit_parses_nothing(flags: list[str], project: Path) -> None:
    assert "libcst" in loaded("check", ".", *flags)
    if flags == ["--fix"]:
        # what was fixed is a new text
        loaded("check", ".", *flags)
    assert not loaded("check", ".", *flags) & {"libcst", "sympy", "networkx", "numpy", "shapecheck.analysis"}


def test_what_changes_is_analysed_again(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    called(capsys, ".")
    seen = analyses(monkeypatch)
    called(capsys, ".")
    assert seen == []
    (project / "bad.py").write_text(FILES["bad.py"].replace("28, 28", "28, 28, 3"))
    assert "bad.py" not in called(capsys, ".")[1]
    assert seen == ["bad.py"]


def test_a_changed_module_is_followed(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "--> user.py" in called(capsys, ".")[1]
    seen = analyses(monkeypatch)
    (project / "sizes.py").write_text("SIDE = 28\nSHAPE = (SIDE, SIDE, 3)\n")
    assert "--> user.py" not in called(capsys, ".")[1]
    assert seen == ["user.py"]
    # one that was looked for in vain
    (project / "data.py").write_text("def units():\n    return 3\n")
    called(capsys, ".")
    assert seen == ["user.py", "lost.py"]
    (project / "sizes.py").unlink()
    called(capsys, ".")
    assert seen == ["user.py", "lost.py", "user.py"]


def test_a_package_around_the_files_changes_what_they_import(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    called(capsys, "user.py")
    seen = analyses(monkeypatch)
    (project / "__init__.py").write_text("")
    called(capsys, "user.py")
    assert seen == ["user.py"]


def test_settings_are_asked(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    called(capsys, "bad.py")
    seen = analyses(monkeypatch)
    assert called(capsys, "bad.py", "--ignore", "KSH201")[0] == 0
    assert called(capsys, "bad.py", "--severity", "KSH201=info")[0] == 0
    assert called(capsys, "bad.py")[0] == 1
    assert len(seen) == 2


def test_another_shapecheck_finds_anew(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from shapecheck.cache import keeping

    called(capsys, "bad.py")
    seen = analyses(monkeypatch)
    monkeypatch.setattr(keeping, "of_program", lambda: b"another")
    wanted = called(capsys, "bad.py")
    assert called(capsys, "bad.py") == wanted
    assert seen == ["bad.py"]


def test_what_ran_out_of_time_is_not_kept(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from shapecheck.interpreter import interpret

    (Path("long.py")).write_text("import keras\nfor i in range(5000):\n    x = i\n")
    with monkeypatch.context() as patched:
        patched.setattr(interpret, "Limits", lambda: Limits(seconds=-1.0))
        called(capsys, "long.py")
    seen = analyses(monkeypatch)
    called(capsys, "long.py")
    assert seen == ["long.py"]


@pytest.mark.parametrize("damage", ["nothing", "text", "half", "flips", "a folder", "another schema"])
def test_a_damaged_cache(damage: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = called(capsys, ".")
    path = project / ".shapecheck_cache" / FILE
    data = path.read_bytes()
    chance = random.Random(1)
    for _ in range(100 if damage == "flips" else 1):
        if damage == "a folder":
            path.unlink()
            path.mkdir()
        elif damage == "another schema":
            path.unlink()
            with sqlite3.connect(path) as connection:
                connection.execute("create table kept (one, two)")
        elif damage == "flips":
            changed = bytearray(data)
            for _ in range(chance.choice((1, 5, 40, 200))):
                changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
            path.write_bytes(changed)
        else:
            path.write_bytes({"nothing": b"", "text": b"no database", "half": data[: len(data) // 2]}[damage])
        assert called(capsys, ".") == wanted
        assert called(capsys, ".") == wanted


def test_where_nothing_can_be_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = called(capsys, ".", "--no-cache")
    (project / "file").write_text("")
    assert called(capsys, ".", "--cache-dir", "file") == wanted
    assert called(capsys, ".", "--cache-dir", "file/below") == wanted
    assert called(capsys, ".", "--cache-dir", "/proc/nowhere") == wanted
    assert not (project / ".shapecheck_cache").exists()


def test_the_folder_that_is_named(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    called(capsys, ".", "--cache-dir", "it's a cache?%41")
    assert (project / "it's a cache?%41" / FILE).is_file()
    monkeypatch.setenv("SHAPECHECK_CACHE_DIR", "named")
    called(capsys, ".")
    assert (project / "named" / FILE).is_file()
    monkeypatch.setenv("SHAPECHECK_NO_CACHE", "1")
    called(capsys, ".")
    assert not (project / ".shapecheck_cache").exists()


def test_clean(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    called(capsys, ".")
    (project / ".shapecheck_cache" / "mine").write_text("")
    assert run(["clean"]) == 0
    assert os.listdir(project / ".shapecheck_cache") == ["mine"]
    assert run(["clean"]) == 0
    (project / ".shapecheck_cache" / "mine").unlink()
    called(capsys, ".")
    assert run(["clean"]) == 0
    assert not (project / ".shapecheck_cache").exists()
    assert "There is no cache" in capsys.readouterr().err or run(["clean"]) == 0


def test_git_and_backups_leave_it_alone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    called(capsys, ".")
    assert (project / ".shapecheck_cache" / ".gitignore").read_text().splitlines()[-1] == "*"
    assert (project / ".shapecheck_cache" / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172")


def test_several_runs_at_once(project: Path) -> None:
    for number in range(12):
        (project / f"more_{number}.py").write_text(FILES["bad.py"])
    wanted = subprocess.run([*COMMAND, "check", ".", "--no-cache"], capture_output=True, env=ENVIRONMENT).stdout
    runs = [subprocess.Popen([*COMMAND, "check", "."], stdout=subprocess.PIPE, env=ENVIRONMENT) for _ in range(4)]
    assert [each.communicate(timeout=120)[0] for each in runs] == [wanted] * 4
    assert not loaded("check", ".") & {"libcst"}


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_run_that_is_killed(project: Path) -> None:
    for number in range(40):
        (project / f"more_{number}.py").write_text(FILES["bad.py"] + f"y = {number}\n")
    wanted = subprocess.run([*COMMAND, "check", ".", "--no-cache"], capture_output=True, env=ENVIRONMENT).stdout
    for delay in (0.3, 0.6, 0.9, 1.2):
        process = subprocess.Popen([*COMMAND, "check", "."], stdout=subprocess.DEVNULL, env=ENVIRONMENT)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        done = subprocess.run([*COMMAND, "check", "."], capture_output=True, env=ENVIRONMENT)
        assert done.stdout == wanted


def test_a_file_that_changes_while_it_is_read(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from shapecheck.analysis import Analyst

    real = Analyst.of_file

    def of_file(self: Analyst, filename: str) -> object:
        found = real(self, filename)
        (project / "bad.py").write_text("import keras\n")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(Analyst, "of_file", of_file)
        assert "KSH201" in called(capsys, "bad.py")[1]
    assert called(capsys, "bad.py")[0] == 0
    (project / "bad.py").write_text(FILES["bad.py"])
    assert called(capsys, "bad.py")[0] == 1


def test_a_module_that_changes_while_it_is_read(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from shapecheck.analysis import Analyst

    real = Analyst.of_file

    def of_file(self: Analyst, filename: str) -> object:
        found = real(self, filename)
        (project / "sizes.py").write_text("SIDE = 28\nSHAPE = (SIDE, SIDE, 3)\n")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(Analyst, "of_file", of_file)
        assert "KSH201" in called(capsys, "user.py")[1]
    assert called(capsys, "user.py")[0] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="names of bytes")
def test_odd_names(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (
        b"a b.py",
        b'it\'s "q".py',
        b"\xff\xfe.py",
        b"new\nline.py",
        b"d\xe9j\xe0/x.py",
        b"\xe5\xb1\x82.ipynb",
    ):
        path = os.fsencode(project) + b"/odd/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write("import keras\nx = (" if name.endswith(b".py") else "{")
    wanted = called(capsys, "odd", "--no-cache", "--output-format", "json")
    assert wanted[1].count("KSH001") == 6
    assert called(capsys, "odd", "--output-format", "json") == wanted
    assert called(capsys, "odd", "--output-format", "json") == wanted
    assert not loaded("check", "odd") & {"libcst"}


def test_a_full_disk(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny = project / "tiny"
    tiny.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", tiny], capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        wanted = called(capsys, ".", "--no-cache")
        for _ in range(2):
            assert called(capsys, ".", "--cache-dir", "tiny/cache") == wanted
    finally:
        subprocess.run(["umount", tiny], check=True)
