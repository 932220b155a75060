import numpy as np
import keras
from keras import ops
def dice(y_true, y_pred, smooth=1.0):
    a = ops.reshape(y_true, (-1,))
    b = ops.reshape(y_pred, (-1,))
    inter = ops.sum(a * b)
    return (2 * inter + smooth) / (ops.sum(a) + ops.sum(b) + smooth)
def dice_loss(y_true, y_pred):
    return 1 - dice(y_true, y_pred)
inp = keras.Input((16, 16, 1))
x = keras.layers.Conv2D(4, 3, padding="same", activation="relu")(inp)
x = keras.layers.Conv2D(2, 1, activation="sigmoid")(x)
model = keras.Model(inp, x)
model.compile("adam", loss=dice_loss, metrics=[dice])
model.fit(np.random.rand(8, 16, 16, 1), np.random.randint(0, 2, (8, 16, 16, 1)).astype("float32"), epochs=1, batch_size=4, verbose=0)
