"""KSH503: a model has more parameters than the configuration allows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.finding import Severity
from shapecheck.rules.flattening import counted
from shapecheck.rules.rule import Draft, report, rule
from shapecheck.shapes.requirements import less
from shapecheck.source import Location, Span

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program

_START = Span(Location(1, 1), Location(1, 1))


@rule("KSH503", level="error")
def over_budget(program: Program) -> Iterator[Draft]:
    """A model has more parameters than its budget.

    Budgets stand in the configuration: `[tool.shapecheck.budget] "models.py::Net" = 5_000_000`. What they are held
    against is what `summary models.py::Net` shows. An info says where a budget cannot be checked.
    """
    name = program.options.target
    most = program.options.budget.get(name) if name is not None else None
    if name is None or most is None:
        return
    model = next((model for model in reversed(program.models) if model.target == name), None)
    if model is None:
        yield report(_START, f"the budget of {name} cannot be checked: no model is made", severity=Severity.INFO)
        return
    total = model.parameters.total
    over = None if total is None else less(most, total)
    if over is True and total is not None:
        yield report(model.site, f"{name} has {counted(total)} parameters, its budget is {counted(most)}")
    elif over is not False:
        reason = "its parameters are not known" if total is None else f"it has {counted(total)} parameters"
        yield report(model.site, f"the budget of {name} cannot be checked: {reason}", severity=Severity.INFO)
