"""The only rooms that meet the catalog: values become arguments of its rules, what they return becomes values."""

from shapecheck.interpreter.bridge.arrays.attributes import array_attribute, array_length, set_array_attribute
from shapecheck.interpreter.bridge.arrays.calling import call_array_method
from shapecheck.interpreter.bridge.arrays.items import (
    array_element,
    array_items,
    get_array_item,
    joined_by_subscript,
    set_array_item,
)
from shapecheck.interpreter.bridge.arrays.operators import (
    array_number,
    array_operator,
    array_truth,
    augmented_array,
    signed_array,
)
from shapecheck.interpreter.bridge.custom import library_base, library_method, make_custom
from shapecheck.interpreter.bridge.data.calling import (
    call_data_method,
    data_attribute,
    data_element,
    data_item,
    data_length,
    set_data_item,
    sources_together,
)
from shapecheck.interpreter.bridge.data.stated import believe, is_opaque, stated_array, stated_result
from shapecheck.interpreter.bridge.layers import (
    WRAPPED,
    call_layer,
    call_layer_method,
    layer_attribute,
    set_layer_attribute,
)
from shapecheck.interpreter.bridge.library import (
    call_library,
    is_catalogued,
    is_layer_of,
    is_subclass_of,
    is_tensor_of,
    layer_maker,
    public_names,
)
from shapecheck.interpreter.bridge.missing import (
    called_tensor,
    cannot_iterate,
    is_symbolic,
    layer_has,
    note_given,
    tensor_lacks,
)
from shapecheck.interpreter.bridge.tensors import call_tensor_method, index, operator, tensor_attribute
from shapecheck.interpreter.bridge.training.judging import call_judge, is_judge, judging_method
from shapecheck.interpreter.bridge.yesterday import note_gone

__all__ = [
    "WRAPPED",
    "array_element", "array_items", "array_number", "array_operator", "array_truth", "augmented_array", "get_array_item",
    "joined_by_subscript", "signed_array", "array_attribute", "array_length", "call_array_method", "set_array_attribute", "set_array_item",
    "call_judge", "is_judge", "judging_method",
    "call_data_method", "data_attribute", "data_element", "data_item", "data_length", "set_data_item", "sources_together", "believe", "is_opaque", "stated_array", "stated_result",
    "call_layer", "call_layer_method", "call_library", "call_tensor_method", "index", "is_catalogued", "is_layer_of", "is_subclass_of",
    "is_tensor_of", "layer_attribute", "layer_has", "layer_maker", "library_base", "library_method", "make_custom", "note_gone", "operator", "public_names",
    "set_layer_attribute", "tensor_attribute", "called_tensor", "cannot_iterate", "is_symbolic", "note_given", "tensor_lacks",
]  # fmt: skip
