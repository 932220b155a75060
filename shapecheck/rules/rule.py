"""What a rule is, the table of all rules, and how a rule says what it found."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from shapecheck.finding import Conditional, Finding, Fix, Note, Proposal, Severity
from shapecheck.source import Site, Span

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program

__all__ = ["FAMILIES", "RULES", "Draft", "Example", "Family", "Rule", "load", "report", "rule", "tool_rule"]

Function = Callable[["Program"], Iterator["Draft"]]
Example = str


@dataclass(frozen=True, slots=True)
class Family:
    """What the rules of one hundred codes are about, and the level they have unless they say otherwise."""

    about: str
    level: Severity


FAMILIES = {
    "KSH0": Family("the tool itself", Severity.WARNING),
    "KSH1": Family("flatten assumptions", Severity.WARNING),
    "KSH2": Family("shapes inside the graph", Severity.ERROR),
    "KSH3": Family("data, labels and losses against the model", Severity.ERROR),
    "KSH4": Family("heads: activation against loss", Severity.WARNING),
    "KSH5": Family("parameters", Severity.WARNING),
    "KSH6": Family("stated intent that is untrue", Severity.WARNING),
    "KSH7": Family("redundancy", Severity.INFO),
    "KSH8": Family("yesterday's Keras", Severity.WARNING),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Describe one rule. `bad` and `good` are examples; a bad one marks its lines with `# CODE`.

    `today` tells that it says what Keras 3 refuses and Keras 2 may take: it is silent where the code is for Keras 2.
    `function` is None for what is reported by the tool itself, not read from a Program.
    """

    code: str
    name: str
    level: Severity
    family: Family
    summary: str
    documentation: str
    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()
    fixable: bool = False
    preview: bool = False
    today: bool = False
    function: Function | None = None

    def run(self, program: Program) -> Iterator[Finding]:
        """Yield what the rule finds, under its code, name and level."""
        if self.function is None:
            return
        for draft in self.function(program):
            filename = draft.filename or program.source.path
            yield Finding(
                self.code,
                self.name,
                self.level if draft.severity is None else draft.severity,
                draft.message,
                draft.span,
                tuple(replace(note, filename=None) if note.filename == filename else note for note in draft.notes),
                draft.keras_error,
                conditional=draft.conditional,
                filename=filename,
                proposals=draft.proposals,
            )

    def at(self, span: Span, filename: str, message: str, *, fix: Fix | None = None) -> Finding:
        """Return a finding of this rule that comes of no Program."""
        return Finding(self.code, self.name, self.level, message, span, fix=fix, filename=filename)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule reports; the rule's code, name and, where `severity` is None, its level are added when it runs.

    `filename` is None where it is the analysed file.
    """

    message: str
    span: Span
    filename: str | None
    notes: tuple[Note, ...] = ()
    keras_error: str | None = None
    conditional: Conditional | None = None
    severity: Severity | None = None
    proposals: tuple[Proposal, ...] = ()


def report(
    place: Site | Span,
    message: str,
    *,
    notes: Iterable[tuple[str, Site | Span]] = (),
    keras_error: str | None = None,
    conditional: Conditional | None = None,
    severity: Severity | None = None,
    proposals: Iterable[Proposal] = (),
) -> Draft:
    """Return what a rule yields. A place given as Span is in the analysed file; of the proposals the first that holds is offered."""
    return Draft(
        message,
        _span(place),
        _file(place),
        tuple(Note(text, _span(where), _file(where)) for text, where in notes),
        keras_error,
        conditional,
        severity,
        tuple(proposals),
    )


def _span(place: Site | Span) -> Span:
    return place.span if isinstance(place, Site) else place


def _file(place: Site | Span) -> str | None:
    return place.filename if isinstance(place, Site) else None


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    *,
    bad: Iterable[str] = (),
    good: Iterable[str] = (),
    level: str | None = None,
    fixable: bool = False,
    preview: bool = False,
    today: bool = False,
) -> Callable[[Function], Function]:
    """Enter a function `(program) -> drafts` as a rule; its name and docstring are the rule's.

    `level` ("error", "warning" or "info") is the family's unless given.
    """

    def enter(function: Function) -> Function:
        name = function.__name__.replace("_", "-")
        _enter(
            code,
            name,
            function.__doc__,
            level,
            bad,
            good,
            fixable=fixable,
            preview=preview,
            today=today,
            function=function,
        )
        return function

    return enter


def tool_rule(
    code: str,
    name: str,
    documentation: str,
    *,
    level: str | None = None,
    bad: Iterable[str] = (),
    good: Iterable[str] = (),
    fixable: bool = False,
) -> Rule:
    """Enter a rule of the tool itself: it has no function, whoever meets the defect reports it."""
    return _enter(
        code, name, documentation, level, bad, good, fixable=fixable, preview=False, today=False, function=None
    )


def _enter(
    code: str,
    name: str,
    documentation: str | None,
    level: str | None,
    bad: Iterable[str],
    good: Iterable[str],
    *,
    fixable: bool,
    preview: bool,
    today: bool,
    function: Function | None,
) -> Rule:
    if not documentation:
        raise ValueError(f"{code} has no docstring")
    if code in RULES or any(known.name == name for known in RULES.values()):
        raise ValueError(f"{code} ({name}) is entered twice")
    text = inspect.cleandoc(documentation)
    family = FAMILIES[code[:4]]
    made = Rule(
        code,
        name,
        family.level if level is None else Severity[level.upper()],
        family,
        " ".join(text.partition("\n\n")[0].split()).removesuffix("."),
        text,
        tuple(_example(text) for text in bad),
        tuple(_example(text) for text in good),
        fixable,
        preview,
        today,
        function,
    )
    RULES[code] = made
    return made


def _example(text: str) -> Example:
    return textwrap.dedent(text.lstrip("\n")).rstrip() + "\n"


@cache
def load() -> dict[str, Rule]:
    """Import every module of this package and return all rules by code, in the order of their codes."""
    package = importlib.import_module("shapecheck.rules")
    for module in pkgutil.walk_packages(package.__path__, "shapecheck.rules."):
        importlib.import_module(module.name)
    return dict(sorted(RULES.items()))
