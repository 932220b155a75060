"""Programs made by hand: numbers, formulas, nested models, operations, cases and what is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

import libcst as cst

from shapecheck.graph.call import Layer, LayerCall
from shapecheck.graph.layer_graph import LayerGraph
from shapecheck.graph.model import Case, Model, ModelLayer, Parameters
from shapecheck.interpreter.program import BlindSpot, Origin, Problem, Program, Requirement
from shapecheck.shapes.dims import Dim, Symbol, modulo, product
from shapecheck.shapes.requirements import Condition, equal
from shapecheck.shapes.tensor import Tensor, Weight
from shapecheck.source import Site, SourceFile

B = Symbol("B", dynamic=True)
D_MODEL, HEADS, VOCAB = Symbol("d_model"), Symbol("heads"), Symbol("vocab")

SOURCE = SourceFile(
    "models/encoder.py",
    """\
def encoder(d_model, heads, vocab, deep):
    tokens = keras.Input((None,), name="tokens")
    x = layers.Embedding(vocab, d_model)(tokens)
    x = layers.MultiHeadAttention(heads, d_model // heads)(x, x) * 2
    x = Secret(7)(x)
    head = keras.Sequential([layers.Dense(4), layers.Dense(2)])
    return keras.Model(tokens, head(x), name="encoder")
""",
)
PARAMETERS = "d_model, heads, vocab, deep"
OTHER = SourceFile("models/parts.py", "secret = Secret(8)\n")
_KEYS = count(1)


def site(code: str, source: SourceFile = SOURCE) -> Site:
    """Return the first node that reads so."""
    waiting: list[cst.CSTNode] = [source.module]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, cst.Module) and source.module.code_for_node(node).strip() == code:
            return Site(source, node)
        waiting += node.children
    raise LookupError(code)


def tensor(*shape: Dim, dtype: str = "float32") -> Tensor:
    """Return a tensor of its own."""
    return Tensor(shape, dtype, key=next(_KEYS))


def weight(name: str, *shape: Dim, trainable: bool = True, dtype: str = "float32") -> Weight:
    """Return a variable of its own."""
    return Weight(name, shape, trainable, dtype, key=next(_KEYS))


def row(
    path: str,
    name: str,
    code: str,
    inputs: Iterable[Tensor] = (),
    outputs: object = None,
    weights: tuple[Weight, ...] | None = (),
    *,
    model: Model | None = None,
    repeat: Dim = 1,
    raw: bool = False,
    source: SourceFile = SOURCE,
) -> ModelLayer:
    """Return a layer that is called once, or not at all where there are no outputs."""
    place = site(code, source)
    layer = Layer(path, name, {}, place, weights, built=outputs is not None)
    call = LayerCall(next(_KEYS), path, None if raw else id(layer), tuple(inputs), outputs, place)
    return ModelLayer(layer, (call,) if outputs is not None else (), model, repeat)


def symbolic() -> Program:
    """Return a program with everything that a table can show."""
    steps = Symbol("steps", dynamic=True)
    tokens, embedded, attended = (
        tensor(B, steps, dtype="int64"),
        tensor(B, steps, D_MODEL),
        tensor(B, steps, D_MODEL),
    )
    scaled, secret, hidden, out = (
        tensor(B, steps, D_MODEL),
        tensor(B, steps, D_MODEL),
        tensor(B, steps, 4),
        tensor(B, steps, 2),
    )
    dense = row(
        "keras.layers.Dense",
        "dense",
        "layers.Dense(4)",
        [secret],
        hidden,
        (weight("kernel", D_MODEL, 4), weight("bias", 4)),
    )
    last = row(
        "keras.layers.Dense",
        "dense_1",
        "layers.Dense(2)",
        [hidden],
        out,
        (weight("kernel", 4, 2), weight("bias", 2, trainable=False)),
        repeat=HEADS,
    )
    spare = row("keras.layers.Dropout", "dropout", "layers.Dense(2)")
    head = Model(
        "head",
        "sequential",
        None,
        site("keras.Sequential([layers.Dense(4), layers.Dense(2)])"),
        ((None, secret),),
        ((None, out),),
        (dense, last, spare),
    )
    begin = row("keras.layers.InputLayer", "tokens", 'keras.Input((None,), name="tokens")', (), tokens)
    embedding = row(
        "keras.layers.Embedding",
        "embedding",
        "layers.Embedding(vocab, d_model)",
        [tokens],
        embedded,
        (weight("embeddings", VOCAB, D_MODEL),),
    )
    attention = row(
        "keras.layers.MultiHeadAttention",
        "multi_head_attention_with_a_long_name",
        "layers.MultiHeadAttention(heads, d_model // heads)",
        [embedded, embedded],
        attended,
        (weight("query/kernel", product([3, D_MODEL, D_MODEL + 1]), HEADS),),
    )
    times = row(
        "keras.ops.Multiply",
        "multiply",
        "layers.MultiHeadAttention(heads, d_model // heads)(x, x) * 2",
        [attended],
        scaled,
        raw=True,
    )
    opaque = row("models.parts.Secret", "secret", "Secret(8)", [scaled], secret, None, source=OTHER)
    nested = row("keras.Sequential", "head", "head(x)", [secret], out, (), model=head)
    layers = (begin, embedding, attention, opaque, nested)
    graph = LayerGraph(call for each in (*layers, times) for call in each.calls)
    attends = site("layers.MultiHeadAttention(heads, d_model // heads)(x, x)")
    divides = equal(modulo(D_MODEL, HEADS), 0)
    encoder = Model(
        "encoder",
        "functional",
        "encoder",
        site('keras.Model(tokens, head(x), name="encoder")'),
        (("tokens", tokens),),
        (("head", out),),
        layers,
        (times,),
        graph,
        ("the weights of `secret` are not known",),
        (
            Case("deep", Parameters(product([3, D_MODEL]), product([3, D_MODEL]), 0), (("head", out),)),
            Case("not deep", Parameters(12345, 12345, 0), (("head", Tensor(None)),)),
        ),
        {
            "B": Origin(B, "batch", None),
            "d_model": Origin(D_MODEL, "parameter d_model", site(PARAMETERS)),
            "heads": Origin(HEADS, "parameter heads", site(PARAMETERS)),
        },
        (
            Requirement(divides, "build", attends),
            Requirement(Condition(">=", VOCAB, 1), "build", site("layers.Embedding(vocab, d_model)")),
            Requirement(Condition(">=", VOCAB, 1), "build", site("Secret(8)", OTHER)),
            Requirement(Condition(">=", steps, 3), "run", site("Secret(7)(x)")),
        ),
    )
    empty = Model("net", "subclassed", None, site("Secret(7)"), (), (), (), unknown=("it is never called",))
    program = Program(SOURCE, graph, [head, encoder, empty])
    program.blind_spots += [BlindSpot("what `Secret` is, is not known", site("Secret(8)", OTHER))]
    program.blind_spots += [BlindSpot(f"reason {number}", site("Secret(7)")) for number in (4, 1, 3, 2, 5, 1)]
    program.problems.append(Problem("wrong-rank", "wrong rank", attends))
    return program


def numeric() -> Program:
    """Return a program in which every size is known."""
    source = SourceFile(
        "mnist.py", "model = keras.Sequential([layers.Conv2D(32, 3), layers.BatchNormalization(), twice])\n"
    )
    image, features = tensor(B, 28, 28, 1), tensor(B, 26, 26, 32)
    conv = row(
        "keras.layers.Conv2D",
        "conv2d",
        "layers.Conv2D(32, 3)",
        [image],
        features,
        (weight("kernel", 3, 3, 1, 32), weight("bias", 32)),
        source=source,
    )
    statistics = (weight("moving_mean", 32, trainable=False), weight("seen", 8, trainable=False, dtype="bool"))
    norm = row(
        "keras.layers.BatchNormalization",
        "batch_normalization",
        "layers.BatchNormalization()",
        [features],
        features,
        (weight("gamma", 32, dtype="float16"), *statistics),
        source=source,
    )
    several = row(
        "mnist.Twice", "twice", "twice", [features], {"b": tensor(B, 2), "a": [tensor(B), Tensor(None)]}, source=source
    )
    model = Model(
        "sequential",
        "sequential",
        "model",
        site(source.text.strip().partition(" = ")[2], source),
        (("input_layer", image),),
        ((None, tensor(B, 2)),),
        (conv, norm, several),
        symbols={"B": Origin(B, "batch", None)},
    )
    return Program(source, LayerGraph(), [model])
