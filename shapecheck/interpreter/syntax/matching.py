"""`match`: patterns that are decided by known values; a case that is not decided is a blind spot."""

from __future__ import annotations

import libcst as cst

from shapecheck.interpreter.attributes import get_attribute, has_attribute
from shapecheck.interpreter.class_attributes import class_attribute
from shapecheck.interpreter.contents import contents
from shapecheck.interpreter.dataclasses_ import fields_of
from shapecheck.interpreter.dispatch import evaluate, execute, executes
from shapecheck.interpreter.equality import equals
from shapecheck.interpreter.forking import decided
from shapecheck.interpreter.frame import Frame
from shapecheck.interpreter.instances import is_instance
from shapecheck.interpreter.keys import hashable, identical
from shapecheck.interpreter.state import ClassObject, DictObject, ListObject
from shapecheck.interpreter.values import Known, Ref, Tuple, Unknown, Value, unknown
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
        return None if contents(value, frame) is not None else False
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
    names = _positional_names(value, len(pattern.patterns), frame)
    if names is None:
        return None
    results: list[bool | None] = []
    pairs = [*zip(names, (item.value for item in pattern.patterns), strict=False)]
    pairs += [(element.key.value, element.pattern) for element in pattern.kwds]
    for name, inner in pairs:
        if name is None:
            results.append(_fits(inner, value, frame))
        elif has_attribute(value, name, frame, pattern) is False:
            results.append(False)
        else:
            results.append(_fits(inner, get_attribute(value, name, frame, pattern), frame))
    return _all(results)


def _positional_names(value: Value, count: int, frame: Frame) -> list[str | None] | None:
    """Return the attributes that positional patterns look at: None for the value itself, which built-in classes show.

    None in place of the list where they are not known.
    """
    if not count:
        return []
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    cls = getattr(found, "cls", None)
    if cls is None or contents(value, frame) is not None:
        return [None] if count == 1 else None
    definition = frame.run.state.objects.get(cls)
    if not isinstance(definition, ClassObject):
        return None
    stated = class_attribute(definition, "__match_args__", frame)
    if isinstance(stated, Tuple):
        names: list[str | None] = [str(item.value) for item in stated.items if isinstance(item, Known)]
    else:
        names = [field.name for field in fields_of(definition, frame) if field.init and not field.keyword_only]
    return names[:count] if len(names) >= count else None
