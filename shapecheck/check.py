"""The pipeline: text, Program, findings. The only place that catches our own bugs."""

from __future__ import annotations

import ast
import re
import traceback
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapecheck.discovery import discover, display_path
from shapecheck.finding import Finding
from shapecheck.interpreter.options import Options
from shapecheck.report import Examined, Report, Unseen
from shapecheck.rules.flattening import one_witness
from shapecheck.rules.rule import Rule, load
from shapecheck.rules.tool import INTERNAL_ERROR, SYNTAX_ERROR
from shapecheck.scan import scan
from shapecheck.selection import enabled_codes, levels, matches
from shapecheck.settings import Configuration, Settings
from shapecheck.source import Location, SourceFile, Span, SyntaxProblem, decode
from shapecheck.stack import with_large_stack
from shapecheck.suppression import suppress
from shapecheck.target import Target, parse_target, require_target
from shapecheck.usage import UsageError

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program
    from shapecheck.interpreter.sharing import Shared

__all__ = ["check_paths", "check_source", "check_text", "examine", "summarize"]

OVER_BUDGET = "KSH503"

_START = Span(Location(1, 1), Location(1, 1))


def check_source(
    text: str,
    filename: str = "<source>",
    settings: Settings | Configuration | None = None,
    *,
    unseen: bool = False,
    proposing: bool = False,
) -> Report:
    """Check one text as if it stood in `filename`; without settings, the defaults hold.

    `unseen` asks for the places where knowledge was lost too, `proposing` for the fixes that the rules propose.
    """
    checking = _Checking(settings or Settings(), unseen=unseen, proposing=proposing)
    return with_large_stack(lambda: checking.run({filename: lambda: text}))


def check_text(
    data: bytes, filename: str, settings: Settings | Configuration | None = None, *, unseen: bool = False
) -> Report:
    """Check the bytes of one file as if they stood in `filename`."""
    readers = {filename: lambda: decode(data)}
    return with_large_stack(lambda: _Checking(settings or Configuration(), unseen=unseen).run(readers))


def check_paths(
    paths: Iterable[str | Path], settings: Settings | Configuration | None = None, *, unseen: bool = False
) -> Report:
    """Check the files below some paths; without settings, those nearest to each file hold.

    `unseen` asks for the places where knowledge was lost too. Raises MissingPath and SettingsError.
    """
    configuration = settings or Configuration()
    files = discover(paths, configuration)
    return with_large_stack(
        lambda: _Checking(configuration, unseen=unseen).run({file: _reader(file) for file in files})
    )


def examine(
    targets: Iterable[str],
    settings: Settings | Configuration | None = None,
    values: Mapping[str, Any] | None = None,
    inputs: Mapping[str, Any] | None = None,
    *,
    observe: bool = False,
) -> list[Examined]:
    """Analyse targets (`FILE`, `FILE::NAME`, a directory); one result a file, whatever goes wrong in it.

    `values` are those of the entry function's parameters, `inputs` the shapes given to subclassed models; `observe`
    asks what became of each call of a layer. Raises UsageError for a path, name or setting that does not exist.
    """
    configuration = settings or Configuration()
    found = []
    shared = _no_modules()
    for target in map(parse_target, targets):
        files = discover([target.path], configuration)
        found += [
            _examined(Target(file, target.name), configuration, values, inputs, shared, observe=observe)
            for file in files
        ]
    return found


def summarize(
    target: str,
    settings: Settings | None = None,
    values: Mapping[str, Any] | None = None,
    inputs: Mapping[str, Any] | None = None,
) -> list[Program]:
    """Return the facts of a target's files, one Program each; its models stand in `models`.

    Raises SyntaxProblem for a file that is not Python, and as `examine` does.
    """
    made = with_large_stack(lambda: examine([target], settings, values, inputs))
    for each in made:
        if each.failure is not None:
            raise SyntaxProblem(each.failure.message, each.failure.span.start)
    return [each.program for each in made if each.program is not None]


def _reader(path: str) -> Callable[[], str]:
    return lambda: decode(Path(path).read_bytes())


_LEGACY = re.compile(r"^\s*(import|from)\b.*\btf_keras\b", re.MULTILINE)
"""The package `tf_keras` is Keras 2, whatever Keras there is beside it."""


def _mentions_keras(text: str) -> bool:
    return "keras" in text or "tensorflow" in text


