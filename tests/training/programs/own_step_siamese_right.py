import tensorflow as tf, keras, numpy as np
from keras import layers
class SiameseModel(keras.Model):
    def __init__(self, net, margin=0.5):
        super().__init__()
        self.net = net
        self.margin = margin
        self.tr = keras.metrics.Mean(name="loss")
    def call(self, inputs):
        return self.net(inputs)
    def train_step(self, data):
        with tf.GradientTape() as tape:
            loss = self._loss(data)
        g = tape.gradient(loss, self.net.trainable_weights)
        self.optimizer.apply_gradients(zip(g, self.net.trainable_weights))
        self.tr.update_state(loss)
        return {"loss": self.tr.result()}
    def _loss(self, data):
        ap, an = self.net(data)
        return tf.reduce_mean(tf.maximum(ap - an + self.margin, 0.0))
    @property
    def metrics(self):
        return [self.tr]
emb = keras.Sequential([keras.Input((24, 24, 3)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(16)])
class Dist(layers.Layer):
    def call(self, a, p, n):
        return tf.reduce_sum(tf.square(a - p), -1), tf.reduce_sum(tf.square(a - n), -1)
a = keras.Input((24, 24, 3), name="anchor"); p = keras.Input((24, 24, 3), name="positive"); n = keras.Input((24, 24, 3), name="negative")
net = keras.Model([a, p, n], Dist()(emb(a), emb(p), emb(n)))
mk = lambda: tf.data.Dataset.from_tensor_slices(np.random.rand(32, 24, 24, 3).astype("float32"))
ds = tf.data.Dataset.zip((mk(), mk(), mk())).shuffle(32).batch(8, drop_remainder=False).prefetch(8)
m = SiameseModel(net)
m.compile(optimizer=keras.optimizers.Adam(1e-4))
m.fit(ds, epochs=1)
