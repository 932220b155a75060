"""Prices from a table: the labels are a column of it, of which Keras makes rows of one."""

import keras
import numpy as np
import pandas as pd
from keras import ops
from sklearn.model_selection import train_test_split


class Pinball(keras.losses.Loss):
    def __init__(self, quantile=0.9):
        super().__init__()
        self.quantile = quantile

    def call(self, y_true, y_pred):
        error = y_true - y_pred
        return ops.mean(ops.maximum(self.quantile * error, (self.quantile - 1) * error), axis=-1)


table = pd.DataFrame(np.random.rand(120, 5), columns=["rooms", "area", "floor", "age", "price"])
features, price = table[["rooms", "area", "floor", "age"]], table["price"]
train_x, test_x, train_y, test_y = train_test_split(features, price, test_size=0.25)

inputs = keras.Input((4,))
outputs = keras.layers.Dense(1)(keras.layers.Dense(16, activation="relu")(inputs))
model = keras.Model(inputs, outputs)
model.compile("adam", loss=Pinball())
model.fit(train_x, train_y, epochs=1, verbose=0)
print(model.evaluate(test_x, test_y, verbose=0))
