"""Which functions of a model file are run on their own, found by reading the file."""

from __future__ import annotations

import ast

BUILDS_A_MODEL = {"Input", "Model", "Sequential"}
NEEDS_DATA = {"fit", "fit_generator", "train_on_batch", "evaluate", "predict", "load_data"}

Definition = ast.FunctionDef | ast.ClassDef


def automatic_entries(tree: ast.Module, given: list[str]) -> list[str]:
    """List the functions that build a model without arguments and that nothing else reaches.

    Functions that train or load data are left out, since their data is not there; so is whatever the module
    itself or one of the `given` functions reaches. Source order.
    """
    definitions = {node.name: node for node in tree.body if isinstance(node, Definition)}
    started = [node for node in tree.body if not isinstance(node, Definition) and not _is_main_guard(node)]
    reached = _closure(_references(started, definitions), definitions) | _closure(set(given), definitions)
    candidates = [
        name
        for name, node in definitions.items()
        if isinstance(node, ast.FunctionDef) and name not in reached and _builds_alone(node, definitions)
    ]
    below = {name: _closure(_references(definitions[name].body, definitions), definitions) for name in candidates}
    return [name for name in candidates if not any(name in below[other] for other in candidates if other != name)]


def _is_main_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and any(
        isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(node.test)
    )


def _builds_alone(node: ast.FunctionDef, definitions: dict[str, Definition]) -> bool:
    signature = node.args
    required = len(signature.posonlyargs) + len(signature.args) - len(signature.defaults)
    required += sum(default is None for default in signature.kw_defaults)
    if required:
        return False
    words: set[str] = set()
    for name in _closure({node.name}, definitions):
        words |= _words(definitions[name])
    return bool(words & BUILDS_A_MODEL) and not words & NEEDS_DATA


def _words(node: ast.AST) -> set[str]:
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    return names | {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}


def _references(statements: list[ast.stmt], definitions: dict[str, Definition]) -> set[str]:
    names: set[str] = set()
    for statement in statements:
        names |= _words(statement)
    return names & set(definitions)


def _closure(names: set[str], definitions: dict[str, Definition]) -> set[str]:
    reached: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in definitions and name not in reached:
            reached.add(name)
            waiting.extend(_references([definitions[name]], definitions))
    return reached
