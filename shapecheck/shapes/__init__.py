"""Sizes, shapes and windows: arithmetic that knows neither Python syntax nor Keras."""