def _parse_where_doubtful(text: str, filename: str) -> None:
    """Parse a text that needs no analysis if this Python refuses it; its syntax may only be newer.

    Raises SyntaxProblem where it is no Python at all.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, filename, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        scan(text)
        SourceFile(filename, text).parse()


def _analyse(text: str, filename: str, options: Options, shared: Shared) -> Program:
    """Return the facts of one text; modules that several files import are evaluated once.

    Raises SyntaxProblem.
    """
    from shapecheck.interpreter.interpret import interpret

    scan(text)
    source = SourceFile(filename, text)
    source.parse()
    return interpret(source, options, shared=shared)


def _no_modules() -> Shared:
    from shapecheck.interpreter.sharing import Shared

    return Shared()


def _options(
    path: str,
    settings: Settings,
    name: str | None = None,
    values: Mapping[str, Any] | None = None,
    inputs: Mapping[str, Any] | None = None,
) -> Options:
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


def _examined(
    target: Target,
    configuration: Settings | Configuration,
    values: Mapping[str, Any] | None,
    inputs: Mapping[str, Any] | None,
    shared: Shared,
    *,
    observe: bool,
) -> Examined:
    settings = configuration.of(Path(target.path))
    try:
        options = replace(_options(target.path, settings, target.name, values, inputs), observe=observe)
        text = _reader(target.path)()
        require_target(text, target, values or {})
        return Examined(target.path, target.name, _analyse(text, target.path, options, shared))
    except BaseException as error:
        return Examined(target.path, target.name, failure=_failure(error, target.path))


@dataclass(slots=True, eq=False)
class _Checking:
    """One run of the rules over some files: what they share, and what was found so far."""

    configuration: Settings | Configuration
    unseen: bool = False
    proposing: bool = False
    rules: Mapping[str, Rule] = field(default_factory=load)
    texts: dict[str, str] = field(default_factory=dict)
    found: dict[str, dict[Any, Finding]] = field(default_factory=dict)
    lost: list[Unseen] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    shared: Shared | None = None
    legacy: dict[str, bool] = field(default_factory=dict)
    choices: dict[int, tuple[Settings, frozenset[str]]] = field(default_factory=dict)

    def run(self, readers: Mapping[str, Callable[[], str]]) -> Report:
        """Check every file, then let the comments of each speak on all that was found in it."""
        for filename, read in readers.items():
            try:
                self._check(filename, read)
            except BaseException as error:
                self.broken.add(filename)
                self._add(_failure(error, filename))
        kept: list[Finding] = []
        for filename in {**self.texts, **self.found}:
            complete = filename in readers and filename not in self.broken
            kept += self._heard(filename, complete=complete)
        kept.sort(key=lambda each: (each.filename, each.span, each.code, each.message))
        shown = {each.filename for each in kept} | {note.filename for each in kept for note in each.notes}
        texts = {filename: text for filename, text in self.texts.items() if filename in shown}
        return Report(tuple(kept), tuple(readers), tuple(self.lost), texts)

    def _check(self, filename: str, read: Callable[[], str]) -> None:
        text = read()
        if "shapecheck:" in text:
            self.texts[filename] = text
        if not _mentions_keras(text):
            _parse_where_doubtful(text, filename)
            return
        settings, enabled = self._choice(filename)
        self.shared = self.shared or _no_modules()
        options = _options(filename, settings)
        program = _analyse(text, filename, options, self.shared)
        self._is_legacy(filename, text)
        for code in sorted(enabled):
            for each in self.rules[code].run(program):
                if not (self.rules[code].today and self._is_legacy(each.filename)):
                    self._add(each)
        if OVER_BUDGET in enabled:
            # a budget is about what `summary FILE::NAME` shows
            for name in options.budget:
                limited = _analyse(text, filename, replace(options, target=name), self.shared)
                for each in self.rules[OVER_BUDGET].run(limited):
                    self._add(each)
        if filename in self.found:
            self.texts[filename] = text
        if self.unseen:
            self.lost += [Unseen(display_path(at.site.filename), at.site.line, at.reason) for at in program.blind_spots]

    def _is_legacy(self, filename: str, text: str | None = None) -> bool:
        """Tell whether a file, whose text may be at hand, is written for Keras 2."""
        if filename not in self.legacy:
            version = self.configuration.of(Path(filename)).keras_version
            text = _text_of(filename) if text is None else text
            self.legacy[filename] = version == 2 or _LEGACY.search(text) is not None
        return self.legacy[filename]

    def _add(self, found: Finding) -> None:
        """Keep a finding, once; files that import one another come to the same one."""
        notes = tuple(
            note if note.filename is None else replace(note, filename=display_path(note.filename))
            for note in found.notes
        )
        # a proposal holds a whole syntax tree
        proposals = found.proposals if self.proposing else ()
        found = replace(found, filename=display_path(found.filename), notes=notes, proposals=proposals)
        self.found.setdefault(found.filename, {}).setdefault((found.span, found.code, found.message), found)

    def _choice(self, filename: str) -> tuple[Settings, frozenset[str]]:
        """Return the settings of a file and the codes that are looked for in it."""
        path = Path(filename)
        settings = self.configuration.of(path)
        if id(settings) not in self.choices:
            self.choices[id(settings)] = settings, enabled_codes(settings, self.rules)
        _, enabled = self.choices[id(settings)]
        ignored = settings.ignored_in(path)
        return settings, frozenset(code for code in enabled if not matches(ignored, self.rules[code]))

    def _heard(self, filename: str, *, complete: bool) -> list[Finding]:
        """Return what is left of the findings in a file after its comments and its settings."""
        settings, enabled = self._choice(filename)
        if filename not in self.texts:
            self.texts[filename] = _text_of(filename)
        found = [each for each in self.found.get(filename, {}).values() if each.code in enabled]
        kept = suppress(self.texts[filename], filename, one_witness(found), self.rules, enabled, complete=complete)
        given = levels(settings, self.rules)
        return [replace(each, severity=given.get(each.code, each.severity)) for each in kept]


def _text_of(filename: str) -> str:
    try:
        return _reader(filename)()
    except (OSError, SyntaxProblem):
        return ""


def _failure(error: BaseException, filename: str) -> Finding:
    """Turn what stopped the analysis of a file into a finding; raise again what is not about the file."""
    if isinstance(error, SyntaxProblem):
        return SYNTAX_ERROR.at(Span(error.location, error.location), filename, error.message)
    if isinstance(error, OSError) and error.filename is not None:
        return SYNTAX_ERROR.at(_START, filename, f"cannot read the file: {error.strerror}")
    # a panic of the parser is no Exception, so the few that are not about the file are named instead
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | UsageError):
        raise error
    here = str(Path(__file__).parent)
    innermost = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(here)]
    where = f" ({Path(innermost[-1].filename).name}:{innermost[-1].lineno})" if innermost else ""
    text = " ".join(str(error).split())[:200]
    message = f"shapecheck failed on this file, please report it: {type(error).__name__}: {text}{where}"
    return INTERNAL_ERROR.at(_START, filename, message)
