"""Puts random cases of each layer to shapecheck and to real Keras: `python tests/oracle/differential.py [LAYER ...]`.

Both must give the same shapes and weights, or both refuse. What shapecheck says of a run only (sizes that Keras did not
know as it built) is held against real runs on zeros: what can run is never called an error, what must hold does hold,
and the shapes are those of the run.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

import tensorflow_layers
from answers import RAISED, Answer, Refusal, Undecided, ask, infer, put, zeros
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from questions import Case, Sizes
from strategies import cases, judged

from shapecheck.shapes.dims import Symbol
from shapecheck.shapes.requirements import holds

EXAMPLES = 1000
TRIES = 12
"""How many sizes are put in for dynamic ones before a refusal of every run is believed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a case: "valid", "refused", "undecided", "disagreement" or "contradicted", and the difference."""

    word: str
    text: str = ""


def judge(case: Case, run: bool = False, recorded: Answer | Refusal | None = None) -> Verdict:
    """Put a case to both; with `run`, also run what both accept. What Keras said may have been `recorded`.

    Keras's own failures at run time alone are no disagreement: they need not be found.
    """
    try:
        ours = infer(case)
    except RAISED as error:
        return Verdict("disagreement", f"shapecheck crashes: {error!r}")
    theirs = recorded or ask(case)
    if isinstance(ours, Undecided):
        without_answer = recorded is None and not isinstance(theirs, Refusal) and contradicts_itself(case, theirs)
        return Verdict("contradicted" if without_answer else "undecided", ours.reason)
    if isinstance(theirs, Refusal):
        if isinstance(ours, Refusal) and ours.when == "build":
            return Verdict("refused")
        said = f"refuses at run time: {ours.text}" if isinstance(ours, Refusal) else f"says {ours.view().outputs}"
        return Verdict("disagreement", f"Keras refuses: {theirs.text}; shapecheck {said}")
    if isinstance(ours, Refusal):
        if ours.when == "build":
            return Verdict("disagreement", f"Keras says {theirs.outputs}; shapecheck refuses: {ours.text}")
        return must_fail(case, ours)
    if ours.view() != theirs:
        return Verdict("disagreement", f"Keras says {theirs}; shapecheck {ours.view()}")
    return compare_runs(case, ours, theirs) if run else Verdict("valid")


def must_fail(case: Case, ours: Refusal) -> Verdict:
    """Run a case that is refused at run time, with several sizes for what is dynamic."""
    for values in choices(case):
        if not isinstance(ask(case.with_sizes(values), zeros), Refusal):
            return Verdict("disagreement", f"Keras runs with {values}; shapecheck refuses: {ours.text}")
    return Verdict("refused", "run")


def compare_runs(case: Case, ours: Answer, symbolic: Answer) -> Verdict:
    """Run a case that is accepted, and compare what comes out with what was said, sizes put in.

    Left out are empty tensors, of which the backends make different things, and runs that do not bear out what Keras
    itself said when it built.
    """
    for values in islice(choices(case), 2):
        concrete = case.with_sizes(values)
        theirs = ask(concrete, zeros)
        if isinstance(theirs, Refusal) or any(0 in shape.sizes for shape in concrete.shapes()):
            continue
        if has_empty(theirs.outputs) or not bears_out(theirs.outputs, symbolic.outputs):
            continue
        symbols = {Symbol(letter, dynamic=True): value for letter, value in values.items()}
        said = put(ours, symbols)
        if said.outputs != theirs.outputs:
            return Verdict("disagreement", f"with {values}, Keras makes {theirs.outputs}, not {said.outputs}")
        for requirement in ours.requirements:
            if not holds(requirement.condition, symbols):
                return Verdict("disagreement", f"Keras runs with {values}, against {requirement.condition}")
    return Verdict("valid")


def contradicts_itself(case: Case, symbolic: Answer) -> bool:
    """Tell whether no run makes what Keras said when it built: then a case has no answer that we could give."""
    runs = (ask(case.with_sizes(values), zeros) for values in choices(case, (1, 2, 3), 4))
    return not any(isinstance(run, Answer) and bears_out(run.outputs, symbolic.outputs) for run in runs)


def has_empty(outputs: Any) -> bool:
    """Tell whether there is an empty tensor among outputs."""
    if isinstance(outputs, Sizes):
        return 0 in outputs
    return any(map(has_empty, outputs.values() if isinstance(outputs, dict) else outputs))


def bears_out(run: Any, symbolic: Any) -> bool:
    """Tell whether the shapes of a run are those that Keras said when it built, where it said something."""
    if isinstance(run, Sizes) and isinstance(symbolic, Sizes):
        pairs = zip(run, symbolic, strict=False)
        return len(run) == len(symbolic) and all(wanted in (None, size) for size, wanted in pairs)
    if isinstance(run, dict) and isinstance(symbolic, dict):
        return run.keys() == symbolic.keys() and all(bears_out(run[key], symbolic[key]) for key in run)
    if isinstance(run, list) and isinstance(symbolic, list):
        return len(run) == len(symbolic) and all(map(bears_out, run, symbolic))
    return False


def choices(case: Case, sizes: Sequence[int] = (1, 2, 3, 4, 6, 12), tries: int = TRIES) -> Iterator[dict[str, int]]:
    """Choose sizes for the dynamic ones of a case."""
    letters = case.letters()
    found = [dict(zip(letters, chosen, strict=True)) for chosen in product(sizes, repeat=len(letters))]
    random.Random(0).shuffle(found)
    yield from found[:tries]


@dataclass(slots=True)
class Tally:
    """Count the verdicts on the cases of one layer."""

    counts: Counter[str] = field(default_factory=Counter)
    contradicted: Counter[str] = field(default_factory=Counter)
    disagreements: dict[str, str] = field(default_factory=dict)
    undecided: Counter[str] = field(default_factory=Counter)

    def add(self, case: Case, verdict: Verdict) -> None:
        """Note a verdict; where Keras contradicts itself there was no case."""
        if verdict.word == "contradicted":
            self.contradicted[verdict.text] += 1
            return
        self.counts[verdict.word] += 1
        if verdict.word == "disagreement":
            self.disagreements[str(case)] = verdict.text
        elif verdict.word == "undecided":
            self.undecided[verdict.text] += 1


SHARE = 0.7
"""No more of a layer's cases than this share are accepted, or refused, as long as others can be drawn."""

