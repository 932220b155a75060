import numpy as np
from keras import Input, Model
from keras.layers import Dense
x = np.random.rand(90, 7)
age = np.random.rand(90)
gender = np.random.randint(0, 2, 90)
inp = Input((7,))
h = Dense(8, activation="relu")(inp)
age_out = Dense(1, name="age")(h)
gender_out = Dense(1, activation="sigmoid", name="gender")(h)
model = Model(inp, [age_out, gender_out])
model.compile(optimizer="adam", loss=["mse", "binary_crossentropy"], metrics=[["mae"], ["accuracy"]])
model.fit(x, [age, gender, gender], epochs=1, verbose=0)
pred_age, pred_gender = model.predict(x[:3], verbose=0)
