"""Print how long things take, as multiples of `python -c 'import libcst'` (L) in the same run.

python -m tests.benchmarks.run [PART ...]; the parts are below. Peers are looked for in SHAPECHECK_PEERS, a folder of
programs, or on the path.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.generated import script, tree
from tests.benchmarks.measuring import ROOT, SHAPECHECK, TIMES, cost, within

_WARM = """
import sys, time
sys.setrecursionlimit(50_000)
import libcst
from shapecheck.check import check_source
texts = [open(path, encoding="utf-8").read() for path in sys.argv[1:]]
check_source("import keras; keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])")
def timed(function):
    best = []
    for _ in range(3):
        began = time.process_time()
        for text in texts:
            function(text)
        best.append(time.process_time() - began)
    return min(best)
timed(check_source)
print(timed(libcst.parse_module), timed(check_source))
"""
_KERAS = "import keras; keras.applications.ResNet50(weights=None).summary()"


def resnet() -> Path:
    """Return the file of real Keras that builds the residual networks."""
    found = find_spec("keras")
    assert found is not None and found.origin is not None
    return Path(found.origin).parent / "src" / "applications" / "resnet.py"


def row(name: str, ratio: float, limit: str = "") -> None:
    """Print one line of the table."""
    print(f"{name:58} {ratio:8.2f}  {limit}", flush=True)


def starts(folder: Path, unit: float) -> None:
    """What a run costs that has nothing to analyse, and one that has."""
    (folder / "plain.py").write_text("x = 1\n")
    shutil.copy(resnet(), folder / "resnet.py")
    (folder / "net.py").write_text(script(1))
    row("python -c pass", cost([sys.executable, "-c", "pass"], folder).seconds / unit)
    row("import click", cost([sys.executable, "-c", "import click"], folder).seconds / unit)
    row("--version", cost([*SHAPECHECK, "--version"], folder).seconds / unit)
    row("a file without Keras", cost([*SHAPECHECK, "check", "plain.py"], folder).seconds / unit, "at most 0.35")
    hit = [*SHAPECHECK, "check", "net.py", "resnet.py"]
    row("a full cache hit", cost(hit, folder, before=hit).seconds / unit, "at most 0.35")
    for name in ("net.py", "resnet.py"):
        cold = cost([*SHAPECHECK, "check", name, "--no-cache"], folder)
        row(f"cold: {name}", cold.seconds / unit, "at most 3" if name == "resnet.py" else "")


def warm(folder: Path, unit: float) -> None:
    """Analysis in a warm process, parse included, against the parse alone; symbolic sizes against integers."""
    names = []
    for number in range(12):
        names.append(f"net_{number}.py")
        (folder / names[-1]).write_text(script(number))
    parse, check = within(_WARM, folder, *names)
    row("12 scripts, warm: check / libcst.parse_module", check / parse, "at most 2")
    shutil.copy(resnet(), folder / "resnet.py")
    parse, check = within(_WARM, folder, "resnet.py")
    row("resnet.py, warm: check / libcst.parse_module", check / parse)
    text = script(0, layers=40)
    (folder / "known.py").write_text(text.replace("layers.Flatten()", "layers.GlobalAveragePooling2D()"))
    (folder / "open.py").write_text(
        text.replace("layers.Flatten()", "layers.GlobalAveragePooling2D()").replace("(32, 32, 3)", "(None, None, 3)")
    )
    _, known = within(_WARM, folder, "known.py")
    _, symbolic = within(_WARM, folder, "open.py")
    row("40 layers, warm: open height and width / integers", symbolic / known, "at most 10")


def peers(folder: Path, unit: float) -> None:
    """Other linters on the same file, and Keras building the same model."""
    shutil.copy(resnet(), folder / "resnet.py")
    row("shapecheck, cold, resnet.py", cost([*SHAPECHECK, "check", "resnet.py", "--no-cache"], folder).seconds / unit)
    path = os.pathsep.join((os.environ.get("SHAPECHECK_PEERS", ""), os.environ["PATH"]))
    for name, arguments in {"ruff": ["check", "--no-cache"], "flake8": [], "fixit": ["lint"], "pylint": []}.items():
        found = shutil.which(name, path=path)
        if found is None:
            print(f"{name:58} not installed")
            continue
        row(f"{name}, resnet.py", cost([found, *arguments, "resnet.py"], folder).seconds / unit)


def keras(folder: Path, unit: float) -> None:
    """Real Keras building ResNet50 on jax."""
    row("keras on jax: ResNet50 built", cost([sys.executable, "-c", _KERAS], folder).seconds / unit)


def doubling(folder: Path, unit: float) -> None:
    """Nothing grows by the square: each column is twice the one before, in lines, layers, files."""
    print(f"{'':40} {'1x':>8} {'2x':>8} {'4x':>8} {'8x':>8}")

    def series(name: str, prepare: Callable[[Path, int], None]) -> None:
        found = []
        for factor in (1, 2, 4, 8):
            here = folder / f"{name}_{factor}"
            here.mkdir()
            prepare(here, factor)
            found.append(cost([*SHAPECHECK, "check", ".", "--no-cache", "-j", "1"], here).seconds / unit)
        print(f"{name:40} {' '.join(f'{each:8.2f}' for each in found)}", flush=True)

    series("lines (1,000)", lambda here, factor: _write(here, script(0, lines=1_000 * factor)))
    series("layers (100)", lambda here, factor: _write(here, script(0, layers=100 * factor)))
    series("files (25)", lambda here, factor: tree(here, 25 * factor))


def _write(folder: Path, text: str) -> None:
    (folder / "net.py").write_text(text)


def thousand(folder: Path, unit: float) -> None:
    """A thousand scripts: cold with one process and with two, then from the cache; the most memory of one process."""
    tree(folder, 1_000)
    times = max(1, TIMES // 5)
    for jobs in ("1", "2"):
        found = cost([*SHAPECHECK, "check", ".", "--no-cache", "-j", jobs], folder, times)
        row(f"1,000 files, cold, -j {jobs} ({found.memory:.0f} MB)", found.seconds / unit)
    hit = [*SHAPECHECK, "check", "."]
    cost(hit, folder, 1)
    found = cost(hit, folder)
    row(f"1,000 files, cached ({found.memory:.0f} MB)", found.seconds / unit)


PARTS = {each.__name__: each for each in (starts, warm, peers, doubling, thousand, keras)}


def main(names: list[str]) -> None:
    """Print the parts that are named, all where none is."""
    with tempfile.TemporaryDirectory() as top:
        unit = cost([sys.executable, "-c", "import libcst"], ROOT, max(TIMES, 9)).seconds
        print(f"L = {unit:.3f} s of CPU; medians of {TIMES}")
        for name in names or PARTS:
            folder = Path(top) / name
            folder.mkdir()
            print(f"\n{(PARTS[name].__doc__ or '').splitlines()[0]}")
            PARTS[name](folder, unit)


if __name__ == "__main__":
    main(sys.argv[1:])
