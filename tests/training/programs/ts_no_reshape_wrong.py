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

X = X[..., np.newaxis]
split = int(len(X) * 0.8)
X_train, X_test, y_train, y_test = X[:split], X[split:], y[:split], y[split:]
model = Sequential([
    Conv1D(8, 3, activation="relu", input_shape=(n_steps, 1)),
    Flatten(),
    Dense(8, activation="relu"),
    Dense(1),
])
model.compile("adam", "mae")
model.fit(X_train, y_train, validation_data=(X_test, y_test), epochs=1, verbose=0)
forecast = model.predict(X_test[0], verbose=0)
