import numpy as np
from keras import layers, Model, Input
def conv_block(x, filters):
    x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    return layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
def unet(shape, classes):
    inp = Input(shape)
    c1 = conv_block(inp, 4)
    p1 = layers.MaxPooling2D()(c1)
    c2 = conv_block(p1, 8)
    u1 = layers.UpSampling2D()(c2)
    m1 = layers.concatenate([u1, c1])
    c3 = conv_block(m1, 4)
    return Model(inp, layers.Conv2D(classes, 1, activation="softmax")(c3))
images = np.random.rand(8, 32, 32, 3)
masks = np.random.randint(0, 3, (8, 32, 32, 1))
model = unet((32, 32, 3), 3)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, masks, batch_size=4, epochs=1, verbose=0)
pred = np.argmax(model.predict(images[:1], verbose=0), axis=-1)
