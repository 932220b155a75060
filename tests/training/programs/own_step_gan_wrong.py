import tensorflow as tf, keras, numpy as np
from keras import layers
class CondGAN(keras.Model):
    def __init__(self, d, g, latent):
        super().__init__()
        self.d, self.g, self.latent = d, g, latent
        self.bce = keras.losses.BinaryCrossentropy(from_logits=True)
    def compile(self, do, go):
        super().compile()
        self.do, self.go = do, go
    def train_step(self, data):
        real, onehot = data
        il = onehot[:, :, None, None]
        il = tf.repeat(il, repeats=[28 * 28])
        il = tf.reshape(il, (-1, 28, 28, 10))
        bs = tf.shape(real)[0]
        z = tf.random.normal((bs, self.latent))
        zl = tf.concat([z, onehot], axis=1)
        fake = self.g(zl)
        fl = tf.concat([fake, il], -1); rl = tf.concat([real, il], -1)
        comb = tf.concat([fl, rl], axis=0)
        lab = tf.concat([tf.ones((bs, 1)), tf.zeros((bs, 1))], axis=0)
        with tf.GradientTape() as t:
            p = self.d(comb)
            l = self.bce(lab, p)
        self.do.apply_gradients(zip(t.gradient(l, self.d.trainable_weights), self.d.trainable_weights))
        return {"d": l}
d = keras.Sequential([keras.Input((28, 28, 11)), layers.Conv2D(4, 3, strides=2), layers.GlobalMaxPooling2D(), layers.Dense(1)])
g = keras.Sequential([keras.Input((32,)), layers.Dense(7 * 7 * 8), layers.Reshape((7, 7, 8)), layers.Conv2DTranspose(4, 4, strides=2, padding="same"), layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="sigmoid")])
x = np.random.rand(64, 28, 28, 1).astype("float32"); y = keras.utils.to_categorical(np.random.randint(0, 10, 64), 10).astype("float32")
ds = tf.data.Dataset.from_tensor_slices((x, y)).batch(16)
m = CondGAN(d, g, 32)
m.compile(keras.optimizers.Adam(), keras.optimizers.Adam())
m.fit(ds, epochs=1)
