import keras
import numpy as np

images, labels = [], []
for number in range(24):
    images.append(np.full((8, 8, 1), number / 24))
    labels.append(number % 3)
images = np.array(images)
model = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(4, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(3, activation="softmax"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=1, verbose=0)
