"""How to draw a case of the layers that take several tensors, other layers or states, and of those that preprocess."""

from __future__ import annotations

from drawing import Draw, Row, some
from drawing_more import (
    WRAPPED,
    attended,
    axes_of_one_size,
    categories,
    cells,
    cells_of_states,
    groups,
    heads,
    made,
    one_step,
    pairs,
    recurrent,
    several,
    stacked_step,
    states,
    traced,
    width_of_states,
    with_words,
)
from hypothesis import strategies as st
from questions import Shape

NO_SIZE = some(0, -1, 2.0, "3", None, [])

KINDS: dict[str, Draw] = {
    "Units": Draw(st.integers(1, 5), NO_SIZE),
    "Positive": Draw(st.integers(1, 4), some(0, -1, 2.0, "3", (2,))),
    "NormalizationGroups": Draw(some(-1, -1, 1, 1, 1, 2, 3), some(0, -2, 2.0, None, "2")),
    "Axis": Draw(st.integers(-3, 3), some("1", 1.0, None, "x", [1])),
    "Axes": Draw(
        st.one_of(st.integers(-3, 3), st.lists(st.integers(-2, 2), max_size=2), some(-1, (1, 2))),
        some("1", 1.5, None),
    ),
    "Factor": Draw(
        some(0.2, 0.0, 1, (0.1, 0.3), [0.4, 0.2], 1, 1.0), some(1.5, -2, 9, "a", None, (0.1,), (2.0, 3.0), (-1.0, -0.5))
    ),
    "FillMode": Draw(some("reflect", "wrap", "constant", "nearest"), some("edge", None, 3)),
    "Interpolation": Draw(some("nearest", "bilinear"), some("bicubic", None)),
    "ValueRange": Draw(some((0, 255), [0, 1]), some(255, (0, 1, 2), None)),
}

CODED = {"sparse": Draw(some(False, False, True))}
LOOKUP = Draw(some("int", "one_hot", "multi_hot", "count", "binary"), some("codes", None))
TABLE = {
    "max_tokens": Draw(some(None, 4, 9), some(1, 0)),
    "num_oov_indices": Draw(some(1, 0, 2), some(-1)),
    **CODED,
}
MASK = Draw(st.lists(some(1, 2, 3, 4, "B", "T"), min_size=1, max_size=4).map(lambda sizes: Shape(tuple(sizes))))
RATE = Draw(some(0.0, 0.3, 1), some(-0.1, 1.5, "a", None))
CLIPPED = Draw(some(0.0, 0.3), some("a", None))
SIDE = Draw(st.integers(1, 9), some(-1, 2.0, "3"))
MERGES = ("Add", "Average", "Maximum", "Minimum", "Multiply")
MODE = Draw(some("int", "one_hot", "multi_hot", "count"), some("codes", None))
RECURRENT = {"dropout": CLIPPED, "recurrent_dropout": CLIPPED}
IMAGE = (3, 4)
"""The ranks of images; a wrong rank is found only when a layer runs."""

