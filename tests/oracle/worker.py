"""Runs one model file with real Keras and prints what came of it: the oracle's inner process.

Reads a request from stdin, {"text", "filename", "arguments", "directory"}, and writes one line of JSON to stdout.
Started by record.py, which chooses the backend and waits.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from inspect import unwrap
from types import CodeType, FrameType, ModuleType
from typing import Any

import keras
import tensorflow_names
from calls import graph_of
from describe import LastCalls, describe_model, without_stand_ins
from entries import automatic_entries
from keras.src.backend.common.keras_tensor import any_symbolic_tensors
from keras.src.backend.common.symbolic_scope import in_symbolic_scope
from keras.src.utils.naming import reset_uids
from tracing import trace_with_zeros

TRAINING = ("fit", "train_on_batch")
BUILD_SEQUENTIAL = unwrap(keras.Sequential.build).__code__
RUNNING = (*TRAINING, "evaluate", "predict", "test_on_batch", "predict_on_batch")


class TrainingNeeded(BaseException):
    """Raised where the NumPy backend would have to train; no `except Exception` of the file stops it."""


@dataclass
class Observer:
    """Sees every model that the file constructs, and whether an error came while data ran through one."""

    filename: str
    made: list[tuple[keras.Model, str | None]] = field(default_factory=list)
    last_calls: LastCalls = field(default_factory=dict)
    # Models that were built while Keras traced with stand-ins for unknown sizes, by `id`.
    built_in_trace: set[int] = field(default_factory=set)
    depth: int = 0
    failed_running: BaseException | None = None

    def install(self) -> None:
        keras.Model.__init__ = self._around_init(keras.Model.__init__)
        keras.Sequential.build = self._noting_build(keras.Sequential.build)
        keras.Model.__call__ = self._around_running(
            self._noting_call,
            lambda args, kwargs: not any_symbolic_tensors(args, kwargs),
        )
        for name in RUNNING:
            method = getattr(keras.Model, name)
            if name in TRAINING and keras.backend.backend() == "numpy":
                setattr(keras.Model, name, _refuse_to_train)
            else:
                setattr(keras.Model, name, self._around_running(method, lambda args, kwargs: True))

    def _around_init(self, original: Callable[..., None]) -> Callable[..., None]:
        @wraps(original)
        def init(model: keras.Model, *args: Any, **kwargs: Any) -> None:
            site: FrameType | None = sys._getframe(1)
            while site is not None and site.f_locals.get("self") is model:
                site = site.f_back
            # A Sequential makes a functional twin of itself on every build: it is not the user's.
            twin = site is not None and site.f_code is BUILD_SEQUENTIAL
            if not twin and all(model is not known for known, _ in self.made):
                self.made.append((model, self._function_at(site)))
            original(model, *args, **kwargs)

        return init

    def _noting_build(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(original)
        def build(model: keras.Sequential, *args: Any, **kwargs: Any) -> Any:
            if in_symbolic_scope():
                self.built_in_trace.add(id(model))
            return original(model, *args, **kwargs)

        return build

    def _function_at(self, frame: FrameType | None) -> str | None:
        while frame is not None and frame.f_code.co_filename != self.filename:
            frame = frame.f_back
        name = frame.f_code.co_qualname.split(".<locals>")[0] if frame is not None else "<module>"
        return None if name.startswith("<") else name

    def _noting_call(self, model: keras.Model, *args: Any, **kwargs: Any) -> Any:
        # Looked up anew each time: the trace of a subclassed model replaces it for a while.
        outputs = keras.Layer.__call__(model, *args, **kwargs)
        # Only the outermost call has the user's sizes: inside a symbolic call Keras traces with stand-ins.
        if self.depth == 1 and not in_symbolic_scope():
            self.last_calls[id(model)] = (args, kwargs)
        return outputs

    def _around_running(self, original: Callable[..., Any], runs: Callable[[Any, Any], bool]) -> Callable[..., Any]:
        @wraps(original)
        def call(*args: Any, **kwargs: Any) -> Any:
            self.depth += 1
            try:
                return original(*args, **kwargs)
            except Exception as error:
                # Inside a symbolic call Keras traces with values, so only the outermost call tells.
                if self.depth == 1 and runs(args, kwargs):
                    self.failed_running = error
                raise
            finally:
                self.depth -= 1

        return call


def _refuse_to_train(*args: Any, **kwargs: Any) -> None:
    raise TrainingNeeded


def observe(text: str, filename: str, arguments: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Run a file as an import would, then each of its entry functions with fresh automatic names.

    Returns `raises` and `models`. The first error ends the recording; what it left half made is not listed.
    """
    observer = Observer(filename)
    observer.install()
    module = ModuleType(filename.removesuffix(".py"))
    module.__file__ = filename
    sys.modules[module.__name__] = module
    models: list[Any] = []
    try:
        tree = ast.parse(text, filename)
        code = compile(tree, filename, "exec")
    except SyntaxError as error:
        return {"raises": _describe_error(error, observer), "models": models}

    names = _in_source_order(tree, [*automatic_entries(tree, list(arguments)), *arguments])
    for name in [None, *names]:
        raised = _run(module, code, name, arguments)
        models += _describe_made(observer, module, raised is not None)
        if raised is not None:
            return {"raises": _describe_error(raised, observer), "models": models}
        observer.made.clear()
        reset_uids()
    return {"raises": None, "models": models}


