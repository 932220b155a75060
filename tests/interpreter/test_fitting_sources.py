"""`fit` on data sets, generators and sequences: right programs get nothing, wrong ones what they deserve."""

from __future__ import annotations

import pytest

from shapecheck import check_source

_HEAD = """
import numpy as np
import tensorflow as tf
import keras
from keras import layers
from keras.preprocessing.image import ImageDataGenerator
def built(shape, units, loss, activation="softmax"):
    model = keras.Sequential([keras.Input(shape), layers.Flatten(), layers.Dense(units, activation=activation)])
    model.compile("adam", loss)
    return model
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
"""

_SEQUENCE = """
class Batches(keras.utils.Sequence):
    def __init__(self, x, y, size):
        self.x, self.y, self.size = x, y, size
    def __len__(self):
        return int(np.ceil(len(self.x) / self.size))
    def __getitem__(self, index):
        rows = slice(index * self.size, (index + 1) * self.size)
        return self.x[rows], keras.utils.to_categorical(self.y[rows], 10)
"""

_GENERATOR = """
def batches(x, y, size):
    while True:
        order = np.random.permutation(len(x))
        for start in range(0, len(x), size):
            rows = order[start:start + size]
            yield x[rows], y[rows]
"""

_SLICES = "data = tf.data.Dataset.from_tensor_slices((x, y))\n"
_MODEL = "model = built((28, 28), {}, '{}')\n"

GOOD = [
    f"{_SLICES}data = data.map(lambda a, b: (tf.cast(a, tf.float32) / 255, b)).shuffle(99).batch(64).prefetch(2)\n"
    f"{_MODEL.format(10, 'sparse_categorical_crossentropy')}model.fit(data, epochs=2, validation_data=data)",
    f"{_SLICES}data = data.map(lambda a, b: (a, tf.one_hot(b, 10))).batch(64).repeat()\n"
    f"{_MODEL.format(10, 'categorical_crossentropy')}model.fit(data, steps_per_epoch=9)\nmodel.evaluate(data, steps=2)",
    f"{_SLICES}{_MODEL.format(10, 'sparse_categorical_crossentropy')}"
    "for step, (a, b) in enumerate(data.batch(32)):\n    p = model(a)\n    model.train_on_batch(a, b)",
    f"{_SEQUENCE}{_MODEL.format(10, 'categorical_crossentropy')}model.fit(Batches(x, y, 32))",
    f"{_GENERATOR}{_MODEL.format(10, 'sparse_categorical_crossentropy')}"
    "model.fit(batches(x, y, 32), steps_per_epoch=9)\nmodel.fit_generator(generator=batches(x, y, 32), steps_per_epoch=9)",
    f"{_MODEL.format(10, 'categorical_crossentropy')}labels = keras.utils.to_categorical(y)\nmodel.fit(x, labels)",
    "images = ImageDataGenerator().flow_from_directory('d', target_size=(64, 64), class_mode='categorical')\n"
    "model = built((64, 64, 3), 7, 'categorical_crossentropy')\nmodel.fit(images)",
    "images = ImageDataGenerator().flow_from_directory('d', target_size=(64, 64), class_mode='binary', color_mode='grayscale')\n"
    "model = built((64, 64, 1), 1, 'binary_crossentropy', 'sigmoid')\nmodel.fit(images)",
    "train = keras.utils.image_dataset_from_directory('d', image_size=(64, 64))\n"
    "model = built((64, 64, 3), len(train.class_names), 'sparse_categorical_crossentropy')\nmodel.fit(train)",
    "a, b = keras.utils.image_dataset_from_directory('d', validation_split=0.2, subset='both', image_size=(64, 64), seed=1)\n"
    "model = built((64, 64, 3), 5, 'sparse_categorical_crossentropy')\nmodel.fit(a.map(lambda i, l: (i / 255, l)), validation_data=b)",
    "images = ImageDataGenerator(rotation_range=9).flow(x[..., None], y, batch_size=32)\n"
    "model = built((28, 28, 1), 10, 'sparse_categorical_crossentropy')\nmodel.fit(images, epochs=1)",
    "series = keras.utils.timeseries_dataset_from_array(np.zeros((500, 7)), np.zeros((500,)), sequence_length=12)\n"
    "model = keras.Sequential([keras.Input((12, 7)), layers.LSTM(4), layers.Dense(1)])\nmodel.compile('adam', 'mse')\nmodel.fit(series)",
    "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.preprocessing import StandardScaler\n"
    "table = pd.read_csv('t.csv')\nfeatures = table.drop('price', axis=1)\na, b, c, d = train_test_split(features, table['price'])\n"
    "scaler = StandardScaler()\na = scaler.fit_transform(a)\nb = scaler.transform(b)\n"
    "model = keras.Sequential([keras.Input((a.shape[1],)), layers.Dense(1)])\nmodel.compile('adam', 'mse')\n"
    "model.fit(a, c, validation_data=(b, d))\nmodel.predict(features.values)",
    "from keras.preprocessing.text import Tokenizer\nfrom keras.preprocessing.sequence import pad_sequences\n"
    "texts = open('t').read().splitlines()\nt = Tokenizer(num_words=500)\nt.fit_on_texts(texts)\n"
    "rows = pad_sequences(t.texts_to_sequences(texts), maxlen=20)\nwords = len(t.word_index) + 1\n"
    "model = keras.Sequential([layers.Embedding(words, 8), layers.LSTM(4), layers.Dense(1, activation='sigmoid')])\n"
    "model.compile('adam', 'binary_crossentropy')\nmodel.fit(rows, np.zeros((len(rows), 1)))",
    "pairs = zip(ImageDataGenerator().flow(x[..., None], seed=1), ImageDataGenerator().flow(x[..., None], seed=1))\n"
    "i = keras.Input((28, 28, 1))\nmodel = keras.Model(i, layers.Conv2D(1, 3, padding='same')(i))\nmodel.compile('adam', 'mse')\n"
    "model.fit(pairs, steps_per_epoch=3)",
    f"{_SLICES}data = data.batch(64).map(unknown_function)\n{_MODEL.format(3, 'mse')}model.fit(data)".replace(
        "unknown_function", "lambda a, b: some.module.change(a, b)"
    ).replace("data = tf", "import some.module\ndata = tf", 1),
]

