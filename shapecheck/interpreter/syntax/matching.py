"""`match`: patterns that are decided by known values; a case that is not decided is a blind spot."""

from __future__ import annotations

import libcst as cst

from shapecheck.interpreter.attributes import get_attribute
from shapecheck.interpreter.dispatch import evaluate, execute, executes
from shapecheck.interpreter.forking import decided
from shapecheck.interpreter.frame import Frame
from shapecheck.interpreter.instances import is_instance
from shapecheck.interpreter.keys import equals, hashable, identical
from shapecheck.interpreter.state import DictObject, ListObject
from shapecheck.interpreter.values import Ref, Tuple, Unknown, Value, unknown
from shapecheck.interpreter.walking import children


@executes(cst.Match)
def match(node: cst.Match, frame: Frame) -> None:
    subject = evaluate(node.subject, frame)
    for case in node.cases:
        fits = _fits(case.pattern, subject, frame)
        if fits and case.guard is not None:
            fits = decided(evaluate(case.guard, frame), frame)
        if fits is None:
            _undecided(node, frame)
            return
        if fits:
            execute(case.body, frame)
            return


def _undecided(node: cst.Match, frame: Frame) -> None:
    frame.lost("which case matches is not known", node.subject)
    for case in node.cases:
        for name in _names(case.pattern):
            frame.bind(name, unknown("which case matches is not known", frame.site(node)))


def _names(pattern: cst.CSTNode) -> list[str]:
    found = [pattern.name.value] if isinstance(pattern, cst.MatchAs | cst.MatchStar) and pattern.name else []
    for child in children(pattern):
        found.extend(_names(child))
    return found


def _all(results: list[bool | None]) -> bool | None:
    if False in results:
        return False
    return None if None in results else True


def _fits(pattern: cst.MatchPattern, value: Value, frame: Frame) -> bool | None:
    if isinstance(pattern, cst.MatchAs):
        fits = True if pattern.pattern is None else _fits(pattern.pattern, value, frame)
        if fits and pattern.name is not None:
            frame.bind(pattern.name.value, value)
        return fits
    if isinstance(pattern, cst.MatchValue):
        return equals(value, evaluate(pattern.value, frame), frame)
    if isinstance(pattern, cst.MatchSingleton):
        return identical(value, evaluate(pattern.value, frame))
    if isinstance(pattern, cst.MatchOr):
        for element in pattern.patterns:
            fits = _fits(element.pattern, value, frame)
            if fits is not False:
                return fits
        return False
    if isinstance(pattern, cst.MatchList | cst.MatchTuple):
        return _sequence(pattern, value, frame)
    if isinstance(pattern, cst.MatchMapping):
        return _mapping(pattern, value, frame)
    if isinstance(pattern, cst.MatchClass):
        return _class(pattern, value, frame)
    return None


def _sequence(pattern: cst.MatchList | cst.MatchTuple, value: Value, frame: Frame) -> bool | None:
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, Unknown):
        return None
    if not isinstance(found, Tuple | ListObject):
        return False
    patterns, items = list(pattern.patterns), found.items
    star = next((i for i, item in enumerate(patterns) if isinstance(item, cst.MatchStar)), None)
    if (star is None and len(items) != len(patterns)) or len(items) < len(patterns) - 1:
        return False
    if star is None:
        return _all(
            [
                _fits(p.value, v, frame)
                for p, v in zip(patterns, items, strict=True)
                if isinstance(p, cst.MatchSequenceElement)
            ]
        )
    after = len(patterns) - star - 1
    kept = (*items[:star], *items[len(items) - after :])
    plain = [item for item in patterns if isinstance(item, cst.MatchSequenceElement)]
    starred = patterns[star]
    if isinstance(starred, cst.MatchStar) and starred.name is not None:
        frame.bind(starred.name.value, frame.run.new(ListObject(items[star : len(items) - after])))
    return _all([_fits(p.value, v, frame) for p, v in zip(plain, kept, strict=True)])


def _mapping(pattern: cst.MatchMapping, value: Value, frame: Frame) -> bool | None:
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, Unknown):
        return None
    if not isinstance(found, DictObject):
        return False
    results: list[bool | None] = []
    used: list[Value] = []
    for element in pattern.elements:
        key = evaluate(element.key, frame)
        if not hashable(key, frame):
            return None
        used.append(key)
        results.append(_fits(element.pattern, found.entries[key], frame) if key in found.entries else False)
    if pattern.rest is not None:
        rest = {key: item for key, item in found.entries.items() if key not in used}
        frame.bind(pattern.rest.value, frame.run.new(DictObject(rest)))
    return _all(results)


def _class(pattern: cst.MatchClass, value: Value, frame: Frame) -> bool | None:
    fits = is_instance(value, evaluate(pattern.cls, frame), frame)
    if not fits:
        return fits
    if pattern.patterns:
        return _fits(pattern.patterns[0].value, value, frame) if len(pattern.patterns) == 1 else None
    return _all(
        [
            _fits(element.pattern, get_attribute(value, element.key.value, frame, pattern), frame)
            for element in pattern.kwds
        ]
    )
