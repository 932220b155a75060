import numpy as np
import keras
from keras import layers
docs = [[1, 5, 2], [3, 9], [4, 4, 4, 4], [8, 1], [2, 2, 2], [6]]
labels = [1, 0, 1, 0, 1, 0]
padded = keras.utils.pad_sequences(docs, maxlen=5, padding="post")
labels = np.array(labels)
model = keras.Sequential()
model.add(layers.Embedding(10, 8))
model.add(layers.Conv2D(4, 3))
model.add(layers.Dense(1, activation="sigmoid"))
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(padded, labels, epochs=1, verbose=0)
print(model.evaluate(padded, labels, verbose=0))
