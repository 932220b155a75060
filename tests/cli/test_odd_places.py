"""Names that no shell likes, folders that cannot be written, disks that are full: the right result or one clear line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

from shapecheck.output.formats import FORMATS
from tests.cli.conftest import BAD, Command

ROOT = Path(__file__).parents[2]
NAMES = [
    b"a b.py",
    b"q'uo\"te.py",
    b"caf\xe9.py",
    "\u540d\u524d.py".encode(),
    b"new\nline.py",
    b"t\t%41,:;#?&<.py",
    b"-dash.py",
]
COMMAND = f'PYTHONPATH="{ROOT}" "{sys.executable}" -B -m shapecheck'

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names of bytes, mounts")


@pytest.fixture
def odd(project: Path) -> Path:
    for path in project.iterdir():
        path.unlink()
    folder = project / "sub folder"
    folder.mkdir()
    for name in NAMES:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(BAD)
    return folder


@pytest.mark.parametrize("name", FORMATS)
def test_every_format(shapecheck: Command, odd: Path, name: str) -> None:
    done = shapecheck("check", ".", "--output-format", name)
    assert (done.status, done.err) == (1, "")
    if name in ("json", "gitlab"):
        assert len(json.loads(done.out)) == len(NAMES)
    elif name == "sarif":
        results = json.loads(done.out)["runs"][0]["results"]
        places = [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in results]
        assert {unquote_to_bytes(uri) for uri in places} == {b"sub folder/" + each for each in NAMES}
    elif name == "junit":
        assert ElementTree.fromstring(done.out).get("failures") == str(len(NAMES))
    elif name in ("concise", "pylint", "github", "azure", "json-lines"):
        assert len([line for line in done.out.splitlines() if "KSH201" in line]) == len(NAMES)


def test_each_is_named_and_counted(shapecheck: Command, odd: Path) -> None:
    for name in NAMES:
        path = os.fsdecode(b"sub folder/" + name)
        assert shapecheck("check", path).status == 1
        assert shapecheck(path).status == 1
    rows = [line for line in shapecheck("coverage", ".").out.splitlines() if line.endswith("%")]
    assert len(rows) == len(NAMES) + 1
    assert len({cell_len(row) for row in rows}) == 1


def test_what_is_written(shapecheck: Command, odd: Path) -> None:
    assert shapecheck("baseline", "write").status == 0
    assert shapecheck("check", ".", "--baseline", "shapecheck-baseline.json").status == 0
    assert shapecheck("baseline", "show").status == 0
    assert shapecheck("check", ".", "--add-ignore").status == 0
    assert shapecheck("check", ".", "-o", "json:with 'quotes\".json").status == 0


def test_a_name_that_looks_like_a_flag(shapecheck: Command, odd: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(odd)
    assert shapecheck("check", "--", "-dash.py").status == 1
    assert shapecheck("./-dash.py").status == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_device(shapecheck: Command) -> None:
    done = shapecheck("check", "bad.py", "-q", "-o", "json:/dev/full")
    assert (done.status, done.err) == (2, "shapecheck: /dev/full: No space left on device\n")
    assert (
        shapecheck("check", "bad.py", "-o", "json:none/x.json").err
        == "shapecheck: " + str(Path.cwd() / "none" / "x.json") + ": No such file or directory\n"
    )
    ended = subprocess.run(
        ["sh", "-c", f"{COMMAND} check bad.py > /dev/full"], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (2, "shapecheck: output: No space left on device\n")


def mounted(folder: Path, mount: str, commands: list[str]) -> list[tuple[int, str]]:
    """Run commands with a folder mounted otherwise; return the status and the last line of each."""
    script = f"{mount} && cd '{folder}' && " + "; ".join(
        f'{{ {COMMAND} {command} > /tmp/$$.out 2>&1; echo "$? $(tail -1 /tmp/$$.out)"; rm /tmp/$$.out; }}'
        for command in commands
    )
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, check=False, timeout=200
    )
    lines = [line.partition(" ") for line in done.stdout.splitlines()]
    if len(lines) != len(commands):
        pytest.skip("mounting is not allowed here")
    return [(int(status), text) for status, _, text in lines]


WRITING = ["check bad.py --add-ignore", "check unused.py --fix", "baseline write", "check good.py -o json:found.json"]
WRITTEN = ["bad.py", "unused.py", "shapecheck-baseline.json", "found.json"]


def test_a_folder_that_cannot_be_written(project: Path) -> None:
    (project / "unused.py").write_text("import keras  # shapecheck: ignore[KSH201]\n")
    mount = f"mount --bind '{project}' '{project}' && mount -o remount,ro,bind '{project}'"
    first, *others = mounted(project, mount, ["check bad.py", *WRITING])
    assert first == (1, "Found 1 error in 1 file; understood 1 tensor.")
    assert others == [(2, f"shapecheck: {project / name}: Read-only file system") for name in WRITTEN]


def test_a_full_disk(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("tiny")
    (project / "unused.py").write_text("import keras  # shapecheck: ignore[KSH201]\n")
    mount = f"mount -t tmpfs -o size=24k none '{folder}' && cp *.py '{folder}' && {{ dd if=/dev/zero of='{folder}/fill' 2>/dev/null; true; }}"
    first, *others, last = mounted(folder, mount, ["check bad.py", *WRITING, "check bad.py -q --output-format concise"])
    assert first == (1, "Found 1 error in 1 file; understood 1 tensor.")
    assert others == [(2, f"shapecheck: {folder / name}: No space left on device") for name in WRITTEN]
    # nothing was half written
    assert last[0] == 1
    assert "bad.py:3:5: KSH201" in last[1]
