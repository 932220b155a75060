import numpy as np
import keras
from keras.models import Sequential
from keras.layers import LSTM, Dense, GRU, Conv1D, Flatten, Dropout
series = np.sin(np.arange(0, 60, 0.1))
n_steps = 20
X, y = [], []
for i in range(len(series) - n_steps):
    X.append(series[i:i + n_steps])
    y.append(series[i + n_steps])
X = np.array(X)
y = np.array(y)

X = X.reshape((X.shape[0], 1, n_steps))
model = Sequential()
model.add(LSTM(10, activation="tanh", input_shape=(n_steps, 1)))
model.add(Dense(1))
model.compile(optimizer="adam", loss="mse")
model.fit(X, y, epochs=1, verbose=0)
x_input = series[-n_steps:].reshape((1, n_steps, 1))
yhat = model.predict(x_input, verbose=0)
print(yhat[0][0])
