"""What a source of batches gives to `fit`: data sets, generators, sequences of the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapecheck.catalog.data.streams import DATASET, ITERATOR, common
from shapecheck.catalog.paths import canonical
from shapecheck.interpreter.bridge.data.calling import data_element
from shapecheck.interpreter.bridge.data.conversion import content_of, lifted
from shapecheck.interpreter.class_attributes import class_attribute
from shapecheck.interpreter.frame import Endless, Raised
from shapecheck.interpreter.generators import Generator, run_generator
from shapecheck.interpreter.state import ClassObject, InstanceObject, LibraryObject, ListObject, merge
from shapecheck.interpreter.values import NONE, Function, Known, Ref, Reference, Tuple, Unknown, Value, unknown

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["batch_given", "parts_of", "source_kind"]

_SEQUENCES = ("keras.utils.PyDataset",)


def batch_given(value: Value, frame: Frame, node: cst.CSTNode) -> Value | None:
    """Return the batch that a source of batches gives, None for what is no such source."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, LibraryObject):
        return data_element(value, frame, node)
    if isinstance(found, Generator):
        return _generated(found, frame, node)
    if isinstance(found, InstanceObject) and found.cls is not None and isinstance(value, Ref):
        return _first_of(value, frame.run.state.objects[found.cls], frame, node)
    return None


def source_kind(value: Value, frame: Frame) -> str | None:
    """Return what Keras calls a source of batches, a key of SOURCES; None for what is no such source, or no plain one."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, LibraryObject):
        return {DATASET: "dataset", ITERATOR: "sequence"}.get(found.tool.path)
    if isinstance(found, Generator):
        return "generator"
    if not isinstance(found, InstanceObject) or found.cls is None:
        return None
    return "sequence" if _is_sequence(frame.run.state.objects[found.cls]) else None


def _is_sequence(definition: Any) -> bool:
    """Tell whether a class of the user's derives from Keras's for batches by number."""
    parents = definition.order if isinstance(definition, ClassObject) else ()
    return any(isinstance(parent, Reference) and canonical(parent.path) in _SEQUENCES for parent in parents)


_ENOUGH = 8
"""How many batches of a generator are looked at; the others are like them."""


def _generated(found: Generator, frame: Frame, node: cst.CSTNode) -> Value:
    """Return what the first batches of a generator have in common; it goes on later as if nobody had looked."""
    run = frame.run
    given: list[Any] = []
    before = run.state
    run.state = before.fork()

    def sink(value: Value) -> None:
        if run.state.alive:
            given.append(content_of(value, frame, node))
        if len(given) >= _ENOUGH:
            raise Endless

    try:
        run_generator(found, sink, frame, node)
    except (Endless, Raised):
        pass  # the batches that came before count
    finally:
        run.state = before
    return lifted(common(given), "a generator", frame, node)


def _first_of(value: Ref, definition: ClassObject, frame: Frame, node: cst.CSTNode) -> Value | None:
    """Return the batch 0 of a Sequence of the user's, which Keras asks for first of all."""
    if not _is_sequence(definition):
        return None
    method = class_attribute(definition, "__getitem__", frame)
    if not isinstance(method, Function):
        return unknown("the batches of this object are not known", frame.site(node))
    from shapecheck.interpreter.calls import call

    before = frame.run.state
    frame.run.state = before.fork()
    try:
        made = call(method, [value, Known(0)], {}, frame, node)
        frame.run.state = merge([before, frame.run.state], frame.site(node))
    except Raised:
        frame.run.state = before
        return unknown("a batch that raises", frame.site(node))
    return made


def parts_of(batch: Value, frame: Frame) -> tuple[Value, Value, Value]:
    """Return x, y and weights of a batch (`keras/src/trainers/data_adapters/data_adapter_utils.py`); None where there are none."""
    found = frame.run.state.objects.get(batch.address) if isinstance(batch, Ref) else batch
    if isinstance(found, Tuple | ListObject) and 1 <= len(found.items) <= 3:
        x, y, weight = (*found.items, NONE, NONE)[:3]
        return x, y, weight
    if isinstance(found, Tuple | ListObject | Unknown):
        lost = unknown("the parts of a batch are not known")
        return lost, lost, lost
    return batch, NONE, NONE
