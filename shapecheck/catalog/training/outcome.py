"""What becomes of labels and predictions when they meet: the one answer of all backends and of all open comparisons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from shapecheck.catalog.training.turns import Assumption, Turn, Way, turns_of
from shapecheck.shapes.dims import Dim, Symbol
from shapecheck.shapes.requirements import Condition, Verdict, either
from shapecheck.shapes.words import Shape

__all__ = ["BACKENDS", "FITS", "Kind", "Outcome", "outcome_of", "refusal"]

BACKENDS = ("jax", "tensorflow")
"""The backends that were asked (`tests/oracle/record_matrix.py`); what both refuse is refused."""

Kind = Literal["fits", "broadcasts", "refused", "depends", "misread", "undecided"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Say what Keras does.

    - "fits": it takes them, and pairs them as they are;
    - "broadcasts": it takes them, but stretches one to the other, to `shape`;
    - "refused": it raises on every backend, `keras_error` on `backend`;
    - "depends": it raises on the backends in `refused_on` only;
    - "misread": it takes them, though they are not what the loss reads;
    - "undecided": it depends on sizes that are not known; they fit where `condition` holds.

    `unless` is where it is otherwise, and no better: the coincidence at which Keras stretches silently what it otherwise
    refuses (a batch of just as many samples as there are classes), or the sizes at which it refuses what it otherwise
    stretches. `values` is the shape of the loss before its reduction, `errors` what each backend raises.
    """

    kind: Kind
    message: str = ""
    keras_error: str | None = None
    backend: str = ""
    refused_on: tuple[str, ...] = ()
    shape: Shape | None = None
    values: Shape | None = None
    condition: Verdict = True
    unless: Verdict = False
    defect: str = ""
    errors: Mapping[str, str | None] = field(default_factory=dict)


FITS = Outcome("fits")


def refusal(message: str, keras_error: str | None, defect: str = "") -> Outcome:
    """Return that every backend refuses, with the same text."""
    return Outcome("refused", message, keras_error, "", BACKENDS, defect=defect)


def outcome_of(run: Callable[[Way], Shape], first: Sequence[Dim] = ()) -> Outcome:
    """Return what becomes of a computation on shapes, on every backend.

    A batch of one sample is no case of its own: the leading size of `first`, where it is a symbol, is taken to be
    more than 1.
    """
    given: list[Assumption] = []
    batch = first[0] if first and isinstance(first[0], Symbol) else None
    if batch is not None:
        given.append(Assumption(Condition("==", batch, 1), False))
    try:
        turns = {backend: list(turns_of(run, backend, given)) for backend in BACKENDS}
    except ValueError as reason:
        return Outcome("undecided", str(reason))
    found = {backend: joined(turns[backend], backend, batch) for backend in BACKENDS}
    kinds = {outcome.kind for outcome in found.values()}
    one = found[BACKENDS[0]]
    if len(kinds) == 1 or "undecided" in kinds:
        if one.kind == "refused":
            return with_errors(one, found)
        return next((outcome for outcome in found.values() if outcome.kind == "undecided"), one)
    refusing = tuple(backend for backend in BACKENDS if found[backend].kind == "refused")
    if not refusing:
        return next(outcome for outcome in found.values() if outcome.kind == "broadcasts")
    accepted = next(outcome for outcome in found.values() if outcome.kind != "refused")
    refused = found[refusing[0]]
    return Outcome(
        "depends",
        refused.message,
        refused.keras_error,
        refusing[0],
        refusing,
        accepted.shape,
        accepted.values,
        defect=refused.defect,
        errors={backend: found[backend].keras_error for backend in refusing},
    )


def with_errors(one: Outcome, found: Mapping[str, Outcome]) -> Outcome:
    """Return a refusal with the texts of all backends."""
    from dataclasses import replace

    return replace(one, errors={backend: outcome.keras_error for backend, outcome in found.items()})


def joined(turns: Sequence[Turn], backend: str, batch: Symbol | None) -> Outcome:
    """Return what all ways together say, on one backend."""
    fitting = [turn for turn in turns if turn.refused is None and turn.stretched is None]
    stretching = [turn for turn in turns if turn.refused is None and turn.stretched is not None]
    refusing = [turn for turn in turns if turn.refused is not None]
    if fitting:
        if len(fitting) == len(turns):
            return Outcome("fits", values=fitting[0].values if len(turns) == 1 else None)
        return Outcome("undecided", condition=either(*(turn.condition for turn in fitting)))
    usual = [turn for turn in stretching if not by_chance(turn, batch)]
    if refusing and not usual:
        refused = refusing[-1].refused
        assert refused is not None
        return Outcome(
            "refused",
            refused.message,
            refused.keras_error,
            backend,
            BACKENDS,
            unless=either(*(turn.condition for turn in stretching)),
            defect=refused.kind,
        )
    chosen = (usual or stretching)[0]
    raising = either(*(turn.condition for turn in refusing))
    return Outcome("broadcasts", shape=chosen.stretched, values=chosen.values, unless=raising)


def by_chance(turn: Turn, batch: Symbol | None) -> bool:
    """Tell whether it turns out so only where the batch has one certain size."""
    return any(
        one.holds is (one.condition.operator == "==") and batch in (one.condition.left, one.condition.right)
        for one in turn.assumed
    )
