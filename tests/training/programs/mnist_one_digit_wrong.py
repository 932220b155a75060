import numpy as np
import keras
from keras import layers
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train.astype("float32") / 255
x_test = x_test.astype("float32") / 255

x_train = x_train.reshape(x_train.shape[0], 28, 28, 1)
x_test = x_test.reshape(x_test.shape[0], 28, 28, 1)
def build_model():
    model = keras.models.Sequential()
    model.add(layers.Conv2D(4, (5, 5), strides=2, activation="relu", input_shape=(28, 28, 1)))
    model.add(layers.Flatten())
    model.add(layers.Dense(10, activation="softmax"))
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model
model = build_model()
model.fit(x_train, y_train, epochs=1, batch_size=200, verbose=0)
image_index = 4
img = x_test[image_index]
pred = model.predict(img.reshape(28, 28, 1), verbose=0)
print(pred.argmax())
