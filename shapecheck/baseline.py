"""The baseline: findings that are known and wait, by file, rule and a hash of the function around them."""

from __future__ import annotations

import ast
import json
import os
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from itertools import groupby
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from shapecheck.finding import Finding
from shapecheck.report import INTERNAL, REVEALED, Report
from shapecheck.scan import scan
from shapecheck.source import SyntaxProblem
from shapecheck.usage import UsageError
from shapecheck.writing import write_whole

__all__ = ["Baseline", "Entry", "read_baseline"]

_VERSION = 1
_DIGITS = 16
_NEWLINE = re.compile(r"\r\n?|\n")


class Entry(NamedTuple):
    """Some findings of one rule in one function: the file below the baseline's folder, and what the function reads.

    `scope` is the name of the function, for people: only `digest` is compared.
    """

    path: str
    code: str
    digest: str
    scope: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what a finding must share."""
        return self.path, self.code, self.digest


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many findings of each entry are known. `folder` is where the file stands."""

    folder: Path
    counts: Mapping[Entry, int] = field(default_factory=dict)

    def keep(self, report: Report) -> tuple[Report, Baseline]:
        """Return a report without what is known, and the baseline of what nothing was found of."""
        left = Counter({entry.key: number for entry, number in self.counts.items()})
        kept = []
        for found, entry in _entries(report, self.folder):
            if entry is not None and left[entry.key] > 0:
                left[entry.key] -= 1
            else:
                kept.append(found)
        known = len(report.findings) - len(kept)
        rest = {entry: left[entry.key] for entry in self.counts if left[entry.key] > 0}
        return replace(report, findings=tuple(kept), known=known), Baseline(self.folder, rest)

    def of(self, report: Report) -> Baseline:
        """Return the baseline of what a report finds."""
        counts = Counter(entry for _, entry in _entries(report, self.folder) if entry is not None)
        return Baseline(self.folder, counts)

    def stale(self, checked: Iterable[str], looked_for: Mapping[str, frozenset[str]]) -> Baseline:
        """Return the entries that can be judged: of files that were checked for their rule, or are gone.

        `looked_for` are the codes by file.
        """
        codes = {_below(file, self.folder): looked_for.get(file, frozenset()) for file in checked}
        judged = {
            entry: number
            for entry, number in self.counts.items()
            if entry.code in codes.get(entry.path, ())
            or (entry.path not in codes and not (self.folder / entry.path).exists())
        }
        return Baseline(self.folder, judged)

    def without(self, other: Baseline) -> Baseline:
        """Return what is left when another is taken away."""
        left = {entry: number - other.counts.get(entry, 0) for entry, number in self.counts.items()}
        return Baseline(self.folder, {entry: number for entry, number in left.items() if number > 0})

    @property
    def total(self) -> int:
        """Count the findings."""
        return sum(self.counts.values())

    def by_file(self) -> Iterator[tuple[str, list[tuple[Entry, int]]]]:
        """Yield the entries of each file."""
        for path, group in groupby(sorted(self.counts.items()), key=lambda pair: pair[0].path):
            yield path, list(group)

    def as_object(self) -> dict[str, Any]:
        """Return what the file holds."""
        entries = [{**entry._asdict(), "count": number} for entry, number in sorted(self.counts.items())]
        return {"version": _VERSION, "findings": entries}

    def write(self, path: Path) -> None:
        """Write the file. Raises OSError."""
        write_whole(path, (json.dumps(self.as_object(), indent=2) + "\n").encode())


def read_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises UsageError for what is none.
    """
    try:
        content = json.loads(path.read_bytes())
        if content["version"] != _VERSION:
            raise UsageError(f"{path}: a baseline of version {content['version']}; this program reads {_VERSION}")
        counts: Counter[Entry] = Counter()
        for each in content["findings"]:
            entry = Entry(*(str(each[name]) for name in Entry._fields))
            counts[entry] += int(each["count"])
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror} (`shapecheck baseline write` makes one)") from error
    except (ValueError, TypeError, KeyError) as error:
        raise UsageError(f"{path}: not a baseline of shapecheck") from error
    return Baseline(_folder(path), counts)


def _folder(path: Path) -> Path:
    return path.resolve().parent


def _below(filename: str, folder: Path) -> str:
    """Return a path as the baseline of a folder has it."""
    return PurePath(os.path.relpath(os.path.abspath(filename), folder)).as_posix()


def _entries(report: Report, folder: Path) -> Iterator[tuple[Finding, Entry | None]]:
    """Yield every finding with its entry; what shapecheck itself fails at, and what was asked for, has none."""
    scopes: dict[str, _Scopes] = {}
    for found in report.findings:
        if found.code in (INTERNAL, REVEALED):
            yield found, None
            continue
        if found.filename not in scopes:
            scopes[found.filename] = _Scopes(report.texts.get(found.filename, ""))
        name, digest = scopes[found.filename].around(found.span.start.row)
        yield found, Entry(_below(found.filename, folder), found.code, digest, name)


class _Scopes:
    """The functions of a text, and the statements that stand in none."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = _NEWLINE.split(text.removeprefix("\ufeff"))

    @cached_property
    def _ranges(self) -> list[tuple[int, int, str]]:
        """List the first and last row of each function, and of each statement in no function.

        What is no Python is one stretch.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(self._text.removeprefix("\ufeff"))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return [(1, len(self._lines), "")]
        return list(_ranges(tree.body))

    @cached_property
    def _bare(self) -> list[str]:
        """Return the lines without comments and without white space that means nothing between words."""
        lines = list(self._lines)
        try:
            comments = scan(self._text).comments
        except SyntaxProblem:
            comments = []
        for comment in comments:
            row, column = comment.span.start
            lines[row - 1] = lines[row - 1][: column - 1]
        return [" ".join(line.split()) for line in lines]

    def around(self, row: int) -> tuple[str, str]:
        """Return the name of the innermost function or class around a row, and a hash of the function's text.

        Outside of functions the text is that of the statement.
        """
        around = [each for each in self._ranges if each[0] <= row <= each[1]]
        first, last, name = min(around, key=lambda each: each[1] - each[0], default=(row, row, ""))
        content = "\n".join(line for line in self._bare[first - 1 : last] if line)
        return name, sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _ranges(nodes: Iterable[ast.AST], within: str = "", *, in_function: bool = False) -> Iterator[tuple[int, int, str]]:
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            yield first, node.end_lineno or first, f"{within}{node.name}"
            yield from _ranges(node.body, f"{within}{node.name}.", in_function=True)
        elif isinstance(node, ast.ClassDef):
            yield from _ranges(node.body, f"{within}{node.name}.", in_function=in_function)
        elif isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            if isinstance(node, ast.stmt) and not in_function:
                yield node.lineno, node.end_lineno or node.lineno, within.removesuffix(".")
            yield from _ranges(ast.iter_child_nodes(node), within, in_function=in_function)