DRAWS = 6
"""How many cases are drawn for one that is kept, at most."""


def tally(name: str, examples: int, every: int = 10, fixed: bool = False) -> Tally:
    """Judge random cases of a layer; one in `every` is run as well.

    What is over its share is drawn again. Where `fixed` the cases are the same ones each time. Layers that Keras has
    with TensorFlow only are judged by their recorded cases.
    """
    found, numbers = Tally(), random.Random(0)
    if name in tensorflow_layers.LAYERS:
        for case, answer in tensorflow_layers.recorded(name)[:examples]:
            found.add(case, judge(case, recorded=answer))
        return found
    for turn in range(DRAWS):
        if sum(found.counts.values()) >= examples:
            break
        limit = examples if turn == DRAWS - 1 else round(SHARE * examples)
        _draw(name, examples, found, limit, numbers, every, turn if fixed else random.getrandbits(32))
    return found


def _draw(name: str, examples: int, found: Tally, limit: int, numbers: random.Random, every: int, start: int) -> None:
    """Draw cases until there are enough; one of a kind of which there are `limit` is left out."""

    @seed(start)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(cases(name))
    def one(case: Case) -> None:
        if sum(found.counts.values()) >= examples:
            return
        verdict = judge(case, run=numbers.random() < 1 / every)
        if verdict.word not in ("valid", "refused") or found.counts[verdict.word] < limit:
            found.add(case, verdict)

    one()


def main() -> int:
    """Print the table; return 1 where there is a disagreement."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("layers", nargs="*", metavar="LAYER", help="all that have a rule, if none is given")
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="cases of each layer")
    parser.add_argument("--every", type=int, default=10, help="run one accepted case in so many")
    parser.add_argument("--show", type=int, default=3, help="disagreements to show of each layer, the shortest first")
    options = parser.parse_args()
    names = options.layers or judged()
    heads = "".join(f"{word:>{width}}" for word, width in zip(COLUMNS, WIDTHS, strict=True))
    sys.stdout.write(f"{'layer':{NAME_WIDTH}}{heads}\n")
    totals: Counter[str] = Counter()
    started = time.perf_counter()
    for name in names:
        start = time.perf_counter()
        found = tally(name, options.examples, options.every)
        sys.stdout.write(row(name, found.counts, time.perf_counter() - start))
        sys.stdout.writelines(f"    {line}\n" for line in remarks(found, options.show))
        sys.stdout.flush()
        totals += found.counts
    sys.stdout.write(row(f"{len(names)} layers", totals, time.perf_counter() - started))
    return 1 if totals["disagreement"] else 0


COLUMNS = ("cases", "valid", "refused", "undecided", "disagree", "s")
WIDTHS = (8, 8, 9, 11, 10, 9)
NAME_WIDTH = 46


def row(name: str, counts: Counter[str], seconds: float) -> str:
    """Write one line of the table."""
    words = ("valid", "refused", "undecided", "disagreement")
    numbers = (sum(counts.values()), *(counts[word] for word in words), f"{seconds:.1f}")
    return f"{name:{NAME_WIDTH}}" + "".join(f"{it:>{width}}" for it, width in zip(numbers, WIDTHS, strict=True)) + "\n"


def remarks(found: Tally, most: int) -> Iterator[str]:
    """Tell of the shortest disagreements, and why cases were undecided or left out."""
    for case in sorted(found.disagreements, key=len)[:most]:
        yield f"{case}\n        {found.disagreements[case]}"
    for word, reasons in (("undecided", found.undecided), ("left out, Keras contradicts itself", found.contradicted)):
        yield from (f"{word}: {reason} ({number})" for reason, number in reasons.most_common(most))


if __name__ == "__main__":
    sys.exit(main())
