import numpy as np
from keras.datasets import cifar100
from keras.utils import to_categorical
from keras import layers, models
(train_images, train_labels), (test_images, test_labels) = cifar100.load_data()
train_labels = to_categorical(train_labels)
test_labels = to_categorical(test_labels)
inputs = layers.Input(shape=train_images.shape[1:])
x = layers.Rescaling(1.0 / 255)(inputs)
x = layers.Conv2D(8, 3, padding="same")(x)
x = layers.BatchNormalization()(x)
x = layers.Activation("relu")(x)
x = layers.GlobalAveragePooling2D()(x)
outputs = layers.Dense(100, activation="softmax")(x)
model = models.Model(inputs, outputs)
model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
model.fit(train_images, train_labels, epochs=1, batch_size=64, verbose=0)
