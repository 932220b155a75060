"""The cache of one run: what is in it that still holds, and what this run adds to it."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapecheck.cache.closures import Closures, closure_of, leads, lookups_of
from shapecheck.cache.fingerprint import of_program, of_settings
from shapecheck.cache.records import (
    offers_in,
    offers_out,
    outcome_in,
    outcome_out,
    packed,
    rules_in,
    rules_out,
    unpacked,
)
from shapecheck.cache.store import Kept, Store
from shapecheck.reading import text_of
from shapecheck.source import digest

if TYPE_CHECKING:
    from shapecheck.offers import Offers
    from shapecheck.report import Outcome
    from shapecheck.rules.rule import Rule
    from shapecheck.settings import Configuration, Settings

__all__ = ["Cache"]

_SECONDS = 5.0
"""How often what is new is written: no more is lost where a run is killed."""


def _kind(unseen: bool, plain: bool) -> str:
    return "plain" if plain else "unseen" if unseen else "outcome"


class Cache:
    """What was found under these settings, by kind and file; a file's own content and all that it imports must be alike."""

    def __init__(self, folder: Path, configuration: Settings | Configuration) -> None:
        self.folder = folder
        self.configuration = configuration
        self._store = Store(folder)
        self._closures = Closures()
        self._of_file: dict[str, Settings] = {}
        self._settings: dict[int, tuple[Settings, bytes]] = {}
        self._new: list[tuple[bytes, bytes, str, Any]] = []
        self._written = time.monotonic()

    def outcomes(self, files: Mapping[str, bytes], *, unseen: bool, plain: bool = False) -> dict[str, Outcome]:
        """Return what is known to come of files, given their bytes; `plain` ones have nothing to do with Keras."""
        found = self.find(_kind(unseen, plain), files)
        return {name: outcome_in(record, partial(text_of, files[name], name)) for name, record in found.items()}

    def keep_outcome(
        self, filename: str, content: bytes, outcome: Outcome, *, unseen: bool, plain: bool = False
    ) -> None:
        """Keep what came of a file whose bytes have this digest, unless it could be otherwise the next time."""
        if outcome.lasting:
            self.keep(_kind(unseen, plain), filename, content, outcome_out(outcome))

    def offers(self, files: Mapping[str, bytes]) -> dict[str, Offers]:
        """Return the fixes that are known to be offered for files, given their bytes."""
        return {name: offers_in(record) for name, record in self.find("offers", files).items()}

    def keep_offers(self, filename: str, content: bytes, offers: Offers) -> None:
        """Keep the fixes of a file, unless they could be others the next time."""
        if offers.lasting:
            self.keep("offers", filename, content, offers_out(offers))

    def staying(self, files: Mapping[str, bytes], *, unsafe: bool) -> set[str]:
        """Return the files, given their bytes, that are known to stay as they are when fixes are made."""
        return {*self.find("unsafe" if unsafe else "safe", files)}

    def keep_staying(self, filename: str, content: bytes, *, unsafe: bool) -> None:
        """Keep that fixes leave a file as it is."""
        self.keep("unsafe" if unsafe else "safe", filename, content, None)

    def find(self, kind: str, files: Mapping[str, bytes]) -> dict[str, Any]:
        """Return the records of one kind that hold for files, given their bytes."""
        asked = {self._key(kind, name): name for name in files}
        rows = self._store.rows(asked)
        # what damage made of an entry is as if it were not there
        matching = {key: row for key, row in rows.items() if row.content == digest(files[asked[key]])}
        bodies = self._store.closures({row.closure for row in matching.values()})
        found = {}
        for key, row in matching.items():
            name = asked[key]
            body = bodies.get(row.closure)
            try:
                if body is not None and self._closures.hold(row.closure, unpacked(body), self._roots(name)):
                    lookups, record = unpacked(row.body)
                    if leads(lookups, self._roots(name)):
                        found[name] = record
            except ValueError:
                # damaged: it will be written anew
                continue
        return found

    def keep(self, kind: str, filename: str, content: bytes, record: Any) -> None:
        """Keep a record about a file whose bytes have this digest."""
        self._new.append((self._key(kind, filename), content, filename, record))

    def renew(self) -> None:
        """Ask the files anew: some were written."""
        self._closures = Closures()

    def flush(self, *, soon: bool = False) -> None:
        """Write what is new; `soon` tells that it may wait a little."""
        if soon and time.monotonic() - self._written < _SECONDS:
            return
        self._store.write(self.entries())
        self._written = time.monotonic()

    def entries(self) -> list[Kept]:
        """Return what is new, ready to be written, and forget it."""
        if not self._new:
            return []
        from shapecheck.interpreter.parses import CONTENTS

        made, self._new = self._new, []
        entries = []
        for key, content, filename, record in made:
            roots = self._roots(filename)
            closure = closure_of(filename, roots, CONTENTS)
            if closure is not None:
                body = packed(closure)
                entries.append(Kept(key, content, digest(body), body, packed([lookups_of(filename, roots), record])))
        return entries

    def add(self, entries: list[Kept]) -> None:
        """Write what another process found."""
        self._store.write(entries)

    def rules(self) -> Mapping[str, Rule]:
        """Return all rules; those who only name them need not import them."""
        key = digest(b"rules" + self._program)
        for row in self._store.rows([key]).values():
            try:
                return rules_in(unpacked(row.body))
            except ValueError:
                break
        from shapecheck.rules.rule import load

        rules = load()
        self._store.write([Kept(key, b"", b"", b"", packed(rules_out(rules)))])
        return rules

    @cached_property
    def _program(self) -> bytes:
        return of_program()

    def _key(self, kind: str, filename: str) -> bytes:
        where = os.fsencode(os.getcwd()), os.fsencode(filename)
        return digest(repr((kind, self._program, self._of_settings(filename), where)).encode())

    def _of_settings(self, filename: str) -> bytes:
        settings = self._settings_for(filename)
        if id(settings) not in self._settings:
            # held, so that no other settings get their id
            self._settings[id(settings)] = settings, of_settings(settings)
        return self._settings[id(settings)][1]

    def _roots(self, filename: str) -> tuple[Path, ...]:
        return self._settings_for(filename).src

    def _settings_for(self, filename: str) -> Settings:
        if filename not in self._of_file:
            self._of_file[filename] = self.configuration.of(Path(filename))
        return self._of_file[filename]
