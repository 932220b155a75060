"""One file after another: text, Program, what the rules find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapecheck.concern import concerns_keras
from shapecheck.discovery import display_path
from shapecheck.finding import Finding
from shapecheck.interpreter.options import Options
from shapecheck.plain import failure, is_spoken, parse_where_doubtful
from shapecheck.reading import text_of
from shapecheck.report import Outcome, Understood, Unseen
from shapecheck.rules.rule import Rule, load
from shapecheck.scan import scan
from shapecheck.selection import Choices
from shapecheck.settings import Configuration, Settings
from shapecheck.source import SourceFile, SyntaxProblem, digest
from shapecheck.target import parse_target

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program
    from shapecheck.interpreter.sharing import Shared

__all__ = ["Analyst", "analyse", "no_modules", "options_of"]

_OVER_BUDGET = "KSH503"


def analyse(text: str, filename: str, options: Options, shared: Shared) -> Program:
    """Return the facts of one text; modules that several files import are evaluated once.

    Raises SyntaxProblem.
    """
    from shapecheck.interpreter.interpret import interpret

    scan(text)
    source = SourceFile(filename, text)
    source.parse()
    return interpret(source, options, shared=shared)


def no_modules() -> Shared:
    """Return the modules of a run at its beginning."""
    from shapecheck.interpreter.sharing import Shared

    return Shared()


def options_of(
    path: str,
    settings: Settings,
    name: str | None = None,
    values: Mapping[str, Any] | None = None,
    inputs: Mapping[str, Any] | None = None,
) -> Options:
    """Return what the settings say of the analysis of one file, and of a name in it."""
    return Options(
        target=name,
        values=values or {},
        inputs={**_of_file(settings.inputs, path, settings.root), **(inputs or {})},
        shapes=settings.shapes,
        budget=_of_file(settings.budget, path, settings.root),
        dense_share=settings.dense_share,
        roots=settings.src,
        image_data_format=settings.image_data_format,
        keras_version=settings.keras_version,
    )


def _of_file(table: Mapping[str, Any], path: str, root: Path) -> dict[str, Any]:
    """Return the entries of a table by `FILE::NAME` that are about one file, by NAME."""
    here = Path(path).resolve()
    targets = {parse_target(key): value for key, value in table.items()}
    return {target.name: value for target, value in targets.items() if target.name and (root / target.path) == here}


@dataclass(slots=True, eq=False)
class Analyst:
    """Analyses the files of one run; what they have in common is kept.

    `unseen` asks for the places where knowledge was lost too, `proposing` for the fixes that the rules propose.
    """

    configuration: Settings | Configuration
    unseen: bool = False
    proposing: bool = False
    rules: Mapping[str, Rule] = field(default_factory=load)
    shared: Shared | None = None
    _choices: Choices | None = None

    def of_file(self, filename: str) -> tuple[Outcome, bytes]:
        """Return what is found in a file, and the digest of the very bytes that were read of it."""
        try:
            data = Path(filename).read_bytes()
        except OSError as error:
            return Outcome((failure(error, filename),), whole=False, lasting=False), b""
        return self.outcome(filename, lambda: text_of(data, filename)), digest(data)

    def outcome(self, filename: str, read: Callable[[], str]) -> Outcome:
        """Return what is found in a text, whatever goes wrong in it."""
        text = None
        try:
            text = read()
            return self._outcome(filename, text)
        except BaseException as error:
            found = _shown(failure(error, filename))
            return Outcome((found,), text=text, whole=False, lasting=isinstance(error, SyntaxProblem))

    def _outcome(self, filename: str, text: str) -> Outcome:
        spoken = is_spoken(text)
        if not concerns_keras(text, filename):
            parse_where_doubtful(text, filename)
            return Outcome(text=text if spoken else None)
        self._choices = self._choices or Choices(self.configuration, self.rules)
        settings, enabled = self._choices.of(filename)
        self.shared = self.shared or no_modules()
        options = options_of(filename, settings)
        program = analyse(text, filename, options, self.shared)
        drafted = [each for code in sorted(enabled) for each in self.rules[code].run(program)]
        hurried = program.hurried
        if _OVER_BUDGET in enabled:
            # a budget is about what `summary FILE::NAME` shows
            for name in options.budget:
                limited = analyse(text, filename, replace(options, target=name), self.shared)
                drafted += self.rules[_OVER_BUDGET].run(limited)
                hurried = hurried or limited.hurried
        found = tuple(self._proposed(map(_shown, drafted)))
        spots = program.blind_spots if self.unseen else ()
        lost = tuple(Unseen(display_path(at.site.filename), at.site.line, at.reason) for at in spots)
        shown = spoken or any(each.filename == display_path(filename) for each in found)
        return Outcome(found, lost, text if shown else None, lasting=not hurried, understood=_understood(program))

    def _proposed(self, findings: Iterable[Finding]) -> Iterable[Finding]:
        """Return findings without proposals unless somebody wants these: a proposal holds a whole syntax tree."""
        return findings if self.proposing else (replace(each, proposals=()) for each in findings)


def _understood(program: Program) -> Understood:
    made = list(program.tensors())
    return Understood(len(program.models), len(made), sum(tensor.shape is not None for tensor in made))


def _shown(found: Finding) -> Finding:
    """Return a finding with its paths as people see them."""
    notes = tuple(
        note if note.filename is None else replace(note, filename=display_path(note.filename)) for note in found.notes
    )
    return replace(found, filename=display_path(found.filename), notes=notes)
