"""Programs in the spellings of Keras 1 and 2: what today's Keras raises, and where, is what is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapecheck.check import check_source
from shapecheck.finding import Finding
from shapecheck.settings import Settings
from tests.both import needs_keras, recorded

MODEL = """
import numpy as np
import keras
from keras import layers
x, y = np.zeros((8, 4)), np.zeros((8, 2))
model = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
model.compile("sgd", loss="mse")
"""
LAYERS = """
import keras
from keras import layers
image, steps, flat = keras.Input((16, 16, 3)), keras.Input((10, 4)), keras.Input((5,))
"""

OLD = {
    # names that are gone
    "from keras.layers.core import Dense, Dropout": "KSH802",
    "from keras.layers.convolutional import Convolution2D, MaxPooling2D": "KSH802",
    "from keras.layers.recurrent import LSTM": "KSH802",
    "from keras.layers.normalization import BatchNormalization": "KSH802",
    "from keras.layers.advanced_activations import LeakyReLU": "KSH802",
    "from keras.layers.embeddings import Embedding": "KSH802",
    "from keras.layers.merge import concatenate": "KSH802",
    "from keras.layers import merge": "KSH802",
    "from keras.layers import CuDNNGRU": "KSH802",
    "from keras.layers import LocallyConnected2D": "KSH802",
    "from keras.layers import MaxoutDense, Highway": "KSH802",
    "from keras.engine.topology import Layer": "KSH802",
    "from keras.engine import InputSpec": "KSH802",
    "from keras.utils.np_utils import to_categorical": "KSH802",
    "from keras.utils import np_utils": "KSH802",
    "from keras.utils import multi_gpu_model": "KSH802",
    "from keras.utils.vis_utils import plot_model": "KSH802",
    "from keras.preprocessing.image import ImageDataGenerator": "KSH802",
    "from keras.preprocessing.text import Tokenizer": "KSH802",
    "from keras.wrappers.scikit_learn import KerasClassifier": "KSH802",
    "from keras.objectives import categorical_crossentropy": "KSH802",
    "from keras.applications.mobilenetv2 import MobileNetV2": "KSH802",
    "import keras.layers.core": "KSH802",
    "from keras import backend as K\nmean = K.mean(keras.ops.ones((2, 3)))": "KSH802",
    "import keras.backend as K\nK.set_image_dim_ordering('th')": "KSH802",
    "made = layers.experimental.preprocessing.Rescaling(1 / 255)": "KSH802",
    "made = layers.CuDNNLSTM(8)(steps)": "KSH802",
    "made = layers.ThresholdedReLU(0.5)(flat)": "KSH802",
    # arguments that have another name
    "made = layers.Dense(output_dim=3)": "KSH801",
    "made = layers.Dense(3, init='uniform', activation='relu')": "KSH801",
    "made = layers.Dense(3, W_regularizer='l2')": "KSH801",
    "made = layers.Dense(3, bias=False)": "KSH801",
    "made = layers.Convolution2D(8, (3, 3), border_mode='same')": "KSH801",
    "made = layers.Conv2D(8, (3, 3), subsample=(2, 2))": "KSH801",
    "made = layers.Conv2D(nb_filter=8, nb_row=3, nb_col=3)": "KSH801",
    "made = layers.MaxPooling2D((2, 2), dim_ordering='tf')": "KSH801",
    "made = layers.Dropout(p=0.5)": "KSH801",
    "made = layers.LSTM(8, dropout_W=0.2, dropout_U=0.2)": "KSH801",
    "made = layers.LSTM(8, inner_activation='sigmoid')": "KSH801",
    "made = layers.BatchNormalization(mode=0, axis=1)": "KSH801",
    "made = layers.BatchNormalization(fused=True)": "KSH801",
    "made = layers.Dense(3, batch_input_shape=(None, 4))": "KSH801",
    "made = layers.Dense(3, weights=[1])": "KSH801",
    "made = keras.Model(input=flat, output=layers.Dense(2)(flat))": "KSH801",
    "made = keras.optimizers.SGD(lr=0.1, momentum=0.9)": "KSH801",
}
TRAINED = {
    "model.fit(x, y, nb_epoch=2, verbose=0)": "KSH801",
    "model.fit(x, y, epochs=1, workers=4, verbose=0)": "KSH801",
    "model.compile('sgd', 'mse', sample_weight_mode='temporal')": "KSH801",
    "model.fit_generator([(x, y)], steps_per_epoch=1)": "KSH802",
    "found = model.predict_classes(x)": "KSH802",
    "found = model.predict_proba(x)": "KSH802",
    "found = model.layers[0].get_output_at(0)": "KSH802",
}
STILL = (
    "from keras.layers import Convolution2D, MaxPool2D",
    "from keras.utils import to_categorical, plot_model",
    "from keras.preprocessing.sequence import pad_sequences",
    "from keras.applications.mobilenet_v2 import MobileNetV2",
    "from keras import backend as K\nK.clear_session()\nepsilon = K.epsilon()",
    "made = keras.optimizers.SGD(learning_rate=0.1, decay=1e-6)",
    "made = layers.LeakyReLU(alpha=0.1)",
    "made = layers.Embedding(10, 4, input_length=5)",
    "made = layers.Conv2D(8, 4, 4)(image)",
    "try:\n    from keras.layers import CuDNNLSTM as LSTM\nexcept ImportError:\n    from keras.layers import LSTM\nmade = LSTM(4)(steps)",
    "RNN = layers.CuDNNLSTM if hasattr(layers, 'CuDNNLSTM') else layers.LSTM\nmade = RNN(4)(steps)",
)


def found(text: str, **settings: object) -> list[Finding]:
    """Return what is found that is more than information."""
    return [each for each in check_source(text, "old.py", Settings(**settings)).findings if each.severity.value > 1]


@needs_keras
@pytest.mark.parametrize(
    ("start", "program", "code"),
    [(LAYERS, *each) for each in OLD.items()] + [(MODEL, *each) for each in TRAINED.items()],
)
def test_what_todays_keras_refuses(start: str, program: str, code: str) -> None:
    raised = recorded(start + program)["raises"]
    assert raised is not None
    [finding] = found(start + program)
    assert (finding.code, finding.span.start.row) == (code, start.count("\n") + program.count("\n") + 1)
    assert finding.keras_error is not None
    if code == "KSH802":
        assert finding.keras_error in raised["message"]
    assert found(start + program, keras_version=2) == []


@needs_keras
@pytest.mark.parametrize("program", STILL)
def test_what_todays_keras_takes(program: str, tmp_path: Path) -> None:
    assert recorded(LAYERS + program)["raises"] is None
    assert found(LAYERS + program) == []


@pytest.mark.parametrize(
    "program", [one.replace("keras", "tf_keras") for one in OLD if one.startswith(("from", "import"))]
)
def test_a_package_of_old_keeps_its_names(program: str) -> None:
    assert found(f"import tf_keras as keras\nfrom tf_keras import layers\n{program}") == []
