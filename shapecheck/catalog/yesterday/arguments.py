"""What arguments were called in older releases, and what they are called today.

Sources: `keras/legacy/interfaces.py` of Keras 2.2.4, which renames those of Keras 1, and the constructors of Keras 2.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["renamed"]

_NAMES: dict[str, tuple[str, ...]] = {
    "W_constraint": ("kernel_constraint", "embeddings_constraint"),
    "W_regularizer": ("kernel_regularizer", "embeddings_regularizer"),
    "U_regularizer": ("recurrent_regularizer",),
    "alpha": ("negative_slope",),
    "b_constraint": ("bias_constraint",),
    "b_regularizer": ("bias_regularizer",),
    "batch_input_shape": (),
    "beta_init": ("beta_initializer",),
    "bias": ("use_bias",),
    "border_mode": ("padding",),
    "consume_less": ("implementation",),
    "decay": (),
    "dim_ordering": ("data_format",),
    "dropout_U": ("recurrent_dropout",),
    "dropout_W": ("dropout",),
    "filter_length": ("kernel_size",),
    "forget_bias_init": ("unit_forget_bias",),
    "fused": (),
    "gamma_init": ("gamma_initializer",),
    "init": ("kernel_initializer", "embeddings_initializer", "alpha_initializer"),
    "inner_activation": ("recurrent_activation",),
    "inner_init": ("recurrent_initializer",),
    "input": ("inputs",),
    "input_dtype": ("dtype",),
    "input_length": (),
    "kernel_dim1": ("kernel_size",),
    "kernel_dim2": ("kernel_size",),
    "kernel_dim3": ("kernel_size",),
    "length": ("size",),
    "lr": ("learning_rate",),
    "max_q_size": (),
    "max_queue_size": (),
    "mode": (),
    "nb_col": ("kernel_size",),
    "nb_epoch": ("epochs",),
    "nb_filter": ("filters",),
    "nb_row": ("kernel_size",),
    "nb_val_samples": ("validation_steps",),
    "nb_worker": (),
    "output": ("outputs",),
    "output_dim": ("units",),
    "p": ("rate",),
    "pickle_safe": (),
    "pool_length": ("pool_size",),
    "renorm": (),
    "sample_weight_mode": (),
    "samples_per_epoch": ("steps_per_epoch",),
    "schedule_decay": (),
    "show_accuracy": (),
    "sigma": ("stddev",),
    "stride": ("strides",),
    "subsample": ("strides",),
    "subsample_length": ("strides",),
    "time_major": (),
    "use_multiprocessing": (),
    "val_samples": ("steps",),
    "virtual_batch_size": (),
    "weights": (),
    "workers": (),
}
"""Each with the names that took its place, of which a constructor has one at most; none where it went without."""

_SPLIT = frozenset(("kernel_dim1", "kernel_dim2", "kernel_dim3", "nb_col", "nb_row"))
"""Parts of an argument that is one tuple today."""

_RESCALED = frozenset(("consume_less", "forget_bias_init", "nb_val_samples", "samples_per_epoch", "val_samples"))
"""Those whose values meant something else: samples, not batches."""


def renamed(name: str, known: Iterable[str]) -> tuple[str | None, bool] | None:
    """Return what an argument that is not `known` is called today, and whether its value means the same.

    None for one that no older release had; the name is None where nothing took its place.
    """
    if name not in _NAMES:
        return None
    today = next((one for one in _NAMES[name] if one in known), None)
    if today is None and _NAMES[name]:
        return None
    return today, name not in _SPLIT and name not in _RESCALED
