"""Records what real Keras makes of the fixtures: `python tests/oracle/record.py [--check] [DIR ...]`.

Each `fixtures/*/NAME/model.py` runs in a process of its own: first as a module that is imported, then, each with fresh
automatic names, every function that builds a model without arguments and that nothing else in the file reaches, and
every function that `arguments.json` beside it gives arguments: {"build": {"steps": 5}}. What Keras holds then goes to
`expected.json`; `--check` compares instead of writing. Keras is the only witness: nothing of shapecheck is imported.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WORKER = Path(__file__).with_name("worker.py")
TIMEOUT_SECONDS = 900
LINE_WIDTH = 120


def record_text(
    text: str,
    arguments: dict[str, dict[str, Any]] | None = None,
    *,
    filename: str = "model.py",
    directory: Path | None = None,
    backend: str | None = None,
) -> dict[str, Any]:
    """Run a source text with real Keras and describe every model that it constructs.

    `arguments` maps functions of the text to the keyword arguments of a call; `directory` is searched for imports.
    Without a `backend`, it is `numpy`, and `jax` where the text trains. Returns the content of an `expected.json`.
    Raises RuntimeError when the oracle itself fails.
    """
    request = {
        "text": text,
        "filename": filename,
        "arguments": arguments or {},
        "directory": str(directory.resolve()) if directory else None,
    }
    answer = _ask(request, backend or "numpy")
    if answer.get("training_needed"):
        answer = _ask(request, "jax")
    return {
        "version": 1,
        "keras": answer["keras"],
        "backend": answer["backend"],
        "arguments": request["arguments"],
        "raises": answer["raises"],
        "files": [{"path": filename, "models": answer["models"]}],
    }


def record_fixture(directory: Path) -> dict[str, Any]:
    """Record the `model.py` of a fixture directory, with the arguments of its `arguments.json`, if any."""
    given = directory / "arguments.json"
    arguments = json.loads(given.read_text(encoding="utf-8")) if given.exists() else {}
    return record_text((directory / "model.py").read_text(encoding="utf-8"), arguments, directory=directory)


def fixture_directories() -> list[Path]:
    """List the directories of all fixtures, sorted."""
    return sorted(path.parent for path in (ROOT / "fixtures").glob("*/*/model.py"))


def render(value: Any, indent: int = 0, before: int = 0) -> str:
    """Write JSON with whatever fits on one line on one line.

    `indent` and `before` count the characters that already stand on the first line: spaces, and a key.
    """
    line = json.dumps(value, ensure_ascii=False)
    if indent + before + len(line) < LINE_WIDTH or not isinstance(value, dict | list):
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        parts = [f'"{key}": {render(item, indent + 2, len(key) + 4)}' for key, item in value.items()]
        opening, closing = "{", "}"
    else:
        parts = [render(item, indent + 2) for item in value]
        opening, closing = "[", "]"
    return f"{opening}\n" + ",\n".join(inner + part for part in parts) + "\n" + " " * indent + closing


def _ask(request: dict[str, Any], backend: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        environment = os.environ | {
            "KERAS_BACKEND": backend,
            # Neither a configuration nor downloads of the user's may enter.
            "KERAS_HOME": scratch,
            "JAX_PLATFORMS": "cpu",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "PYTHONHASHSEED": "0",
            "PYTHONWARNINGS": "ignore",
        }
        done = subprocess.run(
            [sys.executable, str(WORKER)],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            cwd=scratch,
            env=environment,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"the oracle failed with status {done.returncode}:\n{done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _check(directory: Path) -> bool:
    path = directory / "expected.json"
    before = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    after = render(record_fixture(directory)).splitlines()
    for line in difflib.unified_diff(before, after, str(path), "real Keras", lineterm=""):
        print(line)
    return before == after


def main() -> int:
    """Record or check; exit status 1 when a check finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("directories", nargs="*", type=Path, metavar="DIR")
    parser.add_argument("--check", action="store_true", help="compare with the files instead of writing them")
    options = parser.parse_args()
    agreed = True
    for directory in options.directories or fixture_directories():
        if options.check:
            agreed &= _check(directory)
        else:
            recorded = record_fixture(directory)
            (directory / "expected.json").write_text(render(recorded) + "\n", encoding="utf-8")
            print(directory.name, _headline(recorded))
    return 0 if agreed else 1


def _headline(recorded: dict[str, Any]) -> str:
    if recorded["raises"]:
        return "raises {type} at line {line} ({when})".format(**recorded["raises"])
    totals = [f"{model['name']} {model['parameters']['total']}" for model in recorded["files"][0]["models"]]
    return ", ".join(totals)


if __name__ == "__main__":
    sys.exit(main())
