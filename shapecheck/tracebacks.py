"""What Python, IPython and pytest print of an error: its type, its text, and the places that it came through."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

__all__ = ["Place", "Raised", "own_places", "read"]


@dataclass(frozen=True, slots=True)
class Place:
    """One line that an error came through: file, line from 1, and its code as it was printed, "" where it was not."""

    path: str
    line: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """An error: the name of its class, "" where the text does not say it, its text, its places, outermost first."""

    kind: str
    message: str
    places: tuple[Place, ...]


_COLORS = re.compile(r"\x1b\[[0-9;]*m")
_PLACES = (
    re.compile(r'\s*File "(?P<path>[^"]+)", line (?P<line>\d+)(?:, in .*)?'),
    re.compile(r"\s*File (?P<path>\S.*?\.py):(?P<line>\d+)(?:, in .*)?"),
    re.compile(r"(?P<path>\S*\.py):(?P<line>\d+): (?:in )?\S+(?: .*)?"),
)
_OLD_IPYTHON = re.compile(r"(?P<path>\S+\.py) in \S.*")
_ARROW = re.compile(r"\s*-+> (?P<line>\d+)(?P<code> .*)?")
_ERROR = re.compile(
    r"(?:E\s+)?(?P<kind>(?:\w+\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Iteration|Warning))(?:: (?P<message>.*))?"
)
_SEAMS = (
    "During handling of the above exception",
    "The above exception was the direct cause",
    "Traceback (most recent",
)
_UNDERLINE = re.compile(r"[\s~^]*")
_INSTALLED = ("site-packages", "dist-packages")


def read(text: str) -> Raised:
    """Read what was printed of an error: the last of a chain, with the places of all. A text without either is a message."""
    lines = [_COLORS.sub("", line).rstrip() for line in text.splitlines()]
    places = tuple(_places(lines))
    starts = [number for number, line in enumerate(lines) if _ERROR.fullmatch(line)]
    if not starts:
        return Raised("", "" if places else "\n".join(lines).strip(), places)
    found = _ERROR.fullmatch(lines[starts[-1]])
    assert found is not None
    rest = lines[starts[-1] + 1 :]
    if lines[starts[-1]].startswith("E "):
        rest = [line[1:].removeprefix("   ") for line in takewhile(lambda line: line.startswith("E"), rest)]
    return Raised(found["kind"].rpartition(".")[2], _message(found["message"] or "", rest), places)


def _message(first: str, rest: Sequence[str]) -> str:
    """Return a text of several lines, as far as it goes."""
    kept = [first]
    for line in rest:
        if line.startswith(_SEAMS) or any(pattern.fullmatch(line) for pattern in _PLACES):
            break
        kept.append(line)
    return "\n".join(kept).strip()


def _places(lines: Sequence[str]) -> Iterator[Place]:
    waiting = ""
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        for pattern in _PLACES:
            if (found := pattern.fullmatch(line)) is not None:
                code = _arrow(lines[number + 1 :], int(found["line"])) or _code(after)
                yield Place(found["path"], int(found["line"]), code)
                break
        else:
            if (old := _OLD_IPYTHON.fullmatch(line)) is not None:
                waiting = old["path"]
            elif waiting and (arrow := _ARROW.fullmatch(line)) is not None:
                yield Place(waiting, int(arrow["line"]), (arrow["code"] or "").strip())
                waiting = ""


def _code(line: str) -> str:
    """Return the code that is printed below a place; none where the next place, or an underline, is."""
    printed = line.startswith("    ") and _UNDERLINE.fullmatch(line) is None
    return line.strip() if printed and not any(pattern.fullmatch(line) for pattern in _PLACES) else ""


def _arrow(lines: Sequence[str], row: int) -> str:
    """Return the code that an arrow of IPython points at, below its place."""
    for line in lines[:12]:
        found = _ARROW.fullmatch(line)
        if found is not None:
            return (found["code"] or "").strip() if int(found["line"]) == row else ""
        if any(pattern.fullmatch(line) for pattern in _PLACES):
            return ""
    return ""


def own_places(places: Sequence[Place], filename: str) -> list[Place]:
    """Return the places that are in a file: of that very path, else of paths elsewhere that end most like it.

    An error may come from another machine; of installed packages only the very path counts, since Keras has files such as
    `sequential.py` too.
    """
    own = Path(filename).resolve()
    very = [place for place in places if Path(place.path).expanduser().resolve() == own]
    if very:
        return very
    alike = [(_common(_parts(place.path), own.parts), place) for place in places if not _installed(place.path)]
    most = max((number for number, _ in alike), default=0)
    return [place for number, place in alike if number == most and number > 0]


def _parts(path: str) -> tuple[str, ...]:
    kind: type[PurePath] = PureWindowsPath if "\\" in path else PurePosixPath
    return kind(path).parts


def _installed(path: str) -> bool:
    return not set(_INSTALLED).isdisjoint(_parts(path))


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the last parts that two paths share."""
    number = 0
    for first, second in zip(reversed(one), reversed(other), strict=False):
        if first != second:
            break
        number += 1
    return number
