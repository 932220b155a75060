"""Records the tracebacks of the buggy fixtures: `KERAS_BACKEND=jax python tests/oracle/record_tracebacks.py [SECONDS]`.

Each `fixtures/buggy/NAME/model.py` runs in a fork that has imported Keras, as a script of that name; what Python prints
when it ends is kept, with the places of installed packages made neutral. Fixtures that raise nothing are left out. Nothing
of shapecheck is imported.
"""

from __future__ import annotations

import gzip
import json
import linecache
import multiprocessing
import os
import re
import sys
import time
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import tensorflow_names
from entries import automatic_entries

ROOT = Path(__file__).resolve().parents[2]
RECORDING = Path(__file__).with_name("recordings") / "tracebacks.json.gz"
SCRIPT = "/home/user/project/model.py"
EACH_SECONDS = 90
LONGEST = 20_000


def traceback_of(directory: Path) -> str:
    """Run a fixture and its entries; return what Python prints of the error, "" where there is none."""
    import ast

    text = (directory / "model.py").read_text(encoding="utf-8")
    given = directory / "arguments.json"
    arguments = json.loads(given.read_text(encoding="utf-8")) if given.exists() else {}
    linecache.cache[SCRIPT] = (len(text), None, text.splitlines(keepends=True), SCRIPT)
    module = ModuleType("model")
    module.__file__ = SCRIPT
    sys.modules["model"] = module
    os.chdir(directory)
    sys.path.insert(0, str(directory))
    if "tensorflow" in text:
        tensorflow_names.install()
    try:
        exec(compile(text, SCRIPT, "exec"), module.__dict__)
        for name in [*automatic_entries(ast.parse(text), list(arguments)), *arguments]:
            getattr(module, name)(**arguments.get(name, {}))
    except Exception as error:
        frames = error.__traceback__
        while frames is not None and frames.tb_frame.f_code.co_filename != SCRIPT:
            frames = frames.tb_next
        return neutral("".join(traceback.format_exception(type(error), error, frames)))
    return ""


def neutral(text: str) -> str:
    """Return a traceback with packages where they usually are."""
    return re.sub(r'File "[^"]*/(site-packages/[^"]*)"', r'File "/usr/lib/python3/\1"', text)[:LONGEST]


def answer(directory: Path, end: Connection) -> None:
    """Send the traceback of a fixture to the other end."""
    with open(os.devnull, "w") as nowhere:
        sys.stdout = sys.stderr = nowhere
        end.send(traceback_of(directory))


def main() -> None:
    """Record all fixtures that fit into the seconds given; those that do not are named."""
    left = time.monotonic() + float(sys.argv[1] if len(sys.argv) > 1 else 900)
    fork = multiprocessing.get_context("fork")
    found: dict[str, str] = {}
    for directory in sorted((ROOT / "fixtures" / "buggy").iterdir()):
        if time.monotonic() > left:
            print("no time for", directory.name)
            continue
        here, there = fork.Pipe(duplex=False)
        process = fork.Process(target=answer, args=(directory, there))
        process.start()
        there.close()
        if here.poll(EACH_SECONDS):
            try:
                found[directory.name] = here.recv()
            except EOFError:
                print("died:", directory.name)
        else:
            print("too slow:", directory.name)
        process.kill()
        process.join()
        if found.get(directory.name) == "":
            print("raises nothing:", directory.name)
            del found[directory.name]
    content = {"keras": keras.__version__, "backend": keras.backend.backend(), "tracebacks": found}
    data = json.dumps(content, indent=1).encode()
    RECORDING.write_bytes(gzip.compress(data, mtime=0))
    print(f"{len(found)} tracebacks, {RECORDING.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
