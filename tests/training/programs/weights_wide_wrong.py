import keras
import numpy as np

x, y = np.random.rand(30, 5), np.random.rand(30)
importance = np.ones((30, 5))
importance[:10] = 2.0
model = keras.Sequential([keras.layers.Dense(4, input_shape=(5,)), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, y, epochs=1, verbose=0, sample_weight=importance)
