"""The layers that Keras has with TensorFlow only: random cases of them, and what Keras said, recorded once.

Run `KERAS_BACKEND=tensorflow PYTHON_WITH_TENSORFLOW tests/oracle/tensorflow_layers.py` after an update of Keras.
"""

from __future__ import annotations

import gzip
import json
import sys
import warnings
from ast import literal_eval
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from answers import Answer, Refusal, ask
from hypothesis import HealthCheck, Phase, given, seed, settings
from questions import Case, Made, Shape, Size, Sizes, Unsaid, mapped
from strategies import cases

LAYERS = ("HashedCrossing", "Hashing", "IntegerLookup", "StringLookup", "TextVectorization")
RECORDING = Path(__file__).parent / "recordings" / "tensorflow_layers.json.gz"
EXAMPLES = 200
MOST = 140
"""How many of the cases of a layer are accepted, or refused, at most."""

Json = Any


def recorded(name: str) -> list[tuple[Case, Answer | Refusal]]:
    """Return the cases of a layer and what Keras said to them."""
    rows = json.loads(gzip.decompress(RECORDING.read_bytes()))[name]
    return [(_read_case(name, row), _read_answer(row["says"])) for row in rows]


def _read_case(name: str, row: Json) -> Case:
    def size(item: Json) -> Size:
        return Unsaid(int(item[:-1])) if isinstance(item, str) and item.endswith("?") else item

    def shape(item: Json) -> Shape:
        return Shape(tuple(map(size, item["sizes"])), item["dtype"])

    given_inputs = row["inputs"]
    inputs = [shape(item) for item in given_inputs] if isinstance(given_inputs, list) else shape(given_inputs)
    return Case(Made(name, (), literal_eval(row["arguments"])), (inputs,))


def _read_answer(says: Json) -> Answer | Refusal:
    if "refuses" in says:
        return Refusal(says["refuses"])
    weights = tuple((name, Sizes(shape), trainable) for name, shape, trainable in says["weights"])
    return Answer(Sizes(says["output"]), weights)


def _write_case(case: Case, answer: Answer | Refusal) -> Json:
    def shape(item: Shape) -> Json:
        return {
            "sizes": [f"{size.size}?" if isinstance(size, Unsaid) else size for size in item.sizes],
            "dtype": item.dtype,
        }

    (inputs,) = case.positional
    says: Json = {"refuses": answer.text} if isinstance(answer, Refusal) else _accepted(answer)
    return {"arguments": repr(dict(case.layer.keywords)), "inputs": mapped(shape, inputs), "says": says}


def _accepted(answer: Answer) -> Json:
    assert isinstance(answer.outputs, Sizes)
    weights = [[name, list(shape), trainable] for name, shape, trainable in answer.weights]
    return {"output": list(answer.outputs), "weights": weights}


def _asked(name: str) -> Iterator[Json]:
    """Draw different cases of a layer, of which neither too many are accepted nor refused, and ask Keras."""
    found: dict[str, tuple[Case, Answer | Refusal]] = {}
    counts: Counter[bool] = Counter()

    @seed(0)
    @settings(
        max_examples=6 * EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(name))
    def one(case: Case) -> None:
        if len(found) >= EXAMPLES or repr(case) in found:
            return
        answer = ask(case)
        refused = isinstance(answer, Refusal)
        if counts[refused] < MOST:
            counts[refused] += 1
            found[repr(case)] = case, answer

    one()
    assert len(found) == EXAMPLES, f"{name}: {counts}"
    yield from (_write_case(case, answer) for case, answer in found.values())


def main() -> None:
    """Record what Keras says to random cases of each layer."""
    warnings.simplefilter("ignore")
    text = json.dumps({name: list(_asked(name)) for name in LAYERS}, separators=(",", ":"))
    RECORDING.write_bytes(gzip.compress(text.encode(), mtime=0))
    sys.stdout.write(f"{RECORDING.name}: {RECORDING.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
