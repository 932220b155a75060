"""Yesterday's Keras: names and arguments of older releases, and what stands for them today."""
