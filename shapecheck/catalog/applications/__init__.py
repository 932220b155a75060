"""`keras.applications` as data: what its constructors build, recorded from real Keras, and what their arguments say."""
