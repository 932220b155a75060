"""Calls of what makes and prepares data; methods, attributes and items of its objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.data import load
from shapecheck.catalog.data.streams import DATASET, ITERATOR, STREAMS, stream
from shapecheck.catalog.data.table import CLASSES, METHODS, SELF, SOURCES, Changed, Source, Tool, apply
from shapecheck.catalog.paths import canonical
from shapecheck.interpreter.bridge.arrays.conversion import derived, refuse
from shapecheck.interpreter.bridge.configuration import image_data_format
from shapecheck.interpreter.bridge.data.conversion import content_of, lifted
from shapecheck.interpreter.calls import escape
from shapecheck.interpreter.iterators import Obscure, stepping
from shapecheck.interpreter.state import LibraryObject
from shapecheck.interpreter.values import Known, Method, Ref, Unknown, Value, unknown
from shapecheck.shapes.dims import TooLarge
from shapecheck.shapes.requirements import Refused, collecting

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = [
    "call_data_method", "call_source", "data_attribute", "data_element", "data_item", "data_length", "data_path", "set_data_item",
    "sources_together",
]  # fmt: skip

_ROOTS = frozenset(("keras", "tensorflow", "tf", "tf_keras", "sklearn", "pandas", "keras_core", "keras_preprocessing"))


def data_path(path: str) -> str | None:
    """Return the path in the catalog of what makes or prepares data, None for anything else."""
    root, _, rest = path.partition(".")
    if root not in _ROOTS:
        return None
    load()
    if root in ("tensorflow", "tf"):
        inner = rest.removeprefix("compat.v1.").removeprefix("compat.v2.").replace("data.experimental.", "data.")
        path = f"tensorflow.{inner}"
    if root == "keras_preprocessing":
        path = f"keras.preprocessing.{rest}"
    for found in (path, canonical(path), _shortened(path)):
        if found is not None and (found in SOURCES or found in CLASSES):
            return found
    return None


def _shortened(path: str) -> str:
    """Return a path of scikit-learn's without the module of its own that it stands in: `sklearn.preprocessing._data.X`."""
    return ".".join(part for part in path.split(".") if not part.startswith("_")) if "._" in path else path


