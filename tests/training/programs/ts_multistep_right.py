import numpy as np
from keras import layers, Model, Input
def make_windows(data, n_in, n_out):
    xs, ys = [], []
    for start in range(len(data) - n_in - n_out + 1):
        xs.append(data[start:start + n_in])
        ys.append(data[start + n_in:start + n_in + n_out, 0])
    return np.array(xs), np.array(ys)
data = np.random.randn(300, 3)
n_in, n_out = 14, 7
X, Y = make_windows(data, n_in, n_out)
inp = Input(shape=(n_in, 3))
h = layers.GRU(8)(inp)
out = layers.Dense(n_out)(h)
model = Model(inp, out)
model.compile(loss="mae", optimizer="adam")
model.fit(X, Y, epochs=1, verbose=0)
