import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler, OneHotEncoder
from keras.models import Sequential
from keras.layers import Dense
iris = load_iris()
X = iris["data"]
y = iris["target"]
scaler = StandardScaler()
X_scaled = scaler.fit_transform(X)
enc = OneHotEncoder()
Y = enc.fit_transform(y[:, np.newaxis]).toarray()
X_train, X_test, Y_train, Y_test = train_test_split(X_scaled, Y, test_size=0.5, random_state=2)
n_features = X.shape[1]
n_classes = Y.shape[1]
def create_model(input_dim, output_dim, nodes, n=1):
    model = Sequential()
    for i in range(n):
        model.add(Dense(nodes, activation="relu"))
    model.add(Dense(output_dim, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model
for n in range(1, 4):
    model = create_model(n_features, n_classes, 8, n)
    model.fit(X_train, Y_train, batch_size=5, epochs=1, verbose=0, validation_data=(X_test, Y_test))
