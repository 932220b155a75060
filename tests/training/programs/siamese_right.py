import numpy as np
import keras
from keras import layers, ops
def euclidean_distance(vects):
    x, y = vects
    return ops.sqrt(ops.maximum(ops.sum(ops.square(x - y), axis=1, keepdims=True), 1e-7))
def make_pairs(x, y):
    pairs, labels = [], []
    for i in range(len(x) - 1):
        pairs += [[x[i], x[i + 1]]]
        labels += [1 if y[i] == y[i + 1] else 0]
    return np.array(pairs), np.array(labels).astype("float32")
x = np.random.rand(40, 28, 28).astype("float32")
y = np.random.randint(0, 10, 40)
pairs, labels = make_pairs(x, y)
x_1, x_2 = pairs[:, 0], pairs[:, 1]
inp = layers.Input((28, 28, 1))
e = layers.Conv2D(4, 5, activation="tanh")(inp)
e = layers.AveragePooling2D(2)(e)
e = layers.Flatten()(e)
e = layers.Dense(10, activation="tanh")(e)
embedding_network = keras.Model(inp, e)
input_1 = layers.Input((28, 28, 1))
input_2 = layers.Input((28, 28, 1))
merge = layers.Lambda(euclidean_distance, output_shape=(1,))([embedding_network(input_1), embedding_network(input_2)])
out = layers.Dense(1, activation="sigmoid")(merge)
siamese = keras.Model(inputs=[input_1, input_2], outputs=out)
def loss(margin=1):
    def contrastive_loss(y_true, y_pred):
        square_pred = ops.square(y_pred)
        margin_square = ops.square(ops.maximum(margin - (y_pred), 0))
        return ops.mean((1 - y_true) * square_pred + (y_true) * margin_square)
    return contrastive_loss
siamese.compile(loss=loss(margin=1), optimizer="RMSprop", metrics=["accuracy"])
siamese.fit([x_1, x_2], labels, batch_size=16, epochs=1, verbose=0)
