"""Ask real Keras and shapecheck about programs with a mistake each: `python tests/oracle/mutants.py [--count N] PROGRAM ...`.

Prints how many mistakes Keras refuses and shapecheck finds where Keras raises, finds elsewhere, or misses, and how many
programs that Keras runs get an error: there should be none of these. `--show` prints each that is not as it should be.
Every mutant runs in a fork of one process that has Keras imported; programs that train are left out.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import json
import os
import signal
import sys
import traceback
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "numpy")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import tensorflow_names
import worker
from mistakes import mutants
from tracing import trace_with_zeros

from shapecheck import check_source
from shapecheck.finding import Severity
from tests.fixtures import in_thread

NAME = "mutant.py"
SECONDS = 60


def answer_of(text: str) -> dict[str, Any]:
    """Return what Keras makes of a program, in a process of its own: "rows", where it raises, and "type" and "message"."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        try:
            said = _observed(text)
        except BaseException as error:
            said = {"lost": repr(error)}
        os.write(writing, json.dumps(said).encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        data = pipe.read()
    os.waitpid(process, 0)
    answer: dict[str, Any] = json.loads(data or b'{"lost": "it did not come back"}')
    return answer


def _observed(text: str) -> dict[str, Any]:
    signal.alarm(SECONDS)
    sys.argv = [NAME]
    if "tensorflow" in text:
        tensorflow_names.install()
    rows: list[int] = []
    describe = worker._describe_error

    def noting(error: Exception, observer: worker.Observer) -> dict[str, Any]:
        stack = traceback.extract_tb(error.__traceback__)
        rows.extend(frame.lineno or 0 for frame in stack if frame.filename == NAME)
        return describe(error, observer)

    worker._describe_error = noting
    worker._describe_made = lambda *given: []
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            raised = worker.observe(text, NAME, {})["raises"]
        except worker.TrainingNeeded:
            return {"lost": "it trains"}
    return {"rows": rows, **(raised or {})}


def statement_of(text: str, row: int) -> int:
    """Return where the innermost statement starts that a line belongs to."""
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    return max((node.lineno for node in nodes if node.lineno <= row <= (node.end_lineno or row)), default=row)


def verdict_on(text: str, answer: dict[str, Any]) -> tuple[str, list[str]]:
    """Hold what shapecheck says of a program against Keras's answer; return that, and the errors that it finds."""
    report = in_thread(lambda: check_source(text, filename=NAME))
    errors = [one for one in report.findings if one.severity >= Severity.ERROR]
    said = [f"{one.code} in line {one.span.start.row}: {one.message}" for one in errors]
    if "lost" in answer:
        return "not answered", said
    if "type" not in answer:
        return ("alarm" if errors else "right"), said
    if not errors:
        return ("missed, Python's" if answer["type"] in ("NameError", "UnboundLocalError") else "missed"), said
    places = {statement_of(text, span.start.row) for one in errors for span in (one.span, *(n.span for n in one.notes))}
    return ("found" if places & {statement_of(text, row) for row in answer["rows"]} else "elsewhere"), said


def judged(path: Path, count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield the verdict on each mutant of a program, and what there is to say of it."""
    text = path.read_text(encoding="utf-8")
    if any(word in text for word in (".fit(", "fit_generator", "train_on_batch")):
        return
    for mutant in mutants(text, count, seed + zlib.crc32(path.as_posix().encode())):
        answer = answer_of(mutant.text)
        verdict, said = verdict_on(mutant.text, answer)
        words = [f"{verdict}: {path}: {mutant.mistake}", f"    {mutant.place}"]
        if "type" in answer:
            words.append(f"    {answer['type']} in line {answer['line']}: {answer['message'].splitlines()[0][:150]}")
        yield verdict, "\n".join([*words, *(f"    {line[:150]}" for line in said[:3])])


def main() -> int:
    """Print the table; exit status 1 where a program that Keras runs gets an error."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("programs", nargs="+", type=Path, metavar="PROGRAM")
    parser.add_argument("--count", type=int, default=10, help="mistakes to make in each program")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="print what is missed, found elsewhere, or an alarm")
    options = parser.parse_args()
    trace_with_zeros()
    counted: Counter[str] = Counter()
    for path in options.programs:
        for verdict, words in judged(path, options.count, options.seed):
            counted[verdict] += 1
            if verdict == "alarm" or (options.show and verdict not in ("right", "found")):
                print(words, flush=True)
    for verdict, number in counted.most_common():
        print(f"{number:6} {verdict}")
    return int(counted["alarm"] > 0)


if __name__ == "__main__":
    sys.exit(main())
