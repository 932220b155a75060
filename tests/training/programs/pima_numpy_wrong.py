import numpy as np
from keras.models import Sequential
from keras.layers import Dense
dataset = np.random.rand(768, 9)
X = dataset[:, 0:9]
y = (dataset[:, 8] > 0.5).astype(int)
model = Sequential()
model.add(Dense(12, input_shape=(8,), activation="relu"))
model.add(Dense(8, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X, y, epochs=1, batch_size=10, verbose=0)
_, accuracy = model.evaluate(X, y, verbose=0)
predictions = (model.predict(X, verbose=0) > 0.5).astype(int)
for i in range(5):
    print(X[i].tolist(), predictions[i], y[i])
