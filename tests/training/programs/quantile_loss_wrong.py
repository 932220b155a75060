import numpy as np
import keras
from keras import ops
quantiles = [0.1, 0.5, 0.9]
def make_loss(qs):
    q = np.array(qs, dtype="float32")
    def loss(y_true, y_pred):
        e = y_true - y_pred
        return ops.mean(ops.maximum(q * e, (q - 1) * e), axis=-1)
    return loss
X = np.random.rand(100, 5)
y = np.random.rand(100, 1)
model = keras.Sequential([keras.layers.Dense(8, activation="relu"), keras.layers.Dense(2)])
model.compile(optimizer="adam", loss=make_loss(quantiles))
model.fit(X, y, epochs=1, verbose=0)
