import numpy as np
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.model_selection import train_test_split
from keras import Sequential, layers
tags = [["red", "shirt"], ["blue", "shirt"], ["red", "dress"], ["blue", "jeans"]] * 10
X = np.random.rand(40, 16)
mlb = MultiLabelBinarizer()
Y = mlb.fit_transform(tags)
trX, teX, trY, teY = train_test_split(X, Y, test_size=0.25, random_state=42)
model = Sequential()
model.add(layers.Input((16,)))
model.add(layers.Dense(4, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam")
model.fit(trX, trY, epochs=1, verbose=0, validation_data=(teX, teY))
