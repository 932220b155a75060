"""Record every constructor of `keras.applications`, with and without its top, from real Keras.

`python tests/oracle/record_applications.py` writes `recordings/applications.json.gz`.
"""

from __future__ import annotations

import ast
import gzip
import json
from importlib.util import find_spec
from pathlib import Path

from building import Json, built

RECORDING = Path(__file__).parent / "recordings" / "applications.json.gz"
TOPS = (True, False)


def constructors() -> dict[str, Path]:
    """Return the constructors of `keras.applications`, with the file of the installed package that defines each."""
    specification = find_spec("keras")
    assert specification is not None and specification.origin is not None
    found: dict[str, Path] = {}
    for path in sorted((Path(specification.origin).parent / "src" / "applications").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and _exported(node):
                found[node.name] = path
    return found


def _exported(node: ast.FunctionDef) -> bool:
    """Tell whether `keras_export` makes a function public, under a capital name."""
    paths = [
        part.value
        for decorator in node.decorator_list
        for part in ast.walk(decorator)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    return any(path.startswith("keras.applications.") for path in paths) and node.name[0].isupper()


def arguments(top: bool) -> dict[str, Json]:
    """Return what a constructor is given: no weights to download, with or without its top."""
    return {"weights": None, "include_top": top}


def recorded() -> dict[str, Json]:
    """Return the recording: the Keras version, and the models by constructor and "top" or "notop"."""
    content: dict[str, Json] = json.loads(gzip.decompress(RECORDING.read_bytes()))
    return content


def title(name: str, top: bool) -> str:
    """Name one model of the recording."""
    return f"{name}/{'top' if top else 'notop'}"


def main() -> None:
    """Record them all."""
    asked = [(name, path, top) for name, path in constructors().items() for top in TOPS]
    requests = [{"path": str(path), "name": name, "arguments": arguments(top)} for name, path, top in asked]
    models: dict[str, Json] = {}
    version = ""
    for (name, _, top), answer in zip(asked, built(requests), strict=True):
        version = answer.pop("keras")
        models[title(name, top)] = answer
        print(title(name, top), f"{answer['total']:,}", len(answer["layers"]), flush=True)
    text = json.dumps({"keras": version, "models": models}, separators=(",", ":"))
    RECORDING.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
