"""The pipeline: which files, what is known of them already, what is analysed now, and what their comments leave of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapecheck.concern import concerns_keras, may_concern_keras
from shapecheck.discovery import discover
from shapecheck.plain import failure, parse_where_doubtful, plain_outcome
from shapecheck.reading import text_of
from shapecheck.report import Examined, Outcome, Report, Understood
from shapecheck.saved import is_saved
from shapecheck.settings import Configuration, Settings
from shapecheck.source import SyntaxProblem, digest
from shapecheck.stack import with_large_stack

if TYPE_CHECKING:
    from shapecheck.cache.keeping import Cache
    from shapecheck.interpreter.program import Program
    from shapecheck.interpreter.sharing import Shared
    from shapecheck.target import Target

__all__ = ["check_paths", "check_source", "check_text", "examine", "one_by_one", "summarize"]

Progress = Callable[[int, int], None]
"""Is told how many of how many files are done, whenever one is."""


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
    return _check_one(filename, lambda: text, settings or Settings(), unseen=unseen, proposing=proposing)


def check_text(
    data: bytes, filename: str, settings: Settings | Configuration | None = None, *, unseen: bool = False
) -> Report:
    """Check the bytes of one file as if they stood in `filename`."""
    return _check_one(filename, lambda: text_of(data, filename), settings or Configuration(), unseen=unseen)


def check_paths(
    paths: Iterable[str | Path],
    settings: Settings | Configuration | None = None,
    *,
    unseen: bool = False,
    cache: Cache | None = None,
    jobs: int | None = 1,
    progress: Progress | None = None,
) -> Report:
    """Check the files below some paths; without settings, those nearest to each file hold.

    `unseen` asks for the places where knowledge was lost too. What is in the `cache` is not analysed again. `jobs` is the
    largest number of processes, None for as many as pay. Raises MissingPath and SettingsError.
    """
    configuration = settings or Configuration()
    files = discover(paths, configuration)
    known = dict(_known(files, cache, unseen=unseen))
    waiting = [file for file in files if file not in known]

    def done(filename: str, outcome: Outcome) -> None:
        known[filename] = outcome
        if progress is not None:
            progress(len(known), len(files))

    if waiting:
        from shapecheck.working import work

        work(waiting, configuration, cache, done, unseen=unseen, jobs=jobs)
    if cache is not None:
        cache.flush()
    return _report({file: known[file] for file in files}, configuration, cache)


def _check_one(
    filename: str,
    read: Callable[[], str],
    configuration: Settings | Configuration,
    *,
    unseen: bool,
    proposing: bool = False,
) -> Report:
    from shapecheck.analysis import Analyst

    analyst = Analyst(configuration, unseen=unseen, proposing=proposing)
    outcome = with_large_stack(lambda: analyst.outcome(filename, read))
    return _report({filename: outcome}, configuration)


def _report(
    outcomes: Mapping[str, Outcome], configuration: Settings | Configuration, cache: Cache | None = None
) -> Report:
    if any(each.findings or each.text is not None for each in outcomes.values()):
        from shapecheck.hearing import heard

        return heard(outcomes, configuration, cache.rules if cache is not None else None)
    unseen = tuple(place for each in outcomes.values() for place in each.unseen)
    lasting = all(each.lasting for each in outcomes.values())
    return Report(files=tuple(outcomes), unseen=unseen, lasting=lasting, understood=Understood.of(outcomes.values()))


_SMALL = 100_000
"""To parse so many bytes takes no longer than to ask the cache."""

_AT_ONCE = 400
"""How many files are held in memory at once."""


def _known(files: list[str], cache: Cache | None, *, unseen: bool) -> Iterator[tuple[str, Outcome]]:
    """Yield what is known of files without an analysis: they are in the cache, or have nothing to do with Keras."""
    for start in range(0, len(files), _AT_ONCE):
        held = {name: data for name in files[start : start + _AT_ONCE] if (data := _bytes_of(name)) is not None}
        plain = {name for name, data in held.items() if not may_concern_keras(data, name)}
        small = sum(len(held[name]) for name in plain) < _SMALL
        asked = {name: data for name, data in held.items() if not (small and name in plain)}
        kept = {}
        if cache is not None and asked:
            # what had nothing to do with Keras may import what has by now, and the other way round
            kept = cache.outcomes({name: asked[name] for name in asked.keys() - plain}, unseen=unseen)
            kept |= cache.outcomes({name: asked[name] for name in asked.keys() & plain}, unseen=unseen, plain=True)
        yield from kept.items()
        for name in plain - kept.keys():
            outcome = plain_outcome(held[name], name)
            if cache is not None and name in asked:
                cache.keep_outcome(name, digest(held[name]), outcome, unseen=unseen, plain=True)
            yield name, outcome


def _bytes_of(filename: str) -> bytes | None:
    try:
        return Path(filename).read_bytes()
    except OSError:
        return None


def examine(
    targets: Iterable[str],
    settings: Settings | Configuration | None = None,
    values: Mapping[str, Any] | None = None,
    inputs: Mapping[str, Any] | None = None,
    *,
    observe: bool = False,
    reveal: tuple[int, int | None] | None = None,
) -> list[Examined]:
    """Analyse targets, as `one_by_one` does, and keep all that is known of them."""
    return list(one_by_one(targets, settings, values, inputs, observe=observe, reveal=reveal))


def one_by_one(
    targets: Iterable[str],
    settings: Settings | Configuration | None = None,
    values: Mapping[str, Any] | None = None,
    inputs: Mapping[str, Any] | None = None,
    *,
    observe: bool = False,
    reveal: tuple[int, int | None] | None = None,
) -> Iterator[Examined]:
    """Analyse targets (`FILE`, `FILE::NAME`, a directory); one result a file, whatever goes wrong in it.

    `values` are those of the entry function's parameters, `inputs` the shapes given to subclassed models; `observe`
    asks what became of each call of a layer, `reveal` what is at a row, or at a row and column. What has nothing to do
    with Keras is left out of a directory. Raises UsageError for a path, name or setting that does not exist.
    """
    from shapecheck.analysis import no_modules
    from shapecheck.target import Target, parse_target

    configuration = settings or Configuration()
    shared = no_modules()
    for target in map(parse_target, targets):
        named = Path(target.path).is_file()
        for file in discover([target.path], configuration):
            each = Target(file, target.name)
            found = _examined(each, configuration, values, inputs, shared, observe=observe, reveal=reveal, every=named)
            if found is not None:
                yield found


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


def _program_of(path: str) -> str:
    """Return the text of a Python file, or the program that builds a saved model. Raises SyntaxProblem."""
    if not is_saved(path):
        return text_of(Path(path).read_bytes(), path)
    from shapecheck.saved.archive import read_saved

    return read_saved(path)


def _examined(
    target: Target,
    configuration: Settings | Configuration,
    values: Mapping[str, Any] | None,
    inputs: Mapping[str, Any] | None,
    shared: Shared,
    *,
    observe: bool,
    reveal: tuple[int, int | None] | None,
    every: bool,
) -> Examined | None:
    """Analyse one file; None for a text without Keras, unless `every` file is wanted."""
    from shapecheck.analysis import analyse, options_of
    from shapecheck.target import require_target

    settings = configuration.of(Path(target.path))
    try:
        options = replace(
            options_of(target.path, settings, target.name, values, inputs), observe=observe, reveal=reveal
        )
        text = _program_of(target.path)
        if not every and not concerns_keras(text, target.path):
            parse_where_doubtful(text, target.path)
            return None
        require_target(text, target, values or {})
        return Examined(target.path, target.name, analyse(text, target.path, options, shared))
    except BaseException as error:
        return Examined(target.path, target.name, failure=failure(error, target.path))
