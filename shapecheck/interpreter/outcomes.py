"""What explorations leave behind: models, joined over their cases, and problems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.graph.model import Case, Model
from shapecheck.interpreter.bridge.snapshot import Snapshots, constructed
from shapecheck.interpreter.cases import Explored, conditions_of, merged_problems, shared_doubts
from shapecheck.interpreter.program import BlindSpot
from shapecheck.interpreter.values import Known, Ref

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Raised, Run
    from shapecheck.interpreter.state import State
    from shapecheck.source import Site

__all__ = ["finish", "note_raised"]


def note_raised(raised: Raised, run: Run, otherwise: Site) -> None:
    """Note where an analysis ended early: what the program raises, nobody catches."""
    if raised.lineage[0] != "SystemExit":
        text = f": {raised.value.value}" if isinstance(raised.value, Known) and raised.value.value else ""
        run.program.blind_spots.append(BlindSpot(f"{raised.lineage[0]} is raised here{text}", raised.site or otherwise))


def finish(run: Run, outcomes: list[Explored], targets: Callable[[State], dict[int, str]], after: int) -> None:
    """Turn what an exploration left behind into models and problems of the program."""
    if not outcomes:
        return
    columns: list[list[Model]] = []
    for outcome in outcomes:
        run.state = outcome.state
        names = targets(outcome.state)
        snapshots = Snapshots(run, names)
        addresses = constructed(run, after)
        returned = outcome.value.address if isinstance(outcome.value, Ref) else None
        if run.options.target is not None and run.options.target in names.values():
            # a model of the module that is asked for by its name, whatever function made it
            returned = next(address for address, name in names.items() if name == run.options.target)
        if returned in addresses:
            addresses.remove(returned)
            addresses.append(returned)
        models = [snapshots.model(address) for address in addresses]
        if returned in addresses and run.options.target is not None:
            models[-1] = replace(models[-1], target=run.options.target)
        columns.append(models)
    run.program.models.extend(_joined(columns, outcomes))
    run.program.problems.extend(merged_problems(outcomes))
    run.program.doubts.extend(shared_doubts(outcomes))


def _joined(columns: list[list[Model]], outcomes: list[Explored]) -> list[Model]:
    """Join the models of several cases: those that agree are one, the others say what they are in each case."""
    if len(columns) == 1:
        return columns[0]
    longest = max(columns, key=len)
    joined: list[Model] = []
    for index, model in enumerate(longest):
        rows = [
            (outcome, column[index])
            for outcome, column in zip(outcomes, columns, strict=True)
            if len(column) == len(longest)
        ]
        cases = tuple(Case(conditions_of(outcome), one.parameters, one.outputs) for outcome, one in rows)
        agree = all(case.parameters == cases[0].parameters and _shapes(case) == _shapes(cases[0]) for case in cases)
        if agree and len(rows) == len(columns):
            joined.append(model)
        else:
            unknown = () if len(rows) == len(columns) else ("it is not made in every case",)
            joined.append(replace(model, cases=cases, unknown=(*model.unknown, *unknown)))
    return joined


def _shapes(case: Case) -> list[Any]:
    return [tensor.shape for _, tensor in case.outputs]
