import numpy as np
import keras
from keras import layers, ops
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        return z_mean + ops.exp(0.5 * z_log_var) * ops.cos(z_mean)
class KL(layers.Layer):
    def call(self, inputs):
        m, v = inputs
        self.add_loss(-0.5 * ops.mean(1 + v - ops.square(m) - ops.exp(v)))
        return m
latent = 2
enc_in = keras.Input((64,))
h = layers.Dense(16, activation="relu")(enc_in)
z_mean = layers.Dense(latent)(h)
z_log_var = layers.Dense(latent + 1)(h)
KL()([z_mean, z_log_var])
z = Sampling()([z_mean, z_log_var])
out = layers.Dense(64, activation="sigmoid")(layers.Dense(16, activation="relu")(z))
vae = keras.Model(enc_in, out)
vae.compile("adam", "binary_crossentropy")
x = np.random.rand(32, 64)
vae.fit(x, x, epochs=1, verbose=0)