BAD = {
    f"{_SLICES}{_MODEL.format(10, 'categorical_crossentropy')}model.fit(data.batch(64))": "KSH301",
    f"{_SLICES}model = built((28, 28, 3), 10, 'sparse_categorical_crossentropy')\nmodel.fit(data.batch(64))": "KSH306",
    f"{_SLICES}{_MODEL.format(10, 'sparse_categorical_crossentropy')}model.fit(data)": "KSH306",
    f"{_SEQUENCE}{_MODEL.format(9, 'categorical_crossentropy')}model.fit(Batches(x, y, 32))": "KSH301",
    f"{_GENERATOR}model = built((28, 27), 10, 'sparse_categorical_crossentropy')\nmodel.fit(batches(x, y, 32))": "KSH306",
    "images = ImageDataGenerator().flow_from_directory('d', target_size=(64, 64))\n"
    "model = built((32, 32, 3), 7, 'categorical_crossentropy')\nmodel.fit(images)": "KSH306",
    "train = keras.utils.image_dataset_from_directory('d', image_size=(64, 64), label_mode='categorical', class_names=['a', 'b', 'c'])\n"
    "model = built((64, 64, 3), 4, 'categorical_crossentropy')\nmodel.fit(train)": "KSH301",
    "images = ImageDataGenerator().flow(x, y)": "KSH330",
    "from sklearn.preprocessing import StandardScaler\nscaled = StandardScaler().fit_transform(x)": "KSH330",
    "from sklearn.preprocessing import LabelBinarizer\nlabels = LabelBinarizer().fit_transform(y % 2)\n"
    "from sklearn.datasets import load_breast_cancer\na, b = load_breast_cancer(return_X_y=True)\n"
    "model = built((30,), 2, 'categorical_crossentropy')\nmodel.fit(a, LabelBinarizer().fit_transform(b))": "KSH301",
}


@pytest.mark.parametrize("text", GOOD)
def test_right_programs_get_nothing(text: str) -> None:
    found = check_source(_HEAD + text).findings
    assert [f"{one.code} {one.message}" for one in found if one.code[:4] in ("KSH2", "KSH3", "KSH4")] == []


@pytest.mark.parametrize("text", BAD)
def test_wrong_programs_are_found(text: str) -> None:
    found = check_source(_HEAD + text).findings
    # KSH8xx: the import is of Keras 2, whose generators are asked too
    assert [one.code for one in found if not one.code.startswith("KSH8")] == [BAD[text]]