ROWS: dict[str, Row] = {
    **{name: Row(call=several(1, 3)) for name in MERGES},
    "Identity": Row(call=several(1, 3)),
    "Subtract": Row(call=several(2, 2)),
    "Concatenate": Row(arguments={"axis": Draw(some(-1, -1, 1, 2, 0, -2), some(5, -5, None, "x"))}, call=several(1, 3)),
    "Dot": Row(
        arguments={
            "axes": Draw(
                st.one_of(st.integers(-2, 2), st.tuples(st.integers(-2, 2), st.integers(-2, 2))),
                some(5, None, (1,), (1.0, 1), "x"),
            )
        },
        call=several(2, 2, 1, 3),
        fit=axes_of_one_size,
    ),
    "BatchNormalization": Row(
        (1, 5), {"renorm_clipping": Draw(some(None, {"rmax": 3.0}), some({"max": 1}))}, features=True
    ),
    "GroupNormalization": Row((2, 5), {"axis": Draw(some(-1, -1, 1, 2, -2), some(5, -5))}, features=True, fit=groups),
    "LayerNormalization": Row((1, 5), features=True),
    "RMSNormalization": Row((1, 5), features=True),
    "UnitNormalization": Row((1, 5)),
    "SpectralNormalization": Row(
        (2, 5),
        {
            "layer": Draw(
                some(made("Dense", 2), made("Conv1D", 2, 2), made("Embedding", 3, 4), made("Conv2DTranspose", 2, 2)),
                some(made("LSTM", 2), made("Dropout", 0.5), 3, None),
            ),
            "power_iterations": Draw(some(1, 3), some(0, -1, "a", None)),
        },
    ),
    "Dropout": Row(
        arguments={
            "rate": RATE,
            "noise_shape": Draw(some(None, (None, 1), [2, 1]), some("a", 3, (0,), (1.5,), ("a",))),
        }
    ),
    **{
        name: Row(arguments={"rate": RATE})
        for name in ("AlphaDropout", "GaussianDropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D")
    },
    "GaussianNoise": Row(arguments={"stddev": RATE}),
    "ActivityRegularization": Row(
        arguments={name: Draw(some(None, 0, 0.1), some(-0.1, "a", [1])) for name in ("l1", "l2")}
    ),
    "ELU": Row(arguments={"alpha": Draw(st.floats(0, 9), some("a", "b"))}),
    "Masking": Row(arguments={"mask_value": Draw(st.floats(-9, 9))}),
    **{name: Row(arguments=RECURRENT, call=states(), fit=width_of_states) for name in ("SimpleRNN", "GRU", "LSTM")},
    **{
        name: Row(arguments=RECURRENT, call=one_step, fit=width_of_states)
        for name in ("SimpleRNNCell", "GRUCell", "LSTMCell")
    },
    "StackedRNNCells": Row(call=stacked_step, fit=cells_of_states),
    "RNN": Row(
        arguments={
            "cell": Draw(
                st.one_of(
                    cells(),
                    st.lists(cells(), min_size=1, max_size=3),
                    st.lists(cells(), min_size=1, max_size=2).map(lambda found: made("StackedRNNCells", found)),
                ),
                some(made("Dense", 2), 3, None, "a"),
            )
        },
        call=states(),
    ),
    **{
        f"ConvLSTM{rank}D": Row(arguments={"filters": Draw(st.integers(1, 3)), **RECURRENT}, high=7)
        for rank in (1, 2, 3)
    },
    "Bidirectional": Row(
        (3, 3),
        {
            "layer": Draw(recurrent(), some(made("Dense", 2), 3, made("Bidirectional", made("LSTM", 2)))),
            "merge_mode": Draw(some("concat", "sum", "mul", "ave", None), some("add", 3)),
            "backward_layer": Draw(st.one_of(st.none(), st.none(), recurrent(backwards=True)), some(3, "a")),
        },
    ),
    "Pipeline": Row(
        arguments={
            "layers": Draw(some([made("Dense", 2)], [made("Dense", 2), made("Dropout", 0.5), made("Dense", 3)])),
        },
        call=traced(2, 3),
    ),
    "TimeDistributed": Row((3, 5), {"layer": Draw(WRAPPED, some(3, None, "a"))}),
    "Attention": Row(
        arguments={"score_mode": Draw(some("dot", "concat"), some("cosine", None))},
        call=attended,
        keywords={"return_attention_scores": Draw(st.booleans())},
    ),
    "AdditiveAttention": Row(call=attended, keywords={"return_attention_scores": Draw(st.booleans())}),
    "MultiHeadAttention": Row(
        arguments={
            "output_shape": Draw(some(None, 3, (2,), (2, 3), 0), some(2.5)),
            "attention_axes": Draw(some(None, 1, (1,), -2, (1, 2)), some(7, "x")),
            "dropout": Draw(some(0.0, 0.1), some(2.0, None)),
            "sliding_window": Draw(some(None, 2), some(0, 1.5)),
        },
        call=heads,
        keywords={"attention_mask": MASK, "use_causal_mask": Draw(st.booleans())},
    ),
    "GroupQueryAttention": Row(
        arguments={
            "head_dim": Draw(st.integers(1, 4), some(0, -1, 2.0)),
            "num_query_heads": Draw(some(2, 4, 6), some(3, 2.0, -2)),
            "num_key_value_heads": Draw(some(1, 2), some(0, 5)),
            "dropout": Draw(some(0.0, 0.1), some(2.0)),
            "sliding_window": Draw(some(None, 2), some(0)),
        },
        call=heads,
        keywords={"attention_mask": MASK, "return_attention_scores": Draw(st.booleans())},
    ),
    "Rescaling": Row(
        (0, 4), {"scale": Draw(some(0.5, 2, [0.1, 0.2, 0.3]), some([1, 2], "a")), "offset": Draw(some(0, 1.0))}
    ),
    **{name: Row(IMAGE, {"height": SIDE, "width": SIDE}) for name in ("CenterCrop", "RandomCrop", "Resizing")},
    "Normalization": Row(
        (1, 4),
        {
            "axis": Draw(some(-1, 1, None, (1, 2), (-1,), 0), some(5, (1, 1), -6)),
            "mean": Draw(some(None, None, None, 1.0, [1.0], [1.0, 2.0])),
            "variance": Draw(some(None, None, None, 1.0, [1.0], [1.0, 2.0])),
        },
    ),
    "CategoryEncoding": Row(
        (1, 3), {"num_tokens": Draw(st.integers(1, 5), some(0, None, -1, 2.5)), "output_mode": MODE}
    ),
    "Discretization": Row(
        (1, 3),
        {
            "bin_boundaries": Draw(some(None, [0.5], [0.1, 0.2])),
            "num_bins": Draw(some(None, 3), some(-1)),
            "output_mode": MODE,
        },
    ),
    "Hashing": Row(
        arguments={"num_bins": Draw(st.integers(1, 5), some(0, None, -1)), "output_mode": MODE, **CODED},
        call=categories("int64"),
    ),
    "HashedCrossing": Row(
        arguments={
            "num_bins": Draw(st.integers(1, 5), some(2.5)),
            "output_mode": Draw(some("int", "one_hot"), some("count")),
        },
        call=pairs,
    ),
    "IntegerLookup": Row(
        arguments={
            "vocabulary": Draw(some(None, [7, 8], [-1, 7, 8], [7]), some([])),
            "mask_token": Draw(some(None, 0)),
            "output_mode": LOOKUP,
            "invert": Draw(some(False, False, True)),
            "vocabulary_dtype": Draw(some("int64"), some("int32")),
            **TABLE,
        },
        call=categories("int64"),
        fit=with_words(some([7, 8], [-1, 7, 8]), LOOKUP.right),
    ),
    "StringLookup": Row(
        arguments={
            "vocabulary": Draw(some(None, ["a", "b"], ["[UNK]", "a"], ["a"]), some([])),
            "mask_token": Draw(some(None, "")),
            "output_mode": LOOKUP,
            "invert": Draw(some(False, False, True)),
            **TABLE,
        },
        call=categories("string"),
        fit=with_words(some(["a", "b"], ["[UNK]", "a"]), LOOKUP.right),
    ),
    "TextVectorization": Row(
        arguments={
            "vocabulary": Draw(some(None, ["a", "b"], ["", "[UNK]", "a"], ["a"]), some([])),
            "output_mode": LOOKUP,
            "output_sequence_length": Draw(some(None, None, 7), some("7", 2.5)),
            "split": Draw(some("whitespace", "character", None), some("words", 3)),
            "standardize": Draw(some("lower", None), some("upper", 3)),
            "ngrams": Draw(some(None, 2, (1, 2)), some("2", [1])),
            "max_tokens": TABLE["max_tokens"],
            "ragged": Draw(some(False, False, True)),
            **CODED,
        },
        call=categories("string"),
        fit=with_words(some(["a", "b"], ["", "[UNK]", "a"]), LOOKUP.right),
    ),
    "MelSpectrogram": Row(
        (1, 2),
        {
            "fft_length": Draw(some(8, 16), some(None, "a")),
            "sequence_length": Draw(some(None, 4, 8), some("a", 99)),
            "sequence_stride": Draw(some(4, 8), some(0, None)),
            "num_mel_bins": Draw(some(3, 4), some(-1, 2.5, "a")),
        },
        high=99,
    ),
    "STFTSpectrogram": Row(
        arguments={
            "mode": Draw(some("log", "magnitude", "psd", "real", "imag", "angle", "stft"), some("phase", None)),
            "frame_length": Draw(some(4, 7, 8), some(1)),
            "frame_step": Draw(some(None, 2, 4), some(0, 9)),
            "fft_length": Draw(some(None, 8, 9), some(3)),
            "scaling": Draw(some(None, "density", "spectrum"), some("other")),
            "padding": Draw(some("valid", "same"), some("full")),
        },
        high=20,
    ),
    "MaxNumBoundingBoxes": Row((2, 5), fit=lambda draw, positional: {"max_number": 3}),
    **{
        name: Row((2, 5))
        for name in (
            "AugMix",
            "AutoContrast",
            "ContrastLimitedAdaptiveHistogramEqualization",
            "CutMix",
            "Equalization",
            "MixUp",
            "RandAugment",
            "RandomBrightness",
            "RandomColorDegeneration",
            "RandomColorJitter",
            "RandomContrast",
            "RandomElasticTransform",
            "RandomErasing",
            "RandomFlip",
            "RandomGaussianBlur",
            "RandomGrayscale",
            "RandomHue",
            "RandomInvert",
            "RandomPerspective",
            "RandomPosterization",
            "RandomRotation",
            "RandomSaturation",
            "RandomSharpness",
            "RandomShear",
            "RandomTranslation",
            "RandomZoom",
            "Solarization",
        )
    },
}
"""The layers of the second half of the catalog that need a row."""
