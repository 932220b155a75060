"""A revision of a git repository: its Python files in a folder, and which of them can mean something else than today's."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from shapecheck.usage import UsageError

__all__ = ["Revision", "revision"]

_PYTHON = (".py", ".ipynb")
_SETTINGS = ("pyproject.toml", "shapecheck.toml", "setup.py", ".gitignore")
"""Files that decide how others are read."""

_WORD = re.compile(rb"\w+")


@dataclass(frozen=True, slots=True)
class Revision:
    """The files of a revision as they stand in `folder`, beside those below `top`, the root of the working tree.

    `before` gives the path in the revision of a file that was renamed since, by its path today; `affected` are the paths
    of today and of the revision whose models may differ. All are relative to the roots.
    """

    name: str
    commit: str
    top: Path
    folder: Path
    before: Mapping[str, str]
    affected: frozenset[str]

    def relative(self, path: Path) -> str:
        """Return a path as both trees have it. Raises UsageError for one outside the repository."""
        full = Path(os.path.realpath(path.parent)) / path.name if path.name not in ("", "..") else path.resolve()
        for root in (self.top, self.folder):
            if full.is_relative_to(root):
                return full.relative_to(root).as_posix()
        raise UsageError(f"{path} is not in the repository {self.top}")


@contextmanager
def revision(name: str, near: Path) -> Iterator[Revision]:
    """Put the Python files of a revision into a folder that is there as long as the context.

    `near` is a folder in the repository. Raises UsageError where git, the repository or the revision is missing.
    """
    top = Path(os.path.realpath(os.fsdecode(_git(near, "rev-parse", "--show-toplevel").rstrip(b"\n"))))
    found = _run(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found.returncode != 0:
        raise UsageError(f"{name}: the repository {top} has no such revision")
    commit = found.stdout.decode().strip()
    with tempfile.TemporaryDirectory(prefix="shapecheck-") as made:
        folder = Path(os.path.realpath(made))
        # here the roots of imports end, as they do at the top of a repository
        (folder / ".git").mkdir()
        old = dict(_contents(top, commit))
        for path, data in old.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        new = dict(_today(top))
        yield Revision(name, commit, top, folder, _renames(top, commit, old, new), _affected(old, new))


def _run(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments],
            input=given,
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
        )
    except FileNotFoundError as error:
        raise UsageError("git is not installed, or not on the PATH: diff reads revisions with it") from error


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Return what git prints. Raises UsageError with its own words."""
    done = _run(folder, *arguments, given=given)
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0].removeprefix("fatal: ")
        raise UsageError(f"git: {said or f'{arguments[0]} fails'}")
    return done.stdout


def _is_read(path: str) -> bool:
    return path.endswith(_PYTHON) or PurePosixPath(path).name in _SETTINGS


def _contents(top: Path, commit: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a revision that are read, without links and submodules."""
    blobs: list[tuple[str, bytes]] = []
    for row in _git(top, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        about, _, name = row.partition(b"\t")
        path = os.fsdecode(name)
        if about.startswith(b"100") and _is_read(path):
            blobs.append((path, about.split()[2]))
    data = _git(top, "cat-file", "--batch", given=b"".join(blob + b"\n" for _, blob in blobs))
    at = 0
    for path, _ in blobs:
        end = data.index(b"\n", at)
        size = int(data[at:end].split()[2])
        yield path, data[end + 1 : end + 1 + size]
        at = end + 2 + size


def _today(top: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the working tree that are read: those that git knows, and new ones that it does not ignore."""
    listed = _git(top, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split(b"\0")
    for path in dict.fromkeys(map(os.fsdecode, listed)):
        if _is_read(path) and (top / path).is_file():
            try:
                yield path, (top / path).read_bytes()
            except OSError:
                continue


def _renames(top: Path, commit: str, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, str]:
    """Return the path in the revision of each file that has another one today: as git sees it, and of equal content."""
    words = _git(top, "diff", "--name-status", "-z", "-M", "--no-ext-diff", "--diff-filter=R", commit).split(b"\0")
    renamed = {os.fsdecode(words[at + 2]): os.fsdecode(words[at + 1]) for at in range(0, len(words) - 2, 3)}
    gone = {old[path]: path for path in sorted(old.keys() - new.keys() - {*renamed.values()}) if old[path].strip()}
    for path in sorted(new.keys() - old.keys() - renamed.keys()):
        if new[path] in gone:
            renamed[path] = gone.pop(new[path])
    return {path: before for path, before in renamed.items() if path in new and before in old}


def _affected(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> frozenset[str]:
    """Return the files that were changed, and those that name a module that may be another one now, through any number of others."""
    changed = {path for path in {*old, *new} if old.get(path) != new.get(path)}
    if any(PurePosixPath(path).name in _SETTINGS for path in changed):
        return frozenset({*old, *new})
    rest = {path: {*_WORD.findall(new[path])} for path in new.keys() - changed}
    waiting = [*changed]
    found = set(changed)
    while waiting:
        file = PurePosixPath(waiting.pop())
        package = file.name == "__init__.py"
        word = (file.parent.name if package else file.stem).encode()
        for path in [
            path for path, words in rest.items() if word in words or (package and _is_below(path, file.parent))
        ]:
            del rest[path]
            found.add(path)
            waiting.append(path)
    return frozenset(found)


def _is_below(path: str, folder: PurePosixPath) -> bool:
    return PurePosixPath(path).is_relative_to(folder)