def call_source(
    path: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call what makes or prepares data, by its path in the catalog."""
    origin = f"{path.rpartition('.')[2]}()" if not path.endswith(".load_data") else f"{path.split('.')[-2]}.load_data()"
    if path in CLASSES:
        given = [content_of(value, frame, node) for value in positional]
        config = {**dict(zip(CLASSES[path], given, strict=False))}
        config |= {name: content_of(value, frame, node) for name, value in keywords.items()}
        return frame.run.new(LibraryObject(Tool(path, config), frame.site(node), origin))
    return _called(SOURCES[path], None, positional, keywords, origin, frame, node)


def call_data_method(
    receiver: Ref,
    name: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Call a method of an object that holds or prepares data; after one that is not modelled nothing is known of it."""
    found = frame.run.state.objects[receiver.address]
    entry = METHODS.get((found.tool.path, name))
    if entry is None:
        for value in (*positional, *keywords.values()):
            escape(value, frame, node)
        if name.startswith(("set_", "fit", "partial_fit", "insert", "update", "add", "append")):
            escape(receiver, frame, node)
        return unknown(f"the method `{name}` of a {found.tool.path} is not modelled", frame.site(node))
    return _called(entry, receiver, positional, keywords, f".{name}()", frame, node)


def _called(
    entry: Source,
    receiver: Ref | None,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    origin: str,
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    given = [*positional, *keywords.values()]
    for value in given:
        if isinstance(value, Unknown) and value.problem:
            return unknown(value.reason, frame.site(node), problem=True)
    contents = [content_of(value, frame, node) for value in positional]
    if receiver is not None:
        contents.insert(0, frame.run.state.objects[receiver.address].tool)
    words = {name: content_of(value, frame, node) for name, value in keywords.items()}
    if "image_data_format" in entry.signature.parameters:
        layout = image_data_format([], {}, frame, node)
        words["image_data_format"] = layout.value if isinstance(layout, Known) else Opaque("the data format")
    try:
        with collecting():
            content = apply(entry, contents, words)
    except Refused as refused:
        return refuse(refused, entry.path, given, frame, node)
    except (NotKnown, TooLarge) as lost:
        if receiver is not None and entry.path.rpartition(".")[2].startswith(("fit", "__set", "__del", "drop", "pop")):
            frame.run.state.objects[receiver.address] = unknown(str(lost), frame.site(node))
        return unknown(str(lost), frame.site(node))
    return derived(_finished(content, receiver, origin, frame, node), given)


def _finished(content: Any, receiver: Ref | None, origin: str, frame: Frame, node: cst.CSTNode) -> Value:
    if not isinstance(content, Changed) or receiver is None:
        return lifted(content, origin, frame, node)
    objects = frame.run.state.objects
    names: dict[Any, Any] = {}
    changed = lifted(content.tool, origin, frame, node, names)
    assert isinstance(changed, Ref)
    objects[receiver.address] = replace(objects[receiver.address], tool=objects[changed.address].tool)
    return receiver if content.result is SELF else lifted(content.result, origin, frame, node, names)


def data_attribute(receiver: Ref, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return an attribute of an object that holds or prepares data."""
    tool: Tool = frame.run.state.objects[receiver.address].tool
    if (tool.path, f"@{name}") in METHODS:
        return _called(METHODS[tool.path, f"@{name}"], receiver, [], {}, f".{name}", frame, node)
    columns = tool.learned.get("columns")
    if isinstance(columns, tuple) and name in columns and (tool.path, name) not in METHODS:
        return data_item(receiver, Known(name), frame, node)
    if name in tool.learned and name not in ("element", "count", "array", "columns", "series"):
        return lifted(tool.learned[name], f".{name}", frame, node)
    return Method(receiver, name)


def data_item(receiver: Ref, key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `receiver[key]`."""
    return call_data_method(receiver, "__getitem__", [key], {}, frame, node)


def set_data_item(receiver: Ref, key: Value, item: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Carry out `receiver[key] = item`; where that is not modelled nothing is known of the object afterwards."""
    tool: Tool = frame.run.state.objects[receiver.address].tool
    if (tool.path, "__setitem__") in METHODS:
        call_data_method(receiver, "__setitem__", [key, item], {}, frame, node)
    elif "frame" not in tool.learned:
        frame.run.state.objects[receiver.address] = unknown("an item was set", frame.site(node))


def data_length(receiver: Ref, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `len(receiver)`."""
    return call_data_method(receiver, "__len__", [], {}, frame, node)


def data_element(receiver: Value, frame: Frame, node: cst.CSTNode) -> Value | None:
    """Return what each element of a source of elements is, None for anything else."""
    found = frame.run.state.objects.get(receiver.address) if isinstance(receiver, Ref) else None
    if not isinstance(found, LibraryObject) or found.tool.path not in STREAMS:
        return None
    kind = "tf.data" if found.tool.path == DATASET else "a generator"
    return lifted(found.tool.learned["element"], found.origin or kind, frame, node)


def sources_together(kind: str, sources: Sequence[Value], frame: Frame, node: cst.CSTNode) -> Value | None:
    """Return `zip(*sources)` or `enumerate(source)` where one gives elements of data, None where none does."""
    elements: list[Any] = []
    for source in sources:
        found = frame.run.state.objects.get(source.address) if isinstance(source, Ref) else None
        tool = found.tool if isinstance(found, LibraryObject) else None
        elements.append(tool.learned["element"] if tool is not None and tool.path in STREAMS else None)
    if all(element is None for element in elements):
        return None
    items = tuple(Opaque("what is given beside the data") if item is None else item for item in elements)
    element = items if kind == "zip" else (Opaque("which element this is"), items[0])
    return lifted(stream(element, None, ITERATOR), kind, frame, node)


@stepping(LibraryObject)
def next_element(iterator: Ref, found: LibraryObject, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    element = data_element(iterator, frame, node)
    if element is None:
        raise Obscure(unknown(f"the items of a {found.tool.path} are not known", frame.site(node)))
    return element
