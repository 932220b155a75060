import numpy as np
import keras
from keras import layers
class MLP(keras.Model):
    def __init__(self, hidden, classes):
        super().__init__()
        self.d1 = layers.Dense(hidden, activation="relu")
        self.drop = layers.Dropout(0.3)
        self.d2 = layers.Dense(classes, activation="softmax")
    def call(self, x, training=False):
        x = self.d1(x)
        x = self.drop(x, training=training)
        return self.d2(x)
X = np.random.randn(120, 30).astype("float32")
y = np.random.randint(0, 6, size=(120,))
model = MLP(16, 6)
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(X, keras.utils.to_categorical(y, num_classes=6), epochs=1, verbose=0)
model.evaluate(X[:20], keras.utils.to_categorical(y[:20], num_classes=6), verbose=0)