def _run(
    module: ModuleType, code: CodeType, name: str | None, arguments: dict[str, dict[str, Any]]
) -> Exception | None:
    """Run the module, or the function of that name; return what it raises."""
    try:
        if name is None:
            exec(code, vars(module))
        else:
            getattr(module, name)(**arguments.get(name, {}))
    except SystemExit:
        return None
    except Exception as error:
        return error
    return None


def _in_source_order(tree: ast.Module, names: list[str]) -> list[str]:
    order = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return sorted(names, key=order.index)


def _describe_made(observer: Observer, module: ModuleType, raised: bool) -> list[Any]:
    described = []
    for model, function in observer.made:
        if raised and not (graph_of(model) and model.built):
            continue
        variable = next((name for name, value in vars(module).items() if value is model), None)
        name = function or variable
        target = f"{observer.filename}::{name}" if name else observer.filename
        facts = describe_model(model, target, observer.last_calls)
        described.append(without_stand_ins(facts) if id(model) in observer.built_in_trace else facts)
    return described


def _describe_error(error: Exception, observer: Observer) -> dict[str, Any]:
    if isinstance(error, SyntaxError) and error.filename == observer.filename:
        line = error.lineno
    else:
        stack = traceback.extract_tb(error.__traceback__)
        line = next((frame.lineno for frame in reversed(stack) if frame.filename == observer.filename), None)
    return {
        "type": type(error).__name__,
        "message": _plain(str(error)),
        "when": "run" if error is observer.failed_running else "build",
        "line": line,
    }


def _plain(message: str) -> str:
    """Leave out terminal colours, and addresses, which differ from run to run."""
    return re.sub(r"\b0x[0-9a-f]+", "0x0", re.sub(r"\x1b\[[0-9;]*m", "", message))


def main() -> None:
    """Answer one request."""
    request = json.load(sys.stdin)
    filename = request["filename"]
    sys.argv = [filename]
    sys.path.insert(0, request["directory"] or "")
    trace_with_zeros()
    if "tensorflow" in request["text"]:
        tensorflow_names.install()
    answer: dict[str, Any]
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            answer = observe(request["text"], filename, request["arguments"])
        except TrainingNeeded:
            answer = {"training_needed": True}
    answer["keras"] = keras.__version__
    answer["backend"] = keras.backend.backend()
    # Sizes may be NumPy integers.
    print(json.dumps(answer, default=int))


if __name__ == "__main__":
    main()
