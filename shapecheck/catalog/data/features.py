"""The names of the columns of scikit-learn's published tables, in their order."""

from __future__ import annotations

__all__ = ["FEATURES"]

FEATURES: dict[str, tuple[str, ...]] = {
    "load_iris": tuple(("sepal length (cm), sepal width (cm), petal length (cm), petal width (cm)").split(", ")),
    "load_wine": tuple(
        (
            "alcohol, malic_acid, ash, alcalinity_of_ash, magnesium, total_phenols, flavanoids, "
            "nonflavanoid_phenols, proanthocyanins, color_intensity, hue, od280/od315_of_diluted_wines, proline"
        ).split(", ")
    ),
    "load_breast_cancer": tuple(
        (
            "mean radius, mean texture, mean perimeter, mean area, mean smoothness, mean compactness, mean "
            "concavity, mean concave points, mean symmetry, mean fractal dimension, radius error, texture error, "
            "perimeter error, area error, smoothness error, compactness error, concavity error, concave points "
            "error, symmetry error, fractal dimension error, worst radius, worst texture, worst perimeter, worst "
            "area, worst smoothness, worst compactness, worst concavity, worst concave points, worst symmetry, "
            "worst fractal dimension"
        ).split(", ")
    ),
    "load_diabetes": tuple(("age, sex, bmi, bp, s1, s2, s3, s4, s5, s6").split(", ")),
    "fetch_california_housing": tuple(
        ("MedInc, HouseAge, AveRooms, AveBedrms, Population, AveOccup, Latitude, Longitude").split(", ")
    ),
    "load_boston": tuple(("CRIM, ZN, INDUS, CHAS, NOX, RM, AGE, DIS, RAD, TAX, PTRATIO, B, LSTAT").split(", ")),
}
