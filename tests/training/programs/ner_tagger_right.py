import numpy as np
from keras import Model, Input
from keras.layers import Embedding, Bidirectional, LSTM, TimeDistributed, Dense, Dropout, SpatialDropout1D
from keras.utils import pad_sequences, to_categorical
sentences = [[3, 4, 9], [1, 2], [5, 6, 7, 8, 1], [2, 2, 2, 2]]
tags = [[0, 1, 2], [1, 1], [0, 0, 2, 1, 1], [2, 2, 0, 1]]
max_len, n_words, n_tags = 6, 12, 3
X = pad_sequences(maxlen=max_len, sequences=sentences, padding="post", value=0)
y = pad_sequences(maxlen=max_len, sequences=tags, padding="post", value=0)
y = np.array([to_categorical(i, num_classes=n_tags) for i in y])
inp = Input(shape=(max_len,))
model = Embedding(input_dim=n_words, output_dim=8)(inp)
model = SpatialDropout1D(0.1)(model)
model = Bidirectional(LSTM(units=6, return_sequences=True))(model)
out = TimeDistributed(Dense(n_tags, activation="softmax"))(model)
model = Model(inp, out)
model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(X, y, batch_size=2, epochs=1, verbose=0)
p = np.argmax(model.predict(X, verbose=0), axis=-1)
