import numpy as np
from keras.layers import Input, Embedding, Flatten, Dot, Dense, Concatenate
from keras.models import Model
n_users, n_items, k = 30, 50, 8
users = np.random.randint(0, n_users, 200)
items = np.random.randint(0, n_items, 200)
ratings = np.random.randint(1, 6, 200).astype("float32")
u = Input(shape=(1,), name="user")
i = Input(shape=(1,), name="item")
ue = Flatten()(Embedding(n_users, k)(u))
ie = Flatten()(Embedding(n_items, k * 2)(i))
dot = Dot(axes=1)([ue, ie])
model = Model([u, i], dot)
model.compile("adam", "mse")
model.fit([users, items], ratings, epochs=1, verbose=0, validation_split=0.1)
print(model.predict([users[:5], items[:5]], verbose=0).shape)
