import numpy as np
from keras import Sequential
from keras.layers import Dense, Input
X = np.random.rand(60, 4)
y = np.random.randint(0, 3, 60)
w = np.where(y == 0, 2.0, 1.0)
model = Sequential([Input((4,)), Dense(3, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy", weighted_metrics=["accuracy"])
model.fit(X, y, sample_weight=w, epochs=1, verbose=0)
model.evaluate(X, y, sample_weight=w, verbose=0)
