import tensorflow as tf, keras, numpy as np
from keras import layers
class M(keras.Model):
    def __init__(self):
        super().__init__()
        self.d = layers.Dense(16, activation="relu"); self.o = layers.Dense(4)
        self.lf = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.acc = keras.metrics.SparseCategoricalAccuracy()
    def call(self, x):
        return self.o(self.d(x))
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as t:
            p = self(x, training=True)
            l = self.lf(y, p)
        self.optimizer.apply_gradients(zip(t.gradient(l, self.trainable_variables), self.trainable_variables))
        self.acc.update_state(y, p)
        return {"loss": l, "acc": self.acc.result()}
x = np.random.rand(64, 8, 8, 3).astype("float32"); y = np.random.randint(0, 4, 64)
m = M(); m.compile("adam")
m.fit(x, y, epochs=1)
