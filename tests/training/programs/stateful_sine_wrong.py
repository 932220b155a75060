import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense, Input
batch, steps = 5, 10
X = np.random.rand(52, steps, 1)
y = np.random.rand(52, 1)
model = Sequential()
model.add(Input(batch_shape=(batch, steps, 1)))
model.add(LSTM(8, stateful=True))
model.add(Dense(1))
model.compile("adam", "mse")
for i in range(2):
    model.fit(X, y, batch_size=batch, epochs=1, shuffle=False, verbose=0)
    model.layers[0].reset_states() if hasattr(model.layers[0], "reset_states") else None
