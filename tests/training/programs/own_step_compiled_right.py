import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
import numpy as np
class CustomModel(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(y=y, y_pred=y_pred)
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(grads, self.trainable_variables)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}
inputs = keras.Input(shape=(32,))
outputs = layers.Dense(3, activation="softmax")(inputs)
model = CustomModel(inputs, outputs)
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
x = np.random.random((100, 32))
y = keras.utils.to_categorical(np.random.randint(0, 3, size=(100,)), 3)
model.fit(x, y, epochs=1)
