import numpy as np
import keras
raw_data = np.random.rand(500, 6).astype("float32")
temperature = raw_data[:, 1]
sequence_length = 24
delay = 30
train = keras.utils.timeseries_dataset_from_array(raw_data[:-delay], targets=temperature[delay:], sequence_length=sequence_length, batch_size=16, start_index=0, end_index=300)
val = keras.utils.timeseries_dataset_from_array(raw_data[:-delay], targets=temperature[delay:], sequence_length=sequence_length, batch_size=16, start_index=300)
inputs = keras.Input(shape=(sequence_length, raw_data.shape[-1]))
x = keras.layers.LSTM(8)(inputs)
outputs = keras.layers.Dense(1)(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer="rmsprop", loss="mse", metrics=["mae"])
model.fit(train, epochs=1, validation_data=val, verbose=0)
