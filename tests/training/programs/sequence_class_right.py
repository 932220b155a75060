import math
import numpy as np
import keras
class DataGenerator(keras.utils.Sequence):
    def __init__(self, x, y, batch_size=8, n_classes=4, **kwargs):
        super().__init__(**kwargs)
        self.x, self.y = x, y
        self.batch_size = batch_size
        self.n_classes = n_classes
    def __len__(self):
        return math.ceil(len(self.x) / self.batch_size)
    def __getitem__(self, idx):
        low = idx * self.batch_size
        high = min(low + self.batch_size, len(self.x))
        batch_x = self.x[low:high]
        batch_y = self.y[low:high]
        return batch_x, keras.utils.to_categorical(batch_y, num_classes=self.n_classes)
x = np.random.rand(32, 16, 16, 3)
y = np.random.randint(0, 4, size=32)
train_gen = DataGenerator(x, y)
model = keras.Sequential([
    keras.layers.Input((16, 16, 3)),
    keras.layers.Conv2D(4, 3, activation="relu"),
    keras.layers.GlobalMaxPooling2D(),
    keras.layers.Dense(4, activation="softmax"),
])
model.compile("adam", "categorical_crossentropy")
model.fit(train_gen, epochs=1, verbose=0)
