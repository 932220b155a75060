from sklearn.datasets import load_digits
from sklearn.preprocessing import LabelBinarizer
from sklearn.model_selection import train_test_split
from keras.models import Sequential
from keras.layers import Dense
digits = load_digits()
X_train, X_test, y_train, y_test = train_test_split(digits.data, digits.target, test_size=0.25)
lb = LabelBinarizer()
Y_train = lb.fit_transform(y_train)
Y_test = lb.transform(y_test)
model = Sequential()
model.add(Dense(32, input_dim=64, activation="relu"))
model.add(Dense(len(lb.classes_), activation="softmax"))
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(X_train, Y_train, epochs=1, validation_data=(X_test, Y_test), verbose=0)
