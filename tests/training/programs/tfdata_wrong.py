import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
import numpy as np
images = np.random.randint(0, 255, (40, 20, 20, 1)).astype("uint8")
labels = np.random.randint(0, 3, (40,))
def normalize_img(image, label):
    return tf.cast(image, tf.float32) / 255.0, tf.one_hot(label, 4)
ds = tf.data.Dataset.from_tensor_slices((images, labels))
ds = ds.map(normalize_img, num_parallel_calls=tf.data.AUTOTUNE)
ds = ds.cache().shuffle(40).batch(8).prefetch(tf.data.AUTOTUNE)
model = keras.Sequential([
    layers.Flatten(input_shape=(20, 20, 1)),
    layers.Dense(16, activation="relu"),
    layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(ds, epochs=1, verbose=0)
