import numpy as np
from keras.models import Sequential
from keras.layers import Embedding, Flatten, Dense, Input
word_index = {"the": 1, "cat": 2, "sat": 3, "mat": 4}
embeddings_index = {w: np.random.rand(50) for w in ("the", "cat")}
vocab_size = len(word_index)
embedding_matrix = np.zeros((len(word_index) + 1, 50))
for word, i in word_index.items():
    vector = embeddings_index.get(word)
    if vector is not None:
        embedding_matrix[i] = vector
model = Sequential()
model.add(Input((4,)))
e = Embedding(vocab_size, 50, weights=[embedding_matrix], trainable=False)
model.add(e)
model.add(Flatten())
model.add(Dense(1, activation="sigmoid"))
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(np.array([[1, 2, 3, 4], [2, 1, 0, 0]]), np.array([1, 0]), epochs=1, verbose=0)
