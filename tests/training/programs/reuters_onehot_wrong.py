import numpy as np
from keras.datasets import reuters
from keras.layers import Dense, Dropout
from keras.models import Sequential
from keras.utils import to_categorical
max_words = 500
(x_train, y_train), (x_test, y_test) = reuters.load_data(num_words=max_words, test_split=0.2)
num_classes = 46
def multi_hot(rows):
    out = np.zeros((len(rows), max_words))
    for i, row in enumerate(rows):
        out[i, row] = 1
    return out
x_train, x_test = multi_hot(x_train), multi_hot(x_test)
y_train = to_categorical(y_train, num_classes)
model = Sequential()
model.add(Dense(32, input_shape=(max_words,), activation="relu"))
model.add(Dropout(0.5))
model.add(Dense(45, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=1, validation_split=0.1, verbose=0)
