from keras.datasets import california_housing as housing
from keras import models, layers
(train_data, train_targets), (test_data, test_targets) = housing.load_data()
mean = train_data.mean(axis=0)
std = train_data.std(axis=0)
train_data = (train_data - mean) / std
test_data = (test_data - mean) / std
def build_model():
    model = models.Sequential()
    model.add(layers.Dense(16, activation="relu", input_shape=(train_data.shape[0],)))
    model.add(layers.Dense(1))
    model.compile(optimizer="rmsprop", loss="mse", metrics=["mae"])
    return model
k = 4
num_val = len(train_data) // k
import numpy as np
for i in range(2):
    val_data = train_data[i * num_val:(i + 1) * num_val]
    val_targets = train_targets[i * num_val:(i + 1) * num_val]
    part = np.concatenate([train_data[:i * num_val], train_data[(i + 1) * num_val:]], axis=0)
    part_targets = np.concatenate([train_targets[:i * num_val], train_targets[(i + 1) * num_val:]], axis=0)
    model = build_model()
    model.fit(part, part_targets, epochs=1, batch_size=16, verbose=0)
    val_mse, val_mae = model.evaluate(val_data, val_targets, verbose=0)
