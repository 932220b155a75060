import numpy as np
from keras.models import Sequential
from keras.layers import Dense, SimpleRNN
def batch_generator(data, targets, lookback, batch_size=16):
    while True:
        rows = np.random.randint(lookback, len(data), size=batch_size)
        samples = np.zeros((len(rows), lookback, data.shape[-1]))
        labels = np.zeros((len(rows),))
        for j, row in enumerate(rows):
            samples[j] = data[row - lookback:row]
            labels[j] = targets[row]
        yield samples, labels
data = np.random.rand(400, 5)
targets = np.random.rand(400)
lookback = 12
gen = batch_generator(data, targets, lookback)
model = Sequential()
model.add(SimpleRNN(8, input_shape=(lookback + 1, data.shape[-1])))
model.add(Dense(1))
model.compile("rmsprop", "mae")
model.fit(gen, steps_per_epoch=3, epochs=1, verbose=0)
