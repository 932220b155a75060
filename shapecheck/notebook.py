"""Notebooks: their code cells as one Python text, and back, byte for byte, where a text has changed.

Each cell begins with a line that names it. What only IPython understands is blanked: a line of it becomes a `pass` with
a mark, so that it can be put back.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from bisect import bisect_right
from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any, NamedTuple

from shapecheck.source import Location, SyntaxProblem

__all__ = ["Cells", "cell_texts", "python_of", "rewritten"]

_FORMAT = 4
_BEGIN = "#%%notebook cell "
_MARK = "  #%%notebook line "
_WHITE = re.compile(r"[ \t\n\r]*")
_NEWLINE = re.compile(r"\r\n?|\n")
_MAGIC = re.compile(r"\s*(?:[%!?]|[\w.\[\]'\"]+\?\??\s*$)")
_ASSIGNED = re.compile(r"(\s*[\w., ]+=\s*)[%!]")
_HEADLINE = re.compile(r"\s*%%(\w*)")
_TIMED = re.compile(r"(\s*)%(?:time|prun)\s+(?:-\w+\s+)*([\w., ]+=)(?!=)")
_TRANSPARENT = frozenset({"time", "timeit", "capture", "prun"})
"""Magics of a cell after which its Python is run all the same."""

_UNKNOWN = "get_ipython()"


class _Cell(NamedTuple):
    """A code cell: its number among all cells, its source, and where the JSON of that stands."""

    number: int
    source: str
    start: int
    end: int


def python_of(data: bytes) -> str:
    """Turn the bytes of a notebook into the Python of its cells, of one in another language into nothing.

    Raises SyntaxProblem where they are no notebook.
    """
    return "".join(f"{_BEGIN}{cell.number}\n{_blanked(cell.source)}\n" for cell in _code_cells(_json_of(data)))


def _json_of(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SyntaxProblem(f"cannot decode the notebook: {error.reason}", Location(1, 1)) from error


def _code_cells(text: str) -> list[_Cell]:
    """List the cells of Python code.

    Raises SyntaxProblem where the text is no notebook.
    """
    try:
        top = {name: (value, start) for name, value, start, _ in _members(text, _skipped(text, text[:1] == "\ufeff"))}
        version = top["nbformat"][0]
        if version != _FORMAT:
            raise SyntaxProblem(
                f"a notebook of format {version}, not {_FORMAT}: its cells are not read", Location(1, 1)
            )
        metadata = top.get("metadata", ({}, 0))[0]
        if metadata.get("language_info", {}).get("name", "python") not in ("python", "ipython"):
            return []
        return list(_cells(text, top["cells"][1]))
    except (JSONDecodeError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        row = error.lineno if isinstance(error, JSONDecodeError) else 1
        reason = error.msg if isinstance(error, JSONDecodeError) else f"{type(error).__name__}: {error}"
        raise SyntaxProblem(f"not a notebook: {reason}", Location(row, 1)) from error


def _cells(text: str, start: int) -> Iterator[_Cell]:
    for number, place in enumerate(_elements(text, start), 1):
        cell = {name: (value, start, end) for name, value, start, end in _members(text, place)}
        if cell["cell_type"][0] == "code":
            source, first, last = cell["source"]
            yield _Cell(number, source if isinstance(source, str) else "".join(source), first, last)


_DECODER = json.JSONDecoder(strict=False)


def _skipped(text: str, index: int) -> int:
    found = _WHITE.match(text, index)
    assert found is not None
    return found.end()


def _members(text: str, index: int) -> Iterator[tuple[str, Any, int, int]]:
    """Yield the members of the JSON object at a place: name, value, and where the value begins and ends."""
    index = _expected(text, index, "{")
    while text[index] != "}":
        name, index = _DECODER.raw_decode(text, index)
        start = _expected(text, _skipped(text, index), ":")
        value, end = _DECODER.raw_decode(text, start)
        yield name, value, start, end
        index = _next(text, end, "}")


def _elements(text: str, index: int) -> Iterator[int]:
    """Yield where the elements of the JSON array at a place begin."""
    index = _expected(text, index, "[")
    while text[index] != "]":
        yield index
        index = _next(text, _DECODER.raw_decode(text, index)[1], "]")


def _next(text: str, index: int, closer: str) -> int:
    index = _skipped(text, index)
    return index if text[index] == closer else _expected(text, index, ",")


def _expected(text: str, index: int, mark: str) -> int:
    if text[index] != mark:
        raise JSONDecodeError(f"{mark} expected", text, index)
    return _skipped(text, index + 1)


def _blanked(source: str) -> str:
    """Return the Python of a cell; lines stay lines."""
    lines = _NEWLINE.split(source)
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    headline = _HEADLINE.match(lines[first])
    if headline is not None and headline[1] not in _TRANSPARENT:
        return _silent(lines)
    made = [*_without_magics(lines)]
    # what looks like a magic may stand in a string
    if made == lines or _is_python(source):
        return source
    text = "\n".join(made)
    # and not all that IPython takes is known here
    return text if _is_python(text) else _silent(lines)


def _without_magics(lines: list[str]) -> Iterator[str]:
    going_on = False
    for line in lines:
        indent = line[: len(line) - len(line.lstrip())]
        timed, assigned = _TIMED.match(line), _ASSIGNED.match(line)
        if going_on or (_MAGIC.match(line) is not None and timed is None):
            yield _marked(f"{indent}pass", line)
            going_on = line.endswith("\\")
        elif timed is not None:
            yield _marked(f"{indent}{timed[2]} {_UNKNOWN}", line)
        elif assigned is not None:
            yield _marked(f"{assigned[1]}{_UNKNOWN}", line)
        else:
            yield line


def _silent(lines: list[str]) -> str:
    """Return a cell that does nothing."""
    return "\n".join(_marked("pass", line) for line in lines)


def _marked(shown: str, line: str) -> str:
    return f"{shown}{_MARK}{json.dumps(line)}"


def _is_python(text: str) -> bool:
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "cell", "exec", flags, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


class Cells:
    """Where the cells are in the text of a notebook."""

    def __init__(self, text: str) -> None:
        lines = _NEWLINE.split(text)
        self._rows = [row for row, line in enumerate(lines, 1) if line.startswith(_BEGIN)]
        self._numbers = [int(lines[row - 1].removeprefix(_BEGIN)) for row in self._rows]

    def place(self, location: Location) -> tuple[int, Location]:
        """Return the cell of a place, and the place in it."""
        if not self._rows:
            return 1, location
        index = max(bisect_right(self._rows, location.row) - 1, 0)
        row = location.row - self._rows[index]
        return self._numbers[index], Location(row, location.column) if row > 0 else Location(1, 1)

    def row(self, cell: int, row: int) -> int | None:
        """Return the row of the text at which a row of a cell stands; None where there is no such cell or row."""
        if cell not in self._numbers or row < 1:
            return None
        index = self._numbers.index(cell)
        found = self._rows[index] + row
        return found if index + 1 == len(self._rows) or found < self._rows[index + 1] else None


def cell_texts(text: str) -> dict[int, str]:
    """Return the text of each cell as its author sees it, by its number."""
    texts: dict[int, list[str]] = {}
    ahead: list[str] = []
    lines = ahead
    # the last line end belongs to the last cell
    for line in _NEWLINE.split(text)[:-1]:
        if line.startswith(_BEGIN):
            lines = texts.setdefault(int(line.removeprefix(_BEGIN)), [])
            lines += ahead
            ahead = []
        else:
            shown, mark, hidden = line.partition(_MARK)
            lines.append(json.loads(hidden) if mark else shown)
    return {number: "\n".join(lines) for number, lines in texts.items()}


def rewritten(data: bytes, before: str, after: str) -> bytes | None:
    """Return a notebook with its text changed: nothing else is touched. None where `before` is not its text."""
    text = _json_of(data)
    if python_of(data) != before:
        return None
    old, new = cell_texts(before), cell_texts(after)
    ascii_alone = text.isascii() and "\\u" in text
    for cell in reversed(_code_cells(text)):
        if old[cell.number] != new[cell.number]:
            raw = text[cell.start : cell.end]
            text = text[: cell.start] + _as_json(new[cell.number], raw, ascii_alone=ascii_alone) + text[cell.end :]
    return text.encode("utf-8")


def _as_json(source: str, raw: str, *, ascii_alone: bool) -> str:
    """Return the JSON of a source in the way in which another one is written."""
    if raw.startswith('"'):
        return json.dumps(source, ensure_ascii=ascii_alone)
    lines = source.splitlines(keepends=True)
    places = [*_elements(raw, 0)]
    ends = [_DECODER.raw_decode(raw, place)[1] for place in places]
    between = raw[ends[0] : places[1]] if len(places) > 1 else ", "
    before, behind = (raw[: places[0]], raw[ends[-1] :]) if places else ("[", "]")
    if len(places) == 1 and "\n" in before:
        between = f",{before[1:]}"
    return before + between.join(json.dumps(line, ensure_ascii=ascii_alone) for line in lines) + behind
