import numpy as np
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.datasets import load_breast_cancer
from keras.models import Sequential
from keras.layers import Dense
X, y = load_breast_cancer(return_X_y=True)
X = (X - X.mean(axis=0)) / X.std(axis=0)
kfold = StratifiedKFold(n_splits=3, shuffle=True)
scores = []
for train, test in kfold.split(X, y):
    model = Sequential()
    model.add(Dense(8, input_dim=8, activation="relu"))
    model.add(Dense(1, activation="sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    model.fit(X[train], y[train], epochs=1, verbose=0)
    s = model.evaluate(X[test], y[test], verbose=0)
    scores.append(s[1] * 100)
print(np.mean(scores))
