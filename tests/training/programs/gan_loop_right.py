import numpy as np
from keras.models import Sequential, Model
from keras.layers import Dense, LeakyReLU, Reshape, Flatten, Input, BatchNormalization
from keras.optimizers import Adam
latent_dim = 20
img_shape = (28, 28, 1)
def build_generator():
    model = Sequential()
    model.add(Dense(32, input_dim=latent_dim))
    model.add(LeakyReLU(0.2))
    model.add(BatchNormalization(momentum=0.8))
    model.add(Dense(int(np.prod(img_shape)), activation="tanh"))
    model.add(Reshape(img_shape))
    noise = Input(shape=(latent_dim,))
    return Model(noise, model(noise))
def build_discriminator():
    model = Sequential()
    model.add(Flatten(input_shape=img_shape))
    model.add(Dense(16))
    model.add(LeakyReLU(0.2))
    model.add(Dense(1, activation="sigmoid"))
    img = Input(shape=img_shape)
    return Model(img, model(img))
discriminator = build_discriminator()
discriminator.compile(loss="binary_crossentropy", optimizer=Adam(0.0002), metrics=["accuracy"])
generator = build_generator()
z = Input(shape=(latent_dim,))
img = generator(z)
valid = discriminator(img)
combined = Model(z, valid)
combined.compile(loss="binary_crossentropy", optimizer=Adam(0.0002))
X_train = np.random.rand(64, 28, 28) * 2 - 1
X_train = np.expand_dims(X_train, axis=3)
batch_size = 16
valid = np.ones((batch_size, 1))
fake = np.zeros((batch_size, 1))
for epoch in range(2):
    idx = np.random.randint(0, X_train.shape[0], batch_size)
    imgs = X_train[idx]
    noise = np.random.normal(0, 1, (batch_size, latent_dim))
    gen_imgs = generator.predict(noise, verbose=0)
    d_loss_real = discriminator.train_on_batch(imgs, valid)
    d_loss_fake = discriminator.train_on_batch(gen_imgs, fake)
    g_loss = combined.train_on_batch(noise, valid)
