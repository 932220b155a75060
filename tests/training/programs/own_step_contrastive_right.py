import tensorflow as tf, keras, numpy as np
from keras import layers
class ContrastiveModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.temperature = 0.1
        self.augment = keras.Sequential([keras.Input((32, 32, 3)), layers.Rescaling(1 / 255), layers.RandomFlip("horizontal")])
        self.encoder = keras.Sequential([keras.Input((32, 32, 3)), layers.Conv2D(8, 3, strides=2, activation="relu"), layers.Flatten(), layers.Dense(16, activation="relu")])
        self.head = keras.Sequential([keras.Input((16,)), layers.Dense(16, activation="relu"), layers.Dense(16)])
        self.probe = keras.Sequential([layers.Input((16,)), layers.Dense(10)])
    def compile(self, contrastive_optimizer, probe_optimizer, **kw):
        super().compile(**kw)
        self.co = contrastive_optimizer; self.po = probe_optimizer
        self.probe_loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.acc = keras.metrics.SparseCategoricalAccuracy(name="c_acc")
        self.pacc = keras.metrics.SparseCategoricalAccuracy(name="p_acc")
    @property
    def metrics(self):
        return [self.acc, self.pacc]
    def contrastive_loss(self, p1, p2):
        p1 = tf.math.l2_normalize(p1, axis=1); p2 = tf.math.l2_normalize(p2, axis=1)
        sim = tf.matmul(p1, p2, transpose_b=True) / self.temperature
        bs = tf.shape(p1)[0]
        cl = tf.range(bs)
        self.acc.update_state(cl, sim); self.acc.update_state(cl, tf.transpose(sim))
        l1 = keras.losses.sparse_categorical_crossentropy(cl, sim, from_logits=True)
        l2 = keras.losses.sparse_categorical_crossentropy(cl, tf.transpose(sim), from_logits=True)
        return (l1 + l2) / 2
    def train_step(self, data):
        (un, _), (lab, y) = data
        imgs = tf.concat((un, lab), axis=0)
        a1 = self.augment(imgs, training=True); a2 = self.augment(imgs, training=True)
        with tf.GradientTape() as tape:
            p1 = self.head(self.encoder(a1, training=True), training=True)
            p2 = self.head(self.encoder(a2, training=True), training=True)
            loss = self.contrastive_loss(p1, p2)
        v = self.encoder.trainable_weights + self.head.trainable_weights
        self.co.apply_gradients(zip(tape.gradient(loss, v), v))
        pre = self.augment(lab, training=True)
        with tf.GradientTape() as tape:
            logits = self.probe(self.encoder(pre, training=False), training=True)
            pl = self.probe_loss(y, logits)
        self.po.apply_gradients(zip(tape.gradient(pl, self.probe.trainable_weights), self.probe.trainable_weights))
        self.pacc.update_state(y, logits)
        return {m.name: m.result() for m in self.metrics}
mk = lambda n: tf.data.Dataset.from_tensor_slices((np.random.rand(n, 32, 32, 3).astype("float32"), np.random.randint(0, 10, n)))
train = tf.data.Dataset.zip((mk(60).batch(12), mk(20).batch(4)))
m = ContrastiveModel()
m.compile(keras.optimizers.Adam(), keras.optimizers.Adam())
m.fit(train, epochs=1)
