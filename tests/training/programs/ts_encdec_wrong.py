import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense, RepeatVector, TimeDistributed
n_in, n_out, n_features = 10, 5, 2
X = np.random.rand(64, n_in, n_features)
y = np.random.rand(64, n_in, 1)
model = Sequential()
model.add(LSTM(16, activation="relu", input_shape=(n_in, n_features)))
model.add(RepeatVector(n_out))
model.add(LSTM(16, activation="relu", return_sequences=True))
model.add(TimeDistributed(Dense(1)))
model.compile(optimizer="adam", loss="mse")
model.fit(X, y, epochs=1, verbose=0)
