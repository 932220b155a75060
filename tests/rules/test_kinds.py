"""Every kind of refusal that the analysis knows is reported by a rule."""

from __future__ import annotations

import re
from pathlib import Path

import shapecheck

PACKAGE = Path(shapecheck.__file__).parent
KIND = re.compile(r"\b(?:kind|KIND|[A-Z]+_KIND) ?= ?\"([a-z]+(?:-[a-z]+)+)\"")


def test_every_kind_is_reported() -> None:
    rooms = [PACKAGE / "catalog", PACKAGE / "shapes", PACKAGE / "interpreter"]
    kinds = {
        kind for room in rooms for path in room.rglob("*.py") for kind in KIND.findall(path.read_text(encoding="utf-8"))
    }
    assert len(kinds) > 10
    rules = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "rules").glob("*.py"))
    assert sorted(kind for kind in kinds if f'"{kind}"' not in rules) == []
