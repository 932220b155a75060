"""What all runs of a constructor of `keras.applications` make, as one list of rows, with what decides about each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.applications.conditions import CONDITIONS, holds
from shapecheck.catalog.applications.formulas import FORMULAS, value_of

if TYPE_CHECKING:
    from application_runs import Made, Recorder

SAID: dict[str, Any] = {
    "classes": 987,
    "classifier_activation": "hard_tanh",
    "dropout": 0.123,
    "dropout_rate": 0.0123,
    "depth_multiplier": 7,
}
"""Values by which an argument is known again in the configuration of a layer."""

FACTORS = (1, 6, 4, 3, 2, 2.5, 2.3, 72.0 / 16, 88.0 / 24, 0.25)
"""Numbers of filters in terms of those before: expansions, and squeezing (`_inverted_res_block`, `_se_block`)."""


@dataclass(eq=False)
class Row:
    """One row of what all runs make: by run, the layer that it is there."""

    made: dict[int, Made] = field(default_factory=dict)

    def any(self) -> Made:
        """Return the layer of one run."""
        return next(iter(self.made.values()))


def aligned(runs: list[Recorder]) -> list[Row]:
    """Lay the rows of all runs side by side."""
    rows: list[Row] = []
    for number, one in enumerate(runs):
        before = [row.any().key() for row in rows]
        here = [made.key() for made in one.rows]
        merged: list[Row] = []
        for kind, start, end, first, last in SequenceMatcher(None, before, here, autojunk=False).get_opcodes():
            if kind == "equal":
                for row, made in zip(rows[start:end], one.rows[first:last], strict=True):
                    row.made[number] = made
                    merged.append(row)
            else:
                merged += [Row({number: made}) for made in one.rows[first:last]]
                merged += rows[start:end]
        rows = merged
    return rows


class Explained:
    """Rows of all runs as one list, with what decides about each."""

    def __init__(self, name: str, runs: list[Recorder], given: list[dict[str, Any]]) -> None:
        self.name = name
        self.runs = runs
        self.given = given
        self.rows = aligned(runs)
        self.ids = {id(made): index for index, row in enumerate(self.rows, 1) for made in row.made.values()}
        self.shapes: list[list[Any]] = [[run.facts["input"]] for run in runs]
        self.found: list[dict[str, Any]] = []
        for index, row in enumerate(self.rows, 1):
            self.found.append(self.explain(index, row))

    def explain(self, index: int, row: Row) -> dict[str, Any]:
        """Explain one row, then note the shapes behind it."""
        found: dict[str, Any] = {"path": row.any().path, "name": row.any().name, "inputs": self.inputs(index, row)}
        last = found["inputs"][-1] if isinstance(found["inputs"], list) else found["inputs"]
        last = last if isinstance(last, int) else found["inputs"][0]
        found["when"] = self.condition(row, found["inputs"])
        found["config"] = {
            word: self.value(row, {number: made.config[word] for number, made in row.made.items()})
            for word in row.any().config
        }
        found["layers"] = [
            {"path": inner.path, "name": inner.name, "config": inner.config} for inner in row.any().layers
        ]
        for number, shapes in enumerate(self.shapes):
            shapes.append(row.made[number].shape if number in row.made else shapes[last])
        return found

    def inputs(self, index: int, row: Row) -> Any:
        """Return the inputs by number; what follows upon the row before in its run follows upon the row before here."""
        one = row.any().inputs
        several = isinstance(one, list)
        columns = [
            [made.inputs[place] if several else made.inputs for made in row.made.values()]
            for place in range(len(one) if several else 1)
        ]
        found = [self.input(index, row, column) for column in columns]
        return found if several else found[0]

    def input(self, index: int, row: Row, column: list[Any]) -> Any:
        """Return one input: a constant, or the number of a row from which every run's own is reached."""
        if isinstance(column[0], dict):
            return column[0]
        wanted = [0 if made is None else self.ids[id(made)] for made in column]
        for candidate in (index - 1, max(wanted)):
            if all(self.reached(candidate, number) == want for number, want in zip(row.made, wanted, strict=True)):
                return candidate
        raise LookupError(f"{self.name}: the input of {row.any().name or row.any().path} is not the same in all runs")

    def index(self, row: Row) -> int:
        """Return the number of a row."""
        return self.ids[id(row.any())]

    def reached(self, index: int, number: int) -> int:
        """Return the row of a run behind a number: a row that is skipped passes on its last input."""
        while index and number not in self.rows[index - 1].made:
            inputs = self.found[index - 1]["inputs"]
            index = [item for item in inputs if isinstance(item, int)][-1] if isinstance(inputs, list) else inputs
        return index

    def condition(self, row: Row, inputs: Any) -> list[Any]:
        """Find what decides whether the row is made."""
        own = [
            [word, *(0 if made is None else self.ids[id(made)] for made in tensors)]
            for word, *tensors in row.any().when
        ]
        there = [number in row.made for number in range(len(self.runs))]
        if all(there):
            return own
        words = [word for word in CONDITIONS if self.decided(word)]
        literals = [mark + word for word in words for mark in ("", "!")]
        for count in (1, 2, 3):
            for chosen in itertools.combinations(literals, count):
                if all(self.holds(chosen, number) is there[number] for number in range(len(there))):
                    return [*chosen, *own]
        if isinstance(inputs, list):
            joined = ["channels", *inputs]
            for chosen in ((), *((literal,) for literal in literals)):
                if all(self.holds((*chosen, joined), number) is there[number] for number in range(len(there))):
                    return [*chosen, joined, *own]
        raise LookupError(f"{self.name}: no condition explains {row.any().name or row.any().path}")

    def decided(self, word: str) -> bool:
        """Tell whether this constructor has the arguments of a condition."""
        try:
            return holds(word, self.given[0], []) is not None
        except KeyError:
            return False

    def holds(self, chosen: Any, number: int) -> bool:
        """Decide conditions in one run."""
        return all(holds(word, self.given[number], self.shapes[number]) for word in chosen)

    def value(self, row: Row, values: dict[int, Any]) -> Any:
        """Find the constant or the formula of a value of the configuration."""
        one = next(iter(values.values()))
        if isinstance(one, dict) and "padding" in one:
            tensors = [value["padding"][0] for value in values.values()]
            return {"padding": [self.input(self.index(row), row, tensors), one["padding"][1]]}
        for name in SAID:
            if all(
                name in self.given[number] and value == self.given[number][name] for number, value in values.items()
            ):
                return {"argument": name}
        if all(value == one for value in values.values()):
            return one
        if isinstance(one, list) and all(
            isinstance(value, list) and len(value) == len(one) for value in values.values()
        ):
            return [
                self.value(row, {number: value[place] for number, value in values.items()}) for place in range(len(one))
            ]
        formats = {self.given[number]["data_format"]: value for number, value in values.items()}
        for candidate in (
            *self.by_alpha(values),
            *self.by_channels(values),
            *([{"format": [formats["channels_last"], formats["channels_first"]]}] if len(formats) > 1 else []),
        ):
            if all(
                value_of(candidate, self.given[number], self.shapes[number]) == value
                for number, value in values.items()
            ):
                return candidate
        raise LookupError(f"{self.name}: no formula explains {row.any().name or row.any().path}: {values}")

    def by_alpha(self, values: dict[int, Any]) -> Iterator[Any]:
        """Yield formulas of `alpha` that may explain numbers of filters."""
        usual = next((value for number, value in values.items() if self.given[number].get("alpha") == 1.0), None)
        if isinstance(usual, int):
            for filters in (usual, *range(max(1, usual - 8), usual + 9)):
                for kind in FORMULAS:
                    yield {kind: filters}

    def by_channels(self, values: dict[int, Any]) -> Iterator[Any]:
        """Yield formulas of the channels of a tensor before."""
        if not all("alpha" in given for given in self.given):
            return
        count = len(self.shapes[0])
        for tensor in range(count - 1, max(0, count - 14), -1):
            for factor in FACTORS:
                yield {"channels": [tensor, factor, True]}
                yield {"channels": [tensor, factor, False]}

    def play(self, number: int) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that a run makes, by what was found."""
        given, shapes = self.given[number], self.shapes[number]
        for found in self.found:
            # NASNet's recorder makes what either width calls for
            words = [word for word in found["when"] if not (isinstance(word, list) and word[0].endswith("widths"))]
            if self.holds(words, number):
                config = {}
                for word, content in found["config"].items():
                    config[word] = (
                        content
                        if isinstance(content, dict) and ("padding" in content or "initializer" in content)
                        else value_of(content, given, shapes)
                    )
                inputs = found["inputs"] if isinstance(found["inputs"], list) else [found["inputs"]]
                yield (
                    found["path"],
                    found["name"],
                    config,
                    [self.reached(item, number) if isinstance(item, int) else item for item in inputs],
                )

    def check(self) -> None:
        """Play every run back."""
        for number, one in enumerate(self.runs):
            wanted = []
            for made in one.rows:
                inputs = made.inputs if isinstance(made.inputs, list) else [made.inputs]
                sources = [
                    item if isinstance(item, dict) else 0 if item is None else self.ids[id(item)] for item in inputs
                ]
                wanted.append((made.path, made.name, made.config, sources))
            for played, want in itertools.zip_longest(self.play(number), wanted):
                assert played is not None and want is not None, (self.name, played, want)
                config = {
                    word: content
                    for word, content in want[2].items()
                    if not (isinstance(content, dict) and "padding" in content)
                }
                mine = {word: listed(content) for word, content in played[2].items() if word in config}
                assert (played[0], played[1], mine, played[3]) == (want[0], want[1], config, want[3]), (played, want)


def listed(value: Any) -> Any:
    """Turn tuples back into lists."""
    return [listed(item) for item in value] if isinstance(value, tuple | list) else value
