"""What `**` and `dict(...)` see of a value: the entries of a dict, or of an instance that is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.interpreter.attribute_dicts import AttributesObject, entries_of
from shapecheck.interpreter.contents import underlying
from shapecheck.interpreter.state import DictObject
from shapecheck.interpreter.values import Ref, Value

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["mapping_of"]


def mapping_of(value: Value, frame: Frame) -> DictObject | None:
    """Return a value as a dict, None where it is none or unknown."""
    value = underlying(value, frame)
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, AttributesObject):
        return entries_of(found, frame)
    return found if isinstance(found, DictObject) else None
