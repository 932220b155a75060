import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
import numpy as np
class CustomModel(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = keras.losses.sparse_categorical_crossentropy(y, y_pred)
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(grads, self.trainable_variables)
        return {"loss": tf.reduce_mean(loss)}
inputs = keras.Input(shape=(32,))
outputs = layers.Dense(5, activation="softmax")(inputs)
model = CustomModel(inputs, outputs)
model.compile(optimizer="adam")
x = np.random.random((100, 32))
y = np.random.randint(0, 5, size=(100,))
model.fit(x, y, epochs=1)
