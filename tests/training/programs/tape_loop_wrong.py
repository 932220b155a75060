import tensorflow as tf
from tensorflow.keras import layers
import numpy as np
model = tf.keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(3)])
loss_fn = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
opt = tf.keras.optimizers.Adam()
x = np.random.rand(60, 4).astype("float32"); y = np.random.randint(0, 3, 60)
ds = tf.data.Dataset.from_tensor_slices((x, y)).batch(12)
for xb, yb in ds:
    with tf.GradientTape() as tape:
        logits = model(xb, training=True)
        loss = loss_fn(yb, logits)
    g = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(g, model.trainable_variables))
